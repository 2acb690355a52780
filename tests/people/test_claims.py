"""Claiming and joining persons: only on acceptance, with nothing lost and nothing doubled."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from competencies.enums import Stage
from kernel.access import Viewer
from lms.people.enums import Grade, LeadershipRole, MemberRole
from lms.people.models import GradePeriod, Membership, Person, RolePeriod, StagePeriod
from lms.people.services.claims import claim, merge
from tests.factories.organisations import a_trust
from tests.factories.people import TODAY, a_doctor, a_membership, a_user, an_unclaimed_person

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
ALL = "a test"


def state() -> list[list[dict[str, Any]]]:
    models: list[Any] = [Person, Membership, GradePeriod, StagePeriod, RolePeriod]
    return [list(model.objects.unscoped(reason=ALL).order_by("pk").values()) for model in models]


def memberships_of(person: Person) -> list[tuple[date, date | None, str]]:
    rows = Membership.objects.unscoped(reason=ALL).filter(person=person).order_by("starts_on")
    return list(rows.values_list("starts_on", "ends_on", "email"))


def test_an_unclaimed_person_becomes_the_users_own() -> None:
    user, person = a_user(), an_unclaimed_person(a_trust())

    claim(person, user=user)

    person.refresh_from_db()
    assert person.user_id == user.pk


@pytest.mark.parametrize("case", ["claimed", "merged", "has_person"])
def test_what_cannot_be_claimed_stays(case: str) -> None:
    user, trust = a_user(), a_trust()
    if case == "claimed":
        person = a_doctor()
    elif case == "merged":
        person = an_unclaimed_person(trust, merged_into=a_doctor())
    else:
        person = an_unclaimed_person(trust)
        a_doctor(user=user)
    before = state()

    with pytest.raises(ValidationError) as refusal:
        claim(person, user=user)

    assert refusal.value.code == case
    assert state() == before


def test_joining_moves_memberships_and_leaves_a_sign() -> None:
    mine, trust = a_doctor(), a_trust()
    theirs = an_unclaimed_person(trust)
    membership = a_membership(theirs, trust, email="ada@trust.example")

    done = merge(theirs, into=mine, on=TODAY)

    assert (done.person.pk, done.moved, done.closed) == (mine.pk, [membership.pk], [])
    theirs.refresh_from_db()
    assert (theirs.merged_into_id, theirs.user_id) == (mine.pk, None)
    assert memberships_of(mine) == [(TODAY, None, "ada@trust.example")]
    viewer = Viewer.of_organisations([trust.pk], on=TODAY)
    assert list(Person.objects.visible_to(viewer)) == [mine]


def test_a_membership_of_the_same_days_is_ended_not_doubled() -> None:
    mine, trust = a_doctor(), a_trust()
    theirs = an_unclaimed_person(trust)
    a_membership(mine, trust, on=TODAY - 30 * DAY)
    doubled = a_membership(theirs, trust, on=TODAY - 10 * DAY, email="ada@trust.example")

    done = merge(theirs, into=mine, on=TODAY)

    assert (done.moved, done.closed) == ([], [doubled.pk])
    assert memberships_of(mine) == [(TODAY - 30 * DAY, None, "ada@trust.example")]
    assert memberships_of(theirs) == [(TODAY - 10 * DAY, TODAY - DAY, "ada@trust.example")]


def test_a_membership_that_began_today_ends_today_and_shows_the_doctor_once() -> None:
    mine, trust = a_doctor(), a_trust()
    theirs = an_unclaimed_person(trust)
    a_membership(mine, trust)
    a_membership(theirs, trust)

    merge(theirs, into=mine, on=TODAY)

    assert memberships_of(theirs) == [(TODAY, TODAY, "")]
    viewer = Viewer.of_organisations([trust.pk], on=TODAY)
    assert list(Person.objects.visible_to(viewer)) == [mine]


def test_the_membership_that_stays_lasts_as_long_as_either() -> None:
    mine, trust = a_doctor(), a_trust()
    theirs = an_unclaimed_person(trust)
    a_membership(mine, trust, on=TODAY - 30 * DAY, until=TODAY + 5 * DAY)
    a_membership(theirs, trust, on=TODAY - 10 * DAY)

    merge(theirs, into=mine, on=TODAY)

    assert memberships_of(mine) == [(TODAY - 30 * DAY, None, "")]


def test_a_shorter_one_does_not_shorten() -> None:
    mine, trust = a_doctor(), a_trust()
    theirs = an_unclaimed_person(trust)
    a_membership(mine, trust, on=TODAY - 30 * DAY)
    a_membership(theirs, trust, on=TODAY - 20 * DAY, until=TODAY - 15 * DAY)

    merge(theirs, into=mine, on=TODAY)

    assert memberships_of(mine) == [(TODAY - 30 * DAY, None, "")]
    assert memberships_of(theirs) == [(TODAY - 20 * DAY, TODAY - 15 * DAY, "")]


def test_earlier_days_in_the_same_trust_come_along() -> None:
    mine, trust = a_doctor(), a_trust()
    theirs = an_unclaimed_person(trust)
    a_membership(mine, trust)
    a_membership(theirs, trust, on=TODAY - 60 * DAY, until=TODAY - 40 * DAY)

    merge(theirs, into=mine, on=TODAY)

    assert memberships_of(mine) == [(TODAY - 60 * DAY, TODAY - 40 * DAY, ""), (TODAY, None, "")]


def test_what_overlaps_two_lengthens_the_later() -> None:
    mine, trust = a_doctor(), a_trust()
    theirs = an_unclaimed_person(trust)
    a_membership(mine, trust, on=TODAY - 60 * DAY, until=TODAY - 40 * DAY)
    a_membership(mine, trust, on=TODAY - 30 * DAY, until=TODAY + DAY)
    a_membership(theirs, trust, on=TODAY - 50 * DAY, until=TODAY + 9 * DAY)

    merge(theirs, into=mine, on=TODAY)

    assert memberships_of(mine) == [
        (TODAY - 60 * DAY, TODAY - 40 * DAY, ""),
        (TODAY - 30 * DAY, TODAY + 9 * DAY, ""),
    ]


def test_another_role_is_another_membership() -> None:
    mine, trust = a_doctor(), a_trust()
    theirs = an_unclaimed_person(trust)
    a_membership(mine, trust)
    a_membership(theirs, trust, role=MemberRole.LEAD)

    done = merge(theirs, into=mine, on=TODAY)

    assert (len(done.moved), done.closed) == (1, [])


def test_the_doctors_own_history_stands_and_the_rest_comes_along() -> None:
    trust = a_trust()
    mine = a_doctor(grade=Grade.CONSULTANT, stage=Stage.CONTINUING)
    theirs = an_unclaimed_person(trust)
    GradePeriod.objects.create(
        person=theirs, grade=Grade.SPECIALTY, starts_on=TODAY - 90 * DAY, ends_on=TODAY - DAY
    )
    contradicting = GradePeriod.objects.create(person=theirs, grade=Grade.FY1, starts_on=TODAY)
    RolePeriod.objects.create(
        person=theirs, organisation=trust, role=LeadershipRole.CLINICAL_LEAD, starts_on=TODAY
    )

    merge(theirs, into=mine, on=TODAY)

    rows = GradePeriod.objects.unscoped(reason=ALL).filter(person=mine).order_by("starts_on")
    assert list(rows.values_list("grade", flat=True)) == ["specialty", "consultant"]
    contradicting.refresh_from_db()
    assert contradicting.person_id == theirs.pk
    assert RolePeriod.objects.unscoped(reason=ALL).get().person_id == mine.pk


def test_a_number_fills_a_gap_and_never_replaces() -> None:
    trust = a_trust()
    without, with_one = a_doctor(), a_doctor(gmc_number="1234567")

    merge(an_unclaimed_person(trust, gmc_number="7654321"), into=without, on=TODAY)
    merge(an_unclaimed_person(trust, gmc_number="7654321"), into=with_one, on=TODAY)

    without.refresh_from_db()
    with_one.refresh_from_db()
    assert (without.gmc_number, with_one.gmc_number) == ("7654321", "1234567")


def test_who_went_into_the_merged_one_is_found_at_the_end_of_the_way() -> None:
    trust, mine = a_trust(), a_doctor()
    middle = an_unclaimed_person(trust)
    first = an_unclaimed_person(trust)
    merge(first, into=middle, on=TODAY)

    merge(middle, into=mine, on=TODAY)

    first.refresh_from_db()
    assert first.merged_into_id == mine.pk


@pytest.mark.parametrize("case", ["claimed", "merged", "into_merged", "same_person"])
def test_what_cannot_be_joined_stays(case: str) -> None:
    trust, mine = a_trust(), a_doctor()
    source, into, code = an_unclaimed_person(trust), mine, case
    if case == "claimed":
        source = a_doctor()
    elif case == "merged":
        source = an_unclaimed_person(trust, merged_into=a_doctor())
    elif case == "into_merged":
        into, code = an_unclaimed_person(trust, merged_into=mine), "merged"
    else:
        into = source
    before = state()

    with pytest.raises(ValidationError) as refusal:
        merge(source, into=into, on=TODAY)

    assert refusal.value.code == code
    assert state() == before


def test_another_trust_learns_nothing_from_a_joining() -> None:
    one, two = a_trust(), a_trust()
    mine = a_doctor()
    a_membership(mine, one)
    theirs = an_unclaimed_person(two)
    a_membership(theirs, two)
    viewer = Viewer.of_organisations([one.pk], on=TODAY)
    before = list(Membership.objects.visible_to(viewer).order_by("pk").values())

    merge(theirs, into=mine, on=TODAY)

    assert list(Membership.objects.visible_to(viewer).order_by("pk").values()) == before
    assert list(Person.objects.visible_to(viewer)) == [mine]
