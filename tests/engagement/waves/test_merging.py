"""Which groups are put together: enough people in each, nobody left out, what matters most kept apart."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from engagement.waves.rules.merging import categories, merged, strata_of, unplaced, within

WARD, THEATRE = "Medicine", "Surgery"
SENIOR, JUNIOR = "Consultant", "Resident"


def test_what_is_large_enough_stays_as_it_is() -> None:
    counts = {(WARD, SENIOR): 12, (WARD, JUNIOR): 10, (THEATRE, SENIOR): 31}

    assert strata_of(counts, fewest=10) == [
        frozenset({(WARD, SENIOR)}),
        frozenset({(WARD, JUNIOR)}),
        frozenset({(THEATRE, SENIOR)}),
    ]


def test_the_last_dimension_is_given_up_first() -> None:
    counts = {(WARD, SENIOR): 4, (WARD, JUNIOR): 40, (THEATRE, SENIOR): 11}

    assert strata_of(counts, fewest=10) == [
        frozenset({(WARD, JUNIOR), (WARD, SENIOR)}),
        frozenset({(THEATRE, SENIOR)}),
    ]


def test_where_only_the_first_can_go_it_goes() -> None:
    counts = {(WARD, SENIOR): 4, (THEATRE, SENIOR): 11, (THEATRE, JUNIOR): 12}

    assert strata_of(counts, fewest=10) == [
        frozenset({(WARD, SENIOR), (THEATRE, SENIOR)}),
        frozenset({(THEATRE, JUNIOR)}),
    ]


def test_too_few_in_all_stay_together() -> None:
    assert strata_of({(WARD,): 3, (THEATRE,): 2}, fewest=10) == [frozenset({(WARD,), (THEATRE,)})]


def test_a_population_without_dimensions_is_one_stratum() -> None:
    assert strata_of({(): 50}, fewest=10) == [frozenset({()})]
    assert strata_of({}, fewest=10) == []


def test_what_lies_in_two_categories_is_in_neither() -> None:
    together = frozenset({(WARD, SENIOR), (THEATRE, SENIOR)})

    assert categories(together) == (frozenset({WARD, THEATRE}), frozenset({SENIOR}))
    assert not within(together, 0, WARD)
    assert within(together, 1, SENIOR)
    assert unplaced([together], 0) == [together]
    assert unplaced([together], 1) == []


def test_merged_strata_are_merged_on() -> None:
    """At closing: by those who answered."""
    wards = frozenset({(WARD, SENIOR), (WARD, JUNIOR)})
    seniors, juniors = frozenset({(THEATRE, SENIOR)}), frozenset({(THEATRE, JUNIOR)})

    assert merged({wards: 20, seniors: 9, juniors: 3}, fewest=10) == [wards, seniors | juniors]


CELLS = st.dictionaries(
    st.tuples(st.sampled_from("abcd"), st.sampled_from("xyz"), st.sampled_from("mn")),
    st.integers(min_value=1, max_value=30),
    max_size=24,
)


@given(counts=CELLS, fewest=st.integers(min_value=5, max_value=15))
def test_everybody_is_somewhere_once_and_among_enough(
    counts: dict[tuple[str, ...], int], fewest: int
) -> None:
    strata = strata_of(counts, fewest=fewest)

    placed = Counter(cell for stratum in strata for cell in stratum)
    assert placed == Counter(dict.fromkeys(counts, 1))
    sizes = [sum(counts[cell] for cell in stratum) for stratum in strata]
    assert len(sizes) <= 1 or min(sizes) >= fewest
    assert strata == strata_of(dict(reversed(list(counts.items()))), fewest=fewest)
