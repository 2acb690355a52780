"""What a move does to one person, from trees and facts alone."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from lms.amendments.enums import Doubt, Suggestion
from lms.amendments.rules import Counts, plan
from lms.progress.nodes import Facts, Node
from lms.progress.rules import standing
from tests.progress.build import DAY, done, group, module

M, N = uuid.uuid5(uuid.NAMESPACE_URL, "m"), uuid.uuid5(uuid.NAMESPACE_URL, "n")
A, B, C, D = (uuid.uuid5(uuid.NAMESPACE_URL, name) for name in "abcd")


def tree(*children: Node, kind: str = "all", **given: int) -> Node:
    return group(kind, *children, number=1, **given)


def test_the_same_tree_changes_nothing() -> None:
    root = tree(module(M, A, B, number=2))
    facts = done((M, A))
    found = plan(standing(root, facts), root, facts)
    assert (found.before.percent, found.after.percent) == (50, 50)
    assert (found.completed, found.recognised, found.doubtful, found.gained) == ({}, {}, None, frozenset())


def test_a_module_that_grew_stays_done() -> None:
    old, new = (
        tree(module(M, A, number=2), module(N, D, number=3)),
        tree(module(M, A, B, number=2), module(N, D, number=3)),
    )
    facts = done((M, A))
    found = plan(standing(old, facts), new, facts)
    assert {key: each.on for key, each in found.recognised.items()} == {old.children[0].key: DAY}
    assert (found.before.percent, found.after.percent, found.asks_more) == (50, 50, False)


def test_a_group_that_asks_for_more_stays_done() -> None:
    children = [module(uuid.uuid5(uuid.NAMESPACE_URL, name), A, number=n) for n, name in enumerate("xyz", 3)]
    old = tree(group("at_least", *children, number=2, at_least=1))
    new = tree(group("at_least", *children, number=2, at_least=3))
    facts = done((children[0].module_key or M, A))
    found = plan(standing(old, facts), new, facts)
    assert set(found.recognised) == {old.children[0].key}
    assert found.after.satisfied


def test_more_to_do_lowers_the_percentage_and_takes_nothing_away() -> None:
    old = tree(module(M, A, number=2), module(N, B, number=3))
    new = tree(module(M, A, number=2), module(N, B, number=3), module(uuid.uuid4(), C, number=4))
    facts = done((M, A))
    found = plan(standing(old, facts), new, facts)
    assert (found.before.percent, found.after.percent, found.asks_more) == (50, 33, True)
    assert (found.recognised, found.doubtful) == ({}, None)


def test_one_activity_counts_for_another() -> None:
    old, new = tree(module(M, A, number=2)), tree(module(N, B, number=3), module(M, C, number=2))
    facts = done((M, A))
    found = plan(standing(old, facts), new, facts, counts=[Counts((M, A), (N, B))])
    assert {key: each.on for key, each in found.completed.items()} == {(N, B): DAY}
    assert new.children[0].key in found.gained


def test_what_was_begun_and_is_gone_is_in_doubt() -> None:
    old, new = tree(module(M, A, B, number=2)), tree(module(N, C, number=3))
    facts = done((M, A))
    found = plan(standing(old, facts), new, facts)
    assert found.doubtful is not None
    assert (found.doubtful.doubt, found.doubtful.suggestion) == (Doubt.BEGUN, Suggestion.STAY)
    assert found.doubtful.requirement_keys == (old.children[0].key,)


def test_what_is_half_done_and_changed_is_suggested_to_count() -> None:
    old, new = tree(module(M, A, B, number=2)), tree(module(M, C, D, number=2))
    facts = done((M, A))
    found = plan(standing(old, facts), new, facts)
    assert found.doubtful is not None
    assert found.doubtful.suggestion == Suggestion.RECOGNISE
    counted = plan(standing(old, facts), new, facts, count_begun=True)
    assert counted.after.satisfied


def test_unfinished_work_in_what_is_gone_is_in_doubt() -> None:
    old, new = tree(module(M, A, B, number=2)), tree(module(M, A, number=2))
    found = plan(standing(old, Facts()), new, Facts(), drafts=[(M, B)])
    assert found.doubtful is not None
    assert found.doubtful.doubt == Doubt.DRAFT
    assert plan(standing(old, Facts()), new, Facts(), drafts=[(M, A)]).doubtful is None


MODULES = [uuid.uuid5(uuid.NAMESPACE_URL, f"module {number}") for number in range(4)]
ACTIVITIES = [uuid.uuid5(uuid.NAMESPACE_URL, f"activity {number}") for number in range(3)]


@st.composite
def trees(draw: st.DrawFn) -> Node:
    """Some of four modules, with some of three activities each, in groups of any kind with stable keys."""
    chosen = draw(st.lists(st.integers(0, 3), min_size=1, max_size=4, unique=True))
    items = [
        module(
            MODULES[number],
            *draw(st.lists(st.sampled_from(ACTIVITIES), min_size=1, max_size=3, unique=True)),
            number=10 + number,
            required=draw(st.booleans()),
            points=draw(st.integers(1, 3)),
        )
        for number in chosen
    ]
    kind = draw(st.sampled_from(["all", "at_least", "points"]))
    inner = group(
        kind, *items, number=2, at_least=draw(st.integers(1, 3)), points_needed=draw(st.integers(1, 5))
    )
    return tree(inner)


@given(
    trees(),
    trees(),
    st.sets(st.tuples(st.sampled_from(MODULES), st.sampled_from(ACTIVITIES))),
    st.booleans(),
)
def test_nothing_done_is_done_no_longer(
    old: Node, new: Node, keys: set[tuple[uuid.UUID, uuid.UUID]], begun: bool
) -> None:
    facts = done(*sorted(keys), on=date(2026, 10, 1))
    before = standing(old, facts)
    found = plan(before, new, facts, count_begun=begun)
    there = {node.key for node in new.walk()}
    met = {part.node.key for part in before.walk() if part.satisfied}
    after = {part.node.key for part in found.after.walk() if part.satisfied}
    assert met & there <= after
    recorded = replace(facts, recognised=dict(found.recognised))
    assert standing(new, recorded).percent == found.after.percent
