"""The Studio in the Wagtail admin: who may, what they see, what is said when a draft cannot be published."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.models import GroupApprovalTask, Locale, ModelLogEntry, Workflow

from programmes.models import Module, ModuleVersion, Programme, ProgrammeVersion
from programmes.models.drafts import PublishedSnippet
from programmes.rules.tree import canonical, normalised, retitled
from programmes.services.authoring import PartModule, module_body_data, publish_draft, recognition_item
from tests.factories.programmes import (
    a_quiz,
    a_reading,
    a_reflection,
    make_module,
    make_programme,
    module_version,
    programme_version,
)
from tests.programmes.forms import form_of, post
from tests.programmes.trees import at_least, item, tree

pytestmark = pytest.mark.django_db

PAGES = (
    "list",
    "add",
    "edit",
    "history",
    "usage",
    "copy",
    "unpublish",
    "workflow_history",
    "preview_on_edit",
)


def address(model: type[PublishedSnippet], name: str, draft: PublishedSnippet) -> str:
    needs_draft = name not in {"list", "add"}
    return reverse(model.snippet_viewset.get_url_name(name), args=[draft.pk] if needs_draft else [])


def test_the_group_may_do_this_and_nothing_else() -> None:
    group = Group.objects.get(name="Programme designers")
    actions = ("add", "change", "lock", "publish", "unlock", "view")

    assert {f"{each.content_type.app_label}.{each.codename}" for each in group.permissions.all()} == {
        "wagtailadmin.access_admin",
        "simple_translation.submit_translation",
        *(f"leadership_programmes.{action}_{name}" for action in actions for name in ("module", "programme")),
        *(f"leadership_programmes.{action}_media" for action in ("add", "change", "view")),
    }
    names = Permission.objects.filter(
        content_type__app_label="leadership_programmes", codename__endswith="_module"
    )
    assert len(names) == len(set(names.values_list("codename", flat=True))) == 7


def reached(client: Client, draft: PublishedSnippet) -> dict[str, int]:
    return {name: client.get(address(type(draft), name, draft)).status_code for name in PAGES}


@pytest.mark.parametrize("model", [Module, Programme])
def test_designers_reach_every_page(studio: Client, model: type[PublishedSnippet]) -> None:
    draft = make_module() if model is Module else make_programme()

    assert reached(studio, draft) == dict.fromkeys(PAGES, 200)


@pytest.mark.parametrize("groups", [None, [], ["Editors"]])
def test_others_reach_none(client: Client, groups: list[str] | None) -> None:
    programme = make_programme()
    if groups is not None:
        user = get_user_model().objects.create_user(email="other@site.example")
        user.groups.set(Group.objects.filter(name__in=groups))
        client.force_login(user)

    assert reached(client, programme) == dict.fromkeys(PAGES, 302)


def test_designers_may_not_delete(studio: Client, designer: Any) -> None:
    """What another wrote, alone or with them, and what was published, also when it is archived now."""
    another = get_user_model().objects.create_user(email="another@site.example")
    theirs, shared = make_module(publish=False, user=another), make_module(publish=False, user=designer)
    shared.save_revision(user=another)
    mine, archived = make_module(user=designer), make_programme(user=designer)
    archived.unpublish()

    for draft in (make_module(publish=False), theirs, shared, mine, archived):
        where = address(type(draft), "delete", draft)
        assert studio.get(where).status_code == 302
        assert studio.post(where).url == reverse("wagtailadmin_home")
        assert studio.post(deletion(draft, "many")).status_code in (200, 302)
        assert type(draft).objects.filter(pk=draft.pk).exists()
        assert where not in studio.get(address(type(draft), "edit", draft)).content.decode()


def test_designers_do_not_delete_what_is_in_review_or_locked(studio: Client, designer: Any) -> None:
    module, programme = (make(publish=False, user=designer) for make in (make_module, make_programme))
    Module.objects.filter(pk=module.pk).update(locked=True)
    workflow = Workflow.objects.create(name="Reading")
    workflow.workflow_tasks.create(task=GroupApprovalTask.objects.create(name="Read"), sort_order=0)
    workflow.start(programme, designer)

    for draft in (module, programme):
        assert studio.post(address(type(draft), "delete", draft)).status_code == 302
        assert type(draft).objects.filter(pk=draft.pk).exists()


@pytest.mark.parametrize("way", ["one", "many"])
def test_designers_delete_drafts_that_only_they_wrote(studio: Client, designer: Any, way: str) -> None:
    for draft in (make_module(publish=False, user=designer), make_programme(publish=False, user=designer)):
        draft.save_revision(user=designer)
        where = address(type(draft), "delete", draft)
        assert where in studio.get(address(type(draft), "edit", draft)).content.decode()
        assert "Are you sure" in studio.get(where).content.decode()

        studio.post(deletion(draft, way))

        assert not type(draft).objects.filter(pk=draft.pk).exists()


def test_the_menu_is_there_for_designers_only(studio: Client, client: Client) -> None:
    assert "Studio" in studio.get(reverse("wagtailadmin_home")).content.decode()
    user = get_user_model().objects.create_user(email="other@site.example")
    user.groups.set(Group.objects.filter(name="Editors"))
    client.force_login(user)
    assert "Studio" not in client.get(reverse("wagtailadmin_home")).content.decode()


def cells(page: Any) -> list[list[str]]:
    """The words of the listing's rows, without the checkbox."""
    rows = BeautifulSoup(page.content, "html.parser").select("table.listing tbody tr")
    return [[" ".join(cell.get_text(" ").split()) for cell in row.select("td")[1:]] for row in rows]


@pytest.mark.parametrize("size", [1, 3, 30])
def test_queries_of_the_list(studio: Client, size: int, django_assert_num_queries: Any) -> None:
    for number in range(size):
        make_module(f"Module {number}", activities=[a_reading(minutes=7)])
    listing = address(Module, "list", Module())
    studio.get(listing)

    with django_assert_num_queries(17):
        page = studio.get(listing)
    rows = cells(page)
    assert len(rows) == min(size, 20)
    assert rows[0][0].startswith("Module 0")
    assert rows[0][1:4] == ["Live", "1", "7"]


def test_the_list_offers_to_translate_what_is_not(studio: Client, welsh: Locale) -> None:
    done, todo = make_module("Done"), make_module("Todo")
    done.copy_for_translation(welsh).save()
    listing = address(Module, "list", done)

    offered = re.findall(
        r"translation/submit/snippet/leadership_programmes/module/(\d+)/", said(studio.get(listing))
    )

    assert offered == [str(todo.pk)]


def test_the_list_keeps_what_others_add_to_it(studio: Client) -> None:
    module = make_module()

    def add(snippet: Any, user: Any, next_url: str | None = None) -> list[Button]:
        return [Button("Add to the library", f"/library/{snippet.pk}/?next={next_url}")]

    def leave_out(buttons: list[Button], snippet: Any, user: Any) -> None:
        buttons[:] = [each for each in buttons if each.label != "Copy"]

    listing = address(Module, "list", module)
    with (
        hooks.register_temporarily("register_snippet_listing_buttons", add),
        hooks.register_temporarily("construct_snippet_listing_buttons", leave_out),
    ):
        (buttons,) = BeautifulSoup(studio.get(listing).content, "html.parser").select("td.title ul.actions")

    links = {" ".join(link.get_text().split()): link["href"] for link in buttons.select("a")}
    assert links == {
        "Edit": address(Module, "edit", module),
        "Add to the library": f"/library/{module.pk}/?next={listing}",
    }


def test_the_chooser_says_what_can_be_used(studio: Client, welsh: Locale) -> None:
    make_module("Before", publish=False)
    make_module("Ready")
    make_module("Older").unpublish()
    Module.objects.create(title="", summary="", live=False)
    chooser = studio.get(reverse(Module.snippet_viewset.chooser_viewset.get_url_name("choose")))

    rows = BeautifulSoup(chooser.json()["html"], "html.parser").select("table.listing tbody tr")

    assert [[" ".join(cell.get_text(" ").split()) for cell in row.select("td")[:3]] for row in rows] == [
        ["Ready", "English", "Live"],
        ["Untitled module", "English", "Draft: publish it before the programme"],
        ["Before", "English", "Draft: publish it before the programme"],
        ["Older", "English", "Archived: cannot be used while it is unpublished"],
    ]


def test_the_list_shows_the_live_version_and_finds_words(studio: Client) -> None:
    module = make_module("Meetings")
    module.body = module_body_data(module.translation_key, [a_reading(minutes=25)])
    publish_draft(module)
    make_module("Unfinished", publish=False)
    make_module("Old").unpublish()
    listing = address(Module, "list", module)

    assert [row[1:4] for row in cells(studio.get(listing))] == [
        ["Live", "2", "25"],
        ["Archived", "1", "10"],
        ["Draft", "", ""],
    ]
    assert [row[0].split()[0] for row in cells(studio.get(listing, {"q": "meetings"}))] == ["Meetings", "Old"]
    assert [row[0].split()[0] for row in cells(studio.get(listing, {"state": "archived"}))] == ["Old"]
    assert [row[0].split()[0] for row in cells(studio.get(listing, {"state": "draft"}))] == ["Unfinished"]


def test_publishing_from_the_editor(studio: Client, designer: Any) -> None:
    module = make_module(
        "Meetings", activities=["<p>Hello.</p>", a_reading(), a_quiz(), a_reflection()], publish=False
    )
    before = module.stored("body")

    page = post(studio, module, "publish", title="Better meetings")

    assert page.status_code == 302
    version = module_version(module)
    assert (version.title, version.published_by, version.activities.count()) == (
        "Better meetings",
        designer,
        3,
    )
    assert [block["id"] for block in version.texts.get().body] == [block["id"] for block in before]
    assert version.activities.get(kind="quiz").scoring == {
        "pass_mark": 2,
        "feedback": True,
        "questions": [
            {
                "id": question["id"],
                "kind": question["value"]["kind"],
                "options": [option["id"] for option in question["value"]["options"]],
                "correct": [
                    option["id"] for option in question["value"]["options"] if option["value"].get("correct")
                ],
            }
            for question in before[2]["value"]["questions"]
        ],
    }


def test_publishing_a_programme_from_the_editor(studio: Client) -> None:
    programme = make_programme(
        modules=[PartModule(make_module(), due_days=30)], reminder_days=[7], publish=False
    )

    assert post(studio, programme, "publish").status_code == 302
    version = ProgrammeVersion.objects.get()
    assert (version.requirements.get(kind="item").due_days, version.reminder_rules.get().days) == (30, 7)


def said(page: Any) -> str:
    return page.content.decode().replace("\\u201c", "“").replace("\\u201d", "”").replace("&#x27;", "'")


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_saved(studio: Client) -> None:
    module = make_module("Meetings", activities=[a_quiz()], publish=False)

    page = post(studio, module, "publish", **{"title": "Changed", "body-0-value-pass_mark": "3"})

    assert page.status_code == 200
    (error,) = page.context["form"].errors["body"].as_data()
    assert error.block_errors[0].block_errors["pass_mark"].messages == [
        "The pass mark is 3, but there are 2 questions. Lower it or add questions."
    ]
    assert "The pass mark is 3, but there are 2 questions." in said(page)
    assert not ModuleVersion.objects.exists()
    assert module.revisions.count() == 1


def test_the_whole_body_is_checked_too(studio: Client) -> None:
    module = make_module("Meetings", activities=["<p>Only text.</p>"], publish=False)

    page = post(studio, module, "publish")

    assert "There is nothing to do yet: add at least one activity." in said(page)


def test_a_draft_may_be_unfinished(studio: Client) -> None:
    module = make_module("Meetings", activities=[a_quiz()], publish=False)

    page = post(studio, module, "", **{"body-0-value-title": "", "body-0-value-pass_mark": "30"})

    assert page.status_code == 302
    latest = Module.objects.get().get_latest_revision_as_object()
    assert (latest.stored("body")[0]["value"]["title"], latest.stored("body")[0]["value"]["pass_mark"]) == (
        "",
        30,
    )


def test_problems_of_a_programme_stand_beside_their_fields(studio: Client) -> None:
    draft = make_module("Draft", publish=False)
    programme = make_programme(modules=[PartModule(draft, due_days=200)], publish=False)

    page = post(studio, programme, "publish", duration_days="100")

    errors = page.context["form"].errors["tree"].as_data()
    assert {error.problem.path: error.messages for error in errors} == {
        ("root", "children", 0, "children", 0, "item", "module"): [
            "Item 1.1: “Draft” is not published. Publish it first, or choose another module."
        ],
        ("root", "children", 0, "children", 0, "due_days"): [
            "Item 1.1: Due after 200 days, but the programme lasts 100. Make it earlier or the programme "
            "longer."
        ],
    }
    assert "“Draft” is not published." in said(page)


NO_TREE = [
    ("{", "Enter a valid JSON."),
    ("[" * 50_000, "Enter a valid JSON."),
    ("9" * 5_000, "Enter a valid JSON."),
    ("", "The tree is missing: open the page again and send it anew."),
    ('{"version": 1}', "“root” is missing."),
]


@pytest.mark.parametrize(("typed", "refusal"), NO_TREE)
def test_what_is_no_tree_is_shown_again_and_nothing_is_lost(studio: Client, typed: str, refusal: str) -> None:
    programme = make_programme(publish=False)

    for action in ("", "publish"):
        page = post(studio, programme, action, tree=typed, title="Typed")

        form = page.context["form"]
        assert (page.status_code, form.errors["tree"]) == (200, [refusal])
        assert (str(form["tree"].value()), form["title"].value()) == (typed, "Typed")
    assert programme.revisions.count() == 1


def test_a_tree_may_be_unfinished_in_a_draft(studio: Client) -> None:
    programme = make_programme(publish=False)
    unfinished = tree(at_least(None, ""), item("Elsewhere", item={"type": "credits", "credits": ""}))

    page = post(studio, programme, "", tree=json.dumps(normalised(unfinished)))

    assert page.status_code == 302
    assert Programme.objects.get().get_latest_revision_as_object().tree == canonical(unfinished)


def test_a_translation_takes_over_the_tree_of_its_original(studio: Client, welsh: Locale) -> None:
    programme = make_programme(
        "Leading a team", parts=[recognition_item("Before"), recognition_item("After")]
    )
    copied = programme.copy_for_translation(welsh)
    copied.tree = retitled(copied.tree, {copied.tree["root"]["children"][0]["id"]: "Cynt"})
    del copied.tree["root"]["children"][1]
    copied.save()

    assert post(studio, copied, "publish").status_code == 302

    titles = programme_version(programme).texts.get(language="cy").titles
    assert sorted(titles.values()) == ["After", "Cynt"]


def test_an_address_that_is_taken_is_said_beside_it(studio: Client) -> None:
    make_programme(slug="leading")
    programme = make_programme(publish=False)

    for action in ("", "publish"):
        page = post(studio, programme, action, slug="leading")
        assert page.context["form"].errors["slug"] == [
            "Another programme has the address “leading”. Choose one that is not taken."
        ]


def test_what_only_the_door_finds_is_told_and_the_draft_kept(
    studio: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = make_module("Meetings", activities=[], publish=False)
    monkeypatch.setattr("programmes.forms.ModuleForm.check_publishable", lambda form: None)

    page = post(studio, module, "publish", title="Kept")

    assert page.url == f"{address(Module, 'edit', module)}#preflight"
    text = studio.get(page.url).content.decode()
    assert "There is nothing to do yet: add at least one activity." in text
    assert "Your draft is saved." in text
    assert Module.objects.get().latest_revision.content["title"] == "Kept"
    assert not ModuleVersion.objects.exists()


def test_a_copy_is_new_work(studio: Client) -> None:
    module = make_module("Meetings", activities=[a_quiz()])

    form = studio.get(address(Module, "copy", module)).context["form"]

    (copied,), (original,) = form.initial["body"].get_prep_value(), module.stored("body")
    assert copied["id"] != original["id"]
    questions = [[each["id"] for each in block["value"]["questions"]] for block in (copied, original)]
    assert not set(questions[0]) & set(questions[1])
    assert (
        copied["value"]["questions"][0]["value"]["text"] == original["value"]["questions"][0]["value"]["text"]
    )
    assert Module.objects.get().stored("body") == [original]


@pytest.mark.parametrize("way", ["one", "many"])
def test_what_was_published_is_not_deleted(client: Client, way: str) -> None:
    client.force_login(get_user_model().objects.create_superuser(email="root@site.example"))
    module, programme = make_module("Meetings"), make_programme("Leading")

    for draft in (module, programme):
        draft.unpublish()
        page = client.post(deletion(draft, way), follow=True)
        assert f"“{draft.title}” was not deleted: it has been published or promised" in page.content.decode()
        assert type(draft).objects.filter(pk=draft.pk).exists()


@pytest.mark.parametrize("way", ["one", "many"])
def test_an_unpublished_draft_can_be_deleted(client: Client, way: str) -> None:
    client.force_login(get_user_model().objects.create_superuser(email="root@site.example"))

    for draft in (make_module(publish=False), make_programme(publish=False)):
        client.post(deletion(draft, way))
        assert not type(draft).objects.filter(pk=draft.pk).exists()


def deletion(draft: PublishedSnippet, way: str) -> str:
    if way == "one":
        return address(type(draft), "delete", draft)
    names = [draft._meta.app_label, draft._meta.model_name, "delete"]
    return f"{reverse('wagtail_bulk_action', args=names)}?id={draft.pk}"


def test_unpublishing_archives(studio: Client) -> None:
    module = make_module()

    studio.post(address(Module, "unpublish", module))

    assert not Module.objects.get().live
    assert ModuleVersion.objects.count() == 1


def test_translating_from_the_admin(studio: Client, welsh: Locale) -> None:
    module = make_module("Meetings")
    translate = reverse(
        "simple_translation:submit_snippet_translation", args=["leadership_programmes", "module", module.pk]
    )

    page = studio.post(translate, {"locales": [welsh.pk]})

    copied = Module.objects.get(locale=welsh)
    assert page.url == address(Module, "edit", copied)
    assert (copied.live, copied.translation_key) == (False, module.translation_key)
    assert post(studio, copied, "publish", title="Cyfarfodydd").status_code == 302
    texts = module_version(module).texts.order_by("pk").values_list("language", "title")
    assert list(texts) == [("en-gb", "Meetings"), ("cy", "Cyfarfodydd")]


def preview(studio: Client, draft: PublishedSnippet) -> Any:
    """What the editor's preview panel does: send the form, then fetch the page."""
    editor = studio.get(address(type(draft), "edit", draft))
    panel = address(type(draft), "preview_on_edit", draft)
    assert studio.post(panel, form_of(editor)).json() == {"is_valid": True, "is_available": True}
    return studio.get(panel)


@pytest.mark.parametrize("model", [Module, Programme])
def test_the_preview_is_the_learners_page_without_inline_script(
    studio: Client, model: type[PublishedSnippet]
) -> None:
    module = make_module(
        "Meetings", activities=["<p>Before.</p>", a_reading(), a_quiz(), a_reflection(), "<p>After.</p>"]
    )
    draft = (
        module if model is Module else make_programme("Leading", modules=[PartModule(module, due_days=30)])
    )

    page = preview(studio, draft)

    assert page.status_code == 200
    html = page.content.decode()
    assert re.findall(r"<script(?![^>]*\bsrc=)", html) == []
    assert re.findall(r"\son\w+=|\sstyle=", html) == []
    wanted = {
        Module: [
            "Before.",
            "Why meetings fail",
            "Most fail before they begin.",
            "Who decides what the meeting is for?",
            "nhsuk-radios",
            "nhsuk-checkboxes",
            "nhsuk-textarea",
            "After.",
        ],
        Programme: [
            "Leading",
            "First part",
            "Meetings",
            "Due 30 days after the start",
        ],
    }
    assert [words for words in wanted[model] if words not in html] == []


def test_the_preview_of_an_unfinished_draft(studio: Client) -> None:
    module = make_module(activities=[], publish=False)
    module.body = [
        {"type": "quiz", "id": "6c9f6f1e-5b43-4f0b-8a0a-0d7c6f5b8a11", "value": {}},
        {"type": "reading", "id": "6c9f6f1e-5b43-4f0b-8a0a-0d7c6f5b8a12", "value": {"title": "Half"}},
        {"type": "reflection", "id": "6c9f6f1e-5b43-4f0b-8a0a-0d7c6f5b8a13", "value": {}},
    ]
    module.save_revision(clean=False)
    empty = make_programme(parts=[], publish=False)

    assert "Half" in preview(studio, module).content.decode()
    assert "There are no parts yet." in preview(studio, empty).content.decode()


def test_the_history_says_what_happened(studio: Client) -> None:
    module = make_module("Meetings", user=get_user_model().objects.get(email="designer@site.example"))

    assert studio.get(address(Module, "history", module)).status_code == 200
    assert list(ModelLogEntry.objects.order_by("pk").values_list("action", flat=True)) == [
        "wagtail.edit",
        "wagtail.publish",
    ]


def test_usage_names_the_programmes_that_use_a_module(studio: Client, indexed: None) -> None:
    module = make_module()
    make_programme("Leading a team", modules=[module])

    assert "Leading a team" in studio.get(address(Module, "usage", module)).content.decode()
