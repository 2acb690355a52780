"""What counts and what is missing: worked examples, and properties against what Hypothesis thinks of."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from lms.cpd.enums import Kind, Setting
from lms.cpd.rules import (
    Credit,
    Edition,
    Limit,
    Window,
    counting,
    edition_for,
    exempt_days,
    of_minutes,
    reckon,
    reckon_cycle,
    reduced,
    year_of,
    years_in,
)

APRIL = (4, 1)
YEAR = Window(date(2026, 4, 1), date(2027, 3, 31))
PHYSICIANS = Edition(
    begins=APRIL,
    minimum=5000,
    limits=(Limit("at_least", "external", 2500), Limit("at_most", "personal", 1000)),
)
EDINBURGH = {"distance": 1000, "degree": 1200, "examining": 1200, "personal": 1000}


def credit(
    hundredths: int, setting: str = "external", kind: str = "event", on: date = date(2026, 6, 1)
) -> Credit:
    return Credit(on, hundredths, setting, kind)


# Worked examples


def test_twelve_more_of_which_five_external() -> None:
    found = reckon([credit(2000), credit(1800, "internal")], PHYSICIANS, year=YEAR)
    assert (found.counted, found.missing) == (3800, 1200)
    assert [(part.limit.about, part.counted, part.missing) for part in found.parts] == [
        ("external", 2000, 500),
        ("personal", 0, 1000),
    ]


def test_personal_credits_beyond_the_cap_stay_and_do_not_count() -> None:
    found = reckon([credit(1325, "personal"), credit(200, "internal")], PHYSICIANS, year=YEAR)
    assert (found.recorded, found.counted) == (1525, 1200)
    assert [part.beyond for part in found.parts] == [0, 325]


def test_enough_in_all_and_too_few_external_is_not_enough() -> None:
    found = reckon([credit(1900), credit(4000, "internal")], PHYSICIANS, year=YEAR)
    assert (found.counted, found.missing, found.is_met) == (5900, 600, False)


def test_each_setting_that_is_short_is_missing_by_itself() -> None:
    ireland = Edition(
        minimum=5000, limits=(Limit("at_least", "external", 2000), Limit("at_least", "internal", 2000))
    )
    assert reckon([credit(5000, "personal")], ireland, year=YEAR).missing == 4000
    assert reckon([credit(2000), credit(2000, "internal")], ireland, year=YEAR).missing == 1000


def test_a_recommendation_is_never_missing() -> None:
    radiology = Edition(five_year=25000, limits=(Limit("welcome", "external", 2000),))
    found = reckon([], radiology, year=YEAR)
    assert (found.minimum, found.missing, found.is_met) == (None, 0, True)


def test_an_entry_under_two_caps_counts_as_far_as_both_leave_room() -> None:
    assert counting([credit(1500, "personal", "distance")], EDINBURGH) == 1000
    # Eight of each kind by itself, and two of what is both: then both caps are reached.
    mixed = [
        credit(800, "personal", "distance"),
        credit(800, "personal"),
        credit(800, "external", "distance"),
    ]
    assert counting(mixed, EDINBURGH) == 1800
    assert counting([*mixed, credit(25, "external")], EDINBURGH) == 1825


def test_clinical_and_other_are_told_apart() -> None:
    rows = [Credit(date(2026, 6, 1), 150, "external", "event", is_clinical=True), credit(275)]
    found = reckon(rows, PHYSICIANS, year=YEAR)
    assert (found.clinical, found.non_clinical) == (150, 275)


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2026, 3, 31), date(2025, 4, 1), date(2026, 3, 31)),
        (date(2026, 4, 1), date(2026, 4, 1), date(2027, 3, 31)),
        (date(2028, 2, 29), date(2027, 4, 1), date(2028, 3, 31)),
    ],
)
def test_a_year_ends_on_the_eve_of_its_day(day: date, first: date, last: date) -> None:
    assert year_of(day, APRIL) == Window(first, last)


def test_credits_of_the_eve_belong_to_the_year_before_and_none_are_carried_over() -> None:
    rows = [credit(9000, on=date(2026, 3, 31)), credit(100, on=date(2026, 4, 1)), credit(50, on=YEAR.last)]
    assert reckon(rows, PHYSICIANS, year=YEAR).counted == 150


def test_an_edition_holds_from_the_first_year_that_begins_under_it() -> None:
    old, new = Edition(begins=APRIL, minimum=5000), Edition(date(2026, 6, 1), APRIL, minimum=6000)
    editions = [new, old]
    assert edition_for(date(2026, 12, 1), editions) == (old, YEAR)
    assert edition_for(date(2027, 4, 1), editions)[0] is new
    assert edition_for(date(1990, 1, 1), [new])[0] is new


def test_where_a_scheme_names_no_day_the_doctors_own_year_counts() -> None:
    assert edition_for(date(2026, 5, 1), [Edition(five_year=25000)], own=(9, 1))[1].first == date(2025, 9, 1)


def test_half_a_year_of_leave_leaves_half_of_the_minimum_down_to_a_quarter() -> None:
    leave = Window(date(2026, 4, 1), date(2026, 9, 30))
    found = reckon([], PHYSICIANS, year=YEAR, exempt=[leave])
    # 183 of 365 days: 24.93 of 50 and 12.46 of 25, in the doctor's favour.
    assert (found.exempt_days, found.minimum) == (183, 2475)
    assert [part.wanted for part in found.parts] == [1225, 1000]
    assert reckon([], PHYSICIANS, year=YEAR, exempt=[YEAR]).missing == 0


def test_days_are_exempt_once() -> None:
    days = [Window(date(2026, 4, 1), date(2026, 4, 10)), Window(date(2026, 4, 5), date(2026, 4, 7))]
    assert exempt_days(YEAR, [*days, Window(date(2026, 4, 10), date(2026, 4, 11))]) == 11
    assert exempt_days(YEAR, [Window(date(2020, 1, 1), date(2026, 3, 31))]) == 0


def test_a_cycle_sums_its_years_each_with_its_own_caps() -> None:
    cycle = Window(date(2024, 6, 2), date(2026, 6, 1))
    editions = [Edition(begins=APRIL, five_year=25000, limits=(Limit("at_most", "personal", 1000),))]
    rows = [
        credit(1500, "personal", on=date(2024, 6, 1)),
        credit(1500, "personal", on=date(2024, 6, 2)),
        credit(1500, "personal", on=date(2025, 4, 1)),
        credit(700, "personal", on=date(2026, 6, 1)),
        credit(900, on=date(2026, 6, 2)),
    ]
    found = reckon_cycle(rows, editions, window=cycle)
    assert (found.recorded, found.counted, found.wanted, found.missing) == (3700, 2700, 25000, 22300)
    assert reckon_cycle([], [Edition(minimum=5000)], window=cycle).wanted is None


@pytest.mark.parametrize(
    ("minutes", "hundredths"), [(0, 0), (14, 0), (15, 25), (20, 25), (30, 50), (50, 75), (90, 150)]
)
def test_an_hour_is_a_credit(minutes: int, hundredths: int) -> None:
    assert of_minutes(minutes) == hundredths


# Properties

QUARTERS = st.integers(1, 40).map(lambda quarters: quarters * 25)
DAYS = st.dates(date(2024, 1, 1), date(2029, 12, 31))
CREDITS = st.builds(
    Credit, DAYS, QUARTERS, st.sampled_from(Setting.values), st.sampled_from(Kind.values), st.booleans()
)
CAPS = st.dictionaries(
    st.sampled_from([*Setting.values, *Kind.values]), st.integers(0, 60).map(lambda n: n * 25)
)
MANY = st.lists(CREDITS, max_size=12)


@given(MANY, CREDITS, CAPS)
def test_one_more_entry_never_lowers_a_total(rows: list[Credit], more: Credit, caps: dict[str, int]) -> None:
    before, after = counting(rows, caps), counting([*rows, more], caps)
    assert before <= after <= before + more.hundredths


@given(MANY, CAPS)
def test_no_cap_is_exceeded_and_nothing_counts_twice(rows: list[Credit], caps: dict[str, int]) -> None:
    assert counting(rows, caps) <= sum(each.hundredths for each in rows)
    for about, cap in caps.items():
        assert counting([each for each in rows if each.is_of(about)], caps) <= cap


@given(st.lists(CREDITS, max_size=5), CAPS)
def test_the_order_does_not_matter(rows: list[Credit], caps: dict[str, int]) -> None:
    assert len({counting(order, caps) for order in permutations(rows)}) == 1


@given(MANY)
def test_without_caps_every_quarter_counts_exactly(rows: list[Credit]) -> None:
    assert counting(rows, {}) == sum(each.hundredths for each in rows)


@given(st.lists(CREDITS, max_size=4), CAPS)
def test_as_much_counts_as_can(rows: list[Credit], caps: dict[str, int]) -> None:
    """Against the greatest flow that SciPy finds."""
    assert counting(rows, caps) == _by_flow(rows, caps)


def _by_flow(rows: list[Credit], caps: dict[str, int]) -> int:
    names = ["from", *Setting.values, *Kind.values, "to"]
    place = {name: number for number, name in enumerate(names)}
    widths = np.zeros((len(names), len(names)), dtype=np.int32)
    for each in rows:
        widths[place[each.setting], place[each.kind]] += each.hundredths
    for name in Setting.values:
        widths[0, place[name]] = caps.get(name, 100_000)
    for name in Kind.values:
        widths[place[name], -1] = caps.get(name, 100_000)
    return int(maximum_flow(csr_array(widths), 0, len(names) - 1).flow_value)


@given(DAYS, st.integers(1, 12), st.integers(1, 28))
def test_years_follow_one_another_without_a_gap(day: date, month: int, of_month: int) -> None:
    year = year_of(day, (month, of_month))
    assert day in year
    assert year_of(year.last + timedelta(days=1), (month, of_month)).first == year.last + timedelta(days=1)
    assert year.days in (365, 366)


@given(DAYS, st.integers(0, 2500), st.lists(st.tuples(DAYS, st.integers(1, 12)), max_size=3))
def test_the_years_of_a_window_are_all_its_days_once(
    first: date, days: int, begun: list[tuple[date, int]]
) -> None:
    window = Window(first, first + timedelta(days=days))
    editions = [Edition(begins=APRIL), *(Edition(since, (month, 1)) for since, month in begun)]
    parts = [part for _edition, part in years_in(window, editions)]
    assert sum(part.days for part in parts) == window.days
    assert all(one.last + timedelta(days=1) == two.first for one, two in pairwise(parts))


@given(st.integers(1, 400).map(lambda quarters: quarters * 25), st.integers(0, 365))
def test_what_is_left_is_whole_quarters_and_no_more_than_its_part(hundredths: int, away: int) -> None:
    left = reduced(hundredths, away=away, of=365)
    assert left % 25 == 0
    assert left * 365 <= hundredths * (365 - away) < (left + 25) * 365
