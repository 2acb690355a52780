"""Which elements a doctor has covered at which stage, by what, and what is offered for the rest."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from competencies.enums import ClaimStrength, Stage
from lms.actions.enrolment import join_programme, withdraw
from lms.actions.learning import complete_activity
from lms.actions.records import revoke_fact
from lms.people.models import StagePeriod
from lms.records.models import LearningFact
from lms.web.selectors import learning
from lms.web.selectors.competences import profile, profile_with_offers
from programmes.models import Module
from tests.competencies.conftest import load, publish, small_file
from tests.factories import programmes, trusts
from tests.factories.trusts import NOW, TODAY, learner_context, system_context
from tests.web.conftest import text_of

pytestmark = pytest.mark.django_db

FIRST, SECOND, COMPETENCE = "small-1:1.1", "small-1:1.2", "small-1:1.1.1"


@pytest.fixture
def doctor() -> Any:
    """A doctor in training on an open programme: two activities about 1.1, one about 1.2."""
    publish(load(small_file()))
    user = trusts.make_user("doctor@mail.example")
    person = trusts.make_person(user)
    StagePeriod.objects.unscoped(reason="test").create(
        person=person, stage=Stage.POSTGRADUATE, starts_on=TODAY
    )
    return user


def a_programme(title: str, *, stage: Stage = Stage.POSTGRADUATE, number: str = "", **given: Any) -> Any:
    activities = [
        programmes.a_reading(f"Read{number}", minutes=4, claims={FIRST: "introduces"}),
        programmes.a_reading(f"Do{number}", minutes=6, claims={COMPETENCE: "practises"}),
        programmes.a_reading(f"Show{number}", minutes=9, claims={SECOND: "demonstrates"}),
    ]
    module = programmes.make_module(f"Module of {title}", activities=activities)
    return programmes.make_programme(title, modules=[module], stage=stage, open_to_all=True, **given)


def join(user: Any, programme: Any) -> Any:
    return join_programme(learner_context(user), programme_uid=programme.translation_key)


def finish(user: Any, row: Any, title: str) -> None:
    version = row.version
    step = next(step for step in learning.outline_of(version).steps if step.activity.title == title)
    complete_activity(learner_context(user), enrolment_uid=row.uid, activity_key=step.key, answers={})


def standing(user: Any, stage: Stage = Stage.POSTGRADUATE) -> dict[str, Any]:
    found = profile(learning.everything(learner_context(user).viewer, on=TODAY), stage=stage)
    assert found is not None
    return {each.node.code: each.strength for each in found.elements}


def test_elements_are_covered_by_the_strongest_claim_of_what_was_completed(doctor: Any) -> None:
    row = join(doctor, a_programme("One"))
    assert standing(doctor) == {"1.1": None, "1.2": None}

    finish(doctor, row, "Read")
    assert standing(doctor) == {"1.1": ClaimStrength.INTRODUCES, "1.2": None}
    finish(doctor, row, "Do")

    assert standing(doctor) == {"1.1": ClaimStrength.PRACTISES, "1.2": None}
    found = profile(learning.everything(learner_context(doctor).viewer, on=TODAY), stage=Stage.POSTGRADUATE)
    assert found is not None
    assert (found.covered, found.total, found.domains[0].covered) == (1, 2, 1)
    assert [(s.activity, s.strength) for s in found.elements[0].shown] == [
        ("Read", "introduces"),
        ("Do", "practises"),
    ]


def test_what_was_revoked_covers_nothing(doctor: Any) -> None:
    row = join(doctor, a_programme("One"))
    finish(doctor, row, "Read")
    fact = LearningFact.objects.unscoped(reason="test").get(enrolment=row)

    revoke_fact(system_context(), fact_uid=fact.uid, reason_code="mistake")

    assert standing(doctor) == {"1.1": None, "1.2": None}


def test_a_fact_counts_at_the_stage_of_its_programme_and_after_leaving_it(doctor: Any) -> None:
    row = join(doctor, a_programme("One"))
    join(doctor, a_programme("Two", stage=Stage.CONTINUING, number=" more"))
    finish(doctor, row, "Show")

    assert standing(doctor) == {"1.1": None, "1.2": ClaimStrength.DEMONSTRATES}
    assert standing(doctor, Stage.CONTINUING) == {"1.1": None, "1.2": None}
    withdraw(learner_context(doctor), enrolment_uid=row.uid)
    assert standing(doctor) == {"1.1": None, "1.2": ClaimStrength.DEMONSTRATES}


def test_a_fact_counts_at_each_stage_where_its_module_counts(doctor: Any) -> None:
    row = join(doctor, a_programme("One"))
    finish(doctor, row, "Show")
    shared = Module.objects.get(title="Module of One")
    again = programmes.make_programme("Again", modules=[shared], stage=Stage.CONTINUING, open_to_all=True)
    join(doctor, again)

    assert standing(doctor, Stage.CONTINUING) == {"1.1": None, "1.2": ClaimStrength.DEMONSTRATES}


def test_a_gap_is_offered_own_activities_first_and_then_open_programmes(doctor: Any) -> None:
    row = join(doctor, a_programme("One"))
    other = a_programme("Two", number=" more")
    a_programme("At another stage", stage=Stage.UNDERGRADUATE, number=" else")
    finish(doctor, row, "Read")

    everything = learning.everything(learner_context(doctor).viewer, on=TODAY)
    found = profile_with_offers(everything, stage=Stage.POSTGRADUATE, on=TODAY)

    assert found is not None
    covered, gap = found.elements
    assert covered.offers == []
    assert [(o.title, o.programme, o.strength, o.minutes) for o in gap.offers] == [
        ("Show", "One", "demonstrates", 9),
        ("Module of Two", "Two", "demonstrates", 19),
    ]
    assert gap.offers[0].enrolment_uid == row.uid
    assert gap.offers[1].programme_key == other.translation_key


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_page_takes_nine_queries(
    doctor: Any, as_user: Any, django_assert_num_queries: Any, count: int
) -> None:
    readings = [programmes.a_reading(f"Read {n}", claims={FIRST: "introduces"}) for n in range(count)]
    module = programmes.make_module("Many", activities=readings)
    programme = programmes.make_programme(
        "Long", modules=[module], stage=Stage.POSTGRADUATE, open_to_all=True
    )
    row = join(doctor, programme)
    for n in range(count):
        finish(doctor, row, f"Read {n}")
    client = as_user(doctor)
    client.get("/learn/competences/")

    with django_assert_num_queries(9):
        response = client.get("/learn/competences/")

    assert len(response.context["domains"][0].elements[0].why) == count


def test_the_page_says_why_and_what_next(doctor: Any, as_user: Any) -> None:
    row = join(doctor, a_programme("One"))
    finish(doctor, row, "Do")
    page = text_of(as_user(doctor).get("/learn/competences/"))

    assert "You have covered 1 of 2 elements; 1 is left." in page
    assert "Do, in Module of One: practised, 1 September 2026" in page
    assert "(fact " not in page
    assert "See the facts in your record" in page
    assert "Show · 9 minutes · demonstrates" in page
    assert "Nothing recorded yet" in page
    assert "not met" in page  # in the sentence that says it is not the same


def test_other_stages_are_in_the_address_and_unknown_ones_are_not_there(doctor: Any, as_user: Any) -> None:
    join(doctor, a_programme("One"))
    client = as_user(doctor)

    page = text_of(client.get("/learn/competences/continuing/"))

    assert "My competences, continuing practice" in page
    assert "Nothing is covered at this stage yet." in page
    assert client.get("/learn/competences/emperor/").status_code == 404


def test_who_has_no_programme_is_sent_to_find_one(as_user: Any) -> None:
    user = trusts.make_user()
    trusts.make_person(user)

    page = text_of(as_user(user).get("/learn/competences/"))

    assert "There is no framework to compare with yet." in page
    assert "You have not said at which career stage you are." in page
    assert "(yours)" not in page
    assert 'href="/learn/join/"' in page


def test_home_shows_the_strip_with_what_came_lately(doctor: Any, as_user: Any) -> None:
    row = join(doctor, a_programme("One"))
    finish(doctor, row, "Read")
    client = as_user(doctor)

    page = text_of(client.get("/learn/"))

    assert "1 of 2 elements covered, as postgraduate" in page
    assert '<progress max="2" value="1" aria-label="First domain">1 of 2 elements</progress>' in page
    assert "In the last four weeks: 1.1" in page
    with time_machine.travel(NOW + timedelta(days=29), tick=False):
        client.force_login(doctor)
        assert "In the last four weeks" not in text_of(client.get("/learn/"))


def test_nobody_elses_facts_count(doctor: Any) -> None:
    programme = a_programme("One")
    join(doctor, programme)
    other = trusts.make_user()
    trusts.make_person(other)
    finish(other, join(other, programme), "Read")

    assert standing(doctor) == {"1.1": None, "1.2": None}
