"""The three dated histories. A change ends what held the day before; nothing said earlier is lost."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from competencies.enums import Stage
from kernel.access import GuardedQuerySet
from lms.organisations.models import Organisation
from lms.people.enums import Grade, LeadershipRole, StageSource
from lms.people.locks import lock_people
from lms.people.models import DatedHistory, GradePeriod, Person, RolePeriod, StagePeriod
from lms.people.rules import stage_of_grade

P = TypeVar("P", GradePeriod, StagePeriod, RolePeriod)

DAY = timedelta(days=1)
REASON = "one person's own history, under the person's lock"


def change_grade(person: Person, *, grade: Grade, specialty: str = "", on: date) -> GradePeriod:
    return _change(GradePeriod, person, {"grade": grade, "specialty": specialty.strip()}, on=on)


def change_stage(person: Person, *, stage: Stage, on: date) -> StagePeriod:
    return _change(StagePeriod, person, {"stage": stage}, on=on, source=StageSource.STATED)


@transaction.atomic
def stage_from_grade(person: Person, *, on: date) -> Stage | None:
    """The first career stage of somebody who has said none, where their grade leaves no doubt.

    What a person has said, of whatever day, stands; so does a stage that an earlier grade gave.
    """
    lock_people([person.pk])
    said = _rows(StagePeriod, person).values("person_id")
    grades = _held(_rows(GradePeriod, person), on).exclude(person_id__in=said)
    stage = stage_of_grade(grades.values_list("grade", flat=True).first() or "")
    if stage is not None:
        _add(StagePeriod(person=person, stage=stage, source=StageSource.GRADE, starts_on=on))
    return stage


@transaction.atomic
def change_role(person: Person, *, organisation: Organisation, role: LeadershipRole, on: date) -> RolePeriod:
    """From that day the only leadership role in this organisation."""
    lock_people([person.pk])
    others = _rows(RolePeriod, person).filter(organisation=organisation).exclude(role=role)
    for held in _held(others, on):
        _end_before(held, on)
    return take_role(person, organisation=organisation, role=role, on=on)


@transaction.atomic
def take_role(person: Person, *, organisation: Organisation, role: LeadershipRole, on: date) -> RolePeriod:
    """A leadership role beside those already held."""
    lock_people([person.pk])
    same = _rows(RolePeriod, person).filter(organisation=organisation, role=role)
    if held := _held(same, on).first():
        return held
    _refuse_later(same, on)
    return _add(RolePeriod(person=person, organisation=organisation, role=role, starts_on=on))


@transaction.atomic
def leave_role(person: Person, *, organisation: Organisation, role: LeadershipRole, on: date) -> RolePeriod:
    """``on`` is the last day in the role."""
    lock_people([person.pk])
    held = _held(_rows(RolePeriod, person).filter(organisation=organisation, role=role), on).first()
    if held is None:
        raise ValidationError(_("This role is not held on that day."), code="not_held")
    held.ends_on = on
    held.save()
    return held


@transaction.atomic
def _change(model: type[P], person: Person, values: dict[str, Any], *, on: date, **besides: Any) -> P:
    """``besides`` is written with an entry, and makes no difference between two."""
    lock_people([person.pk])
    periods = _rows(model, person)
    _refuse_later(periods, on)
    held = _held(periods, on).first()
    if held is not None:
        if all(getattr(held, name) == value for name, value in values.items()):
            return held
        if held.starts_on == on:
            # Said today and corrected today: one entry, not one of no days.
            for name, value in {**values, **besides}.items():
                setattr(held, name, value)
            return _add(held)
        _end_before(held, on)
    return _add(model(person=person, starts_on=on, **values, **besides))


def _rows(model: type[P], person: Person) -> GuardedQuerySet[P]:
    rows: GuardedQuerySet[P] = model.objects.unscoped(reason=REASON).filter(person_id=person.pk)
    return rows


def _held(periods: GuardedQuerySet[P], on: date) -> GuardedQuerySet[P]:
    return periods.filter(starts_on__lte=on).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))


def _refuse_later(periods: GuardedQuerySet[P], on: date) -> None:
    if periods.filter(starts_on__gt=on).exists():
        raise ValidationError(
            _("There is a later entry already. Give a date after it, or correct that entry."),
            code="later_entry",
        )


def _end_before(period: DatedHistory, on: date) -> None:
    if period.starts_on == on:
        raise ValidationError(_("Another entry starts on the same day. Give a later date."), code="same_day")
    period.ends_on = on - DAY
    period.save()


def _add(period: P) -> P:
    period.full_clean()
    period.save()
    return period
