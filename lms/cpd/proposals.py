"""What the learning record holds that may earn credits: recorded there once, never typed again here."""

from __future__ import annotations

import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from kernel.access import Viewer
from kernel.clock import local_date
from lms.cpd.enums import Kind, Setting
from lms.cpd.models import CpdEntry
from lms.cpd.rules import of_minutes
from lms.records.models import LearningFact, Verb
from lms.records.selectors import CompletionRow, recorded_of
from programmes.models import Activity, ModuleVersion


@dataclass(frozen=True)
class Proposal:
    """An entry as it would be. Leadership is not clinical; what a trust sponsored is internal to it."""

    fact_id: int
    fact_uid: uuid.UUID
    title: str
    on: date
    hundredths: int
    setting: str
    kind: str
    module_key: uuid.UUID | None = None

    @property
    def is_estimate(self) -> bool:
        """Of a module the time is known, not the credits: an hour is taken for one."""
        return self.module_key is not None


def proposals(viewer: Viewer) -> list[Proposal]:
    """What was not taken in yet, latest first. Four queries, whatever there is."""
    taken = CpdEntry.objects.visible_to(viewer).filter(fact__isnull=False)
    known = set(taken.order_by().values_list("fact_id", "module_key"))
    facts = {fact_id for fact_id, _module in known}
    modules = {module for _fact, module in known if module}
    found = [each for each in _credited(viewer) if each.fact_id not in facts]
    found += [each for each in _modules(viewer, but=modules) if each.fact_id not in facts]
    return sorted(found, key=lambda each: (each.on, each.fact_id), reverse=True)


def _credited(viewer: Viewer) -> list[Proposal]:
    rows = LearningFact.objects.visible_to(viewer).filter(verb=Verb.CREDITED, superseded_by__isnull=True)
    return [
        Proposal(
            fact_id=fact.pk,
            fact_uid=fact.uid,
            title=fact.words.text if hasattr(fact, "words") else "",
            on=local_date(fact.effective_at),
            hundredths=fact.result["credits"],
            # Earned elsewhere, for the programme.
            setting=Setting.EXTERNAL,
            kind=Kind.EVENT,
        )
        for fact in rows.select_related("words")
    ]


def _modules(viewer: Viewer, *, but: set[uuid.UUID]) -> list[Proposal]:
    """Modules all of whose required parts are done, whatever else is."""
    done: dict[uuid.UUID, list[CompletionRow]] = defaultdict(list)
    for row in recorded_of(viewer).completions:
        if row.module_key not in but:
            done[row.module_key].append(row)
    latest = {key: max(rows, key=lambda row: row.effective_at) for key, rows in done.items()}
    wanted: dict[int, set[uuid.UUID]] = defaultdict(set)
    versions = {row.version_id for row in latest.values()}
    required = Activity.objects.filter(version_id__in=versions, required=True).order_by()
    for version_id, key in required.values_list("version_id", "key"):
        wanted[version_id].add(key)
    whole = [
        row
        for key, row in latest.items()
        if wanted[row.version_id] <= {each.activity_key for each in done[key]}
    ]
    return [each for each in _of_modules(viewer, whole) if each.hundredths]


def _of_modules(viewer: Viewer, rows: list[CompletionRow]) -> list[Proposal]:
    versions = ModuleVersion.objects.in_bulk([row.version_id for row in rows])
    facts = LearningFact.objects.visible_to(viewer).filter(pk__in=[row.fact_id for row in rows])
    about = {
        pk: (uid, sponsor) for pk, uid, sponsor in facts.values_list("pk", "uid", "enrolment__organisation")
    }
    return [
        Proposal(
            fact_id=row.fact_id,
            fact_uid=about[row.fact_id][0],
            title=versions[row.version_id].title,
            on=local_date(row.effective_at),
            hundredths=of_minutes(versions[row.version_id].minutes),
            setting=Setting.INTERNAL if about[row.fact_id][1] else Setting.EXTERNAL,
            kind=Kind.EVENT,
            module_key=row.module_key,
        )
        for row in rows
    ]
