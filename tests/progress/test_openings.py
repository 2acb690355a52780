"""What is open on which day, what waits for what, and the part of a programme that is for a stage."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from lms.progress.nodes import NOTHING, Done, Facts, Node
from lms.progress.openings import DONE, OPEN, Opening, State, openings
from lms.progress.rules import standing
from lms.progress.stages import for_stage
from tests.progress.build import DAY, done, group, item, key, module

A, B, C = (uuid.UUID(int=n) for n in range(1, 4))
M1, M2, M3 = (uuid.UUID(int=n) for n in range(11, 14))


def seen(tree: Node, facts: Facts = NOTHING, *, today: date = DAY, start: date = DAY) -> list[Opening]:
    """Of each requirement below the root, in order."""
    found = openings(standing(tree, facts), start=start, today=today)
    return [found[node.key] for node in list(tree.walk())[1:]]


def test_without_gates_everything_is_open_or_done() -> None:
    tree = group("all", module(M1, A), module(M2, B))

    assert seen(tree, done((M1, A))) == [DONE, OPEN]


def test_a_requirement_waits_for_what_it_needs() -> None:
    first = module(M1, A, number=1)
    second = module(M2, B, number=2, needs=(key(1),))
    tree = group("all", first, second)

    assert seen(tree) == [OPEN, Opening(State.LOCKED, locked_by=(first,))]
    assert seen(tree, done((M1, A))) == [DONE, OPEN]


def test_a_delay_counts_from_the_day_on_which_the_last_need_was_met() -> None:
    tree = group(
        "all",
        module(M1, A, number=1),
        module(M2, B, number=2),
        module(M3, C, needs=(key(1), key(2)), delay_days=14),
    )
    facts = Facts(activities={(M1, A): Done(1, DAY), (M2, B): Done(2, DAY + timedelta(days=3))})
    opens = DAY + timedelta(days=17)

    assert seen(tree, facts, today=opens - timedelta(days=1))[2] == Opening(State.OPENS_ON, opens)
    assert seen(tree, facts, today=opens)[2] == OPEN


def test_days_after_the_start_and_fixed_days_open_by_themselves() -> None:
    tree = group(
        "all",
        module(M1, A, opens_after_days=30),
        module(M2, B, opens_on=date(2027, 3, 1)),
        module(M3, C, opens_after_days=0),
    )

    assert seen(tree) == [
        Opening(State.OPENS_ON, date(2026, 10, 1)),
        Opening(State.OPENS_ON, date(2027, 3, 1)),
        OPEN,
    ]
    assert seen(tree, today=date(2027, 3, 1)) == [OPEN, OPEN, OPEN]


def test_nothing_below_a_closed_group_is_open() -> None:
    before = module(M1, A, number=1)
    tree = group(
        "all",
        before,
        group("all", module(M2, B, opens_on=date(2027, 3, 1)), module(M3, C), needs=(key(1),)),
    )
    locked = Opening(State.LOCKED, locked_by=(before,))

    assert seen(tree) == [OPEN, locked, locked, locked]
    assert seen(tree, done((M1, A))) == [DONE, OPEN, Opening(State.OPENS_ON, date(2027, 3, 1)), OPEN]


def test_the_later_of_two_days_counts() -> None:
    tree = group("all", group("all", module(M1, A, opens_after_days=10), opens_after_days=20))

    assert seen(tree)[1] == Opening(State.OPENS_ON, DAY + timedelta(days=20))


def test_what_is_done_is_never_closed_and_recognition_opens_what_is_inside() -> None:
    tree = group("all", group("all", module(M1, A), module(M2, B), number=5, opens_on=date(2027, 3, 1)))

    assert seen(tree, done((M1, A)))[1] == DONE
    assert seen(tree, Facts(recognised={key(5): Done(1, DAY)})) == [DONE, OPEN, OPEN]


def test_a_need_that_is_not_for_this_stage_is_not_waited_for() -> None:
    tree = group(
        "all",
        module(M1, A, number=1, stages=frozenset({"continuing"})),
        module(M2, B, needs=(key(1),)),
    )

    assert seen(for_stage(tree, "postgraduate")) == [OPEN]
    assert [each.state for each in seen(for_stage(tree, "continuing"))] == [State.OPEN, State.LOCKED]


def test_a_tree_for_everybody_is_the_same_for_everybody() -> None:
    tree = group("all", group("at_least", module(M1, A), module(M2, B), at_least=1))

    assert for_stage(tree, "continuing") is tree


def test_a_group_asks_for_no_more_than_it_still_holds() -> None:
    only = {"stages": frozenset({"continuing"})}
    tree = group(
        "all",
        group("at_least", module(M1, A), module(M2, B, **only), at_least=2),
        group("points", module(M1, A, points=1), module(M2, B, points=3, **only), points_needed=4),
        group("all", module(M1, A, **only), module(M2, B, required=False)),
        group("all", module(M3, C, **only)),
        group("points", module(M1, A, points=2, **only), module(M2, B), points_needed=2),
    )

    left = for_stage(tree, "undergraduate")

    assert [(each.at_least, each.points_needed, each.required) for each in left.children] == [
        (1, 0, True),
        (0, 1, True),
        (0, 0, False),
        (0, 2, False),
    ]
    assert [len(each.children) for each in left.children] == [1, 1, 1, 1]
    assert standing(left, done((M1, A))).satisfied is True


def test_a_programme_without_anything_for_a_stage_is_empty() -> None:
    tree = group("all", module(M1, A, stages=frozenset({"continuing"})))

    assert for_stage(tree, "undergraduate").children == ()


def test_credits_are_taken_in_the_order_of_the_programme() -> None:
    tree = group(
        "all",
        item("credits", credits=250),
        group(
            "all", item("credits", credits=100, stages=frozenset({"continuing"})), item("credits", credits=50)
        ),
    )

    assert _before(for_stage(tree, "continuing")) == [0, 250, 350]
    assert _before(for_stage(tree, "postgraduate")) == [0, 250]


def _before(tree: Node) -> list[int]:
    return [node.credits_before for node in tree.walk() if node.credits]
