"""Publishing: once, whole, in groups that speak of nobody; later more of the same groups, or a refusal."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from engagement.actions import results
from engagement.instruments.models import InstrumentVersion
from engagement.results.models import Atom, AtomStratum, Publication
from engagement.results.selectors import INDEX, Results, published_headlines, results_of, trend_of
from engagement.results.services import publishing
from engagement.waves.enums import WaveState
from engagement.waves.models import SurveyWave
from kernel.access import Viewer
from kernel.models import AuditEntry
from lms.actions import integrity
from lms.actions.errors import NotAllowed, Refused
from tests.factories.results import make_closed_wave, make_published_wave, publish, some_answers
from tests.factories.trusts import TODAY, make_lead, make_trust, trust_of
from tests.factories.waves import REASON, lead_context, make_version

pytestmark = pytest.mark.django_db

BY = ("specialty", "site")
SURGERY, MEDICINE = ("Surgery", "North"), ("Medicine", "North")


@pytest.fixture
def lead() -> Any:
    return make_lead(make_trust())


@pytest.fixture
def version() -> InstrumentVersion:
    return make_version()


@pytest.fixture
def wave(lead: Any, version: InstrumentVersion) -> SurveyWave:
    doctors = {SURGERY: some_answers(14, seed=1), MEDICINE: some_answers(16, seed=2)}
    return make_closed_wave(
        trust_of(lead), doctors, managers=some_answers(12, seed=3), version=version, dimensions=BY
    )


def viewer(lead: Any) -> Viewer:
    return Viewer.of_organisations([trust_of(lead).pk], on=TODAY)


def told(lead: Any, wave: SurveyWave) -> Results:
    found = results_of(viewer(lead), wave.uid)
    assert found is not None
    return found


def refused(lead: Any, wave: SurveyWave, **given: Any) -> Refused:
    act = results.publish_more if given else results.publish
    with pytest.raises(Refused) as refusal:
        act(lead_context(lead), wave_uid=wave.uid, **given)
    return refusal.value


def test_everybody_and_each_category_are_told(lead: Any, wave: SurveyWave) -> None:
    publish(lead, wave)

    assert [
        (each.row.respondents, each.row.dimension, each.row.category, each.row.invited, each.row.answered)
        for each in told(lead, wave).groups
    ] == [
        ("doctors", "", "", 36, 30),
        ("doctors", "specialty", "Medicine", 19, 16),
        ("doctors", "specialty", "Surgery", 17, 14),
        ("doctors", "site", "North", 36, 30),
        ("managers", "", "", 15, 12),
    ]


def test_figures_are_those_of_the_answers(lead: Any, version: InstrumentVersion) -> None:
    """Four items, the second of each side reverse-keyed: 5, 1 is 100; 1, 5 is 0; 3, 3 is 50."""
    answers = [[5, 1, 5, 1]] * 5 + [[1, 5, 1, 5]] * 5 + [[3, 3, 5, 1]] * 10
    wave = make_published_wave(lead, {(): answers}, version=version)

    found = told(lead, wave).all_of("doctors")
    assert found is not None
    organisation = found.scores["sub", "organisation"]
    assert (organisation.n, organisation.mean) == (20, Decimal(50))
    individual, index = found.scores["sub", "individual"], found.scores[INDEX]
    assert (individual.n, individual.mean) == (20, Decimal(75))
    assert (index.n, index.mean, index.sd) == (20, Decimal("62.5"), Decimal("38.474188"))
    assert found.scores["meta", "theme"].mean == index.mean
    items = told(lead, wave).items["doctors"]
    assert [(each.item, each.n, each.mean, each.counts) for each in items[:2]] == [
        ("i0", 20, Decimal(3), [5, 0, 10, 0, 5]),
        ("i1", 20, Decimal(3), [5, 0, 10, 0, 5]),
    ]


def test_all_scores_are_of_the_same_people(lead: Any) -> None:
    """Two left out a side: what they said on the other could be had by taking away."""
    answers = [*some_answers(20), [4, 2, None, None], [5, 5, None, None]]
    wave = make_published_wave(lead, {(): answers})

    group = told(lead, wave).all_of("doctors")
    assert group is not None
    assert group.row.answered == 22
    assert {score.n for score in group.scores.values()} == {20}


def test_statements_leave_out_many_or_nobody(lead: Any) -> None:
    """One who left out a statement is left out together with others: the rest says nothing of them."""
    wave = make_published_wave(lead, {(): [*some_answers(40), [4, None, 3, 3]]})

    items = told(lead, wave).items["doctors"]
    assert [each.n for each in items] == [31, 31, 41, 41]


def test_a_measure_in_which_all_are_alike_is_held_back_with_what_would_give_it(lead: Any) -> None:
    alike = [[answers[0], answers[1], 4, 2] for answers in some_answers(20)]
    wave = make_published_wave(lead, {(): alike})

    group = told(lead, wave).all_of("doctors")
    assert group is not None
    assert {key: score.mean is None for key, score in group.scores.items()} == {
        ("index", "index"): True,
        ("meta", "theme"): True,
        ("sub", "organisation"): False,
        ("sub", "individual"): True,
    }
    assert [each.n for each in told(lead, wave).items["doctors"]] == [20, 20, None, None]


def test_strata_in_which_all_are_alike_are_put_with_others(lead: Any) -> None:
    alike = {
        SURGERY: [[4, 2, 4, 2]] * 12,
        MEDICINE: some_answers(16),
        ("Medicine", "South"): some_answers(15),
    }
    wave = make_published_wave(lead, alike, dimensions=BY)

    assert [
        (each.row.category, each.row.is_whole) for each in told(lead, wave).of("doctors", "specialty")
    ] == [("Medicine", False)]


def test_publishing_is_recorded_and_happens_once(lead: Any, wave: SurveyWave) -> None:
    made = publish(lead, wave)

    entry = AuditEntry.objects.get(action="survey.publish")
    assert entry.detail.after == {"publication": 1, "fewest": 10, "combination": ""}
    assert (made.number, made.fewest, made.made_by) == (1, 10, lead)
    assert refused(lead, wave).code == "published_already"
    assert Publication.objects.unscoped(reason=REASON).count() == 1


def test_an_open_wave_has_no_results(lead: Any, wave: SurveyWave) -> None:
    rows = SurveyWave.objects.unscoped(reason=REASON).filter(pk=wave.pk)
    rows.update(state=WaveState.OPEN, public_key=b"key")

    assert refused(lead, wave).code == "not_closed"
    assert results_of(viewer(lead), wave.uid) is None


def test_too_few_answers(lead: Any) -> None:
    wave = make_closed_wave(trust_of(lead), {(): some_answers(9)})

    assert refused(lead, wave).code == "too_few_answers"
    assert not Publication.objects.unscoped(reason=REASON).exists()


def test_the_threshold_of_the_site_counts_where_it_is_higher(
    lead: Any, wave: SurveyWave, settings: Any
) -> None:
    settings.LEADERSHIP_REPORT_FEWEST = 15

    assert publish(lead, wave).fewest == 15
    assert [each.row.category for each in told(lead, wave).groups] == ["", "North"]


def test_another_trust_can_neither_publish_nor_read(lead: Any, wave: SurveyWave) -> None:
    other = make_lead(make_trust(name="Elsewhere"))
    with pytest.raises(NotAllowed):
        publish(other, wave)
    publish(lead, wave)

    assert results_of(viewer(other), wave.uid) is None
    with pytest.raises(NotAllowed):
        results.publish_more(lead_context(other), wave_uid=wave.uid, combination="specialty × site")


def test_what_is_planned_is_what_is_told(lead: Any, wave: SurveyWave) -> None:
    planned = publishing.plan(wave)
    publish(lead, wave)

    assert [(each.slice.category, each.answered) for each in planned.told] == [
        (each.row.category, each.row.answered) for each in told(lead, wave).groups
    ]


def test_a_further_way_of_grouping(lead: Any, wave: SurveyWave) -> None:
    publish(lead, wave)
    made = results.publish_more(lead_context(lead), wave_uid=wave.uid, combination="specialty × site")

    assert (made.number, made.fewest) == (2, 10)
    assert [
        (each.row.category, each.row.answered) for each in told(lead, wave).of("doctors", "specialty × site")
    ] == [("Medicine · North", 16), ("Surgery · North", 14)]
    assert Atom.objects.unscoped(reason=REASON).count() == 3
    assert AtomStratum.objects.unscoped(reason=REASON).count() == 3
    again = refused(lead, wave, combination="specialty × site")
    assert again.code == "told_already"


def test_what_would_reveal_is_refused_with_the_groups(lead: Any) -> None:
    """Surgery and Medicine of each site are one stratum: they were too few to be kept apart."""
    north = (("Medicine", "North"), ("Surgery", "North"))
    south = (("Medicine", "South"), ("Surgery", "South"))
    wave = make_published_wave(lead, {north: some_answers(12), south: some_answers(13)}, dimensions=BY)

    refusal = refused(lead, wave, combination="specialty × site")

    assert refusal.code == "would_reveal"
    assert "Medicine · North; Medicine · South; Surgery · North; Surgery · South" in str(refusal.message)
    assert Publication.objects.unscoped(reason=REASON).count() == 1


def test_more_needs_a_first_publication(lead: Any, wave: SurveyWave) -> None:
    assert refused(lead, wave, combination="specialty × site").code == "not_published"


@pytest.mark.parametrize("strata", [1, 3])
def test_reading_costs_the_same_whatever_was_told(
    lead: Any, strata: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    doctors = {(f"Specialty {n}", "North"): some_answers(12, seed=n) for n in range(strata)}
    wave = make_published_wave(lead, doctors, dimensions=BY)

    reader = viewer(lead)
    with django_assert_num_queries(6):
        results_of(reader, wave.uid)


def test_a_trend_is_of_published_waves_of_one_questionnaire(
    lead: Any, wave: SurveyWave, version: InstrumentVersion, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    trust = trust_of(lead)
    publish(lead, wave)
    make_closed_wave(trust, {(): some_answers(20)}, version=version, title="Not published")
    make_published_wave(lead, {(): some_answers(20)}, version=make_version("another"))

    reader, instrument = viewer(lead), version.instrument
    with django_assert_num_queries(3):
        found = trend_of(reader, trust, instrument)

    assert [(each.wave, sorted(each.scores)) for each in found] == [(wave, ["doctors", "managers"])]


def test_headlines_for_comparing(lead: Any, wave: SurveyWave) -> None:
    publish(lead, wave)

    (found,) = published_headlines(reason=REASON)
    assert (found.organisation_id, found.invited, found.answered) == (trust_of(lead).pk, 36, 30)
    assert found.measures[INDEX].n == 30


def test_the_integrity_check_works_every_figure_out_again(lead: Any, wave: SurveyWave) -> None:
    publish(lead, wave)
    results.publish_more(lead_context(lead), wave_uid=wave.uid, combination="specialty × site")

    assert [each for each in integrity.problems() if each.kind == "survey_results"] == []


def test_a_figure_that_is_not_what_the_answers_say_is_found(lead: Any, wave: SurveyWave) -> None:
    publish(lead, wave)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE leadership_results_publishedscore DISABLE TRIGGER append_only")
        cursor.execute(
            "UPDATE leadership_results_publishedscore SET mean = mean + 1 WHERE id = (SELECT min(id)"
            " FROM leadership_results_publishedscore)"
        )

    (found,) = (each for each in integrity.problems() if each.kind == "survey_results")
    assert "doctors   publishedscore index index shows" in found.what
