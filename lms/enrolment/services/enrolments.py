"""Making enrolments and changing their state; each change leaves a transition row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import Count, Q

from kernel.conf import setting
from lms.enrolment.enums import CAME_BACK, SEAT_STATES, State
from lms.enrolment.models import Cohort, Contract, Enrolment, Extension, Note, Transition
from lms.enrolment.rules import check_transition


class NoSeats(ValueError):
    """More places were asked for than are free."""

    def __init__(self, wanted: int, free: int) -> None:
        self.wanted = wanted
        self.free = free
        super().__init__(f"{wanted} places wanted, {free} free")


@dataclass(frozen=True)
class Seats:
    total: int
    used: int

    @property
    def free(self) -> int:
        return max(self.total - self.used, 0)


def seats_of(contract: Contract) -> Seats:
    return _count(Q(contract=contract), contract.seats)


def places_of(cohort: Cohort) -> Seats:
    return _count(Q(cohort=cohort), cohort.capacity)


def _count(which: Q, total: int) -> Seats:
    rows = Enrolment.objects.unscoped(reason="seats are counted over all who hold one")
    used = rows.filter(which, state__in=SEAT_STATES).aggregate(n=Count("pk"))["n"]
    return Seats(total=total, used=used)


def lock_contract(contract_id: int) -> Contract:
    """Take the contract's lock, so that seats counted next stay true until commit."""
    rows = Contract.objects.unscoped(reason="the lock of a contract in hand")
    return (
        rows.select_for_update(no_key=True, of=("self",))
        .select_related("organisation", "programme")
        .get(pk=contract_id)
    )


def demand_seats(contract: Contract, cohort: Cohort | None, wanted: int) -> None:
    """Refuse politely before the database refuses: the caller holds the contract's lock."""
    free = seats_of(contract).free
    if cohort is not None:
        free = min(free, places_of(cohort).free)
    if wanted > free:
        raise NoSeats(wanted, free)


def add_enrolments(
    enrolments: Sequence[Enrolment], *, by_user_id: int | None, now: datetime
) -> list[Enrolment]:
    """Insert new enrolments and their first transitions: two inserts however many there are."""
    rows = Enrolment.objects.bulk_create(enrolments, batch_size=2000)
    Transition.objects.bulk_create(
        [Transition(enrolment=row, to_state=row.state, at=now, by_id=by_user_id) for row in rows],
        batch_size=2000,
    )
    return rows


def change_state(
    enrolment: Enrolment,
    to_state: State,
    *,
    by_user_id: int | None,
    now: datetime,
    reason: str = "",
    resumes_on: date | None = None,
) -> None:
    """One transition of one enrolment, whose row the caller has locked."""
    check_transition(enrolment.state, to_state)
    from_state = enrolment.state
    enrolment.state = to_state
    enrolment.expires_at = enrolment.expires_at if to_state == State.INVITED else None
    enrolment.resumes_on = resumes_on if to_state == State.DEFERRED else None
    enrolment.save()
    Transition.objects.create(
        enrolment=enrolment,
        from_state=from_state,
        to_state=to_state,
        at=now,
        by_id=by_user_id,
        reason=reason,
    )


def invitation_days() -> timedelta:
    return timedelta(days=setting("LEADERSHIP_INVITATION_DAYS", 21))


def renew_link(enrolment: Enrolment, *, email: str, now: datetime) -> None:
    """A new link and a new last day to answer; the links before are dead. The caller has locked the row."""
    enrolment.link += 1
    enrolment.invited_as = email
    enrolment.invited_at = now
    enrolment.expires_at = now + invitation_days()
    enrolment.save()


def extend(
    enrolment: Enrolment, *, days: int, ends_on: date, by_user_id: int | None, now: datetime
) -> Extension:
    enrolment.ends_on = ends_on
    enrolment.save()
    return Extension.objects.create(enrolment=enrolment, days=days, ends_on=ends_on, at=now, by_id=by_user_id)


def write_note(enrolment: Enrolment, text: str, *, by_user_id: int, now: datetime) -> Note:
    return Note.objects.create(enrolment=enrolment, text=text, at=now, by_id=by_user_id)


def expire_due(*, now: datetime, limit: int = 2000) -> list[Enrolment]:
    """Expire invitations whose time has passed; set-based, skipping rows that somebody is answering."""
    rows = Enrolment.objects.unscoped(reason="expiry looks at every invitation")
    due = list(
        rows.filter(state=State.INVITED, expires_at__lte=now)
        .order_by("pk")
        .select_for_update(skip_locked=True, of=("self",), no_key=True)[:limit]
    )
    rows.filter(pk__in=[row.pk for row in due]).update(state=State.EXPIRED, expires_at=None)
    Transition.objects.bulk_create(
        [Transition(enrolment=row, from_state=State.INVITED, to_state=State.EXPIRED, at=now) for row in due],
        batch_size=2000,
    )
    return due


def withdraw_many(
    enrolments: Sequence[Enrolment], *, reason: str, by_user_id: int | None, now: datetime
) -> None:
    """End these, whose rows the caller has locked: two statements however many there are."""
    for row in enrolments:
        check_transition(row.state, State.WITHDRAWN)
    Transition.objects.bulk_create(
        [
            Transition(
                enrolment=row,
                from_state=row.state,
                to_state=State.WITHDRAWN,
                at=now,
                by_id=by_user_id,
                reason=reason,
            )
            for row in enrolments
        ],
        batch_size=2000,
    )
    held = Enrolment.objects.unscoped(reason="places that end, locked by the caller")
    held.filter(pk__in=[row.pk for row in enrolments]).update(
        state=State.WITHDRAWN, expires_at=None, resumes_on=None
    )
    for row in enrolments:
        row.state, row.expires_at, row.resumes_on = State.WITHDRAWN, None, None


def reinstate_many(enrolments: Sequence[Enrolment], *, by_user_id: int | None, now: datetime) -> None:
    """Places that had ended as people went on to a successor, taken up again: the only way back."""
    Transition.objects.bulk_create(
        [
            Transition(
                enrolment=row,
                from_state=State.WITHDRAWN,
                to_state=State.ACTIVE,
                at=now,
                by_id=by_user_id,
                reason=CAME_BACK,
            )
            for row in enrolments
        ],
        batch_size=2000,
    )
    held = Enrolment.objects.unscoped(reason="places that are taken up again, locked by the caller")
    held.filter(pk__in=[row.pk for row in enrolments], state=State.WITHDRAWN).update(state=State.ACTIVE)
    for row in enrolments:
        row.state = State.ACTIVE


def forget_people(person_ids: Iterable[int]) -> None:
    """What an organisation wrote about people who never answered is taken out of their places."""
    enrolments = Enrolment.objects.unscoped(reason="erasing what somebody said of people who never answered")
    theirs = enrolments.filter(person_id__in=person_ids)
    Note.objects.unscoped(reason="the same").filter(enrolment__in=theirs).update(text="")
    theirs.update(invited_as="")


def move_to_person(enrolments: models.QuerySet[Enrolment], *, person_id: int) -> int:
    """Give the enrolments of an unclaimed person to the one it turned out to be."""
    return enrolments.update(person_id=person_id)
