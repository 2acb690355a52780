"""Reading contracts, cohorts and enrolments."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery

from kernel.access import Viewer
from lms.enrolment.enums import OPEN_STATES, SEAT_STATES
from lms.enrolment.models import Cohort, Contract, Enrolment, Extension, Note
from lms.enrolment.tokens import Link
from programmes.retiring import told_by


def contracts_for(viewer: Viewer) -> Any:
    """Contracts with the number of seats used, one query."""
    used = (
        Enrolment.objects.unscoped(reason="seats are counted over all who hold one")
        .filter(contract=OuterRef("pk"), state__in=SEAT_STATES)
        .order_by()
        .values("contract")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return (
        Contract.objects.visible_to(viewer)
        .select_related("organisation", "programme__locale")
        .annotate(used=Subquery(used), retiring=told_by("programme__translation_key"))
        .order_by("organisation__name", "-starts_on")
    )


def contract_for(viewer: Viewer, contract_uid: uuid.UUID) -> Contract | None:
    found: Contract | None = contracts_for(viewer).filter(uid=contract_uid).first()
    return found


def cohorts_for(viewer: Viewer) -> Any:
    return Cohort.objects.visible_to(viewer).select_related("contract__organisation").order_by("-starts_on")


def enrolments_for(viewer: Viewer) -> Any:
    return (
        Enrolment.objects.visible_to(viewer)
        .select_related("person", "version", "organisation", "contract", "cohort")
        .order_by("person__family_name", "person__given_name", "pk")
    )


def enrolment_for(viewer: Viewer, enrolment_uid: uuid.UUID) -> Enrolment | None:
    found: Enrolment | None = enrolments_for(viewer).filter(uid=enrolment_uid).first()
    return found


def enrolment_by_link(link: Link) -> Enrolment | None:
    """The enrolment that a signed link names: the token is the permission. It may not be the latest link."""
    return (
        Enrolment.objects.unscoped(reason="the signed link names this row")
        .select_related("person", "version", "organisation__brand", "contract", "cohort")
        .annotate(retiring=told_by("version__programme_key"))
        .filter(uid=link.enrolment_uid)
        .first()
    )


def open_enrolment_of(person_id: int, programme_id: int) -> Enrolment | None:
    return (
        Enrolment.objects.unscoped(reason="one open enrolment per person and programme")
        .filter(Q(person_id=person_id, programme_id=programme_id, state__in=OPEN_STATES))
        .first()
    )


def open_elsewhere(person_ids: Iterable[int], contract: Contract) -> set[int]:
    """Who of these has an open place on the contract's programme that the organisation does not pay for.

    Nobody but the code that invites them may know.
    """
    rows = Enrolment.objects.unscoped(reason="one open enrolment per person and programme").filter(
        person_id__in=person_ids, programme_id=contract.programme_id, state__in=OPEN_STATES
    )
    others = rows.filter(Q(organisation__isnull=True) | ~Q(organisation_id=contract.organisation_id))
    return set(others.values_list("person_id", flat=True))


def place_of(person_id: int, contract: Contract) -> Enrolment | None:
    """The place that this organisation has given this person on the programme, if it stands."""
    rows = Enrolment.objects.unscoped(reason="an organisation against its own books").filter(
        person_id=person_id,
        organisation_id=contract.organisation_id,
        programme_id=contract.programme_id,
        state__in=SEAT_STATES,
    )
    return rows.order_by("-pk").first()


def last_day(enrolment: Enrolment) -> date | None:
    """Until when the place is held: as extended, as the cohort, or as the contract. Both are loaded."""
    if enrolment.ends_on is not None:
        return enrolment.ends_on
    held: Cohort | Contract | None = enrolment.cohort or enrolment.contract
    return held.ends_on if held else None


def notes_of(viewer: Viewer, enrolment: Enrolment) -> Any:
    """Latest first; those that were erased say nothing and are left out."""
    return Note.objects.visible_to(viewer).filter(enrolment=enrolment).exclude(text="")


def extensions_of(viewer: Viewer, enrolment: Enrolment) -> Any:
    return Extension.objects.visible_to(viewer).filter(enrolment=enrolment)


def starting_with(cohort: Cohort) -> Any:
    """Who is to start on the very day on which the cohort does."""
    rows = Enrolment.objects.unscoped(reason="a cohort's dates are its people's dates")
    return rows.filter(cohort=cohort, state__in=OPEN_STATES, starts_on=cohort.starts_on).order_by("pk")
