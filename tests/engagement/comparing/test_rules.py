"""Norms, pairs and files of comparisons, with exact values."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from engagement.comparing import selectors
from engagement.comparing.enums import AgreementKind
from engagement.comparing.errors import ComparisonRefused, UnusableFile
from engagement.comparing.performance import relation
from engagement.comparing.placing import placed, places_in
from engagement.comparing.rules import norm_file, norms, outcome_file
from engagement.comparing.selectors import headlines
from engagement.comparing.services import norming, outcomes
from engagement.comparing.services.norming import NormPlan
from tests.factories.comparisons import agree, many_published, published
from tests.factories.trusts import NOW, TODAY, make_trust
from tests.factories.waves import make_version

MEANS = [Decimal(each) for each in range(40, 51)]
PLAN = NormPlan("Norms", TODAY, TODAY - timedelta(days=60), TODAY)


def test_bands_of_eleven_trusts() -> None:
    cuts = norms.cuts_of(MEANS)

    assert cuts == [42, 44, 46, 48]
    bands = [norms.band_of(Decimal(mean), cuts) for mean in ("41.9", "42", "45", "48", "99")]
    assert bands == [1, 2, 3, 5, 5]


def test_tenths() -> None:
    deciles = norms.deciles_of(MEANS)

    assert deciles == [41, 42, 43, 44, 45, 46, 47, 48, 49]
    assert [norms.above_of_ten(Decimal(mean), deciles) for mean in (40, 41, 60)] == [0, 1, 9]
    assert norms.above_of_ten(Decimal(50), []) is None


def test_sets_that_differ_too_little() -> None:
    ten = frozenset(range(10))

    assert norms.differ_too_little(ten, ten)
    assert norms.differ_too_little(ten, ten | {10, 11, 12, 13})
    assert not norms.differ_too_little(ten, ten | {10, 11, 12, 13, 14})


def faults_of(read: Any) -> list[tuple[int | None, str]]:
    with pytest.raises(UnusableFile) as refused:
        read()
    return [(each.line, each.message) for each in refused.value.faults]


def test_a_yaml_of_norms_names_its_lines() -> None:
    text = b"- measure: index\n  trusts: 30\n  p20: 60\n  p40: 50\n  p60: 55\n  p80: 70\n- measure: rest\n"

    found = faults_of(lambda: norm_file.read(text, measures=["index"], fewest=10))

    assert found == [
        (1, "p20, p40, p60, p80 have to rise from left to right."),
        (7, "The questionnaire has no measure “rest”. It has: index."),
    ]


@pytest.mark.parametrize(
    ("raw", "line", "message"),
    [
        (b"measure,p20\n", 1, "Missing: trusts, p40, p60, p80."),
        (b"measure,trusts,p20,p40,p60,p80\n", None, "no line with a norm"),
        (b"measure,trusts,p20,p40,p60,p80\nindex,30,1,2,3,101\n", 2, "between 0 and 100"),
        (b"measure,trusts,p20,p40,p60,p80\nindex,ten,1,2,3,4\n", 2, "“ten” in trusts is not a number"),
        (b"\xff", None, "not in UTF-8"),
        (b"- [\n", None, ""),
        (b"# only this\n", 1, "has to be a list"),
    ],
)
def test_files_of_norms_that_are_refused(raw: bytes, line: int | None, message: str) -> None:
    ((found, said),) = faults_of(lambda: norm_file.read(raw, measures=["index"], fewest=10))

    assert (found, message in said) == (line, True), said


def test_a_csv_of_norms_with_tenths() -> None:
    tenths = ",".join(f"p{each}0" for each in range(1, 10))
    raw = f"measure,trusts,{tenths}\nindex,30,1,2,3,4,5,6,7,8,9\n".encode()

    (line,) = norm_file.read(raw, measures=["index"], fewest=10)

    assert (line.trusts, line.cuts, len(line.deciles)) == (30, (2, 4, 6, 8), 9)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("RXX,2025,,1", "Name the measure"),
        ("RXX,2025,M,nan", "“nan” is not a number"),
        ("RXX,2025/2026,M,1", "“2025/2026” is not a period"),
        ("R,2025,M,1", "no organisation “R”"),
    ],
)
def test_outcomes_that_are_refused(line: str, message: str) -> None:
    raw = f"ods_code,Period,measure,value\n{line}\n".encode()

    ((number, said),) = faults_of(lambda: outcome_file.read(raw, codes={"RXX"}))

    assert (number, message in said) == (2, True), said


def test_outcomes_are_read() -> None:
    raw = "\ufeffvalue,ODS code,period,measure\n1.25,rxx,2025-q3,M\n".encode()

    (line,) = outcome_file.read(raw, codes={"RXX"})

    assert (line.ods_code, line.period, line.value) == ("RXX", "2025-Q3", Decimal("1.25"))


def take(*lines: str) -> None:
    raw = "\n".join(["ODS code,period,measure,value", *lines]).encode()
    outcomes.take(outcomes.read(raw), name="o.csv", user_id=None, now=NOW)


def the_relation() -> Any:
    return relation(headlines(), measure="index", outcome=selectors.outcomes()[0])


@pytest.mark.django_db
def test_mergers_are_honoured() -> None:
    version = make_version()
    now_there = make_trust("New", ods_code="NEW")
    old = make_trust("Old", ods_code="OLD", successor=now_there)
    heir = make_trust("Heir", ods_code="HEIR")
    one, two = (make_trust(name, ods_code=name.upper(), successor=heir) for name in ("One", "Two"))
    published(old, version, index="50")
    published(heir, version, index="60")
    published(make_trust("Alone", ods_code="ALONE"), version, index="70")
    take("NEW,2025,M,1", "ONE,2025,M,2", "TWO,2025,M,3")
    take("NEW,2025,M,4")

    found = the_relation()

    assert [(each.trust, each.engagement, each.outcome) for each in found.pairs] == [(now_there.pk, 50, 4)]
    assert (found.merged, found.without_outcome) == (1, 1)
    assert (one.successor, two.successor, found.pearson) == (heir, heir, None)


@pytest.mark.django_db
def test_a_perfect_relation() -> None:
    many_published(make_version(), 10)
    take(*(f"ZZ{n:02},2025,M,{n * n}" for n in range(10)))

    found = the_relation()

    assert (found.spearman.n, found.spearman.r, round(found.pearson.r, 4)) == (10, 1.0, 0.9627)
    top, bottom = found.at_either_end()
    assert ([each.engagement for each in top], [each.engagement for each in bottom]) == (
        [49, 48, 47, 46, 45],
        [44, 43, 42, 41, 40],
    )


@pytest.mark.django_db
def test_norms_of_agreeing_trusts_and_a_place_among_them() -> None:
    version = make_version()
    waves = many_published(version, 11, national_grouping="Y62")
    published(make_trust("Not asked"), version, index="99")

    made = norming.make(version, PLAN, user_id=None, now=NOW)

    assert (made.trusts, made.measures.get(measure="index").cuts) == (11, [42, 44, 46, 48])
    where = placed(waves[4], places_in(waves[4]))
    assert where is not None
    assert where.norm_set == made
    index = where.places[0]
    assert (index.measure, index.band, index.above_of_ten) == ("index", 3, 4)
    assert [(each.kind, each.trusts, each.band) for each in where.likenesses] == [
        ("region", 10, 2),
        ("kind", 10, 2),
        ("size", 10, 2),
    ]


@pytest.mark.django_db
def test_norms_that_are_refused() -> None:
    version = make_version()
    waves = many_published(version, 10)
    agree(waves[0].organisation, AgreementKind.NORMS, is_given=False)
    with pytest.raises(ComparisonRefused, match="too_few_trusts"):
        norming.make(version, PLAN, user_id=None, now=NOW)
    agree(waves[0].organisation, AgreementKind.NORMS)
    norming.make(version, PLAN, user_id=None, now=NOW)
    with pytest.raises(ComparisonRefused, match="name_taken"):
        norming.make(version, PLAN, user_id=None, now=NOW)
    newcomer = make_trust()
    agree(newcomer, AgreementKind.NORMS)
    published(newcomer, version)
    again = NormPlan("Again", TODAY, PLAN.first, PLAN.last)
    with pytest.raises(ComparisonRefused, match="too_alike"):
        norming.make(version, again, user_id=None, now=NOW)


@pytest.mark.django_db
def test_without_norms_there_is_no_band() -> None:
    version = make_version()
    wave = published(make_trust(), version)

    where = placed(wave, places_in(wave))

    assert where is not None
    assert (where.norm_set, where.likenesses) == (None, [])
    assert [each.band for each in where.places] == [None, None]
