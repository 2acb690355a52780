"""What is different between two states, from plain data."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.enums import ChangeKind, DifferenceArea
from programmes.rules.differences import Entry, Facet, differences, longest_rise, merged_keys, moved_keys


def facet(value: Any, area: DifferenceArea = DifferenceArea.RULES) -> Facet:
    return Facet(area, "Label", value, str(value))


def entries(*keys: str, parent: str = "root") -> list[Entry]:
    return [Entry("root", None, "Root"), *(Entry(key, parent, key.upper()) for key in keys)]


def told(before: list[Entry], after: list[Entry]) -> list[tuple[str, str, str]]:
    return [(each.kind.value, each.key, each.name) for each in differences(before, after)]


def test_nothing_is_different_from_itself() -> None:
    assert told(entries("a", "b"), entries("a", "b")) == []


def test_what_comes_and_what_goes_in_reading_order() -> None:
    before, after = entries("a", "b", "c"), entries("a", "x", "c")
    assert merged_keys(before, after) == ["root", "a", "b", "x", "c"]
    assert told(before, after) == [("removed", "b", ""), ("added", "x", "")]


def test_one_that_moves_is_one_move_however_many_it_passes() -> None:
    assert told(entries("a", "b", "c", "d"), entries("d", "a", "b", "c")) == [("moved", "d", "")]
    assert told(entries("a", "b", "c", "d"), entries("b", "c", "d", "a")) == [("moved", "a", "")]


def test_what_is_added_before_others_moves_none() -> None:
    assert told(entries("a", "b"), entries("x", "a", "b")) == [("added", "x", "")]


def test_what_hangs_elsewhere_has_moved() -> None:
    before = [*entries("g", "a"), Entry("b", "g", "B")]
    after = [*entries("g", "a"), Entry("b", "root", "B")]
    assert moved_keys(before, after) == {"b"}


def test_facets_say_what_was_and_what_is() -> None:
    before = [Entry("a", None, "Old", {"due": facet(7, DifferenceArea.DATES), "gone": facet(1)})]
    after = [Entry("a", None, "New", {"due": facet(14, DifferenceArea.DATES), "new": facet(2)})]
    found = differences(before, after)
    assert [(each.name, each.area.value, each.title) for each in found] == [
        ("due", "dates", "New"),
        ("new", "rules", "New"),
        ("gone", "rules", "New"),
    ]
    assert {each.kind for each in found} == {ChangeKind.CHANGED}
    assert [(each.before and each.before.value, each.after and each.after.value) for each in found] == [
        (7, 14),
        (None, 2),
        (1, None),
    ]


@pytest.mark.parametrize(
    ("numbers", "places"),
    [([], set()), ([5], {0}), ([3, 1, 2], {1, 2}), ([0, 8, 4, 12, 2, 10], {0, 4, 5}), ([3, 2, 1], {2})],
)
def test_longest_rise(numbers: list[int], places: set[int]) -> None:
    assert longest_rise(numbers) == places


@given(st.permutations(list("abcdef")), st.permutations(list("defghi")))
def test_every_key_once_and_the_newer_order_kept(old: list[str], new: list[str]) -> None:
    before, after = entries(*old), entries(*new)
    merged = merged_keys(before, after)
    assert sorted(merged) == sorted({"root", *old, *new})
    assert [key for key in merged if key in new] == new
    kinds = {each.key: each.kind for each in differences(before, after)}
    assert {key for key, kind in kinds.items() if kind == ChangeKind.REMOVED} == set(old) - set(new)
    assert {key for key, kind in kinds.items() if kind == ChangeKind.ADDED} == set(new) - set(old)
