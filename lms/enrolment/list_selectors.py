"""Reading uploaded lists: rows by state, what was left out, who is missing from a full list."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from kernel.access import Viewer
from kernel.files import open_stored
from lms.enrolment.enums import OPEN_STATES, RowState, State
from lms.enrolment.lists.judging import Member
from lms.enrolment.models import (
    Contract,
    Enrolment,
    EnrolmentImport,
    ImportLeaver,
    ImportRow,
    ListMapping,
)
from lms.people.enums import MemberRole
from lms.people.models import Membership

OWN_BOOKS = "an organisation's list against its own books"
UNUSED = (RowState.DECIDE, RowState.BAD, RowState.LEFT_OUT)


def import_for(viewer: Viewer, import_uid: uuid.UUID) -> EnrolmentImport | None:
    return (
        EnrolmentImport.objects.visible_to(viewer)
        .select_related("contract__organisation", "contract__programme", "cohort", "file", "operation")
        .filter(uid=import_uid)
        .first()
    )


def latest_imports(viewer: Viewer, *, most: int = 5) -> list[EnrolmentImport]:
    rows = EnrolmentImport.objects.visible_to(viewer).select_related("contract__programme", "cohort")
    return list(rows.filter(purged_at__isnull=True).order_by("-uploaded_at", "-pk")[:most])


def content_of(upload: EnrolmentImport) -> bytes:
    if upload.file is None:
        raise LookupError("the file of this list has been deleted")
    with open_stored(upload.file) as file:
        found: bytes = file.read()
    return found


def rows_of(viewer: Viewer, upload: EnrolmentImport, states: Collection[str]) -> Any:
    rows = ImportRow.objects.visible_to(viewer).filter(upload=upload, state__in=states)
    return rows.select_related("person").order_by("line")


def row_of(viewer: Viewer, upload: EnrolmentImport, line: int) -> ImportRow | None:
    found: ImportRow | None = (
        ImportRow.objects.visible_to(viewer).select_related("person").filter(upload=upload, line=line).first()
    )
    return found


def counts_of(upload: EnrolmentImport) -> dict[str, int]:
    """How many rows are in each state: one query."""
    rows = ImportRow.objects.unscoped(reason="the figures of a list in hand").filter(upload=upload)
    found = dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
    return {state.value: found.get(state.value, 0) for state in RowState}


def remembered_mapping(organisation_id: int, header_key: str) -> list[str] | None:
    rows = ListMapping.objects.unscoped(reason="what this organisation chose before")
    found = rows.filter(organisation_id=organisation_id, header_key=header_key).first()
    return list(found.mapping) if found else None


def members_of(
    contract: Contract,
    *,
    on: date,
    emails: Collection[str] | None = None,
    numbers: Collection[str] | None = None,
) -> Iterable[Member]:
    """The doctors on the organisation's books, and whether each is on this programme already.

    With ``emails`` and ``numbers`` only those who have one of them.
    """
    enrolled = Enrolment.objects.unscoped(reason=OWN_BOOKS).filter(
        person=OuterRef("person"),
        organisation_id=contract.organisation_id,
        programme_id=contract.programme_id,
        state__in=[*OPEN_STATES, State.COMPLETED],
    )
    rows = Membership.objects.unscoped(reason=OWN_BOOKS).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on),
        organisation_id=contract.organisation_id,
        role=MemberRole.DOCTOR,
    )
    if emails is not None and numbers is not None:
        rows = rows.filter(Q(email__in=emails) | Q(person__gmc_number__in=numbers))
    found = rows.annotate(enrolled=Exists(enrolled)).order_by("pk")
    return [
        Member(person_id=person, email=email, gmc_number=gmc, enrolled=there)
        for person, email, gmc, there in found.values_list(
            "person_id", "email", "person__gmc_number", "enrolled"
        ).iterator(chunk_size=5000)
    ]


def missing_from(viewer: Viewer, upload: EnrolmentImport) -> Any:
    """Those on this contract (or cohort) whom no row of a full list is about, by person or address.

    A row that cannot be used still speaks for its person.
    """
    rows = ImportRow.objects.unscoped(reason="the rows of a list in hand").filter(upload=upload)
    people = rows.filter(person=OuterRef("person"))
    addresses = rows.exclude(email="").filter(email=OuterRef("invited_as"))
    found = Enrolment.objects.visible_to(viewer).filter(
        ~Exists(people), ~Exists(addresses), contract=upload.contract, state__in=OPEN_STATES
    )
    if upload.cohort_id:
        found = found.filter(cohort=upload.cohort_id)
    ticked = ImportLeaver.objects.unscoped(reason="the ticks of a list in hand").filter(
        upload=upload, enrolment=OuterRef("pk")
    )
    return (
        found.annotate(ticked=Exists(ticked))
        .select_related("person", "cohort")
        .order_by("person__family_name", "person__given_name", "pk")
    )


def ticked_leavers(viewer: Viewer, upload: EnrolmentImport) -> Any:
    """Those whom confirming withdraws, if they are still on it and still missing from the list."""
    ticks = ImportLeaver.objects.unscoped(reason="the ticks of a list in hand").filter(upload=upload)
    # The few ticked first: who is missing is then asked of them alone.
    return missing_from(viewer, upload).filter(pk__in=list(ticks.values_list("enrolment_id", flat=True)))


def to_purge(*, before: Any) -> Any:
    rows = EnrolmentImport.objects.unscoped(reason="old lists go after some days, whoever sent them")
    return rows.filter(purged_at__isnull=True, uploaded_at__lt=before).select_related("contract")
