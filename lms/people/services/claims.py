"""Joining the unclaimed person that a trust introduced with the person that a user is.

It happens when a doctor accepts at an address they have verified, never because two rows look alike
(invariant 14). What belongs to higher apps is pointed anew by the action that calls this.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.people.locks import lock_people
from lms.people.models import DatedHistory, GradePeriod, Membership, Person, RolePeriod, StagePeriod
from lms.people.selectors import person_of

REASON = "joining two persons, under both locks"


@dataclass(frozen=True)
class Merge:
    """What joining did: ``person`` is the one that stays."""

    person: Person
    moved: list[int] = field(default_factory=list)
    """Memberships that are the staying person's now."""
    closed: list[int] = field(default_factory=list)
    """Memberships that the staying person had already: ended, and kept where they were."""


@transaction.atomic
def claim(person: Person, *, user: AbstractBaseUser) -> Person:
    """An unclaimed person becomes the person that this user is."""
    (person,) = lock_people([person.pk])
    _refuse_claimed(person)
    if person_of(user) is not None:
        raise ValidationError(_("This account belongs to a person already."), code="has_person")
    person.user_id = user.pk
    person.save(update_fields=["user"])
    return person


@transaction.atomic
def merge(person: Person, *, into: Person, on: date) -> Merge:
    """``person`` goes into another: its memberships and histories move, its row stays and says where to."""
    if person.pk == into.pk:
        raise ValidationError(_("A person cannot be joined with itself."), code="same_person")
    locked = {row.pk: row for row in lock_people([person.pk, into.pk])}
    source, target = locked[person.pk], locked[into.pk]
    _refuse_claimed(source)
    if target.merged_into_id is not None:
        raise ValidationError(_("This person has been joined with another."), code="merged")
    moved, closed = _move_memberships(source, target, on=on)
    for model, same in (
        (GradePeriod, ()),
        (StagePeriod, ()),
        (RolePeriod, ("organisation_id", "role")),
    ):
        _move_periods(model, source, target, same=same)
    if not target.gmc_number and source.gmc_number:
        target.gmc_number = source.gmc_number
        target.save(update_fields=["gmc_number"])
    source.merged_into = target
    source.save(update_fields=["merged_into"])
    Person.objects.unscoped(reason=REASON).filter(merged_into=source).update(merged_into=target)
    return Merge(target, moved, closed)


def _refuse_claimed(person: Person) -> None:
    if person.user_id is not None:
        raise ValidationError(_("This person belongs to an account already."), code="claimed")
    if person.merged_into_id is not None:
        raise ValidationError(_("This person has been joined with another."), code="merged")


def _move_memberships(source: Person, target: Person, *, on: date) -> tuple[list[int], list[int]]:
    moved, closed = [], []
    memberships = Membership.objects.unscoped(reason=REASON)
    for membership in memberships.filter(person=source).order_by("pk"):
        overlapped = list(
            memberships.filter(
                _overlapping(membership),
                person=target,
                organisation_id=membership.organisation_id,
                role=membership.role,
            ).order_by("starts_on")
        )
        if not overlapped:
            membership.person = target
            membership.save(update_fields=["person"])
            moved.append(membership.pk)
            continue
        _extend(overlapped[-1], membership)
        _close(membership, on=on)
        closed.append(membership.pk)
    return moved, closed


def _overlapping(period: Membership | DatedHistory) -> Q:
    later = Q(ends_on__isnull=True) | Q(ends_on__gte=period.starts_on)
    return later if period.ends_on is None else later & Q(starts_on__lte=period.ends_on)


def _extend(kept: Membership, given_up: Membership) -> None:
    """The membership that stays lasts as long as either of the two, and has an address if either has."""
    if kept.ends_on is not None and (given_up.ends_on is None or given_up.ends_on > kept.ends_on):
        kept.ends_on = given_up.ends_on
    kept.email = kept.email or given_up.email
    kept.save(update_fields=["ends_on", "email"])


def _close(membership: Membership, *, on: date) -> None:
    if membership.ends_on is None or membership.ends_on >= on:
        membership.ends_on = max(membership.starts_on, on - timedelta(days=1))
        membership.save(update_fields=["ends_on"])


def _move_periods(
    model: type[GradePeriod | StagePeriod | RolePeriod],
    source: Person,
    target: Person,
    *,
    same: tuple[str, ...],
) -> None:
    """What the staying person says of the same days stands; the rest of the history comes along."""
    periods: Any = model.objects.unscoped(reason=REASON)
    for period in periods.filter(person=source).order_by("pk"):
        alike = {name: getattr(period, name) for name in same}
        if not periods.filter(_overlapping(period), person=target, **alike).exists():
            period.person = target
            period.save(update_fields=["person"])
