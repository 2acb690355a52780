"""Belonging to an organisation, and what it lets the organisation see."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from pytest_django.fixtures import DjangoAssertNumQueries

from kernel.access import Viewer
from lms.people import selectors
from lms.people.enums import MemberRole
from lms.people.models import Membership, Person
from lms.people.services import memberships
from tests.factories.organisations import a_trust
from tests.factories.people import TODAY, a_doctor, a_lead, a_membership, an_unclaimed_person, user_of

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def all_memberships() -> list[tuple[int, int, str, date, date | None]]:
    rows = Membership.objects.unscoped(reason="a test").order_by("pk")
    return list(rows.values_list("person_id", "organisation_id", "role", "starts_on", "ends_on"))


def seen_by(*organisation_ids: int, on: date) -> tuple[set[int], int]:
    viewer = Viewer.of_organisations(organisation_ids, on=on)
    people = set(Person.objects.visible_to(viewer).values_list("pk", flat=True))
    return people, Membership.objects.visible_to(viewer).count()


def test_belonging_twice_is_belonging_once() -> None:
    person, trust = a_doctor(), a_trust()

    first = memberships.add_membership(
        person, organisation=trust, role=MemberRole.DOCTOR, email="A@B.example", on=TODAY
    )
    second = memberships.add_membership(person, organisation=trust, role=MemberRole.DOCTOR, on=TODAY + DAY)

    assert (first[0].pk, first[1], second[1]) == (second[0].pk, True, False)
    assert first[0].email == "a@b.example"
    assert all_memberships() == [(person.pk, trust.pk, "doctor", TODAY, None)]


def test_a_lead_may_be_a_doctor_there_too() -> None:
    person, trust = a_doctor(), a_trust()

    a_membership(person, trust)
    memberships.appoint_lead(person, organisation=trust, on=TODAY)

    assert [row[2] for row in all_memberships()] == ["doctor", "lead"]
    assert [m.role for m in selectors.memberships_of(person, on=TODAY)] == ["doctor", "lead"]


def test_somebody_may_come_back() -> None:
    person, trust = a_doctor(), a_trust()
    a_membership(person, trust, until=TODAY + DAY)

    memberships.add_membership(person, organisation=trust, role=MemberRole.DOCTOR, on=TODAY + 5 * DAY)

    assert all_memberships() == [
        (person.pk, trust.pk, "doctor", TODAY, TODAY + DAY),
        (person.pk, trust.pk, "doctor", TODAY + 5 * DAY, None),
    ]


def test_a_closed_organisation_takes_nobody() -> None:
    person, trust = a_doctor(), a_trust(closed_on=TODAY - DAY)

    with pytest.raises(ValidationError) as refusal:
        a_membership(person, trust)

    assert refusal.value.code == "closed"
    assert all_memberships() == []


def test_a_person_who_went_into_another_joins_nothing() -> None:
    trust, mine = a_trust(), a_doctor()
    gone = an_unclaimed_person(trust, merged_into=mine)

    with pytest.raises(ValidationError) as refusal:
        a_membership(gone, trust)

    assert refusal.value.code == "merged"
    assert all_memberships() == []


def test_an_overlap_with_a_later_membership_is_refused() -> None:
    person, trust = a_doctor(), a_trust()
    a_membership(person, trust, on=TODAY + 5 * DAY)

    with pytest.raises(ValidationError):
        a_membership(person, trust, on=TODAY)

    assert len(all_memberships()) == 1


def test_the_organisation_sees_the_person_to_the_last_day_and_not_after() -> None:
    person, trust = a_doctor(), a_trust()
    membership = a_membership(person, trust)

    memberships.end_membership(membership, on=TODAY + DAY)

    assert seen_by(trust.pk, on=TODAY + DAY) == ({person.pk}, 1)
    assert seen_by(trust.pk, on=TODAY + 2 * DAY) == (set(), 0)


def test_a_last_day_before_the_first_is_refused() -> None:
    person, trust = a_doctor(), a_trust()
    membership = a_membership(person, trust)

    with pytest.raises(ValidationError) as refusal:
        memberships.end_membership(membership, on=TODAY - DAY)

    assert refusal.value.messages == ["The last day cannot be before the first, 5 August 2026."]
    assert all_memberships() == [(person.pk, trust.pk, "doctor", TODAY, None)]


def test_the_trust_of_before_sees_nothing_of_a_doctor_who_moved() -> None:
    person, before, now = a_doctor(), a_trust(), a_trust()
    a_membership(person, before, until=TODAY)
    a_membership(person, now, on=TODAY + DAY)

    assert seen_by(before.pk, on=TODAY + DAY) == (set(), 0)
    assert seen_by(now.pk, on=TODAY + DAY) == ({person.pk}, 1)


def test_a_trust_sees_its_own_people_only() -> None:
    mine, theirs, trust, other = a_doctor(), a_doctor(), a_trust(), a_trust()
    a_membership(mine, trust)
    a_membership(theirs, other)

    assert seen_by(trust.pk, on=TODAY) == ({mine.pk}, 1)
    assert seen_by(other.pk, on=TODAY) == ({theirs.pk}, 1)
    assert seen_by(trust.pk, other.pk, on=TODAY) == ({mine.pk, theirs.pk}, 2)


def test_a_lead_looks_over_organisations_led_on_that_day() -> None:
    trust, other = a_trust("Ash"), a_trust("Birch")
    person = a_lead(trust, until=TODAY + DAY)
    a_membership(person, other, role=MemberRole.LEAD, on=TODAY + DAY)

    def led(on: date) -> list[str]:
        return [organisation.name for organisation in selectors.lead_organisations(person, on=on)]

    assert led(TODAY - DAY) == []
    assert led(TODAY) == ["Ash"]
    assert led(TODAY + DAY) == ["Ash", "Birch"]
    assert led(TODAY + 2 * DAY) == ["Birch"]
    assert selectors.viewer_for_lead(person, on=TODAY - DAY) is None
    assert selectors.viewer_for_lead(person, on=TODAY) == Viewer.of_organisations([trust.pk], on=TODAY)


def test_a_doctor_leads_nowhere() -> None:
    person = a_doctor()
    a_membership(person, a_trust())

    assert selectors.viewer_for_lead(person, on=TODAY) is None


def test_the_questions_about_a_user_cost_one_query_each(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    trust = a_trust()
    person = a_lead(trust)
    user = user_of(person)

    with django_assert_num_queries(1):
        selectors.person_of(user)
    with django_assert_num_queries(1):
        selectors.lead_organisations(person, on=TODAY)
    with django_assert_num_queries(1):
        selectors.viewer_for_lead(person, on=TODAY)
