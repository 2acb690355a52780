"""Taking what the doctor has done here into their portfolio: a press each, and twice is once."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils.translation import gettext as _

from kernel.clock import local_date
from lms.actions.base import Act, action
from lms.actions.drafted import elements_claimed
from lms.actions.errors import NotAllowed
from lms.actions.evidence import change_of, tidied
from lms.assignments.models import Submission, WorkFile
from lms.people.locks import lock_self
from lms.portfolio import taking
from lms.portfolio.enums import Kind, State
from lms.portfolio.models import EvidenceItem
from lms.portfolio.rules.words import MOST_TAGS
from lms.portfolio.services import evidence, evidence_files
from lms.portfolio.services.evidence import OWN, Content, Origin
from lms.portfolio.taking import Source
from lms.records.services import attempts
from programmes.activity_types import project
from programmes.models import ActivityClaim, ModuleVersion


@action("evidence.take_in")
def take_in(act: Act, *, source: Source, uid: uuid.UUID) -> EvidenceItem:
    """Kept at once: it is the doctor's own, and was looked at where it was done."""
    if lock_self(act.viewer) is None:
        raise NotAllowed
    rows: Any = {
        Source.WORK: taking.passed_work,
        Source.PROJECT: taking.projects,
        Source.PROGRAMME: taking.programmes,
    }[source](act.viewer)
    row = rows.filter(uid=uid).first()
    if row is None:
        raise NotAllowed
    mine = EvidenceItem.objects.visible_to(act.viewer)
    there = mine.filter(module_key__isnull=True, **{NAMES[source]: row}).first()
    if there is not None:
        act.changed_nothing()
        return there
    made: EvidenceItem = MAKERS[source](act, row)
    act.audit(change_of(made, source=source.value))
    return made


def _of_work(act: Act, row: Submission) -> EvidenceItem:
    written = row.attempt.state.get("text") if row.attempt else ""
    words = written if isinstance(written, str) else ""
    made = evidence.begin(
        row.person_id,
        Kind.DOCUMENT,
        content=tidied(Content(title=row.activity.title, words=words)),
        now=act.now,
        state=State.KEPT,
        on=local_date(row.submitted_at),
        origin=Origin(submission=row),
    )
    for file in WorkFile.objects.unscoped(reason=OWN).filter(submission=row).select_related("file"):
        kept = {"name": file.name, "content_type": file.content_type}
        evidence_files.copy(made, file.file, **kept, now=act.now)
    evidence.tag(made, elements_claimed(ActivityClaim.objects.filter(activity=row.activity))[:MOST_TAGS])
    return made


def _of_project(act: Act, row: Any) -> EvidenceItem:
    attempt = attempts.latest(row.person_id, row.module_key, row.activity_key)
    made = evidence.begin(
        row.person_id,
        Kind.PROJECT,
        content=tidied(Content(title=row.activity_title, words=_told(attempt.state) if attempt else "")),
        now=act.now,
        state=State.KEPT,
        on=local_date(row.effective_at),
        origin=Origin(fact=row),
    )
    claims = ActivityClaim.objects.filter(
        activity__version=row.module_version_id, activity__key=row.activity_key
    )
    evidence.tag(made, elements_claimed(claims)[:MOST_TAGS])
    return made


def _told(state: dict[str, Any]) -> str:
    """What the doctor wrote of the project, each part below its name."""
    labels = {
        "aim": _("Aim"),
        "measure": _("Measure"),
        "change": _("Change"),
        "outcome": _("What came of it"),
    }
    parts = [(label, project.text_in(state, name).strip()) for name, label in labels.items()]
    for place, cycle in enumerate(project.cycles_in(state), start=1):
        learnt = str(cycle.get("study") or "").strip()
        parts.append((_("Learnt in cycle %(number)s") % {"number": place}, learnt))
    return "\n\n".join(f"{label}\n{text}" for label, text in parts if text)


def _of_programme(act: Act, row: Any) -> EvidenceItem:
    made = evidence.begin(
        row.person_id,
        Kind.CERTIFICATE,
        content=tidied(Content(title=row.version.title, words=_("Completed here."))),
        now=act.now,
        state=State.KEPT,
        on=local_date(row.completed_at),
        origin=Origin(enrolment=row),
    )
    pinned = ModuleVersion.objects.filter(
        pk__in=row.version.requirements.filter(module_version__isnull=False).values("module_version")
    )
    claims = ActivityClaim.objects.filter(activity__version__in=pinned)
    evidence.tag(made, elements_claimed(claims)[:MOST_TAGS])
    return made


NAMES = {Source.WORK: "submission", Source.PROJECT: "fact", Source.PROGRAMME: "enrolment"}
MAKERS: dict[Source, Any] = {
    Source.WORK: _of_work,
    Source.PROJECT: _of_project,
    Source.PROGRAMME: _of_programme,
}
