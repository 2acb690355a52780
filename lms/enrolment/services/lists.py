"""Writing uploaded lists: rows in batches, mended rows with what they clashed with, and their end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Q

from kernel import files
from kernel.access import Viewer
from lms.enrolment import list_selectors as reading
from lms.enrolment.enums import Choice, ListState, RowState
from lms.enrolment.lists import cells, columns, limits, tables
from lms.enrolment.lists.cells import Fault, Parsed
from lms.enrolment.lists.judging import JUDGES_CODES, Decision, Judge, Verdict
from lms.enrolment.lists.tables import Layout
from lms.enrolment.lists.text import Row
from lms.enrolment.models import EnrolmentImport, ImportLeaver, ImportRow, ListMapping

BATCH = 1000
OWN = "the rows of a list in hand"
READ = ("given_name", "family_name", "email", "gmc_number", "grade", "specialty")
JUDGED = (*READ, "state", "faults", "choice", "choice_code", "person_id")


def read_file(upload: EnrolmentImport, content: bytes, *, encoding: str = "", sheet: str = "") -> None:
    """How the file is read, and which columns are which: as this organisation said before, or a guess."""
    layout = tables.look(content, encoding=encoding, sheet=sheet)
    before = None
    if layout.header_line:
        key = columns.header_key(layout.header)
        before = reading.remembered_mapping(upload.contract.organisation_id, key)
    upload.layout = layout.as_json()
    upload.mapping = before or columns.guess(layout.header, layout.sample)


def remember_mapping(upload: EnrolmentImport, *, now: datetime) -> None:
    """Headings are remembered by their fingerprint; a file without any is not."""
    layout = Layout(**upload.layout)
    if not layout.header_line:
        return
    ListMapping.objects.unscoped(reason="what this organisation chooses").update_or_create(
        organisation_id=upload.contract.organisation_id,
        header_key=columns.header_key(layout.header),
        defaults={"mapping": upload.mapping, "saved_at": now},
    )


def lock(viewer: Viewer, import_uid: Any) -> EnrolmentImport | None:
    """The list with its row locked, if the viewer may see it."""
    return (
        EnrolmentImport.objects.visible_to(viewer)
        .select_for_update(of=("self",), no_key=True)
        .select_related("contract__organisation", "contract__programme", "cohort", "file")
        .filter(uid=import_uid)
        .first()
    )


def clear_rows(upload: EnrolmentImport) -> None:
    ImportRow.objects.unscoped(reason=OWN).filter(upload=upload).delete()
    ImportLeaver.objects.unscoped(reason=OWN).filter(upload=upload).delete()


def few_rows(upload: EnrolmentImport, content: bytes) -> list[Row] | None:
    """All rows where they are few enough to be checked at once, else None."""
    most = limits.at_once_rows()
    with tables.people(content, Layout(**upload.layout)) as rows:
        found = list(islice(rows, most + 1))
    return found if len(found) <= most else None


def check_rows(upload: EnrolmentImport, rows: Iterable[Row], *, on: date) -> None:
    for batch in _batches(_judged(upload, rows, on=on)):
        ImportRow.objects.bulk_create(batch)


def check_in_batches(upload: EnrolmentImport, *, on: date) -> bool:
    """Check a long list, one transaction a batch so that its progress shows; False when it was overtaken.

    Beginning again after a crash writes the same rows: those that are there stay.
    """
    with tables.people(reading.content_of(upload), Layout(**upload.layout)) as found:
        rows = list(found)
    done = 0
    for batch in _batches(_judged(upload, rows, on=on)):
        with transaction.atomic():
            if not _same_round(upload):
                return False
            ImportRow.objects.bulk_create(batch, ignore_conflicts=True)
            done += len(batch)
            _mine(upload).update(done=done, total=len(rows))
    return True


def _mine(upload: EnrolmentImport) -> Any:
    return EnrolmentImport.objects.unscoped(reason="a list in hand").filter(pk=upload.pk)


def _same_round(upload: EnrolmentImport) -> bool:
    same = _mine(upload).filter(status=ListState.CHECKING, round=upload.round)
    return bool(same.select_for_update(no_key=True))


def _batches(rows: Iterator[ImportRow]) -> Iterator[list[ImportRow]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _judged(upload: EnrolmentImport, rows: Iterable[Row], *, on: date) -> Iterator[ImportRow]:
    judge = Judge(reading.members_of(upload.contract, on=on))
    for line, values in rows:
        row = ImportRow(upload=upload, line=line, cells=values)
        _judge(row, judge, upload.mapping)
        yield row


def _judge(row: ImportRow, judge: Judge, mapping: Sequence[str]) -> bool:
    """Read and judge one row anew; True where that changed anything about it."""
    parsed = cells.read(row.line, row.cells, mapping)
    before = [getattr(row, name) for name in READ]
    for name in READ:
        setattr(row, name, getattr(parsed, name))
    changed = _judge_read(row, parsed, judge)
    return changed or before != [getattr(row, name) for name in READ]


def _judge_read(row: ImportRow, parsed: Parsed, judge: Judge) -> bool:
    before = (row.state, row.person_id, row.faults, row.choice)
    verdict = judge.judge(parsed, Decision(row.choice, row.choice_code))
    row.state = verdict.state
    row.faults = [fault.as_json() for fault in verdict.faults]
    row.person_id = verdict.person_id
    _forget_answered(row, verdict)
    return before != (row.state, row.person_id, row.faults, row.choice)


def _forget_answered(row: ImportRow, verdict: Verdict) -> None:
    """An answer does not stand for another question."""
    if row.choice == Choice.SAME_PERSON and verdict.state in (RowState.DECIDE, RowState.BAD):
        row.choice, row.choice_code = "", ""


def rejudge(upload: EnrolmentImport, row: ImportRow, *, on: date, was: Sequence[str] = ()) -> int:
    """Judge a changed row and all that share an address or number with it, now or before (``was``)."""
    parsed = cells.read(row.line, row.cells, upload.mapping)
    rows = _linked(upload, row, {*was, parsed.email, parsed.gmc_number} - {""})
    members = reading.members_of(
        upload.contract,
        on=on,
        emails={each.email for each in rows} | {parsed.email} - {""},
        numbers={each.gmc_number for each in rows} | {parsed.gmc_number} - {""},
    )
    judge = Judge(members)
    changed = [each for each in rows if _judge(each, judge, upload.mapping) or each.pk == row.pk]
    _store(changed, ("cells", *JUDGED))
    return len(changed)


def _linked(upload: EnrolmentImport, row: ImportRow, keys: set[str]) -> list[ImportRow]:
    """The row and everyone tied to it through shared addresses and numbers, in the order of the file."""
    found = {row.pk: row}
    seen: set[str] = set()
    while keys - seen:
        seen |= keys
        rows = ImportRow.objects.unscoped(reason=OWN).filter(upload=upload)
        for each in rows.filter(Q(email__in=keys) | Q(gmc_number__in=keys)):
            found.setdefault(each.pk, each)
        keys = {key for each in found.values() for key in (each.email, each.gmc_number) if key} | keys
    return sorted(found.values(), key=lambda each: each.line)


def rejudge_all(upload: EnrolmentImport, *, on: date) -> int:
    """Judge every row against the books as they stand now; returns how many rows came out otherwise."""
    judge = Judge(reading.members_of(upload.contract, on=on))
    changed: list[ImportRow] = []
    count = 0
    rows = ImportRow.objects.unscoped(reason=OWN).filter(upload=upload).order_by("line")
    for row in rows.iterator(chunk_size=BATCH):
        if _judge_read(row, _as_read(row), judge):
            changed.append(row)
            count += 1
        if len(changed) == BATCH:
            _store(changed, JUDGED)
            changed = []
    _store(changed, JUDGED)
    return count


def _store(rows: list[ImportRow], fields: Sequence[str]) -> None:
    names = ["person" if name == "person_id" else name for name in fields]
    ImportRow.objects.unscoped(reason=OWN).bulk_update(rows, names, batch_size=200)


def _as_read(row: ImportRow) -> Parsed:
    """The row as its cells were read before, without reading them again."""
    read = Parsed(row.line, *(getattr(row, name) for name in READ))
    for fault in row.faults:
        if fault["code"] not in JUDGES_CODES:
            asked = fault["code"] == "gmc_lost_zero"
            (read.questions if asked else read.bad).append(Fault(**fault))
    return read


def new_rows(upload: EnrolmentImport, *, batch: int = BATCH) -> Iterator[list[ImportRow]]:
    """The rows to be enrolled, in batches in the order of the file."""
    last = 0
    while True:
        rows = ImportRow.objects.unscoped(reason=OWN).filter(upload=upload, state=RowState.NEW)
        found = list(rows.filter(line__gt=last).order_by("line")[:batch])
        if not found:
            return
        yield found
        last = found[-1].line


def tick_leavers(upload: EnrolmentImport, *, shown: Iterable[int], ticked: Iterable[int]) -> None:
    """Ticks of those shown on one page; what stands on other pages stays."""
    rows = ImportLeaver.objects.unscoped(reason=OWN).filter(upload=upload)
    wanted = set(ticked)
    rows.filter(enrolment_id__in=set(shown) - wanted).delete()
    ImportLeaver.objects.bulk_create(
        [ImportLeaver(upload=upload, enrolment_id=pk) for pk in sorted(wanted)], ignore_conflicts=True
    )


def put_away(upload: EnrolmentImport, *, now: datetime) -> None:
    """Rows and file go; what the list came to stays as figures."""
    clear_rows(upload)
    file = upload.file
    upload.file = None
    upload.layout = {}
    upload.purged_at = now
    if upload.status != ListState.CONFIRMED:
        upload.status = ListState.EXPIRED
    upload.save()
    if file is not None:
        files.forget(file)
