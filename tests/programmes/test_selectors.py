"""Questions about versions: exact answers in a fixed number of queries."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from wagtail.models import Locale

from competencies.enums import ClaimStrength
from competencies.models import Framework, Node
from programmes import selectors
from programmes.models import ModuleVersion, Programme, ProgrammeVersion
from programmes.services.authoring import PartData, PartModule, module_body_data, publish_draft
from tests.factories.programmes import (
    a_quiz,
    a_reading,
    a_reflection,
    make_module,
    make_programme,
    module_version,
    programme_version,
)
from tests.programmes.conftest import COMPETENCE, ELEMENT, OTHER

pytestmark = pytest.mark.django_db
SIZES = pytest.mark.parametrize("size", [1, 3, 30])
FEW = pytest.mark.parametrize("size", [1, 3])


def programme_of(size: int, **common: Any) -> Programme:
    modules = [make_module(activities=[a_reading(**common), a_quiz()]) for _each in range(size)]
    return make_programme(modules=modules, reminder_days=[7])


def test_activities_in_their_order(django_assert_num_queries: Any) -> None:
    version = module_version(make_module(activities=[a_quiz(), a_reading(), a_reflection()]))

    with django_assert_num_queries(1):
        found = selectors.activities_of(version)
    assert [(each.position, each.kind) for each in found] == [(0, "quiz"), (1, "reading"), (2, "reflection")]


def test_an_activity_of_a_programme(django_assert_num_queries: Any) -> None:
    module = make_module(activities=[a_reading(), a_quiz()])
    version = programme_version(make_programme(modules=[make_module(), module]))
    elsewhere = programme_version(make_programme())
    (_reading, quiz) = selectors.activities_of(module_version(module))

    with django_assert_num_queries(1):
        found = selectors.activity_in(version.pk, quiz.key)
        assert found is not None
        pinned = found.version
    assert (found, pinned) == (quiz, module_version(module))
    assert found.scoring["pass_mark"] == 2
    assert selectors.activity_in(version.pk, uuid4()) is None
    assert selectors.activity_in(elsewhere.pk, quiz.key) is None


def test_words_in_the_language_asked_for_or_the_original(
    welsh: Locale, django_assert_num_queries: Any
) -> None:
    module = make_module("Meetings")
    version = module_version(module)
    copied = module.copy_for_translation(welsh)
    copied.title = "Cyfarfodydd"
    copied.save()

    assert selectors.text_of(version, "cy").title == "Meetings"
    publish_draft(copied)
    module.title = "Better meetings"
    publish_draft(module)
    with django_assert_num_queries(3):
        titles = [selectors.text_of(version, language).title for language in ("cy", "en-gb", "fr")]
    assert titles == ["Cyfarfodydd", "Better meetings", "Better meetings"]
    assert selectors.text_of(version.pk, "cy").title == "Cyfarfodydd"


@FEW
def test_titles_of_many(size: int, welsh: Locale, django_assert_num_queries: Any) -> None:
    modules = [make_module(f"Module {number}") for number in range(size)]
    versions = [module_version(module).pk for module in modules]
    copied = modules[0].copy_for_translation(welsh)
    copied.title = "Cyntaf"
    copied.save()
    publish_draft(copied)

    titled = ModuleVersion.objects.filter(pk__in=versions).annotate(shown=selectors.module_title("cy"))
    with django_assert_num_queries(1):
        found = dict(titled.values_list("pk", "shown"))
    assert found == dict(zip(versions, ["Cyntaf", *(f"Module {n}" for n in range(1, size))], strict=True))


def test_the_body_of_an_activity() -> None:
    module = make_module(
        activities=["<p>One.</p>", "<p>Two.</p>", a_reading("First"), a_reading("Second"), "<p>End.</p>"]
    )
    version = module_version(module)
    first, second = selectors.activities_of(version)
    text = selectors.text_of(version, "en-gb")

    body = selectors.body_of(text)
    assert [(page.key, page.kind, len(page.before)) for page in body.pages] == [
        (first.key, "reading", 2),
        (second.key, "reading", 0),
    ]
    assert [block.value.source for block in (*body.pages[0].before, *body.closing)] == [
        "<p>One.</p>",
        "<p>Two.</p>",
        "<p>End.</p>",
    ]
    assert body is selectors.body_of(selectors.text_of(version, "en-gb"))
    value = selectors.body_block(text, second.key)
    assert value is not None
    assert (value["title"], value["text"].source) == ("Second", "<p>Most fail before they begin.</p>")
    assert selectors.body_block(text, uuid4()) is None


@SIZES
def test_the_tree_takes_two_queries_and_then_none(size: int, django_assert_num_queries: Any) -> None:
    version = programme_version(programme_of(size))

    with django_assert_num_queries(2):
        root = selectors.requirement_tree(version)
        leaves = root.leaves()
    with django_assert_num_queries(0):
        assert selectors.requirement_tree(version) is root
    assert (root.kind, root.title, len(root.children), len(leaves)) == ("all", version.title, 1, size)
    assert [[each.kind for each in leaf.module.activities] for leaf in leaves if leaf.module] == [
        ["reading", "quiz"]
    ] * size


def test_the_tree_says_what_the_manifest_says() -> None:
    first, second = make_module("Self", activities=[a_reading(minutes=7, required=True)]), make_module("Team")
    parts = [
        PartData("Start", (PartModule(first, due_days=30),)),
        PartData("Choose", (PartModule(second),), at_least=1),
    ]
    version = programme_version(make_programme(parts=parts))

    root = selectors.requirement_tree(version)

    assert (root.key, root.module, root.at_least, root.due_days) == (version.programme_key, None, None, None)
    assert [(part.kind, part.title, part.at_least) for part in root.children] == [
        ("all", "Start", None),
        ("at_least", "Choose", 1),
    ]
    (leaf,) = root.children[0].leaves()
    pinned = module_version(first)
    assert leaf.module is not None
    assert (leaf.kind, leaf.due_days, leaf.required, leaf.children) == ("item", 30, True, ())
    assert (leaf.module.id, leaf.module.uid, leaf.module.key, leaf.module.number) == (
        pinned.pk,
        pinned.uid,
        first.translation_key,
        1,
    )
    (activity,) = leaf.module.activities
    assert (activity.title, activity.minutes, activity.required) == ("Why meetings fail", 7, True)


@FEW
def test_programmes_on_offer(size: int, django_assert_num_queries: Any) -> None:
    module = make_module()
    for number in range(size):
        make_programme(f"Open {number:02}", modules=[module], open_to_all=True)
    make_programme("Closed", modules=[module])
    make_programme("Draft", modules=[module], publish=False, open_to_all=True)
    make_programme("Archived", modules=[module], open_to_all=True).unpublish()

    with django_assert_num_queries(1):
        found = list(selectors.programme_versions_open_to_all())
    assert [version.title for version in found] == [f"Open {number:02}" for number in range(size)]
    assert next(iter(selectors.programmes_on_offer())).title == "Closed"


def test_the_version_that_somebody_gets_today() -> None:
    programme = make_programme(open_to_all=True)
    programme.duration_days = 30
    publish_draft(programme)
    key, second = programme.translation_key, programme_version(programme)
    assert second.number == 2

    assert selectors.latest_version(programme) == second
    assert selectors.version_on_offer(key) == second
    assert selectors.open_version(key) == second

    programme.open_to_all = False
    publish_draft(programme)
    assert selectors.open_version(key) is None
    assert selectors.version_on_offer(key) == programme_version(programme)

    programme.unpublish()
    assert selectors.version_on_offer(key) is None
    assert selectors.latest_version(programme) == programme_version(programme)
    assert selectors.open_version(uuid4()) is None


def test_a_programme_that_was_never_published_has_no_version() -> None:
    assert selectors.latest_version(make_programme(publish=False)) is None


def test_words_and_reminders_of_a_programme(welsh: Locale) -> None:
    programme = make_programme("Leading", reminder_days=[3, 14])
    version = programme_version(programme)
    copied = programme.copy_for_translation(welsh)
    copied.title = "Arwain"
    copied.save()
    publish_draft(copied)

    assert selectors.programme_text_of(version, "cy").title == "Arwain"
    assert selectors.programme_text_of(version, "fr").title == "Leading"
    titled = ProgrammeVersion.objects.annotate(shown=selectors.programme_title("cy"))
    assert titled.get(pk=version.pk).shown == "Arwain"
    assert [rule.days for rule in selectors.reminder_rules_of(version)] == [14, 3]


@SIZES
def test_claims_of_a_programme(size: int, framework: Framework, django_assert_num_queries: Any) -> None:
    claims = {OTHER: "demonstrates", COMPETENCE: "introduces"}
    version = programme_version(programme_of(size, claims=claims))
    make_programme(modules=[make_module(activities=[a_reading(claims={ELEMENT: "practises"})])])

    with django_assert_num_queries(1):
        found = selectors.claims_of(version)
    assert [(row.node_code, row.strength, row.activity_title) for row in found] == [
        ("1.1.1", "introduces", "Why meetings fail"),
        ("1.2", "demonstrates", "Why meetings fail"),
    ] * size
    leaves = [leaf.module for leaf in selectors.requirement_tree(version).leaves()]
    assert [row.module_version_id for row in found[::2]] == [module.id for module in leaves if module]


@SIZES
def test_modules_claiming_a_node(size: int, framework: Framework, django_assert_num_queries: Any) -> None:
    for number in range(size):
        claims = {COMPETENCE: "demonstrates", ELEMENT: "introduces"}
        make_module(f"Module {number:02}", activities=[a_reading(claims=claims)])
    make_module("Other", activities=[a_reading(claims={OTHER: "practises"})])
    make_module("Archived", activities=[a_reading(claims={ELEMENT: "practises"})]).unpublish()
    changed = make_module("Changed", activities=[a_reading(claims={ELEMENT: "practises"})])
    changed.body = module_body_data(changed.translation_key, [a_quiz()])
    publish_draft(changed)
    nodes = {node.code: node for node in Node.objects.all()}

    with django_assert_num_queries(1):
        found = selectors.modules_claiming(nodes["1.1"])
    assert [each.version.title for each in found] == [f"Module {number:02}" for number in range(size)]
    assert found[0].strengths == (ClaimStrength.DEMONSTRATES, ClaimStrength.INTRODUCES)
    assert [each.version.title for each in selectors.modules_claiming(nodes["1.2"])] == ["Other"]
    assert len(selectors.modules_claiming(nodes["1"])) == size + 1
    (first, *_rest) = selectors.modules_claiming(nodes["1.1.1"])
    assert first.strengths == (ClaimStrength.DEMONSTRATES,)


def test_programmes_claiming_a_node(framework: Framework, django_assert_num_queries: Any) -> None:
    module = make_module(activities=[a_reading(claims={COMPETENCE: "practises"})])
    make_programme("Team", modules=[module])
    make_programme("Self", modules=[module, make_module()])
    make_programme("Neither")
    make_programme("Archived", modules=[module]).unpublish()

    element = Node.objects.get(code="1.1")
    with django_assert_num_queries(1):
        found = selectors.programmes_claiming(element)
    assert [version.title for version in found] == ["Self", "Team"]
    assert selectors.programmes_claiming(Node.objects.get(code="1.2")) == []
