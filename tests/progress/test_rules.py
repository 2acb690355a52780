"""Progress as a pure function: worked cases, and properties over generated trees and facts."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.progress import items
from lms.progress.nodes import Done, Earned, Facts, Node
from lms.progress.openings import openings
from lms.progress.rules import standing
from tests.progress.build import DAY, credit, done, group, item, key, module

A, B, C, D = (uuid.UUID(int=n) for n in range(1, 5))
M1, M2, M3 = (uuid.UUID(int=n) for n in range(11, 14))
P = uuid.UUID(int=21)
LATER = DAY + timedelta(days=9)


def test_nothing_done_is_nought() -> None:
    stands = standing(group("all", module(M1, A, B), module(M2, C)), Facts())

    assert (stands.percent, stands.modules_done, stands.weight, stands.satisfied) == (0, 0, 2, False)
    assert stands.on is None


def test_every_module_weighs_the_same() -> None:
    tree = group("all", module(M1, A, B), module(M2, C))

    stands = standing(tree, done((M1, A)))

    assert stands.score == Fraction(1, 2)
    assert stands.percent == 25
    assert stands.children[0].met_by == {A: Done(1, DAY)}
    assert stands.children[0].missing == (B,)


def test_three_thirds_are_a_whole() -> None:
    tree = group("all", module(M1, A, B, C))

    stands = standing(tree, done((M1, A), (M1, B), (M1, C)))

    assert (stands.percent, stands.satisfied, stands.modules_done) == (100, True, 1)
    assert stands.on == DAY


def test_the_percentage_is_rounded_down_and_hundred_means_satisfied() -> None:
    many = tuple(uuid.UUID(int=n) for n in range(100, 300))
    tree = group("all", module(M1, *many))

    stands = standing(tree, done(*((M1, each) for each in many[:-1])))

    assert (stands.percent, stands.satisfied) == (99, False)


def test_at_least_one_of_two_takes_the_better() -> None:
    tree = group("at_least", module(M1, A, B), module(M2, C), at_least=1)

    assert standing(tree, done((M1, A))).percent == 50
    assert standing(tree, done((M1, A), (M2, C))).percent == 100


def test_an_optional_child_counts_for_nothing() -> None:
    tree = group("all", module(M1, A), module(M2, B, required=False))

    assert standing(tree, done((M2, B))).percent == 0
    assert standing(tree, done((M1, A))).percent == 100


def test_the_same_activity_key_in_another_module_does_not_count() -> None:
    assert standing(group("all", module(M1, A)), done((M2, A))).percent == 0


def test_a_module_without_activities_is_never_done() -> None:
    assert standing(group("all", module(M1)), Facts()).satisfied is False


def test_points_weigh_as_the_fewest_children_that_reach_them() -> None:
    tree = group(
        "points",
        module(M1, A, points=1),
        module(M2, B, points=2),
        module(M3, C, points=3),
        points_needed=4,
    )

    stands = standing(tree, done((M3, C)))

    assert (stands.weight, stands.amount, stands.percent, stands.modules_done) == (2, 3, 75, 1)
    assert standing(tree, done((M2, B), (M3, C))).percent == 100
    assert standing(tree, done((M1, A), (M3, C))).satisfied is True


def test_halves_earn_points_on_the_way_and_never_the_last_one() -> None:
    tree = group("points", module(M1, A, B, points=2), module(M2, A, B, points=2), points_needed=2)

    halves = standing(tree, done((M1, A), (M2, A)))

    assert (halves.percent, halves.satisfied, halves.modules_done, halves.amount) == (99, False, 0, 0)
    assert standing(tree, done((M1, A), (M1, B))).percent == 100


def test_another_programme_counts_from_the_day_it_was_completed() -> None:
    tree = group("all", module(M1, A), item("programme", programme_key=P))

    stands = standing(tree, Facts(programmes={P: Done(None, LATER)}))

    assert (stands.percent, stands.modules_done, stands.children[1].on) == (50, 1, LATER)


@pytest.mark.parametrize(
    ("recorded", "share", "on"),
    [
        ([(25, DAY)], Fraction(1, 10), None),
        ([(225, DAY)], Fraction(9, 10), None),
        ([(225, LATER), (25, DAY)], Fraction(1), LATER),
        ([(500, DAY), (500, LATER)], Fraction(1), DAY),
    ],
)
def test_credits_add_up(recorded: list[tuple[int, date]], share: Fraction, on: date | None) -> None:
    tree = item("credits", credits=250)
    credits = [credit(each, on=day, fact_id=n) for n, (each, day) in enumerate(recorded, start=1)]

    for order in (credits, credits[::-1]):
        stands = standing(tree, Facts(credits=tuple(order)))
        assert (stands.score, stands.on) == (share, on)


def test_credits_fill_one_requirement_after_the_other() -> None:
    tree = group("all", item("credits", credits=250), item("credits", credits=500, credits_before=250))

    stands = standing(tree, Facts(credits=(credit(400),)))

    assert [(part.amount, part.satisfied) for part in stands.children] == [(250, True), (150, False)]
    assert stands.percent == 65


def test_recognition_satisfies_a_group_and_leaves_what_is_in_it_as_it_is() -> None:
    tree = group("all", group("at_least", module(M1, A), module(M2, B), at_least=2, number=7), module(M3, C))

    stands = standing(tree, Facts(recognised={key(7): Done(5, DAY)}))

    assert (stands.percent, stands.modules_done, stands.weight) == (66, 2, 3)
    part = stands.children[0]
    assert (part.satisfied, part.recognised, part.on) == (True, Done(5, DAY), DAY)
    assert [each.satisfied for each in part.children] == [False, False]


def test_recognition_satisfies_an_item_of_any_type() -> None:
    for tree in (item("recognition"), module(M1, A), item("credits", credits=100), item("never heard of")):
        assert standing(tree, Facts()).satisfied is False
        assert standing(tree, Facts(recognised={tree.key: Done(5, DAY)})).percent == 100


def test_the_earlier_of_doing_and_recognising_is_its_day() -> None:
    tree = module(M1, A)
    facts = Facts(activities={(M1, A): Done(1, LATER)}, recognised={tree.key: Done(2, DAY)})

    assert standing(tree, facts).on == DAY


def test_a_type_has_one_way_to_be_satisfied() -> None:
    with pytest.raises(ValueError, match="two ways"):
        items.register("module", lambda node, facts: Earned(Fraction(0), False))


KEYS = [A, B, C, D]
MODULES = [M1, M2, M3]


@st.composite
def items_(draw: st.DrawFn, **given: Any) -> Node:
    kind = draw(st.sampled_from(["module", "module", "programme", "credits", "recognition"]))
    if kind == "module":
        activities = draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=3, unique=True))
        given |= {"module_key": draw(st.sampled_from(MODULES)), "activities": tuple(activities)}
    if kind == "credits":
        before = draw(st.sampled_from([0, 50]))
        given |= {"credits": draw(st.sampled_from([25, 100, 250])), "credits_before": before}
    if kind == "programme":
        given |= {"programme_key": P}
    return item(kind, **given)


@st.composite
def trees(draw: st.DrawFn, depth: int = 2) -> Node:
    """A group that can be satisfied, with gates."""
    known: list[uuid.UUID] = []
    children = []
    for place in range(draw(st.integers(1, 3))):
        given: dict[str, Any] = {"required": draw(st.booleans()) or place == 0}
        given["points"] = draw(st.integers(0, 3)) or int(place == 0)
        if known and draw(st.booleans()):
            given |= {"needs": (draw(st.sampled_from(known)),), "delay_days": draw(st.sampled_from([0, 5]))}
        below = draw(trees(depth - 1)) if depth and draw(st.booleans()) else None
        child = (
            draw(items_(**given))
            if below is None
            else group(below.kind, *below.children, **_of(below), **given)
        )
        known.append(child.key)
        children.append(child)
    kind = draw(st.sampled_from(["all", "at_least", "points"]))
    most = len(children) if kind == "at_least" else sum(child.points for child in children)
    wanted = draw(st.integers(1, most))
    number = {"at_least": {"at_least": wanted}, "points": {"points_needed": wanted}}
    return group(kind, *children, **number.get(kind, {}))


def _of(node: Node) -> dict[str, Any]:
    return {"at_least": node.at_least, "points_needed": node.points_needed}


Row = tuple[str, Any, date]


@st.composite
def rows_for(draw: st.DrawFn, tree: Node) -> list[Row]:
    """What may be recorded, in any order."""
    days = st.sampled_from([DAY, LATER])
    nodes = list(tree.walk())
    activities = sorted({each for node in nodes for each in node.activity_keys})
    kinds = [st.tuples(st.just("credit"), st.sampled_from([25, 75, 250]), days)]
    kinds.append(st.tuples(st.just("recognised"), st.sampled_from([node.key for node in nodes]), days))
    kinds.append(st.tuples(st.just("programme"), st.just(P), days))
    if activities:
        kinds += 3 * [st.tuples(st.just("activity"), st.sampled_from(activities), days)]
    return draw(st.lists(st.one_of(*kinds), max_size=8))


def facts_from(rows: list[Row]) -> Facts:
    """The first of those that say the same."""
    found: dict[str, dict[Any, Done]] = {"activity": {}, "recognised": {}, "programme": {}}
    for kind, what, day in rows:
        if kind != "credit":
            there = found[kind].get(what)
            found[kind][what] = min(there, Done(1, day)) if there else Done(1, day)
    return Facts(
        activities=found["activity"],
        recognised=found["recognised"],
        programmes=found["programme"],
        credits=tuple(credit(what, on=day) for kind, what, day in rows if kind == "credit"),
    )


@given(trees(), st.data())
def test_more_never_lowers_and_never_takes_back(tree: Node, data: st.DataObject) -> None:
    rows = data.draw(rows_for(tree))
    more = rows + data.draw(rows_for(tree))

    before, after = standing(tree, facts_from(rows)), standing(tree, facts_from(more))

    for old, new in zip(before.walk(), after.walk(), strict=True):
        assert new.percent >= old.percent
        assert new.modules_done >= old.modules_done
        assert new.satisfied >= old.satisfied
        assert not old.satisfied or (new.on and old.on and new.on <= old.on)


@given(trees(), st.data())
def test_hundred_and_satisfied_are_the_same_thing(tree: Node, data: st.DataObject) -> None:
    for part in standing(tree, facts_from(data.draw(rows_for(tree)))).walk():
        assert (part.percent == 100) is part.satisfied
        assert (part.on is not None) is part.satisfied
        assert (part.modules_done == part.weight) is part.satisfied or not part.weight


@given(trees(), st.data())
def test_the_order_in_which_facts_came_makes_no_difference(tree: Node, data: st.DataObject) -> None:
    rows = data.draw(rows_for(tree))
    shuffled = data.draw(st.permutations(rows))

    assert standing(tree, facts_from(rows)) == standing(tree, facts_from(list(shuffled)))


@given(trees(), st.data())
def test_more_never_closes_what_was_open(tree: Node, data: st.DataObject) -> None:
    rows = data.draw(rows_for(tree))
    more = rows + data.draw(rows_for(tree))
    today = data.draw(st.sampled_from([DAY, LATER, LATER + timedelta(days=5)]))

    before = openings(standing(tree, facts_from(rows)), start=DAY, today=today)
    after = openings(standing(tree, facts_from(more)), start=DAY, today=today)
    a_day_on = openings(standing(tree, facts_from(rows)), start=DAY, today=today + timedelta(days=1))

    for each, opening in before.items():
        assert after[each].is_open >= opening.is_open
        assert a_day_on[each].is_open >= opening.is_open


@given(trees())
def test_everything_done_is_a_hundred(tree: Node) -> None:
    everything = [("recognised", node.key, DAY) for node in tree.walk() if node.is_item]

    stands = standing(tree, facts_from(everything))

    assert (stands.percent, stands.satisfied) == (100, True)
