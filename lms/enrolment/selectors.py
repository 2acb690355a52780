"""Reading contracts, cohorts and enrolments."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery

from kernel.access import Viewer
from lms.enrolment.enums import OPEN_STATES, SEAT_STATES
from lms.enrolment.models import Cohort, Contract, Enrolment


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
        .select_related("organisation", "programme")
        .annotate(used=Subquery(used))
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


def enrolment_by_link(enrolment_uid: uuid.UUID) -> Enrolment | None:
    """The enrolment that a signed link names: the token is the permission."""
    return (
        Enrolment.objects.unscoped(reason="the signed link names this row")
        .select_related("person", "version", "organisation__brand", "contract", "cohort")
        .filter(uid=enrolment_uid)
        .first()
    )


def open_enrolment_of(person_id: int, programme_id: int) -> Enrolment | None:
    return (
        Enrolment.objects.unscoped(reason="one open enrolment per person and programme")
        .filter(Q(person_id=person_id, programme_id=programme_id, state__in=OPEN_STATES))
        .first()
    )
