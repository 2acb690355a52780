"""Questions about people. Each says whose rows it reads, and for whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Q
from django.db.models.functions import Lower

from competencies.enums import Stage
from kernel.access import GuardedQuerySet, Viewer
from lms.organisations.models import Organisation
from lms.people.enums import MemberRole
from lms.people.models import GradePeriod, Membership, Person, RolePeriod, StagePeriod


def dated(on: date) -> Q:
    """Rows of a dated history that hold on a day; the last day counts."""
    return Q(starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gte=on))


def person_of(user: AbstractBaseUser | AnonymousUser) -> Person | None:
    """The person that this user is, if any: one query, none for a visitor."""
    if user.pk is None:
        return None
    return Person.objects.unscoped(reason="a user's own person").filter(user_id=user.pk).first()


def viewer_for_person(person: Person) -> Viewer:
    return Viewer.of_person(person.pk)


def lead_organisations(person: Person, *, on: date) -> list[Organisation]:
    """Where the person is trust lead on that day, by name, each with its look."""
    memberships = (
        Membership.objects.visible_to(viewer_for_person(person))
        .filter(dated(on), role=MemberRole.LEAD)
        .select_related("organisation__brand")
        .order_by(Lower("organisation__name"), "pk")
    )
    return [membership.organisation for membership in memberships]


def leads_of(organisation_id: int, *, on: date) -> list[Membership]:
    """Who leads there on that day and has an address, each with their person."""
    rows = Membership.objects.unscoped(reason="whom the organisation has appointed is told what concerns it")
    held = rows.filter(dated(on), organisation=organisation_id, role=MemberRole.LEAD).exclude(email="")
    return list(held.select_related("person").order_by("pk"))


def leads_of_many(organisation_ids: Iterable[int], *, on: date) -> list[Membership]:
    """The same of many organisations, each with its organisation too. One query."""
    rows = Membership.objects.unscoped(reason="whom the organisation has appointed is told what concerns it")
    held = rows.filter(dated(on), organisation__in=organisation_ids, role=MemberRole.LEAD).exclude(email="")
    return list(held.select_related("person", "organisation").order_by("person", "organisation__name", "pk"))


def viewer_for_lead(person: Person, *, on: date) -> Viewer | None:
    """What the person sees as a trust lead on that day; None for somebody who leads nowhere."""
    organisation_ids = (
        Membership.objects.visible_to(viewer_for_person(person))
        .filter(dated(on), role=MemberRole.LEAD)
        .values_list("organisation_id", flat=True)
    )
    ids = frozenset(organisation_ids)
    return Viewer.of_organisations(ids, on=on) if ids else None


def memberships_of(person: Person, *, on: date) -> GuardedQuerySet[Membership]:
    """Where the person belongs on that day, organisations joined."""
    return (
        Membership.objects.visible_to(viewer_for_person(person))
        .filter(dated(on))
        .select_related("organisation")
        .order_by(Lower("organisation__name"), "role", "pk")
    )


H = TypeVar("H", GradePeriod, StagePeriod)


def period_from(model: type[H], person: Person, *, on: date) -> H:
    """The entry of a history that holds on that day."""
    found: H = model.objects.visible_to(viewer_for_person(person)).select_related("person").get(dated(on))
    return found


def grade_on(person: Person, *, on: date) -> GradePeriod | None:
    return GradePeriod.objects.visible_to(viewer_for_person(person)).filter(dated(on)).first()


def stage_on(person: Person, *, on: date) -> Stage | None:
    """The career stage on that day; None where the history does not say."""
    period = StagePeriod.objects.visible_to(viewer_for_person(person)).filter(dated(on)).first()
    return Stage(period.stage) if period else None


def roles_on(person: Person, *, on: date) -> GuardedQuerySet[RolePeriod]:
    return (
        RolePeriod.objects.visible_to(viewer_for_person(person))
        .filter(dated(on))
        .select_related("organisation")
        .order_by(Lower("organisation__name"), "role", "pk")
    )


def history_of(person: Person) -> dict[str, list[Any]]:
    """Everything dated about a person, newest first, for the person's own eyes."""
    viewer = viewer_for_person(person)
    return {
        "grades": list(GradePeriod.objects.visible_to(viewer)),
        "stages": list(StagePeriod.objects.visible_to(viewer)),
        "roles": list(RolePeriod.objects.visible_to(viewer).select_related("organisation")),
        "memberships": list(
            Membership.objects.visible_to(viewer).select_related("organisation").order_by("-starts_on")
        ),
    }


def names_of_users(user_ids: Iterable[int]) -> dict[int | None, str]:
    """The names of the people that these users are: who acted, for whom they acted upon.

    Operators may be no person here: theirs are those of their accounts, by one query more.
    """
    wanted = set(user_ids)
    rows = Person.objects.unscoped(reason="who acted is told to whom it concerns")
    names = {person.user_id: person.full_name for person in rows.filter(user_id__in=wanted)}
    if others := wanted - names.keys():
        users: Any = get_user_model()._default_manager.filter(pk__in=others)
        names |= {user.pk: user.get_full_name() for user in users if hasattr(user, "get_full_name")}
    return names
