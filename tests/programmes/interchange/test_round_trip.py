"""What goes out comes in again, exactly; what is there already is left alone."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from django.db import connection
from wagtail.models import Revision

from competencies.models import Framework
from kernel.models import AuditEntry
from programmes import library
from programmes.interchange.exporting import CannotExport, as_text, document_of, find
from programmes.interchange.importing import Change, Refused, import_document
from programmes.interchange.media import folder_of
from programmes.interchange.reading import read
from programmes.models import (
    Activity,
    ActivityClaim,
    Module,
    ModuleVersion,
    Programme,
    ProgrammeVersion,
    Requirement,
)
from programmes.rules.keys import stable_id
from programmes.services.authoring import publish_draft
from tests.factories.programmes import make_module, make_programme, programme_version

pytestmark = pytest.mark.django_db

TABLES = (ModuleVersion, ProgrammeVersion, Revision, AuditEntry, Module, Programme)


def counts() -> dict[str, int]:
    return {model.__name__: model._base_manager.count() for model in TABLES}


def changes(document: Any, **how: Any) -> list[str]:
    return [str(each.change) for each in import_document(document, **how)]


def exported(slug: str = "small", **how: Any) -> str:
    return as_text(document_of(find(slug), **how))


def empty_the_site() -> None:
    """Every module and programme goes, as if this were another site; only a test may."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "TRUNCATE leadership_programmes_module, leadership_programmes_programme, "
            "wagtailcore_revision CASCADE"
        )


def test_a_new_file_is_published_whole(document: Any) -> None:
    assert changes(document) == ["new", "new", "new"]

    version = ProgrammeVersion.objects.get()
    assert (version.title, version.slug, version.stage) == ("A small programme", "small", "continuing")
    assert (version.number, version.open_to_all, version.duration_days) == (1, True, 90)
    rows = Requirement.objects.filter(version=version).order_by("position")
    assert [(row.kind, row.title, row.required, row.due_days, row.at_least) for row in rows] == [
        ("all", "A small programme", True, None, None),
        ("all", "First part", True, None, None),
        ("item", "Meetings", True, 30, None),
        ("at_least", "Second part", True, None, 1),
        ("item", "Handover", True, None, None),
    ]
    assert [(rule.kind, rule.days) for rule in version.reminder_rules.all()] == [("before_due", 7)]
    activities = Activity.objects.order_by("version__title", "position")
    assert [(each.kind, each.title, each.minutes, each.required) for each in activities] == [
        ("reflection", "Your last one", 10, True),
        ("link", "Seen elsewhere", 10, True),
        ("checklist", "Tonight", 10, True),
        ("reading", "Why they fail", 7, True),
        ("quiz", "Check yourself", 5, True),
    ]
    claims = ActivityClaim.objects.order_by("node__code").values_list("node__code", "strength")
    assert list(claims) == [("1.1", "practises"), ("1.1.1", "introduces")]


def test_importing_again_changes_nothing(document: Any) -> None:
    import_document(document)
    before = counts()

    assert changes(document) == ["same", "same", "same"]
    assert counts() == before


def test_a_round_trip_is_exact(document: Any) -> None:
    import_document(document)
    first = exported()
    before = counts()
    assert changes(json.loads(first)) == ["same", "same", "same"]
    assert counts() == before

    empty_the_site()
    assert changes(json.loads(first)) == ["new", "new", "new"]

    assert exported() == first
    assert json.loads(first)["programme"]["id"] == str(find("small").translation_key)


def test_what_the_studio_wrote_travels_too(framework: Framework) -> None:
    """Its ids are its own, and its editor marks paragraphs."""
    text = '<p data-block-key="a1b2c">First.</p><ul><li data-block-key="d3e4f">Second</li></ul>'
    module = make_module("From the Studio", publish=False)
    module.body = [
        {
            "type": "reading",
            "id": "0b54d5a4-7a6e-4a5c-9c55-5d5a37fe3f01",
            "value": {"title": "Words", "minutes": 4, "required": True, "text": text, "claims": []},
        }
    ]
    publish_draft(module)
    make_programme("Studio's", slug="studio", modules=[module])
    first = exported("studio")
    assert changes(json.loads(first)) == ["same", "same"]

    empty_the_site()
    import_document(json.loads(first))

    assert exported("studio") == first
    assert json.loads(first)["modules"][0]["body"][0]["text"] == text


def test_other_words_make_a_text_and_other_structure_a_version(document: Any) -> None:
    import_document(document)
    before = counts()

    document["modules"][0]["body"][1]["text"] = "<p>Mended.</p>"
    assert changes(document) == ["changed", "same", "same"]
    assert counts()["ModuleVersion"] == before["ModuleVersion"]
    assert counts()["Revision"] == before["Revision"] + 1

    document["modules"][0]["body"][1]["minutes"] = 9
    assert changes(document) == ["changed", "same", "changed"]
    assert ModuleVersion.objects.get(title="Meetings", number=2).minutes == 14
    pinned = Requirement.objects.filter(version__number=2, module_version__title="Meetings")
    assert [row.module_version.number for row in pinned.select_related("module_version")] == [2]
    assert changes(document) == ["same", "same", "same"]


def test_names_keep_their_ids_when_the_order_changes(document: Any) -> None:
    import_document(document)
    keys = dict(Activity.objects.values_list("title", "key"))

    document["modules"][0]["body"].reverse()
    import_document(document)

    assert dict(Activity.objects.filter(version__number=2).values_list("title", "key")) == {
        title: keys[title] for title in ("Why they fail", "Check yourself")
    }


def test_a_deep_tree_travels_as_it_is(document: Any) -> None:
    import_document(document)
    deep = json.loads(json.dumps(document))
    deep["modules"] = []
    deep["programme"] |= {"id": "deep", "slug": "deep", "reminders": []}
    first = {"kind": "item", "item": {"type": "module", "module": "meetings"}, "id": "one", "due_days": 30}
    deep["programme"]["tree"] = {
        "version": 1,
        "root": {
            "children": [
                first,
                {
                    "id": "more",
                    "kind": "points",
                    "title": "More",
                    "points_needed": 3,
                    "needs": ["one"],
                    "delay_days": 14,
                    "children": [
                        {
                            "id": "small",
                            "kind": "item",
                            "item": {"type": "programme", "programme": "small"},
                            "points": 3,
                            "stages": ["continuing", "postgraduate"],
                        },
                        {
                            "id": "elsewhere",
                            "kind": "item",
                            "title": "Conferences",
                            "item": {"type": "credits", "credits": "2.5"},
                            "points": 3,
                            "required": True,
                            "opens": {"on": "2027-03-01"},
                        },
                    ],
                },
            ]
        },
    }

    assert changes(deep) == ["new"]

    programme, written = find("deep"), exported("deep")
    key, (one, more) = programme.translation_key, programme.tree["root"]["children"]
    assert (one["id"], more["needs"]) == (stable_id(key, "one"), [one["id"]])
    assert more["children"][0]["item"] == {
        "type": "programme",
        "programme": str(find("small").translation_key),
    }
    assert "required" not in more["children"][1]
    assert json.loads(written)["programme"]["tree"] == programme.tree
    assert changes(deep) == ["same"]
    assert [each["slug"] for each in json.loads(written)["programmes"]] == ["small"]
    assert changes(json.loads(written)) == ["same", "same", "same", "same"]
    rows = programme_version(programme).requirements.order_by("position")
    assert list(rows.values_list("title", "item_type", "points", "credits")) == [
        ("A small programme", "", None, None),
        ("Meetings", "module", None, None),
        ("More", "", None, None),
        ("A small programme", "programme", 3, None),
        ("Conferences", "credits", 3, 250),
    ]


def test_programmes_come_in_behind_what_they_need_and_each_once(document: Any) -> None:
    def after(name: str, before: str) -> dict[str, Any]:
        item = {"kind": "item", "id": "all", "item": {"type": "programme", "programme": before}}
        return {**document["programme"], "id": name, "slug": name, "tree": {"root": {"children": [item]}}}

    small, middle, last = document["programme"], after("middle", "small"), after("last", "middle")
    doubled = {**document, "programme": last, "programmes": [middle, small, small]}

    with pytest.raises(Refused) as refused:
        import_document(doubled)
    assert str(refused.value) == "This programme stands in the file already."
    assert not Programme.objects.exists()

    import_document({**document, "programme": last, "programmes": [middle, small]})
    assert [each["slug"] for each in json.loads(exported("last"))["programmes"]] == ["small", "middle"]
    assert set(changes(json.loads(exported("last")))) == {"same"}


def test_two_programmes_share_a_module(document: Any) -> None:
    import_document(document)
    other = json.loads(json.dumps(document))
    other["programme"] |= {"id": "other", "slug": "other"}
    other["programme"]["tree"]["root"]["children"].pop()
    other["modules"] = []

    assert changes(other) == ["new"]

    module = Module.objects.get(title="Meetings")
    pins = Requirement.objects.filter(module_version__module=module)
    assert sorted(pins.values_list("version__slug", flat=True)) == ["other", "small"]
    assert [each["title"] for each in json.loads(exported("other"))["modules"]] == ["Meetings"]


def test_a_check_keeps_nothing(document: Any) -> None:
    before = counts()

    assert changes(document, check=True) == ["new", "new", "new"]
    assert counts() == before


def test_drafts_are_not_published(document: Any) -> None:
    assert changes(document, draft=True) == ["new", "new", "new"]
    assert not ModuleVersion.objects.exists()
    assert changes(document, draft=True) == ["same", "same", "same"]
    with pytest.raises(CannotExport, match="“A small programme” is not published"):
        exported()
    drafts = exported(draft=True)

    assert changes(document) == ["changed", "changed", "changed"]
    assert exported() == drafts


def test_a_designers_draft_stays_where_the_file_brings_nothing_new(document: Any) -> None:
    import_document(document)
    module = Module.objects.get(title="Meetings")
    module.title = "Half a thought"
    module.save_revision()

    assert changes(document) == ["same", "same", "same"]
    module.refresh_from_db()
    assert (module.title, module.has_unpublished_changes) == ("Meetings", True)
    assert module.get_latest_revision_as_object().title == "Half a thought"
    assert json.loads(exported())["modules"][0]["title"] == "Meetings"
    assert json.loads(exported(draft=True))["modules"][0]["title"] == "Half a thought"


def test_what_was_unpublished_is_published_again(document: Any) -> None:
    import_document(document)
    find("small").unpublish()

    assert changes(document) == ["same", "same", "changed"]
    assert find("small").live
    assert ProgrammeVersion.objects.count() == 1


def test_who_imports_stands_in_the_history(document: Any, designer: Any) -> None:
    import_document(document, user=designer)

    assert set(ModuleVersion.objects.values_list("published_by", flat=True)) == {designer.pk}
    assert set(Revision.objects.values_list("user", flat=True)) == {designer.pk}


def test_a_link_to_a_page_of_this_site_cannot_travel(document: Any) -> None:
    import_document(document)
    module = Module.objects.get(title="Meetings")
    body = module.stored("body")
    body[0]["value"] = '<p><a linktype="page" id="3">Here</a></p>'
    module.body = body
    publish_draft(module)

    with pytest.raises(CannotExport) as refusal:
        exported()
    assert str(refusal.value) == (
        "modules[0].body[0].text: A link leads to a page that only one site has: "
        "give its web address instead."
    )
    with pytest.raises(CannotExport, match="no programme at the address “nowhere”"):
        find("nowhere")


SHIPPED = {
    "first-steps": (4, 16, 129, {"reading": 6, "reflection": 4, "quiz": 3, "checklist": 2, "link": 1}),
    "leading-on-the-ward": (
        6,
        24,
        169,
        {"reading": 12, "quiz": 4, "checklist": 3, "reflection": 3, "link": 2},
    ),
    "new-consultant-leadership": (
        13,
        47,
        467,
        {
            "reading": 20,
            "quiz": 7,
            "checklist": 5,
            "reflection": 5,
            "link": 3,
            "media": 1,
            "self_assessment": 2,
            "assignment": 1,
            "bank_quiz": 1,
            "project": 1,
            "evaluation": 1,
        },
    ),
}
"""Modules, activities, minutes, and how many activities of each kind."""


@pytest.mark.parametrize("name", SHIPPED)
def test_the_shipped_programmes_are_sound(name: str, mlcf: Framework) -> None:
    path = library.path_of(name)
    _text, document = read(path)

    imported = import_document(document, files=folder_of(path))

    activities = Activity.objects.all()
    assert SHIPPED[name] == (
        ModuleVersion.objects.count(),
        len(activities),
        sum(each.minutes for each in activities),
        Counter(each.kind for each in activities),
    )
    assert {each.change for each in imported} == {Change.NEW}
    first = exported(document["programme"]["slug"])
    assert {each.change for each in import_document(json.loads(first))} == {Change.SAME}
    domains = ActivityClaim.objects.values_list("node__code", flat=True)
    assert sorted({code[0] for code in domains}) == ["1", "2", "3", "4", "5"]


def test_every_shipped_file_is_named_here() -> None:
    assert library.names() == sorted(SHIPPED)
