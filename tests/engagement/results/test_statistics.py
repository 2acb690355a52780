"""Statistics against published worked values, against SciPy's own functions, and at their edges."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from importlib import import_module
from typing import Any

import pytest

from engagement.results.rules.statistics import (
    Described,
    alpha_interval,
    change,
    cronbach,
    describe,
    gap,
    pearson,
    percentile_of,
    quintile_bands,
    spearman,
)

# Student (1908), "The probable error of a mean", Biometrika 6:1-25; R's data set `sleep`: hours gained.
FIRST_DRUG = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
SECOND_DRUG = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]

# Shrout & Fleiss (1979), "Intraclass correlations", Psychological Bulletin 86:420-428, table 2: six people,
# four judges. Their ICC(3,k) and its interval are Cronbach's alpha and Feldt's, as R's psych says too.
RATINGS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]

# The example of ci.spear in R's package statpsych.
YS = [21, 4, 9, 12, 35, 18, 10, 22, 24, 1, 6, 8, 13, 16, 19]
XS = [67, 28, 30, 28, 52, 40, 25, 37, 44, 10, 14, 20, 28, 40, 51]


def near(value: float) -> object:
    return pytest.approx(value, abs=1e-6)


@pytest.fixture(scope="module")
def stats() -> Any:
    """Two seconds of loading, which only the process that asks for it should pay."""
    return import_module("scipy.stats")


def test_the_interval_of_a_mean_is_the_one_of_students_sleep_data() -> None:
    """R: t.test(extra ~ group, sleep, paired = TRUE) says mean 1.58, interval 0.7001142 to 2.4598858."""
    gained = [second - first for first, second in zip(FIRST_DRUG, SECOND_DRUG, strict=True)]

    described = describe(gained)

    assert described.n == 10
    assert described.mean == near(1.58)
    assert described.low == near(0.7001142)
    assert described.high == near(2.4598858)


def test_the_interval_of_a_change_is_welchs_of_students_sleep_data() -> None:
    """R: t.test(extra ~ group, sleep), first less second: -3.3654832 to 0.2054832."""
    found = change(describe(FIRST_DRUG), describe(SECOND_DRUG))

    assert found.difference == near(1.58)
    assert (found.low, found.high) == (near(-0.2054832), near(3.3654832))
    assert found.may_be_chance


def test_a_gap_is_doctors_less_managers() -> None:
    doctors, managers = Described(200, 52.0, 15.0, 49.9, 54.1), Described(40, 66.0, 12.0, 62.2, 69.8)

    found = gap(doctors, managers)

    assert found.difference == -14.0
    assert found.high is not None
    assert found.high < 0
    assert not found.may_be_chance


def test_a_change_is_the_one_of_scipy(stats: Any) -> None:
    theirs = stats.ttest_ind(YS, FIRST_DRUG, equal_var=False).confidence_interval(0.95)

    found = change(describe(FIRST_DRUG), describe(YS))

    assert (found.low, found.high) == (near(theirs.low), near(theirs.high))


def test_alpha_and_its_interval_are_those_of_shrout_and_fleiss() -> None:
    """Published, and printed by psych::ICC for these data: ICC3k 0.91, from 0.68 to 0.99."""
    alpha = cronbach(RATINGS)

    assert alpha is not None
    assert (alpha.items, alpha.n) == (4, 6)
    assert (round(alpha.alpha, 2), round(alpha.low, 2), round(alpha.high, 2)) == (0.91, 0.68, 0.99)


def test_feldts_interval_is_the_one_that_the_cognition_and_brain_sciences_unit_prints() -> None:
    """MRC CBU, statistics wiki, feldt1.return(0.913, 873, 20): 0.9044024 to 0.9211588."""
    assert alpha_interval(0.913, n=873, items=20) == (near(0.9044024), near(0.9211588))


def test_spearmans_correlation_is_the_one_that_statpsych_prints() -> None:
    """ci.spear(.05, y, x): 0.8699639, from 0.5840951 to 0.9638297."""
    found = spearman(XS, YS)

    assert found is not None
    assert found.n == 15
    assert (found.r, found.low, found.high) == (near(0.8699639), near(0.5840951), near(0.9638297))


def test_correlations_are_those_of_scipy(stats: Any) -> None:
    along_a_line, of_ranks = pearson(XS, YS), spearman(XS, YS)
    theirs, ranked = stats.pearsonr(XS, YS), stats.spearmanr(XS, YS)

    assert along_a_line is not None
    assert of_ranks is not None
    assert (along_a_line.r, along_a_line.p) == (near(theirs.statistic), near(theirs.pvalue))
    assert (along_a_line.low, along_a_line.high) == tuple(
        near(end) for end in theirs.confidence_interval(0.95)
    )
    assert (of_ranks.r, of_ranks.p) == (near(ranked.statistic), near(ranked.pvalue))


def test_a_mean_and_its_interval_are_those_of_scipy(stats: Any) -> None:
    theirs = stats.ttest_1samp(XS, 0)
    described = describe(XS)

    assert described.sd == near(float(stats.tstd(XS)))
    assert (described.low, described.high) == tuple(near(end) for end in theirs.confidence_interval(0.95))


def test_scores_are_fractions_and_their_order_makes_no_difference() -> None:
    scores = [Fraction(250, 3), Fraction(125, 2), Fraction(875, 12), Fraction(0), Fraction(100, 7)]

    assert describe(scores) == describe(scores[::-1]) == describe(sorted(scores))
    assert describe(scores).mean == float(sum(scores) / 5)


def test_one_person_has_no_spread_and_nobody_no_mean() -> None:
    assert describe([Fraction(50)]) == Described(1, 50.0, None, None, None)
    with pytest.raises(ValueError, match="nobody"):
        describe([])


def test_the_same_scores_have_no_spread_at_all() -> None:
    score = Fraction(250, 3)
    assert describe([score] * 11) == Described(11, float(score), 0.0, float(score), float(score))


def test_a_change_without_an_interval_may_be_chance() -> None:
    one, many = describe([50]), describe([40, 60, 70])

    found = change(one, many)

    assert (found.low, found.high, found.may_be_chance) == (None, None, True)
    assert found.difference == near(20 / 3)


def test_a_change_between_groups_without_spread_is_certain() -> None:
    found = change(describe([50, 50]), describe([75, 75, 75]))
    assert (found.difference, found.low, found.high) == (25.0, 25.0, 25.0)


def test_who_left_out_an_item_is_left_out_of_alpha() -> None:
    rows: list[list[int | None]] = [[*row] for row in RATINGS]
    assert cronbach([*rows, [10, None, 1, 1], [None, None, None, None]]) == cronbach(RATINGS)


def test_there_is_no_alpha_of_nothing_to_compare() -> None:
    assert cronbach([]) is None
    assert cronbach([[3], [4], [5]]) is None
    assert cronbach([[3, 4], [None, 4]]) is None
    assert cronbach([[2, 4], [4, 2], [3, 3]]) is None


def test_answers_that_agree_wholly_have_an_alpha_of_one() -> None:
    alpha = cronbach([[1, 1], [3, 3], [5, 5]])
    assert alpha is not None
    assert (alpha.alpha, alpha.low, alpha.high) == (1.0, 1.0, 1.0)


def test_answers_that_contradict_one_another_have_an_alpha_below_nought() -> None:
    alpha = cronbach([[1, 5], [2, 4], [5, 2]])
    assert alpha is not None
    assert alpha.alpha < 0


@pytest.mark.parametrize("correlation", [pearson, spearman])
def test_there_is_no_correlation_of_too_few_or_of_what_does_not_vary(correlation: object) -> None:
    assert callable(correlation)
    assert correlation([1, 2], [2, 1]) is None
    assert correlation([1, 2, 3, 4], [7, 7, 7, 7]) is None
    with pytest.raises(ValueError, match="shorter"):
        correlation([1, 2, 3], [1, 2])


def test_points_on_a_line_correlate_wholly() -> None:
    found = pearson([0.1, 0.2, 0.3, 0.7], [-0.3, -0.6, -0.9, -2.1])
    assert found is not None
    assert (found.r, found.low, found.high, found.p) == (-1.0, -1.0, -1.0, 0.0)


def test_three_points_say_nothing_about_where_a_correlation_lies() -> None:
    found = pearson([1, 2, 3], [1, 3, 2])
    assert found is not None
    assert (found.n, found.r, found.low, found.high) == (3, near(0.5), -1.0, 1.0)


@pytest.mark.parametrize("value", [40, 52, 55.5, 70, 99])
def test_a_percentile_is_the_one_of_scipy(value: float, stats: Any) -> None:
    norms = [48, 52, 52, 55, 60, 61, 64, 70, 70, 82]
    assert percentile_of(value, norms) == near(float(stats.percentileofscore(norms, value, kind="mean")))


def test_there_is_no_percentile_without_norms() -> None:
    with pytest.raises(ValueError, match="no norms"):
        percentile_of(50, [])


def test_fifths_are_cut_as_scipy_cuts_them(stats: Any) -> None:
    means = [48.2, 52.0, 51.5, 55.1, 60.9, 61.0, 64.4, 70.2, 69.9, 82.3]

    cuts = quintile_bands(means)

    assert cuts == tuple(near(float(stats.scoreatpercentile(means, share))) for share in (20, 40, 60, 80))


def test_starting_the_site_does_not_load_the_library() -> None:
    modules = ("engagement.results.rules.statistics", "lms.web.exports", "lms.enrolment.lists.workbook")
    asked = f"import sys, {', '.join(modules)}; sys.exit(bool({{'scipy', 'numpy'}} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0
