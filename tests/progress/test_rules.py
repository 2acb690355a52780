"""Progress as a pure function: worked cases, and properties over generated trees."""

from __future__ import annotations

import uuid
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from lms.progress.rules import Node, standing

A, B, C, D = (uuid.UUID(int=n) for n in range(1, 5))
M1, M2, M3 = (uuid.UUID(int=n) for n in range(11, 14))


def module(key: uuid.UUID, *activities: uuid.UUID, required: bool = True) -> Node:
    return Node(
        key=key,
        requirement_id=key.int,
        kind="item",
        title="",
        required=required,
        module_key=key,
        activities=activities,
    )


def group(kind: str, *children: Node, at_least: int = 0, required: bool = True) -> Node:
    return Node(
        key=uuid.UUID(int=99),
        requirement_id=99,
        kind=kind,
        title="",
        at_least=at_least,
        children=children,
        required=required,
    )


def test_nothing_done_is_nought() -> None:
    stands = standing(group("all", module(M1, A, B), module(M2, C)), {})

    assert (stands.percent, stands.modules_done, stands.weight, stands.satisfied) == (0, 0, 2, False)


def test_every_module_weighs_the_same() -> None:
    tree = group("all", module(M1, A, B), module(M2, C))

    stands = standing(tree, {(M1, A): 7})

    assert stands.score == Fraction(1, 2)
    assert stands.percent == 25
    assert stands.children[0].met_by == {A: 7}
    assert stands.children[0].missing == (B,)


def test_three_thirds_are_a_whole() -> None:
    tree = group("all", module(M1, A, B, C))

    stands = standing(tree, {(M1, A): 1, (M1, B): 2, (M1, C): 3})

    assert (stands.percent, stands.satisfied, stands.modules_done) == (100, True, 1)


def test_the_percentage_is_rounded_down_and_hundred_means_satisfied() -> None:
    many = tuple(uuid.UUID(int=n) for n in range(100, 300))
    tree = group("all", module(M1, *many))

    stands = standing(tree, {(M1, key): 1 for key in many[:-1]})

    assert (stands.percent, stands.satisfied) == (99, False)


def test_at_least_one_of_two_takes_the_better() -> None:
    tree = group("at_least", module(M1, A, B), module(M2, C), at_least=1)

    assert standing(tree, {(M1, A): 1}).percent == 50
    assert standing(tree, {(M1, A): 1, (M2, C): 2}).percent == 100


def test_an_optional_child_counts_for_nothing() -> None:
    tree = group("all", module(M1, A), module(M2, B, required=False))

    assert standing(tree, {(M2, B): 1}).percent == 0
    assert standing(tree, {(M1, A): 1}).percent == 100


def test_the_same_activity_key_in_another_module_does_not_count() -> None:
    assert standing(group("all", module(M1, A)), {(M2, A): 1}).percent == 0


def test_a_module_without_activities_is_never_done() -> None:
    assert standing(group("all", module(M1)), {}).satisfied is False


KEYS = [A, B, C, D]


@st.composite
def trees(draw: st.DrawFn) -> Node:
    groups = []
    for number in range(draw(st.integers(1, 3))):
        modules = [
            module(
                uuid.UUID(int=1000 + 10 * number + place),
                *draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=4, unique=True)),
                required=draw(st.booleans()) or place == 0,
            )
            for place in range(draw(st.integers(1, 3)))
        ]
        kind = draw(st.sampled_from(["all", "at_least"]))
        at_least = draw(st.integers(1, len(modules))) if kind == "at_least" else 0
        groups.append(group(kind, *modules, at_least=at_least, required=number == 0 or draw(st.booleans())))
    return group("all", *groups)


def all_activities(tree: Node) -> list[tuple[uuid.UUID, uuid.UUID]]:
    return [(node.module_key, key) for node in tree.walk() if node.module_key for key in node.activities]


@given(trees(), st.data())
def test_more_work_never_lowers_a_percentage(tree: Node, data: st.DataObject) -> None:
    activities = all_activities(tree)
    done = data.draw(st.lists(st.sampled_from(activities), unique=True))
    more = data.draw(st.lists(st.sampled_from(activities), unique=True))

    before = standing(tree, dict.fromkeys(done, 1))
    after = standing(tree, dict.fromkeys([*done, *more], 1))

    assert after.percent >= before.percent
    assert after.modules_done >= before.modules_done
    assert after.satisfied >= before.satisfied


@given(trees())
def test_everything_done_is_a_hundred_and_only_then_satisfied(tree: Node) -> None:
    stands = standing(tree, dict.fromkeys(all_activities(tree), 1))

    assert (stands.percent, stands.satisfied) == (100, True)
    assert stands.modules_done == stands.weight


@given(trees(), st.data())
def test_hundred_and_satisfied_are_the_same_thing(tree: Node, data: st.DataObject) -> None:
    done = data.draw(st.lists(st.sampled_from(all_activities(tree)), unique=True))

    for part in standing(tree, dict.fromkeys(done, 1)).walk():
        assert (part.percent == 100) is part.satisfied
