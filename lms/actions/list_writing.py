"""Confirming a checked list: every good row, and the leavers that were ticked, in one transaction."""

from __future__ import annotations

import uuid

from django.utils.translation import gettext_lazy as _

from kernel import audit, outbox
from kernel.models import Operation
from lms.actions import places
from lms.actions.base import Act, action
from lms.actions.enrolment import change_of, withdraw
from lms.actions.errors import NotAllowed, Refused
from lms.actions.retired import refuse_retired
from lms.enrolment import list_selectors as reading
from lms.enrolment.enums import ListState, RowState, Source
from lms.enrolment.lists import limits
from lms.enrolment.models import Cohort, Contract, EnrolmentImport, ImportRow
from lms.enrolment.services import enrolments, lists
from lms.organisations import locks
from lms.people.services import introductions
from programmes import selectors as programmes
from programmes.models import ProgrammeVersion

WRITE_TOPIC = "enrolment.write_list"
LEFT = "not_on_full_list"
BATCH = 1000


@action("import.confirm")
def confirm_list(act: Act, *, import_uid: uuid.UUID) -> Operation | None:
    """Write a short list now; promise a long one to a worker and give nothing back yet.

    A second press gives the first one's operation.
    """
    upload, contract = _for_writing(act, import_uid)
    if upload.status == ListState.CONFIRMED:
        act.changed_nothing()
        return upload.operation
    if upload.status == ListState.CONFIRMING:
        # A worker may have been lost; whoever comes second finds the work done.
        _promise(act, upload)
        act.changed_nothing()
        return None
    if upload.status != ListState.CHECKED:
        raise Refused("wrong_state", _("The list is not checked yet."), _("Open the list again."))
    upload.status = ListState.CONFIRMING
    upload.problem, upload.problem_params = "", {}
    if sum(reading.counts_of(upload).values()) <= limits.at_once_rows():
        return _write(act, upload, contract)
    _demand(act, upload, contract)
    upload.save()
    _promise(act, upload)
    act.audit(_change(upload))
    return None


@action("import.write")
def write_list(act: Act, *, import_uid: uuid.UUID) -> Operation | None:
    """What a worker does with a long list that was confirmed, as the lead who confirmed it."""
    upload, contract = _for_writing(act, import_uid)
    if upload.status != ListState.CONFIRMING:
        act.changed_nothing()
        return upload.operation
    return _write(act, upload, contract)


def _for_writing(act: Act, import_uid: uuid.UUID) -> tuple[EnrolmentImport, Contract]:
    """The list and its contract, both locked: organisation and contract first, as everybody does."""
    seen = reading.import_for(act.viewer, import_uid)
    if seen is None:
        raise NotAllowed
    locks.lock_organisation(seen.contract.organisation_id)
    contract = enrolments.lock_contract(seen.contract_id)
    upload = lists.lock(act.viewer, import_uid)
    if upload is None:
        raise NotAllowed
    if upload.operation_id is not None:
        upload.operation = Operation.objects.get(pk=upload.operation_id)
    return upload, contract


def _promise(act: Act, upload: EnrolmentImport) -> None:
    outbox.emit(WRITE_TOPIC, {"import": str(upload.uid), "user": act.user_id}, now=act.now)


def _change(upload: EnrolmentImport) -> audit.Change:
    return audit.Change(
        upload, codes={"state": upload.status}, organisation_key=upload.contract.organisation_id
    )


def _write(act: Act, upload: EnrolmentImport, contract: Contract) -> Operation:
    """Against the books as they stand now: somebody may have been enrolled since the check."""
    upload.save()
    lists.rejudge_all(upload, on=act.today)
    version = _demand(act, upload, contract)
    leavers = [row.uid for row in reading.ticked_leavers(act.viewer, upload)]
    for enrolment_uid in leavers:
        withdraw(act.context, enrolment_uid=enrolment_uid, reason=LEFT)
    counts = {**reading.counts_of(upload), "leavers": len(leavers)}
    operation = act.audit_bulk([], counts=counts)
    for rows in lists.new_rows(upload, batch=BATCH):
        _enrol(act, upload, contract, version, rows, operation)
    upload.status = ListState.CONFIRMED
    upload.operation = operation
    upload.counts = counts
    upload.save()
    return operation


def _demand(act: Act, upload: EnrolmentImport, contract: Contract) -> ProgrammeVersion:
    """Somebody to enrol or to withdraw, a version to enrol on, and seats for all of them."""
    new = reading.counts_of(upload)[RowState.NEW]
    leavers = list(reading.ticked_leavers(act.viewer, upload).values_list("cohort_id", flat=True))
    if not new and not leavers:
        raise Refused("nobody_new", _("The list holds nobody new."), _("Upload another list."))
    version = programmes.latest_version(contract.programme)
    if version is None:
        raise Refused("not_published", _("The programme has no published version yet."))
    if new:
        refuse_retired(version, on=act.today)
    _demand_seats(contract, upload.cohort, new, leavers)
    return version


def _demand_seats(contract: Contract, cohort: Cohort | None, new: int, leavers: list[int | None]) -> None:
    """Those who leave make room for those who come."""
    free = enrolments.seats_of(contract).free + len(leavers)
    if cohort is not None:
        leaving = sum(each == cohort.pk for each in leavers)
        free = min(free, enrolments.places_of(cohort).free + leaving)
    if new > free:
        raise Refused(
            "no_seats",
            _("The list needs %(wanted)s seats; %(free)s are free.") % {"wanted": new, "free": free},
            _("Take people off the list, withdraw others, or ask for more seats. Nobody was enrolled."),
        )


def _enrol(
    act: Act,
    upload: EnrolmentImport,
    contract: Contract,
    version: ProgrammeVersion,
    rows: list[ImportRow],
    operation: Operation,
) -> None:
    """One batch: as many queries as for any other, whatever stands in it."""
    given = [_introduction(row) for row in rows]
    made = places.invite(
        act, given, contract=contract, cohort=upload.cohort, version=version, source=Source.IMPORT
    )
    changes = [change_of(row) for row in made]
    audit.record_many(act.code, changes, actor=act.context.actor, now=act.now, operation=operation)


def _introduction(row: ImportRow) -> introductions.Introduction:
    return introductions.Introduction(
        line=row.line,
        given_name=row.given_name,
        family_name=row.family_name,
        email=row.email,
        gmc_number=row.gmc_number,
        grade=row.grade,
        specialty=row.specialty,
        person_id=row.person_id,
    )
