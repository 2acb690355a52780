"""What an invitation says of itself: who made it, what was given; and whom to forget after it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef

from lms.enrolment.enums import SEAT_STATES, State
from lms.enrolment.models import Enrolment, Transition
from lms.people.enums import MemberRole
from lms.people.models import GradePeriod, Membership, Person
from lms.people.selectors import names_of_users

TOLD = "who invited, and what they gave, is told to whom they invited"


def enrollers(enrolment_ids: Iterable[int]) -> dict[int, str]:
    """The names of those who made these invitations, where a person did: two queries at most."""
    rows = Transition.objects.unscoped(reason=TOLD)
    made = rows.filter(enrolment_id__in=enrolment_ids, from_state="", to_state=State.INVITED)
    users = {pk: user for pk, user in made.values_list("enrolment_id", "by_id") if user is not None}
    names = names_of_users(set(users.values())) if users else {}
    return {pk: names[user] for pk, user in users.items() if names.get(user)}


def given_about(enrolments: Sequence[Enrolment]) -> dict[int, Mapping[str, str]]:
    """By enrolment, what its organisation gave: by kind, in the order in which it is shown. One query.

    Of somebody who has an account the rest is their own, and was not given.
    """
    unclaimed = {row.person_id for row in enrolments if row.person.user_id is None}
    careers: dict[int, tuple[str, str]] = {}
    if unclaimed:
        rows = GradePeriod.objects.unscoped(reason=TOLD).filter(person_id__in=unclaimed)
        for person_id, grade, specialty in rows.order_by("starts_on").values_list(
            "person_id", "grade", "specialty"
        ):
            careers[person_id] = (grade, specialty)
    return {row.pk: _given(row, careers.get(row.person_id, ("", ""))) for row in enrolments}


def _given(row: Enrolment, career: tuple[str, str]) -> Mapping[str, str]:
    person = row.person
    found = {"name": person.full_name, "email": row.invited_as}
    if person.user_id is None:
        found |= {"gmc_number": person.gmc_number, "grade": career[0], "specialty": career[1]}
    return {kind: value for kind, value in found.items() if value}


def to_forget(*, before: datetime) -> Any:
    """People whom an organisation introduced, who never answered, and whose last invitation ended by then."""
    why = "finding whom to forget"
    places = Enrolment.objects.unscoped(reason=why).filter(person=OuterRef("pk"))
    moves = Transition.objects.unscoped(reason=why).filter(enrolment__person=OuterRef("pk"))
    answered = moves.filter(to_state__in=[State.ACTIVE, State.COMPLETED, State.DEFERRED])
    leads = Membership.objects.unscoped(reason=why).filter(person=OuterRef("pk"), role=MemberRole.LEAD)
    merged = Person.objects.unscoped(reason=why).filter(merged_into=OuterRef("pk"))
    return (
        Person.objects.unscoped(reason=why)
        .filter(Exists(places), user__isnull=True, merged_into__isnull=True, introduced_by__isnull=False)
        .exclude(given_name="", family_name="")
        .exclude(Exists(places.filter(state__in=SEAT_STATES)))
        .exclude(Exists(answered) | Exists(moves.filter(at__gt=before)) | Exists(leads) | Exists(merged))
    )
