"""A list of people to enrol: checked first with nothing written about anybody, then written whole."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.core.files import File
from django.utils.translation import gettext_lazy as _

from kernel import conf, files
from kernel.audit import Change
from kernel.models import Operation
from lms.actions.base import Act, action
from lms.actions.enrolment import change_of
from lms.actions.errors import NotAllowed, Refused
from lms.enrolment import importing, selectors
from lms.enrolment.enums import Source, State
from lms.enrolment.models import Cohort, Contract, Enrolment, EnrolmentImport
from lms.enrolment.services import enrolments
from lms.people.services import introductions
from lms.progress.services import projection
from lms.reminders.services import planning
from programmes import selectors as programmes

MAX_BYTES = 2_000_000


@action("import.check")
def check_list(
    act: Act, *, contract_uid: uuid.UUID, cohort_uid: uuid.UUID | None, file: File[bytes], file_name: str
) -> EnrolmentImport:
    """Keep the file privately and say what is in it. Nobody is enrolled by this."""
    contract = selectors.contract_for(act.viewer, contract_uid)
    if contract is None or act.user_id is None:
        raise NotAllowed
    cohort = _cohort(act, contract, cohort_uid)
    if file.size > MAX_BYTES:
        raise Refused(
            "too_large",
            _("The file is larger than 2 MB."),
            _("Save only the list itself as CSV, or split it."),
        )
    try:
        found = importing.check(file.read(), members=selectors.members_of(contract))
    except importing.UnreadableList as error:
        raise Refused("unreadable", str(error)) from error
    file.seek(0)
    upload = EnrolmentImport.objects.create(
        contract=contract,
        cohort=cohort,
        file=files.store(file, content_type="text/csv", now=act.now),
        file_name=file_name[:200],
        status=EnrolmentImport.Status.CHECKED,
        uploaded_by_id=act.user_id,
        uploaded_at=act.now,
        counts=found.counts,
    )
    act.audit(Change(upload, codes=found.counts, organisation_key=contract.organisation_id))
    return upload


def _cohort(act: Act, contract: Contract, cohort_uid: uuid.UUID | None) -> Cohort | None:
    if cohort_uid is None:
        return None
    cohort = selectors.cohorts_for(act.viewer).filter(uid=cohort_uid, contract=contract).first()
    if cohort is None:
        raise NotAllowed
    found: Cohort = cohort
    return found


@action("import.confirm")
def confirm_list(act: Act, *, import_uid: uuid.UUID) -> Operation:
    """Write every good row, in one transaction. A second press gives the first one's operation."""
    upload = selectors.import_for(act.viewer, import_uid)
    if upload is None:
        raise NotAllowed
    contract = enrolments.lock_contract(upload.contract_id)
    upload.refresh_from_db(fields=["status", "operation"])
    if upload.operation_id is not None:
        act.changed_nothing()
        return Operation.objects.get(pk=upload.operation_id)
    found = selectors.report(upload)
    if not found.new:
        raise Refused("nobody_new", _("The list holds nobody new."), _("Upload another list."))
    _demand(contract, upload.cohort, len(found.new))
    rows = _enrol(act, contract, upload.cohort, found)
    planning.plan_invitations(rows, now=act.now)
    operation = act.audit_bulk([change_of(row) for row in rows], counts=found.counts)
    upload.status = EnrolmentImport.Status.CONFIRMED
    upload.operation = operation
    upload.counts = found.counts
    upload.save()
    return operation


def _demand(contract: Contract, cohort: Cohort | None, wanted: int) -> None:
    try:
        enrolments.demand_seats(contract, cohort, wanted)
    except enrolments.NoSeats as error:
        raise Refused(
            "no_seats",
            _("The list needs %(wanted)s seats; %(free)s are free.")
            % {"wanted": error.wanted, "free": error.free},
            _("Take people off the list, withdraw others, or ask for more seats. Nobody was enrolled."),
        ) from error


def _enrol(act: Act, contract: Contract, cohort: Cohort | None, found: importing.Report) -> list[Enrolment]:
    version = programmes.latest_version(contract.programme)
    if version is None:
        raise Refused("not_published", _("The programme has no published version yet."))
    person_ids = introductions.introduce(
        [
            introductions.Introduction(
                line=row.line,
                given_name=row.given_name,
                family_name=row.family_name,
                email=row.email,
                gmc_number=row.gmc_number,
                grade=row.grade,
                specialty=row.specialty,
                person_id=found.known.get(row.line),
            )
            for row in found.new
        ],
        organisation=contract.organisation,
        on=act.today,
        now=act.now,
    )
    expires_at = act.now + timedelta(days=conf.setting("LEADERSHIP_INVITATION_DAYS", 21))
    rows = enrolments.add_enrolments(
        [
            Enrolment(
                person_id=person_ids[row.line],
                programme_id=contract.programme_id,
                version=version,
                contract=contract,
                cohort=cohort,
                organisation=contract.organisation,
                source=Source.IMPORT,
                state=State.INVITED,
                invited_as=row.email,
                starts_on=cohort.starts_on if cohort else act.today,
                created_at=act.now,
                expires_at=expires_at,
            )
            for row in found.new
        ],
        by_user_id=act.user_id,
        now=act.now,
    )
    projection.refresh(rows)
    return rows
