"""The document of a requirement tree: reading it, its two forms, its totals, its schema."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from programmes import items
from programmes.rules.structure import PinnedItem, requirement_tree
from programmes.rules.tree import (
    Totals,
    canonical,
    empty_tree,
    for_stage,
    normalised,
    parse,
    renewed,
    retitled,
    totals,
)
from programmes.rules.tree_schema import shape_problems, tree_schema
from tests.programmes.trees import at_least, group, item, points, tree, uid
from tests.sizes import size

DOCUMENT = tree(
    group("Foundations", item("One", due_days=30), item("Two", required=False)),
    at_least(
        1,
        "Choose",
        item("Three", needs=["Foundations"], delay_days=14),
        points(5, "Earn", item("Four", points=3), item("Five", points=2, stages=["continuing"])),
        opens={"after_start": 60},
    ),
    item("Six", opens={"on": "2027-03-01"}, item={"type": "credits", "credits": "2.5"}),
)


def titles(node: Any) -> list[str]:
    return [each.title for each in node.walk() if each.number]


def test_what_a_document_says() -> None:
    root = parse(DOCUMENT)

    assert [(node.outline, node.kind, node.title) for node in root.walk()] == [
        ("", "all", ""),
        ("1", "all", "Foundations"),
        ("1.1", "item", "One"),
        ("1.2", "item", "Two"),
        ("2", "at_least", "Choose"),
        ("2.1", "item", "Three"),
        ("2.2", "points", "Earn"),
        ("2.2.1", "item", "Four"),
        ("2.2.2", "item", "Five"),
        ("3", "item", "Six"),
    ]
    (foundations, choose, six) = root.children
    (one, two) = foundations.children
    (three, earn) = choose.children
    assert (one.due_days, one.required, two.required) == (30, True, False)
    assert (choose.at_least, choose.opens_after_days, choose.opens_on) == (1, 60, None)
    assert (three.needs, three.delay_days) == ((uid("Foundations"),), 14)
    assert (earn.points_needed, [child.points for child in earn.children]) == (5, [3, 2])
    assert earn.children[1].stages == ("continuing",)
    assert (six.opens_on, six.type, six.item["credits"]) == (date(2027, 3, 1), "credits", "2.5")
    assert earn.children[1].path == ("root", "children", 1, "children", 1, "children", 1)
    assert (one.type, foundations.type) == ("recognition", "")


def test_what_counts_for_its_parent() -> None:
    root = parse(tree(group("A", item("a", required=False)), at_least(1, "B", item("b", required=False))))

    assert [node.children[0].counts_in(node) for node in root.children] == [False, True]


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        {},
        {"root": []},
        {"root": {"children": {}}},
        {"root": {"kind": "item", "children": [None, 3, {"kind": [], "children": "x", "needs": 4}]}},
        {"root": {"children": [{"kind": "item", "item": 7, "opens": {"on": "soon"}, "due_days": "9"}]}},
    ],
)
def test_anything_can_be_read(document: Any) -> None:
    root = parse(document)

    assert root.kind == "all"
    assert all(node.due_days is None and node.opens_on is None for node in root.walk())


def test_a_new_tree_is_empty_and_of_its_own() -> None:
    first, second = empty_tree(), empty_tree()

    assert first["root"]["id"] != second["root"]["id"]
    assert (first["version"], first["root"]["kind"], first["root"]["children"]) == (1, "all", [])
    assert UUID(first["root"]["id"])
    assert shape_problems(first, items.schemas()) == []


def test_the_two_forms() -> None:
    document = tree(item("One", required=True, due_days=None, stages=[], needs=[]), at_least(1, "Two"))

    assert canonical(document)["root"]["children"] == [
        {"id": uid("One"), "kind": "item", "title": "One", "item": {"type": "recognition"}},
        {"id": uid("Two"), "kind": "at_least", "title": "Two", "at_least": 1, "children": []},
    ]
    common = {
        "required": True,
        "points": None,
        "needs": [],
        "delay_days": None,
        "opens": None,
        "stages": [],
    }
    assert normalised(document)["root"]["children"] == [
        {
            "id": uid("One"),
            "kind": "item",
            "title": "One",
            **common,
            "due_days": None,
            "item": {"type": "recognition"},
        },
        {"id": uid("Two"), "kind": "at_least", "title": "Two", **common, "at_least": 1, "children": []},
    ]


def test_a_whole_number_may_have_a_point() -> None:
    document = tree(item("One", due_days=30.0, opens={"after_start": 7.0}))

    assert shape_problems(document, items.schemas()) == []
    (held,) = canonical(document)["root"]["children"]
    assert (repr(held["due_days"]), repr(held["opens"])) == ("30", "{'after_start': 7}")
    (node,) = parse(document).children
    assert (node.due_days, node.opens_after_days) == (30, 7)


days = st.none() | st.integers(1, 3650)
common = st.fixed_dictionaries(
    {"id": st.uuids().map(str)},
    optional={
        "title": st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8),
        "required": st.booleans(),
        "points": days,
        "needs": st.lists(st.uuids().map(str), max_size=2),
        "delay_days": days,
        "opens": st.none() | st.builds(lambda n: {"after_start": n}, st.integers(1, 90)),
        "stages": st.lists(st.sampled_from(["undergraduate", "continuing"]), unique=True),
    },
)
any_item = st.builds(
    lambda node, due, what: {**node, "kind": "item", "item": what, "due_days": due},
    common,
    days,
    st.sampled_from([{"type": "recognition"}, {"type": "credits", "credits": "2.5"}]),
)


def groups_of(inner: Any) -> Any:
    own = st.sampled_from([{"kind": "all"}, {"kind": "at_least", "at_least": 2}, {"kind": "points"}])
    children = st.lists(inner, max_size=3)
    return st.builds(lambda node, kind, below: {**node, **kind, "children": below}, common, own, children)


documents = st.lists(st.recursive(any_item, groups_of, max_leaves=8), max_size=3).map(
    lambda children: {"version": 1, "root": {"id": uid("root"), "kind": "all", "children": children}}
)


@pytest.mark.slow
@settings(max_examples=size(smoke=25, full=500), deadline=None)
@given(document=documents)
def test_both_forms_say_the_same(document: Any) -> None:
    before = copy.deepcopy(document)
    bare, filled = canonical(document), normalised(document)

    assert document == before
    assert parse(bare) == parse(document) == parse(filled)
    assert canonical(filled) == canonical(bare) == bare
    assert normalised(bare) == normalised(filled) == filled
    assert shape_problems(bare, items.schemas()) == [] == shape_problems(filled, items.schemas())


@pytest.mark.slow
@settings(max_examples=size(smoke=25, full=500), deadline=None)
@given(document=documents)
def test_a_copy_has_ids_of_its_own_and_the_same_shape(document: Any) -> None:
    original, copied = parse(document), parse(renewed(document))
    ids = {node.id: other.id for node, other in zip(original.walk(), copied.walk(), strict=True)}

    assert not set(ids) & set(ids.values())
    for node, other in zip(original.walk(), copied.walk(), strict=True):
        assert other.needs == tuple(ids.get(need, need) for need in node.needs)
        assert (other.kind, other.title, other.path) == (node.kind, node.title, node.path)


def test_other_words_for_the_same_tree() -> None:
    words = {uid("Choose"): "Dewis", uid("One"): "", uid("Nowhere"): "Dim"}

    assert titles(parse(retitled(DOCUMENT, words))) == [
        "Foundations",
        "One",
        "Two",
        "Dewis",
        "Three",
        "Earn",
        "Four",
        "Five",
        "Six",
    ]


def test_the_tree_of_a_stage() -> None:
    root = parse(
        tree(
            group("All", item("one"), item("two", stages=["continuing"])),
            group("Some", item("three", stages=["undergraduate", "continuing"])),
            group("Few", item("four"), stages=["undergraduate"]),
            group("Unfinished"),
        )
    )

    assert {stage: titles(for_stage(root, stage)) for stage in ("undergraduate", "postgraduate")} == {
        "undergraduate": ["All", "one", "Some", "three", "Few", "four", "Unfinished"],
        "postgraduate": ["All", "one", "Unfinished"],
    }


def test_totals() -> None:
    root = parse(
        tree(
            group("All", item("a"), item("b", required=False)),
            at_least(2, "Two of", item("c"), item("d"), item("e")),
            points(5, "Five points", item("f", points=5), item("g", points=3), item("h", points=2)),
        )
    )
    spent = {"a": 10, "b": 99, "c": 30, "d": 20, "e": 25, "f": 60, "g": 20, "h": 15}

    found = totals(root, minutes={uid(name): minutes for name, minutes in spent.items()})

    assert found == Totals(groups=3, items=8, modules=0, minutes=279, least_minutes=10 + 45 + 35)


# What a version keeps of it


def structures(**change: Any) -> list[Any]:
    document = tree(item("One"), at_least(1, "Two", item("Three"), item("Four"), needs=["One"]))
    document["root"]["children"][1] |= change
    root = parse(document)
    pins = {node.id: PinnedItem(node.title) for node in root.items()}
    return [spec.structure() for spec in requirement_tree(root, title="Programme", pins=pins)]


@pytest.mark.parametrize(
    "change",
    [
        {"needs": []},
        {"delay_days": 15},
        {"stages": ["continuing"]},
        {"opens": {"after_start": 5}},
        {"opens": {"on": "2027-03-01"}},
        {"required": False},
        {"at_least": 2},
        {"kind": "all"},
        {"id": uid("Other")},
    ],
)
def test_another_rule_is_another_structure(change: dict[str, Any]) -> None:
    assert structures(**change) != structures()


@pytest.mark.parametrize("change", [{"title": "Other"}, {"points": 3}])
def test_words_and_what_counts_for_nothing_are_not(change: dict[str, Any]) -> None:
    assert structures(**change) == structures()


# The schema


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(tree_schema(items.schemas()))


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "\x1f"])
def test_what_no_text_can_hold(text: str) -> None:
    (problem,) = shape_problems(tree(group("A", {**item("One"), "title": text})), items.schemas())

    assert (problem.code, problem.path[-1]) == ("character", "title")


WRONG: list[tuple[str, Any, str, tuple[Any, ...], str]] = [
    ("version", 2, "schema_const", ("version",), "This must be 1."),
    ("kind", "some", "schema_enum", (), "“some” is not one of: item, points, at_least, all."),
    ("id", 7, "schema_type", ("id",), "This must be text."),
    ("title", "x" * 121, "schema_maxLength", ("title",), "At most 120 characters: there are 121."),
    ("required", "yes", "schema_type", ("required",), "This must be true or false."),
    ("delay_days", 0, "schema_minimum", ("delay_days",), "At least 1."),
    ("due_days", 3651, "schema_maximum", ("due_days",), "At most 3650."),
    ("points", True, "schema_type", ("points",), "This must be a whole number or null."),
    ("opens", {}, "schema_minProperties", ("opens",), "Give one of these: “after_start”, “on”."),
    (
        "opens",
        {"on": "2027-02-30"},
        "schema_format",
        ("opens", "on"),
        "“2027-02-30” is no date: write the year, month and day, such as 2027-03-01.",
    ),
    ("stages", ["retired"], "schema_enum", ("stages", 0), ""),
    ("stages", ["continuing"] * 2, "schema_uniqueItems", ("stages",), "The same stands here twice."),
    ("needs", "all", "schema_type", ("needs",), "This must be a list."),
    (
        "item",
        {"type": "dance"},
        "schema_enum",
        ("item", "type"),
        "“dance” is not one of: module, programme, credits, recognition.",
    ),
    ("item", {"type": "module"}, "schema_required", ("item",), "“module” is missing."),
    ("at_least", 1, "schema_additionalProperties", (), ""),
    ("children", [], "schema_additionalProperties", (), ""),
]


@pytest.mark.parametrize(("name", "value", "code", "where", "said"), WRONG)
def test_one_thing_that_does_not_fit(
    name: str, value: Any, code: str, where: tuple[Any, ...], said: str
) -> None:
    document = tree(item("One"))
    (document if name == "version" else document["root"]["children"][0])[name] = value
    inside = () if name == "version" else ("root", "children", 0)
    place = (*inside, *where, "kind") if name == "kind" else (*inside, *where)

    (problem,) = shape_problems(document, items.schemas())

    assert (problem.code, problem.path) == (code, place)
    assert said in problem.message


def test_the_root_is_plain() -> None:
    document = tree(item("One"))
    document["root"] |= {"kind": "at_least", "title": "No"}

    found = shape_problems(document, items.schemas())

    assert sorted((problem.code, problem.path) for problem in found) == [
        ("schema_additionalProperties", ("root",)),
        ("schema_const", ("root", "kind")),
    ]


def nested(levels: int) -> Any:
    inner = item("innermost")
    for level in range(levels - 1):
        inner = group(f"level {level}", inner)
    return tree(inner)


def test_the_depth_and_the_number_of_nodes_have_an_end() -> None:
    assert shape_problems(nested(8), items.schemas()) == []
    assert [problem.code for problem in shape_problems(nested(9), items.schemas())] == ["too_deep"]
    assert [problem.code for problem in shape_problems(nested(5000), items.schemas())] == ["too_deep"]
    many = tree(*(item(f"{number}") for number in range(1001)))
    assert [problem.code for problem in shape_problems(many, items.schemas())] == ["too_many"]
