"""What a doctor sees of their own learning."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import F, OuterRef, Subquery

from kernel.access import Viewer
from lms.calendar import selectors as calendar
from lms.calendar.models import DueDate
from lms.enrolment.enums import State
from lms.enrolment.models import Enrolment
from lms.progress.models import Progress
from lms.progress.rules import Standing, standing
from lms.progress.selectors import tree_of
from lms.records.models import Attempt, LearningFact
from lms.records.selectors import CompletionRow, completions_by_person, completions_of
from lms.web.selectors.outline import ActivityId, ModulePlace, Outline, Part, Step, outline_of
from programmes.models import Activity

SHOWN_STATES = (State.INVITED, State.ACTIVE, State.DEFERRED, State.COMPLETED)


@dataclass(frozen=True, eq=False)
class Course:
    """One enrolment as its doctor sees it: where they stand and what comes next."""

    enrolment: Enrolment
    outline: Outline
    completed: Mapping[ActivityId, int]
    draft_key: uuid.UUID | None = None
    draft_saved_at: datetime | None = None
    due_by_requirement: Mapping[int, DueDate] = field(default_factory=dict)

    @cached_property
    def standing(self) -> Standing:
        return standing(tree_of(self.enrolment.version_id).root, self.completed)

    @property
    def progress(self) -> Progress | None:
        return getattr(self.enrolment, "progress", None)

    def is_done(self, step: Step) -> bool:
        return step.id in self.completed

    def done_in(self, module: ModulePlace) -> int:
        return sum(self.is_done(step) for step in module.steps)

    def due_of(self, module: ModulePlace) -> DueDate | None:
        return self.due_by_requirement.get(module.requirement_id)

    @cached_property
    def next_step(self) -> Step | None:
        """Where they stopped; else the first thing still needed; else anything not done yet."""
        undone = [step for step in self.outline.steps if not self.is_done(step)]
        drafted = [step for step in undone if step.key == self.draft_key]
        needed = [step for step in undone if step.activity.required and self._is_wanted(step)]
        return next(iter(drafted or needed or undone), None)

    def _is_wanted(self, step: Step) -> bool:
        return step.module.requirement_id in self._wanted_modules

    @cached_property
    def _wanted_modules(self) -> frozenset[int]:
        """The modules of the parts that are not satisfied yet."""
        wanted = set[int]()
        for part in self.standing.children:
            if not part.satisfied:
                wanted |= {each.node.requirement_id for each in part.walk() if each.node.module_key}
        return frozenset(wanted)


@dataclass(frozen=True, eq=False)
class Everything:
    """All courses of a doctor with all that they have completed, also in programmes that are over."""

    courses: list[Course]
    completions: list[CompletionRow]


def everything(viewer: Viewer, *, with_plan: bool = True) -> Everything:
    """Three queries for any number of either; without plan two."""
    rows = list(_enrolments(viewer, with_plan=with_plan).filter(state__in=SHOWN_STATES))
    found = completions_of(viewer)
    completed: dict[int, dict[ActivityId, int]] = {}
    for each in found:
        completed.setdefault(each.person_id, {})[each.activity] = each.fact_id
    return Everything(_with_facts(viewer, rows, completed, with_plan=with_plan), found)


def courses(
    viewer: Viewer, *, enrolment_uid: uuid.UUID | None = None, with_plan: bool = True
) -> list[Course]:
    """The doctor's enrolments: three queries for any number of them.

    Without plan two, and then neither due dates nor drafts say what comes next.
    """
    rows = _enrolments(viewer, with_plan=with_plan)
    if enrolment_uid:
        rows = rows.filter(uid=enrolment_uid).select_related("organisation__brand")
    else:
        rows = rows.filter(state__in=SHOWN_STATES)
    return _with_facts(viewer, list(rows), with_plan=with_plan)


def _enrolments(viewer: Viewer, *, with_plan: bool) -> Any:
    rows: Any = Enrolment.objects.visible_to(viewer).select_related(
        "version", "organisation", "cohort", "progress"
    )
    if with_plan:
        drafts = Attempt.objects.visible_to(viewer).filter(
            enrolment=OuterRef("pk"), submitted_at__isnull=True
        )
        latest = drafts.order_by("-saved_at")
        rows = rows.annotate(
            draft_key=Subquery(latest.values("activity_key")[:1]),
            draft_saved_at=Subquery(latest.values("saved_at")[:1]),
        )
    return rows.order_by("-created_at", "pk")


def course(viewer: Viewer, enrolment_uid: uuid.UUID, *, with_plan: bool = True) -> Course | None:
    return next(iter(courses(viewer, enrolment_uid=enrolment_uid, with_plan=with_plan)), None)


def _with_facts(
    viewer: Viewer,
    rows: Sequence[Any],
    completed: Mapping[int, Mapping[ActivityId, int]] | None = None,
    *,
    with_plan: bool,
) -> list[Course]:
    outlines = {row.version_id: outline_of(row.version) for row in rows}
    if completed is None:
        keys = {module.module_key for outline in outlines.values() for module in outline.modules}
        completed = completions_by_person({row.person_id for row in rows}, module_keys=keys) if rows else {}
    dates: dict[int, dict[int, DueDate]] = {row.pk: {} for row in rows}
    if with_plan and rows:
        for due in calendar.due_dates(viewer, enrolment_ids=[row.pk for row in rows]):
            dates[due.enrolment_id][due.requirement_id] = due
    return [
        Course(
            enrolment=row,
            outline=outlines[row.version_id],
            completed=completed.get(row.person_id, {}),
            draft_key=row.draft_key if with_plan else None,
            draft_saved_at=row.draft_saved_at if with_plan else None,
            due_by_requirement=dates[row.pk],
        )
        for row in rows
    ]


@dataclass(frozen=True, eq=False)
class PartView:
    """A part of a programme with where its doctor stands in each module."""

    part: Part
    standing: Standing
    modules: list[ModuleView]


@dataclass(frozen=True, eq=False)
class ModuleView:
    module: ModulePlace
    done: int
    due: DueDate | None
    first: Step | None

    @property
    def total(self) -> int:
        return len(self.module.activities)

    @property
    def state(self) -> str:
        if self.total and self.done == self.total:
            return "done"
        return "started" if self.done else "open"


def parts_of(found: Course) -> list[PartView]:
    return [
        PartView(part, stands, [_module_view(found, module) for module in part.modules])
        for part, stands in zip(found.outline.parts, found.standing.children, strict=True)
    ]


def _module_view(found: Course, module: ModulePlace) -> ModuleView:
    undone = [step for step in module.steps if not found.is_done(step)]
    first = next(iter(undone or module.steps), None)
    return ModuleView(module, found.done_in(module), found.due_of(module), first)


@dataclass(frozen=True)
class FactLine:
    """A fact with the title of its activity, and the language that this and the module's title are in."""

    fact: LearningFact
    title: str
    language: str


def with_languages(facts: Any) -> Any:
    """Each with the ``programme_language`` that the title of its programme is in."""
    return facts.annotate(programme_language=F("enrolment__version__programme__locale__language_code"))


def fact_lines(facts: Sequence[LearningFact]) -> list[FactLine]:
    """One query for a page of them."""
    rows = Activity.objects.filter(version_id__in={fact.module_version_id for fact in facts}).values_list(
        "version_id", "key", "title", "version__module__locale__language_code"
    )
    found = {(version_id, key): (title, language) for version_id, key, title, language in rows}
    nothing = ("", "")
    return [
        FactLine(fact, *found.get((fact.module_version_id, fact.activity_key), nothing)) for fact in facts
    ]


def facts_by_id(viewer: Viewer, ids: Sequence[int]) -> Mapping[int, Any]:
    """Each with the ``programme_title`` of the enrolment that it was recorded in."""
    facts = LearningFact.objects.visible_to(viewer)
    return facts.annotate(programme_title=F("enrolment__version__title")).in_bulk(ids)
