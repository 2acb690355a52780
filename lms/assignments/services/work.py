"""The doctor's side: files added and taken away, and work handed in."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from kernel import files, scanning
from kernel.conf import setting
from lms.assignments.enums import WAITING, State
from lms.assignments.models import Submission, SubmissionStep, WorkFile
from lms.assignments.rules import check_step
from lms.enrolment.models import Enrolment
from lms.records.models import Attempt
from programmes.models import Activity
from programmes.rules import work_files

MEGABYTE = 1024 * 1024


def most_bytes() -> int:
    return setting("LEADERSHIP_WORK_FILE_MAX_MB", 20) * MEGABYTE


def content_type_of(file: File[bytes], *, groups: list[str]) -> str:
    """What the file is; ValidationError that says why it is not taken."""
    name = {"name": file.name or "", "size": filesizeformat(file.size)}
    if not file.size:
        raise ValidationError(_("“%(name)s” is empty. Choose another file.") % name, code="empty")
    if file.size > most_bytes():
        message = _("“%(name)s” is %(size)s, and at most %(most)s can be kept. Save it smaller.")
        raise ValidationError(message % {**name, "most": filesizeformat(most_bytes())}, code="too_big")
    try:
        found = work_files.type_of(file)
    except work_files.HoldsPrograms as error:
        message = _("“%(name)s” has macros in it. Save it without them.")
        raise ValidationError(message % name, code="macros") from error
    if found is None or work_files.group_of(found) not in groups:
        endings = ", ".join(work_files.endings(groups))
        message = _("“%(name)s” is none of the files taken here: %(endings)s. Its name does not count.")
        raise ValidationError(message % {**name, "endings": endings}, code="other_kind")
    if why := scanning.why_refused(file):
        raise ValidationError(
            _("“%(name)s” was not kept. %(why)s") % {**name, "why": why}, code="refused_by_scanner"
        )
    return found


def _own_files(person_id: int, activity: Activity) -> Any:
    return WorkFile.objects.unscoped(reason="the person's own files, under the person's lock").filter(
        person_id=person_id,
        module_key=activity.version.module_key,
        activity_key=activity.key,
        submission__isnull=True,
    )


def draft_files(person_id: int, activity: Activity) -> int:
    """How many are ready to be handed in."""
    count: int = _own_files(person_id, activity).count()
    return count


def add_file(
    person_id: int, activity: Activity, file: File[bytes], *, now: datetime
) -> tuple[WorkFile, bool]:
    """Keep one more; False where the same content is there already."""
    wanted = activity.scoring["files"]
    content_type = content_type_of(file, groups=wanted["groups"])
    stored = files.store(file, content_type=content_type, now=now)
    there = _own_files(person_id, activity).filter(file=stored).first()
    if there is not None:
        return there, False
    if draft_files(person_id, activity) >= wanted["most"]:
        message = _("There are %(most)s files already, which is all that is taken. Remove one first.")
        raise ValidationError(message % wanted, code="too_many")
    row = WorkFile.objects.create(
        person_id=person_id,
        module_key=activity.version.module_key,
        activity_key=activity.key,
        file=stored,
        name=name_of(file, content_type),
        content_type=content_type,
        added_at=now,
    )
    return row, True


def name_of(file: File[bytes], content_type: str) -> str:
    """As the doctor called it, with the ending of what it is."""
    ending = work_files.TYPES[content_type][1]
    name = " ".join((file.name or "").replace("/", " ").replace("\\", " ").split())
    stem = name.rpartition(".")[0] or name or _("file")
    return f"{stem[:180]}.{ending}"


def remove_file(person_id: int, activity: Activity, file_uid: uuid.UUID) -> bool:
    """Only of what is not handed in yet. The content goes with the daily look at unused files."""
    removed, _by_model = _own_files(person_id, activity).filter(uid=file_uid).delete()
    return bool(removed)


def latest(person_id: int, activity: Activity) -> Submission | None:
    rows = Submission.objects.unscoped(reason="the person's own work, under the person's lock")
    mine = rows.filter(person_id=person_id, module_key=activity.version.module_key, activity_key=activity.key)
    found: Submission | None = mine.order_by("-number").first()
    return found


def is_closed(submission: Submission | None) -> bool:
    """Nothing can be handed in: it is with the markers, passed, or there was the last try."""
    return submission is not None and submission.state != State.RETURNED


def hand_in(
    enrolment: Enrolment,
    activity: Activity,
    attempt: Attempt | None,
    *,
    before: Submission | None,
    words: int,
    by_user_id: int | None,
    now: datetime,
) -> Submission:
    """The next submission, with the files that are ready."""
    submission = Submission.objects.create(
        person_id=enrolment.person_id,
        enrolment=enrolment,
        activity=activity,
        module_key=activity.version.module_key,
        activity_key=activity.key,
        attempt=attempt,
        number=before.number + 1 if before else 1,
        words=words,
        submitted_at=now,
    )
    _own_files(enrolment.person_id, activity).update(submission=submission)
    write_step(submission, None, State.SUBMITTED, by_user_id=by_user_id, now=now)
    return submission


def give_files_back(submission: Submission, *, now: datetime) -> None:
    """What was handed in lies ready for the next time: the same content, so that nothing is sent twice."""
    rows = WorkFile.objects.unscoped(reason="the files of work that was returned").filter(
        submission=submission
    )
    WorkFile.objects.bulk_create(
        [
            WorkFile(
                person_id=row.person_id,
                module_key=row.module_key,
                activity_key=row.activity_key,
                file_id=row.file_id,
                name=row.name,
                content_type=row.content_type,
                added_at=now,
            )
            for row in rows.order_by("pk")
        ],
        ignore_conflicts=True,
    )


def move(submission: Submission, state: State, *, by_user_id: int | None, now: datetime) -> None:
    """One step of the state machine, with its row."""
    old = State(submission.state)
    check_step(old, state)
    submission.state = state
    submission.save(update_fields=["state", "marked_at", "points", "of"])
    write_step(submission, old, state, by_user_id=by_user_id, now=now)


def write_step(
    submission: Submission, old: State | None, new: State, *, by_user_id: int | None, now: datetime
) -> None:
    SubmissionStep.objects.create(
        submission=submission, from_state=old or "", to_state=new, at=now, by_user_id=by_user_id
    )


def is_waiting(submission: Submission) -> bool:
    return submission.state in WAITING
