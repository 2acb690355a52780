"""What is wrong with a tree: each rule with a document that breaks it, and one that does not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings

from programmes.rules.tree import parse
from programmes.rules.tree_problems import place_of, tree_problems
from programmes.rules.tree_times import Times, earliest
from tests.programmes.test_tree import documents
from tests.programmes.trees import Node, at_least, group, item, points, tree, uid
from tests.sizes import size

LENGTH = 180
TODAY = date(2026, 11, 23)


def said(*children: Node, days: int = LENGTH) -> list[str]:
    """What is said of a tree, warnings marked."""
    found = tree_problems(parse(tree(*children)), duration_days=days, today=TODAY)
    return [f"{'warning: ' if each.is_warning else ''}{each}" for each in found]


def codes(*children: Node) -> list[tuple[str, tuple[Any, ...]]]:
    found = tree_problems(parse(tree(*children)), duration_days=LENGTH)
    return [(each.code, each.path) for each in found]


SOUND: list[Node] = [
    tree(item("One")),
    tree(group("A", item("One"), item("Two", required=False)), group("B", item("Three"), needs=["A"])),
    tree(at_least(2, "Two of", item("One"), item("Two"), item("Three", required=False))),
    tree(points(5, "Five", item("One", points=3), item("Two", points=2, needs=["One"], delay_days=7))),
    tree(item("One"), item("Two", opens={"after_start": 90}, due_days=90)),
    tree(item("One", due_days=180), group("Extra", item("Two", required=False), required=False)),
    tree(item("One"), group("Later", item("Two", stages=["continuing"]), stages=["continuing"])),
    # What some are enough of, and what is done after that: no circle, another way is open.
    tree(at_least(1, "Either", item("One"), item("Two", needs=["Bonus"])), item("Bonus", needs=["Either"])),
]


@pytest.mark.parametrize("document", SOUND)
def test_nothing_is_said_of_a_sound_tree(document: Node) -> None:
    assert tree_problems(parse(document), duration_days=LENGTH, today=TODAY) == []


def test_where_something_stands() -> None:
    root = parse(tree(group("Start", item("One"), item(""))))
    (start,) = root.children

    assert [place_of(node) for node in (root, start, *start.children)] == [
        "",
        "Part 1, “Start”",
        "Item 1.1, “One”",
        "Item 1.2",
    ]


CASES: dict[str, tuple[list[Node], list[str]]] = {
    "empty": ([], ["The programme is empty: add a part with at least one module."]),
    "only groups": ([group("A")], ["The programme is empty: add a part with at least one module."]),
    "an empty group": (
        [item("One"), group("A")],
        [
            "Part 2, “A”: There is nothing in it. Add something, or take it away.",
        ],
    ),
    "no title": ([group("", item("One"))], ["Part 1: It has no title. Give it one."]),
    "how many": (
        [at_least(None, "A", item("One"))],
        ["Part 1, “A”: Say how many are needed."],
    ),
    "too many": (
        [at_least(2, "A", item("One"))],
        ["Part 1, “A”: 2 are asked for, and only 1 is in it. Lower the number or add some."],
    ),
    "how many points": (
        [points(None, "A", item("One", points=1))],
        ["Part 1, “A”: Say how many points are needed."],
    ),
    "worth what": (
        [points(1, "A", item("One", points=1), item("Two"))],
        ["Item 1.2, “Two”: Say how many points it is worth."],
    ),
    "too many points": (
        [points(6, "A", item("One", points=3), item("Two", points=2))],
        [
            "Part 1, “A”: 6 points cannot be earned: all of it is worth 5. Lower the number or add some.",
        ],
    ),
    "nothing required": (
        [item("One", required=False)],
        ["Nothing is required, so the programme would be complete before it starts: require a module."],
    ),
    "nothing required in a part": (
        [group("A", item("One", required=False)), item("Two")],
        [
            "Part 1, “A”: Nothing in it is required, so it is never complete. Require something, or make "
            "all of "
            "it optional."
        ],
    ),
    "nothing required among electives": (
        [at_least(1, "A", item("One"), group("B", item("Two", required=False), required=False))],
        [
            "Part 1.2, “B”: Nothing in it is required, so it is never complete. Require something, or "
            "make all "
            "of it optional."
        ],
    ),
    "an unknown need": (
        [item("One", needs=["Nowhere"])],
        [
            "Item 1, “One”: It opens after something that is not in the programme. Take this condition away.",
        ],
    ),
    "itself": (
        [item("One", needs=["One"])],
        ["Item 1, “One”: It opens after itself, so never. Take this condition away."],
    ),
    "its own part": (
        [group("A", item("One", needs=["A"]))],
        [
            "Item 1.1, “One”: It opens after “A”, in which it stands, so never. Take this condition away.",
        ],
    ),
    "the whole programme": (
        [item("One", needs=["root"])],
        [
            "Item 1, “One”: It opens after “the whole programme”, in which it stands, so never. Take this "
            "condition away."
        ],
    ),
    "what is in it": (
        [group("A", item("One"), needs=["One"])],
        ["Part 1, “A”: It opens after “One”, which stands in it, so never. Take this condition away."],
    ),
    "twice": (
        [item("One"), item("Two", needs=["One", "One"])],
        ["Item 2, “Two”: It names “One” twice. Take one of the two away."],
    ),
    "a circle": (
        [item("One", needs=["Two"]), item("Two", needs=["One"]), item("Three", needs=["Two"])],
        [
            "Item 1, “One”: “One” opens after “Two”, and “Two” cannot be complete before “One” is: "
            "neither ever "
            "will be. Take one of the two conditions away.",
            "Item 2, “Two”: “Two” opens after “One”, and “One” cannot be complete before “Two” is: "
            "neither ever "
            "will be. Take one of the two conditions away.",
            "Item 3, “Three”: It opens after “Two”, which can never be complete. Mend that first.",
        ],
    ),
    "after what cannot be done": (
        [at_least(3, "A", item("One")), item("Two", needs=["A"])],
        [
            "Part 1, “A”: 3 are asked for, and only 1 is in it. Lower the number or add some.",
            "Item 2, “Two”: It opens after “A”, which can never be complete. Mend that first.",
        ],
    ),
    "days after nothing": (
        [item("One", delay_days=7)],
        [
            "Item 1, “One”: It opens some days after what it needs, but it needs nothing. Say what, or "
            "take the "
            "days away."
        ],
    ),
    "after what is optional": (
        [item("One", required=False), item("Two", needs=["One"])],
        [
            "warning: Item 2, “Two”: “Two” is needed, but opens only after “One”, which need not be done: "
            "whoever leaves that out cannot finish. Make “One” required, or take this condition away."
        ],
    ),
    "due too late": (
        [item("One", due_days=181)],
        [
            "Item 1, “One”: Due after 181 days, but the programme lasts 180. Make it earlier or the "
            "programme "
            "longer."
        ],
    ),
    "opens too late": (
        [item("One"), item("Two", opens={"after_start": 181})],
        [
            "Item 2, “Two”: It opens 181 days after the start at the earliest, but the programme lasts "
            "180. Make "
            "that earlier, or the programme longer."
        ],
    ),
    "opens too late after others": (
        [
            item("One", opens={"after_start": 100}),
            item("Two", needs=["One"], delay_days=60),
            group("A", item("Three"), needs=["Two"], delay_days=30),
        ],
        [
            "Part 3, “A”: It opens 190 days after the start at the earliest, but the programme lasts "
            "180. Make "
            "that earlier, or the programme longer."
        ],
    ),
    "due before it opens": (
        [item("One"), group("A", item("Two", due_days=30), needs=["One"], delay_days=31)],
        [
            "Item 2.1, “Two”: Due after 30 days, but it opens after 31 at the earliest. Make it due later or "
            "open earlier."
        ],
    ),
    "opens after the end": (
        [item("One"), item("Two", opens={"on": "2027-05-23"})],
        [
            "warning: Item 2, “Two”: It opens on 23 May 2027: for a doctor who starts today the "
            "programme has "
            "ended by then. Choose an earlier day, or say how many days after the start it opens."
        ],
    ),
    "for nobody": (
        [item("One"), group("A", item("Two", stages=["continuing"]), stages=["undergraduate"])],
        [
            "Item 2.1, “Two”: Nobody would see it: what it stands in is for other career stages. Choose "
            "the same "
            "ones, or move it."
        ],
    ),
    "too few of a stage": (
        [at_least(2, "A", item("One"), item("Two", stages=["continuing"]))],
        [
            "Part 1, “A”: For doctors of the stage Undergraduate and Postgraduate: 2 are asked for, "
            "and only 1 is in it. Lower the number or add some."
        ],
    ),
    "nothing for a stage": (
        [item("One", stages=["undergraduate", "postgraduate"])],
        [
            "For doctors of the stage Continuing practice: Nothing is left of the programme: add "
            "something that "
            "is for everybody."
        ],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_wrong(name: str) -> None:
    children, expected = CASES[name]

    assert said(*children) == expected


def test_a_fixed_day_within_the_programme_is_fine() -> None:
    assert said(item("One"), item("Two", opens={"on": "2027-05-22"})) == []


def test_paths_lead_into_the_document() -> None:
    at = ("root", "children")

    assert codes(group("A", item("One", needs=["Nowhere", "One"]), at_least(2, "B", item("Two")))) == [
        ("need_unknown", (*at, 0, "children", 0, "needs", 0)),
        ("circular", (*at, 0, "children", 0, "needs", 1)),
        ("at_least_too_many", (*at, 0, "children", 1, "at_least")),
    ]


def test_ids_come_first() -> None:
    twin = item("One")
    wrong = {**item("Two"), "id": "two"}

    assert said(twin, twin, wrong, group("A")) == [
        f"Item 2, “One”: Its id “{uid('One')}” is used twice. Remove one of the two and add it anew.",
        "Item 3, “Two”: Its id “two” is not a UUID.",
    ]


@pytest.mark.parametrize("spelling", [uid("One").upper(), uid("One").replace("-", ""), f"{{{uid('One')}}}"])
def test_ids_are_written_in_one_way(spelling: str) -> None:
    assert said({**item("One"), "id": spelling}) == [
        f"Item 1, “One”: Its id “{spelling}” is a UUID in another spelling than “{uid('One')}”."
    ]


def test_names_are_those_of_what_items_name() -> None:
    root = parse(tree(item("", needs=[]), item("Two", needs=["One"])))
    (problem,) = tree_problems(
        parse(tree({**item("One"), "title": "", "required": False}, item("Two", needs=["One"]))),
        duration_days=LENGTH,
        names={uid("One"): "Meetings"},
    )

    assert "“Two” is needed, but opens only after “Meetings”" in problem.message
    assert root.children[0].title == ""


# The earliest days


def test_the_earliest_days() -> None:
    root = parse(
        tree(
            item("One", opens={"after_start": 10}),
            at_least(
                1, "Either", item("Slow", opens={"after_start": 50}), item("Fast", opens={"after_start": 20})
            ),
            points(
                3, "Points", item("Two", points=2), item("Three", points=2, needs=["Either"], delay_days=5)
            ),
            group("End", item("Four"), needs=["Points", "One"], delay_days=7),
        )
    )

    found = earliest(root)

    names = {uid(name): name for name in ("Either", "Points", "End", "Four", "One", "root", "Slow", "Three")}
    assert {names[key]: day for key, day in found.opens.items() if key in names} == {
        "root": 0,
        "One": 10,
        "Either": 0,
        "Points": 0,
        "Three": 25,
        "End": 32,
        "Four": 32,
        "Slow": 50,
    }
    assert {names[key]: day for key, day in found.done.items() if key in names} == {
        "One": 10,
        "Either": 20,
        "Three": 25,
        "Points": 25,
        "End": 32,
        "Four": 32,
        "root": 32,
        "Slow": 50,
    }


class ByHand:
    """The same by going over everything until nothing changes."""

    def __init__(self, root: Any) -> None:
        self.opens: dict[str, int] = {}
        self.done: dict[str, int] = {}
        self.known = {node.id for node in root.walk()}
        before = None
        while before != (self.opens, self.done):
            before = dict(self.opens), dict(self.done)
            self.visit(root, 0)

    def visit(self, node: Any, above: int | None) -> None:
        needs = [self.done.get(need) for need in set(node.needs) & self.known]
        if above is not None and None not in needs:
            waited = [day + (node.delay_days or 0) for day in needs if day is not None]
            self.opens[node.id] = max(above, node.opens_after_days or 0, *waited)
        for child in node.children:
            self.visit(child, self.opens.get(node.id))
        day = self.opens.get(node.id) if node.is_item else self.finished(node)
        if day is not None:
            self.done[node.id] = day

    def finished(self, node: Any) -> int | None:
        counted = [child for child in node.children if child.counts_in(node)]
        wanted = {"at_least": node.at_least, "points": node.points_needed}.get(node.kind, len(counted)) or 0
        days = sorted(self.done[child.id] for child in counted if child.id in self.done)
        enough = (day for day in days if wanted and self.earned(node, counted, day) >= wanted)
        return next(enough, None)

    def earned(self, node: Any, counted: list[Any], day: int) -> int:
        until = [child for child in counted if self.done.get(child.id, day + 1) <= day]
        return sum((child.points or 0) if node.kind == "points" else 1 for child in until)


def linked(document: Any) -> Any:
    """With needs that are in the tree: of every other node, the one three places before or after."""
    nodes = _raw(document["root"]["children"])
    for place, node in enumerate(nodes):
        node["needs"] = [nodes[(place * 7 + 3) % len(nodes)]["id"]] if place % 2 else []
    return document


def _raw(nodes: list[Any]) -> list[Any]:
    return [each for node in nodes for each in (node, *_raw(node.get("children", [])))]


@pytest.mark.slow
@settings(max_examples=size(smoke=40, full=1000), deadline=None)
@given(document=documents.map(linked))
def test_the_earliest_days_are_those_found_by_hand(document: Any) -> None:
    root = parse(document)

    slowly = ByHand(root)

    assert earliest(root) == Times(slowly.opens, slowly.done)
    assert all(each.message for each in tree_problems(root, duration_days=LENGTH))
