"""A list of people to enrol: read, matched, checked and mended, with nothing written about anybody."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.core.files import File
from django.utils.translation import gettext_lazy as _

from kernel import files, outbox
from kernel.audit import Change
from lms.actions.base import Act, Context, action
from lms.actions.errors import NotAllowed, Refused
from lms.actions.list_writing import confirm_list
from lms.enrolment import list_selectors as reading
from lms.enrolment import selectors
from lms.enrolment.enums import Choice, ListState
from lms.enrolment.lists import columns, limits, words
from lms.enrolment.lists.problems import UnreadableList
from lms.enrolment.models import Cohort, Contract, EnrolmentImport, ImportRow
from lms.enrolment.services import lists
from lms.people.enums import Grade

__all__ = [
    "check_list",
    "confirm_list",
    "decide_row",
    "finish_check",
    "give_up",
    "match_list",
    "mend_row",
    "purge_lists",
    "read_otherwise",
    "rematch_list",
    "tick_leavers",
    "upload_list",
]

CHECK_TOPIC = "enrolment.check_list"
CHANGED_MEANWHILE = _("The list has gone on since you opened this page.")


@action("import.upload")
def upload_list(
    act: Act,
    *,
    contract_uid: uuid.UUID,
    cohort_uid: uuid.UUID | None,
    file: File[bytes],
    file_name: str,
    full_list: bool = False,
) -> EnrolmentImport:
    """Keep the file privately and look at its columns."""
    contract = selectors.contract_for(act.viewer, contract_uid)
    if contract is None or act.user_id is None:
        raise NotAllowed
    cohort = _cohort(act, contract, cohort_uid)
    if file.size > limits.max_bytes():
        raise _unreadable(UnreadableList("too_large", most=limits.max_bytes() // 1_000_000))
    upload = EnrolmentImport(
        contract=contract,
        cohort=cohort,
        file_name=file_name[:200],
        status=ListState.MATCHING,
        full_list=full_list,
        uploaded_by_id=act.user_id,
        uploaded_at=act.now,
    )
    _readable(lambda: lists.read_file(upload, file.read()))
    file.seek(0)
    upload.file = files.store(file, content_type="application/octet-stream", now=act.now)
    upload.save(force_insert=True)
    act.audit(_change(upload, full_list=full_list))
    return upload


def _cohort(act: Act, contract: Contract, cohort_uid: uuid.UUID | None) -> Cohort | None:
    if cohort_uid is None:
        return None
    cohort = selectors.cohorts_for(act.viewer).filter(uid=cohort_uid, contract=contract).first()
    if cohort is None:
        raise NotAllowed
    found: Cohort = cohort
    return found


def _change(upload: EnrolmentImport, **codes: Any) -> Change:
    return Change(
        upload, codes={"state": upload.status, **codes}, organisation_key=upload.contract.organisation_id
    )


def _unreadable(problem: UnreadableList) -> Refused:
    return Refused("unreadable", str(problem))


def _readable(work: Callable[[], Any]) -> Any:
    try:
        return work()
    except UnreadableList as problem:
        raise _unreadable(problem) from problem


def _locked(act: Act, import_uid: uuid.UUID, *states: ListState) -> EnrolmentImport:
    upload = lists.lock(act.viewer, import_uid)
    if upload is None:
        raise NotAllowed
    if upload.status not in states:
        raise Refused("wrong_state", CHANGED_MEANWHILE, _("Open the list again."))
    return upload


@action("import.read_otherwise")
def read_otherwise(
    act: Act, *, import_uid: uuid.UUID, encoding: str = "", sheet: str = ""
) -> EnrolmentImport:
    """Read the same file in another encoding, or another sheet of it."""
    upload = _locked(act, import_uid, ListState.MATCHING)
    content = reading.content_of(upload)
    _readable(lambda: lists.read_file(upload, content, encoding=encoding, sheet=sheet))
    upload.save()
    act.audit(_change(upload))
    return upload


@action("import.match")
def match_list(act: Act, *, import_uid: uuid.UUID, mapping: Sequence[str]) -> EnrolmentImport:
    """Say which column is which, and check: a short list at once, a long one by a worker."""
    upload = _locked(act, import_uid, ListState.MATCHING)
    width = len(upload.layout["header"])
    if len(mapping) != width or not set(mapping) <= {"", *columns.COLUMNS}:
        raise NotAllowed
    upload.mapping = list(mapping)
    _readable(lambda: columns.refuse_incomplete(upload.mapping))
    content = reading.content_of(upload)
    rows = _readable(lambda: lists.few_rows(upload, content))
    lists.remember_mapping(upload, now=act.now)
    upload.status = ListState.CHECKING
    upload.round += 1
    upload.done = upload.total = 0
    upload.problem, upload.problem_params = "", {}
    upload.save()
    if rows is None:
        payload = {"import": str(upload.uid), "round": upload.round}
        outbox.emit(CHECK_TOPIC, payload, now=act.now, key=f"{CHECK_TOPIC}:{upload.pk}:{upload.round}")
    else:
        lists.check_rows(upload, rows, on=act.today)
        _now_checked(upload)
    act.audit(_change(upload, **upload.counts))
    return upload


def _now_checked(upload: EnrolmentImport) -> None:
    upload.status = ListState.CHECKED
    upload.counts = reading.counts_of(upload)
    upload.done = upload.total = sum(upload.counts.values())
    upload.save()


def check_list(
    context: Context,
    *,
    contract_uid: uuid.UUID,
    cohort_uid: uuid.UUID | None,
    file: File[bytes],
    file_name: str,
) -> EnrolmentImport:
    """Upload and match in one go, with the columns as they are guessed."""
    upload = upload_list(
        context, contract_uid=contract_uid, cohort_uid=cohort_uid, file=file, file_name=file_name
    )
    return match_list(context, import_uid=upload.uid, mapping=upload.mapping)


@action("import.checked")
def finish_check(act: Act, *, import_uid: uuid.UUID, round: int) -> EnrolmentImport:
    """What a worker says when it has checked the last row."""
    upload = _locked(act, import_uid, *ListState)
    if upload.status != ListState.CHECKING or upload.round != round:
        act.changed_nothing()
        return upload
    _now_checked(upload)
    act.audit(_change(upload, **upload.counts))
    return upload


@action("import.give_up")
def give_up(act: Act, *, import_uid: uuid.UUID, code: str, params: Mapping[str, Any]) -> EnrolmentImport:
    """A worker could not go on: a file that cannot be read, or a list that must not be written."""
    upload = _locked(act, import_uid, *ListState)
    onwards = {ListState.CHECKING: ListState.FAILED, ListState.CONFIRMING: ListState.CHECKED}
    if upload.status not in onwards:
        act.changed_nothing()
        return upload
    upload.status = onwards[ListState(upload.status)]
    upload.problem, upload.problem_params = code, {name: str(value) for name, value in params.items()}
    upload.save()
    act.audit(_change(upload, problem=code))
    return upload


@action("import.rematch")
def rematch_list(act: Act, *, import_uid: uuid.UUID) -> EnrolmentImport:
    """Back to the columns: what was checked, mended and decided is thrown away."""
    states = (ListState.CHECKING, ListState.CHECKED, ListState.FAILED, ListState.MATCHING)
    upload = _locked(act, import_uid, *states)
    if upload.status == ListState.MATCHING:
        act.changed_nothing()
        return upload
    lists.clear_rows(upload)
    upload.status = ListState.MATCHING
    upload.counts = {}
    upload.done = upload.total = 0
    upload.problem, upload.problem_params = "", {}
    upload.save()
    act.audit(_change(upload))
    return upload


def _row(act: Act, upload: EnrolmentImport, line: int) -> ImportRow:
    row = reading.row_of(act.viewer, upload, line)
    if row is None:
        raise NotAllowed
    return row


def _judged_again(act: Act, upload: EnrolmentImport, row: ImportRow, was: Sequence[str]) -> ImportRow:
    lists.rejudge(upload, row, on=act.today, was=was)
    upload.counts = reading.counts_of(upload)
    upload.problem, upload.problem_params = "", {}
    upload.save()
    act.audit(_change(upload, line=row.line, row=row.state))
    return row


@action("import.mend")
def mend_row(act: Act, *, import_uid: uuid.UUID, line: int, values: Mapping[str, str]) -> ImportRow:
    """Correct cells of one row; it and those that it clashed with are judged again."""
    upload = _locked(act, import_uid, ListState.CHECKED)
    row = _row(act, upload, line)
    was = (row.email, row.gmc_number)
    for column, value in values.items():
        if column not in upload.mapping:
            raise NotAllowed
        row.cells[upload.mapping.index(column)] = " ".join(value.split())[: limits.MAX_CELL]
    row.choice, row.choice_code = "", ""
    return _judged_again(act, upload, row, was)


@action("import.decide")
def decide_row(act: Act, *, import_uid: uuid.UUID, line: int, choice: str) -> ImportRow:
    """Same person, leave out, the proposal, one of several grades; an empty choice takes it back."""
    upload = _locked(act, import_uid, ListState.CHECKED)
    row = _row(act, upload, line)
    offered = {value for value, _label in words.choices(row.faults)} | {""}
    if choice not in offered:
        raise Refused("not_offered", CHANGED_MEANWHILE, _("Open the list again."))
    was = (row.email, row.gmc_number)
    if choice == Choice.TAKE_PROPOSAL:
        proposal = next(fault["params"]["proposal"] for fault in row.faults if "proposal" in fault["params"])
        row.cells[upload.mapping.index("gmc_number")] = proposal
        choice = ""
    elif choice.startswith(words.GRADE):
        grade = Grade(choice.removeprefix(words.GRADE))
        row.cells[upload.mapping.index("grade")] = str(grade.label)
        choice = ""
    row.choice = choice
    row.choice_code = _question(row) if choice == Choice.SAME_PERSON else ""
    return _judged_again(act, upload, row, was)


def _question(row: ImportRow) -> str:
    return next(str(fault["code"]) for fault in row.faults if fault["code"] in words.SAME_PERSON)


@action("import.tick_leavers")
def tick_leavers(
    act: Act, *, import_uid: uuid.UUID, shown: Sequence[uuid.UUID], ticked: Sequence[uuid.UUID]
) -> EnrolmentImport:
    """Choose by hand who of those missing is to be withdrawn; ``shown`` is one page of them."""
    upload = _locked(act, import_uid, ListState.CHECKED)
    if not upload.full_list:
        raise NotAllowed
    rows = reading.missing_from(act.viewer, upload).filter(uid__in=shown)
    there = dict(rows.values_list("uid", "pk"))
    lists.tick_leavers(upload, shown=there.values(), ticked=[there[uid] for uid in ticked if uid in there])
    act.audit(_change(upload, ticked=len(set(ticked) & there.keys()), shown=len(there)))
    return upload


@action("import.purge")
def purge_lists(act: Act, *, limit: int = 50) -> int:
    """Delete the rows and files of lists that are older than they are kept; their figures stay."""
    before = act.now - timedelta(days=limits.kept_days())
    old = list(reading.to_purge(before=before).order_by("uploaded_at")[:limit])
    changes = []
    for each in old:
        upload = lists.lock(act.viewer, each.uid)
        if upload is not None and upload.purged_at is None:
            lists.put_away(upload, now=act.now)
            changes.append(_change(upload))
    if changes:
        act.audit_bulk(changes, counts={"purged": len(changes)})
    else:
        act.changed_nothing()
    return len(changes)
