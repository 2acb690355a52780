"""Types of item: what each refuses, what it fixes, and one that another app adds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import StringIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command
from wagtail.models import Locale, ReferenceIndex

from programmes import items, trees
from programmes.items import Context, Items, ItemType
from programmes.items.credits import hundredths
from programmes.models import Module, Programme
from programmes.rules.structure import PinnedItem
from programmes.rules.tree import Totals, parse
from programmes.services.authoring import (
    ItemData,
    module_item,
    programme_item,
    publish_draft,
    recognition_item,
    tree_data,
    with_new_ids,
)
from tests.factories.programmes import a_reading, make_module, make_programme, programme_version
from tests.programmes.trees import item, tree

OWN = UUID("6f1e2d3c-4b5a-4c6d-8e7f-9a0b1c2d3e4f")
SHIPPED = ["module", "programme", "credits", "recognition"]


def said(*children: Any, key: UUID = OWN) -> list[str]:
    found = trees.problems_in(tree_data(key, children), Context(key), duration_days=180)
    return [str(problem) for problem in found]


def test_the_shipped_types() -> None:
    assert [each.code for each in items.all_types()] == SHIPPED
    assert items.titled_elsewhere() == {"module", "programme"}
    assert not items.is_registered("workshop")
    with pytest.raises(items.UnknownItemType, match="'workshop'"):
        items.get("workshop")


class Badge(items.get("recognition").__class__):  # type: ignore[misc]
    code = "Badge!"


def test_a_type_has_a_code_of_its_own() -> None:
    with pytest.raises(ValueError, match="'Badge!' cannot be the code"):
        items.register(Badge())
    Badge.code = "credits"
    with pytest.raises(ValueError, match="'credits' is registered already"):
        items.register(Badge())
    items.register(items.get("credits"))
    assert [each.code for each in items.all_types()] == SHIPPED


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("2.5", 250),
        ("0.25", 25),
        ("3", 300),
        ("1000", 100_000),
        ("0", None),
        ("0.1", None),
        ("1000.25", None),
        ("-1", None),
        ("1e3", None),
        ("2,5", None),
        ("", None),
        ("nan", None),
    ],
)
def test_credits_come_in_quarters(given: str, found: int | None) -> None:
    assert hundredths(given) == found


CREDITS = "Say how many credits are needed, in quarters: 0.25 to 1000, such as 2.5."
TITLE = "It has no title. Say in a few words what is to be done."


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (item("Read", item={"type": "credits", "credits": "2.5"}), []),
        (item("Read", item={"type": "credits", "credits": "2.6"}), [f"Item 1, “Read”: {CREDITS}"]),
        (item("", item={"type": "credits", "credits": ""}), [f"Item 1: {TITLE}", f"Item 1: {CREDITS}"]),
        (item("Before"), []),
        (item(" "), [f"Item 1, “ ”: {TITLE}"]),
    ],
)
def test_what_needs_nothing_else(node: Any, expected: list[str]) -> None:
    found = trees.problems_in(tree(node), Context(OWN), duration_days=180)

    assert [str(problem) for problem in found] == expected


@pytest.mark.django_db
def test_modules(django_assert_num_queries: Any) -> None:
    live, draft, gone = (
        make_module("Live"),
        make_module("Draft", publish=False),
        make_module("Gone", publish=False),
    )
    chosen = [module_item(each, key=f"{place}") for place, each in enumerate((live, draft, live, gone))]
    gone.delete()
    nonsense = ItemData(type="module", item={"module": "meetings"})

    with django_assert_num_queries(4):
        found = said(*chosen, nonsense)

    assert found == [
        "Item 2: “Draft” is not published. Publish it first, or choose another module.",
        "Item 3: “Live” is already in the programme (Item 1). Remove it from one of the two.",
        "Item 4: This module is not there any more. Choose another.",
        "Item 5: This module is not there any more. Choose another.",
    ]


@pytest.mark.django_db
def test_programmes(django_assert_num_queries: Any) -> None:
    live, draft = make_programme("Live"), make_programme("Draft", publish=False)
    nowhere = ItemData(type="programme", item={"programme": str(uuid4())})
    chosen = [programme_item(each, key=f"{place}") for place, each in enumerate((live, draft, live))]

    with django_assert_num_queries(3):
        found = said(*chosen, nowhere)

    assert found == [
        "Item 2: “Draft” is not published. Publish it first, or choose another programme.",
        "Item 3: “Live” is already in the programme. Remove it from one of the two places.",
        "Item 4: This programme is not there any more. Choose another.",
    ]


@pytest.mark.django_db
def test_a_programme_is_never_part_of_itself() -> None:
    first = make_programme("First")
    second = make_programme("Second", parts=[programme_item(first)])
    third = make_programme("Third", parts=[programme_item(second), recognition_item("Before")])
    circle = (
        "Item 1: “{}” asks for this programme, itself or through others, so nobody could complete "
        "either. Choose "
        "another, or take this programme out there first."
    )

    assert said(programme_item(first), key=first.translation_key) == [
        "Item 1: The programme asks for itself, so nobody could complete it. Choose another."
    ]
    assert said(programme_item(second), key=first.translation_key) == [circle.format("Second")]
    assert said(programme_item(third), key=first.translation_key) == [circle.format("Third")]
    assert said(programme_item(first), key=third.translation_key) == []

    third.tree = tree_data(third.translation_key, [recognition_item("Before")])
    publish_draft(third)
    assert said(programme_item(third), key=first.translation_key) == []


@pytest.mark.django_db
def test_what_a_tree_amounts_to() -> None:
    long = make_module(activities=[a_reading("One", minutes=20), a_reading("Two", minutes=15)])
    short = make_module(activities=[a_reading(minutes=5)])
    root = parse(
        tree_data(OWN, [module_item(long), module_item(short, required=False), recognition_item("Before")])
    )

    assert trees.totals_of(root) == Totals(groups=0, items=3, modules=2, minutes=40, least_minutes=35)
    assert list(trees.names_in(root).values()) == [long.title, short.title, "Before"]


@pytest.mark.django_db
def test_where_modules_and_programmes_are_used(indexed: None, welsh: Locale) -> None:
    module, before = make_module("Meetings"), make_programme("Before")
    copied = module.copy_for_translation(welsh)
    copied.save()
    programme = make_programme("After", parts=[module_item(module), programme_item(before)])

    for used in (module, copied, before):
        (reference,) = ReferenceIndex.get_references_to(used)
        assert (reference.object_id, reference.describe_source_field()) == (str(programme.pk), "Requirements")

    programme.tree = tree_data(OWN, [recognition_item("Only this")])
    programme.save()
    assert not ReferenceIndex.get_references_to(module).exists()


@pytest.mark.django_db
def test_a_copy_needs_what_its_original_needs_in_itself() -> None:
    first = recognition_item("First")
    programme = make_programme(parts=[first], publish=False)
    (held,) = programme.tree["root"]["children"]
    programme.tree["root"]["children"].append({**item("Second"), "needs": [held["id"]]})
    kept = programme.tree

    copied = with_new_ids(programme)

    (one, two) = copied.tree["root"]["children"]
    assert two["needs"] == [one["id"]]
    assert not {node.id for node in parse(kept).walk()} & {node.id for node in parse(copied.tree).walk()}


# One that another app adds


class Workshop(ItemType):
    code = "workshop"
    label = "Workshop"
    help_text = "A day together."
    icon = "group"

    def schema(self, identity: Mapping[str, Any]) -> dict[str, Any]:
        return {"hours": {"type": "integer", "minimum": 1}}

    def pin(self, items: Items, context: Context) -> dict[str, PinnedItem]:
        return {node.id: PinnedItem(node.title, details={"hours": node.item["hours"]}) for node in items}


@pytest.fixture
def workshop() -> Iterator[ItemType]:
    items.register(Workshop())
    yield items.get("workshop")
    items.unregister("workshop")


@pytest.mark.django_db
def test_another_type_needs_no_migration_and_works(workshop: ItemType) -> None:
    output = StringIO()
    call_command("makemigrations", "leadership_programmes", check=True, dry_run=True, stdout=output)
    assert output.getvalue() == "No changes detected in app 'leadership_programmes'\n"
    assert said(ItemData(type="workshop", title="A day", item={"hours": 0})) == ["At least 1."]

    programme = make_programme(parts=[ItemData(type="workshop", title="A day", item={"hours": 6})])

    (row,) = programme_version(programme).requirements.filter(kind="item")
    assert (row.item_type, row.title, row.details) == ("workshop", "A day", {"hours": 6})
    programme.tree["root"]["children"][0]["item"]["hours"] = 7
    publish_draft(programme)
    assert programme_version(programme).number == 2


@pytest.mark.django_db
def test_a_type_that_is_gone_is_refused() -> None:
    programme: Programme = make_programme(publish=False)
    programme.tree = tree(item("A day", item={"type": "workshop", "hours": 6}))

    found = trees.problems_in(programme.tree, trees.context_of(programme), duration_days=180)

    assert [(problem.path[-1], problem.message) for problem in found] == [
        ("type", "“workshop” is not one of: module, programme, credits, recognition.")
    ]
    assert not Module.objects.filter(title="A day").exists()
