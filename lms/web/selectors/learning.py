"""What a doctor sees of their own learning."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import F, OuterRef, Subquery

from kernel.access import Viewer
from kernel.clock import local_date
from lms.amendments.selectors import DAYS_TO_TAKE_BACK, moved_at_of
from lms.assignments.selectors import OwnWork, own_work, work_in
from lms.calendar import selectors as calendar
from lms.calendar.models import DueDate
from lms.enrolment.enums import State
from lms.enrolment.models import Enrolment, Transition
from lms.progress.models import Progress
from lms.progress.nodes import Done, Facts
from lms.progress.openings import OPEN, Opening
from lms.progress.rules import Standing, standing
from lms.progress.selectors import Tree, facts_from, facts_of, openings_of, tree_for
from lms.records.models import Attempt, LearningFact
from lms.records.selectors import CompletionRow, recorded_of
from lms.web.selectors.outline import ActivityId, ModulePlace, Outline, Step, outline_of
from programmes.enums import RequirementKind
from programmes.models import Activity
from programmes.retiring import told_by

SHOWN_STATES = (State.INVITED, State.ACTIVE, State.DEFERRED, State.COMPLETED)


@dataclass(frozen=True, eq=False)
class Course:
    """One enrolment as its doctor sees it on a day: where they stand and what comes next."""

    enrolment: Enrolment
    outline: Outline
    facts: Facts
    today: date
    draft_key: uuid.UUID | None = None
    draft_saved_at: datetime | None = None
    moved_at: datetime | None = None
    """When they were moved to the version that they are on."""
    work: Mapping[ActivityId, OwnWork] = field(default_factory=dict)
    """What the doctor has handed in to be marked."""
    due_by_requirement: Mapping[int, DueDate] = field(default_factory=dict)

    @property
    def completed(self) -> Mapping[ActivityId, Done]:
        return self.facts.activities

    @property
    def tree(self) -> Tree:
        return tree_for(self.enrolment)

    @cached_property
    def standing(self) -> Standing:
        return standing(self.tree.root, self.facts)

    @cached_property
    def openings(self) -> Mapping[uuid.UUID, Opening]:
        """Of every requirement; empty where the programme closes nothing."""
        return openings_of(self.enrolment, self.standing, today=self.today) if self.tree.has_gates else {}

    @property
    def moved_on(self) -> date | None:
        """When they were moved to the version that they are on, as long as that is news."""
        moved_on = local_date(self.moved_at) if self.moved_at else None
        return moved_on if moved_on and moved_on > self.today - timedelta(days=DAYS_TO_TAKE_BACK) else None

    @property
    def progress(self) -> Progress | None:
        return getattr(self.enrolment, "progress", None)

    def is_done(self, step: Step) -> bool:
        return step.id in self.completed

    def handed_in(self, step: Step) -> date | None:
        """Since when it is with the markers, where it is: they have to do something, not the doctor."""
        work = self.work.get(step.id)
        return work.handed_in_on if work and work.is_waiting and not self.is_done(step) else None

    def to_do_in(self, module: ModulePlace) -> list[Step]:
        """What the doctor can do in it: neither done nor with the markers."""
        return [step for step in module.steps if not self.is_done(step) and not self.handed_in(step)]

    def done_in(self, module: ModulePlace) -> int:
        return sum(self.is_done(step) for step in module.steps)

    def due_of(self, module: ModulePlace) -> DueDate | None:
        return self.due_by_requirement.get(module.requirement_id)

    def opening_of(self, module: ModulePlace) -> Opening:
        return self.openings.get(module.key, OPEN)

    @cached_property
    def next_step(self) -> Step | None:
        """Of what is open: where they stopped; else the first thing needed; else anything not done yet."""
        undone = [step for module in self.outline.modules for step in self.to_do_in(module)]
        undone = [step for step in undone if self.opening_of(step.module).is_open]
        drafted = [step for step in undone if step.key == self.draft_key]
        needed = [step for step in undone if step.activity.required and self._is_wanted(step)]
        return next(iter(drafted or needed or undone), None)

    def _is_wanted(self, step: Step) -> bool:
        return step.module.requirement_id in self._wanted_modules

    @cached_property
    def _wanted_modules(self) -> frozenset[int]:
        """The modules in groups that are not satisfied yet, without those that are optional there."""
        return frozenset(_wanted(self.standing))


def _wanted(part: Standing) -> Iterator[int]:
    if part.satisfied:
        return
    if part.node.module_key:
        yield part.node.requirement_id
    for child in part.children:
        if child.node.required or part.node.kind != RequirementKind.ALL:
            yield from _wanted(child)


@dataclass(frozen=True, eq=False)
class Everything:
    """All courses of a doctor with all that they have completed, also in programmes that are over."""

    courses: list[Course]
    completions: list[CompletionRow]


def everything(viewer: Viewer, *, on: date, with_plan: bool = True) -> Everything:
    """Three queries for any number of either; without plan two."""
    ended = Transition.objects.visible_to(viewer).filter(enrolment=OuterRef("pk"), to_state=State.COMPLETED)
    shown = _enrolments(viewer, with_plan=with_plan).filter(state__in=SHOWN_STATES)
    rows = list(shown.annotate(ended_at=Subquery(ended.values("at")[:1])))
    found = recorded_of(viewer)
    programmes: dict[int, dict[uuid.UUID, Done]] = {}
    for row in rows:
        if row.ended_at:
            own = programmes.setdefault(row.person_id, {})
            done = Done(None, local_date(row.ended_at))
            own[row.version.programme_key] = min(done, own.get(row.version.programme_key, done), key=_day)
    facts = facts_from(rows, found.counting, programmes)
    return Everything(_courses(viewer, rows, facts, on=on, with_plan=with_plan), found.completions)


def _day(done: Done) -> date:
    return done.on


def courses(
    viewer: Viewer, *, on: date, enrolment_uid: uuid.UUID | None = None, with_plan: bool = True
) -> list[Course]:
    """The doctor's enrolments: three queries for any number; one more where a programme asks for another.

    Without plan two, and then neither due dates nor drafts say what comes next.
    """
    found = _enrolments(viewer, with_plan=with_plan)
    if enrolment_uid:
        found = found.filter(uid=enrolment_uid).select_related("organisation__brand", "contract")
    else:
        found = found.filter(state__in=SHOWN_STATES)
    rows = list(found)
    return _courses(viewer, rows, facts_of(rows) if rows else {}, on=on, with_plan=with_plan)


def _enrolments(viewer: Viewer, *, with_plan: bool) -> Any:
    rows: Any = Enrolment.objects.visible_to(viewer).select_related(
        "version", "organisation", "cohort", "progress"
    )
    rows = rows.annotate(retiring=told_by("version__programme_key"))
    rows = rows.annotate(handed_in=own_work(viewer, person="person"), moved_at=moved_at_of(viewer))
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


def course(viewer: Viewer, enrolment_uid: uuid.UUID, *, on: date, with_plan: bool = True) -> Course | None:
    return next(iter(courses(viewer, on=on, enrolment_uid=enrolment_uid, with_plan=with_plan)), None)


def _courses(
    viewer: Viewer, rows: Sequence[Any], facts: Mapping[int, Facts], *, on: date, with_plan: bool
) -> list[Course]:
    dates: dict[int, dict[int, DueDate]] = {row.pk: {} for row in rows}
    if with_plan and rows:
        for due in calendar.due_dates(viewer, enrolment_ids=[row.pk for row in rows]):
            dates[due.enrolment_id][due.requirement_id] = due
    return [
        Course(
            enrolment=row,
            outline=outline_of(row.version, row.stage),
            facts=facts[row.pk],
            today=on,
            draft_key=row.draft_key if with_plan else None,
            draft_saved_at=row.draft_saved_at if with_plan else None,
            moved_at=row.moved_at,
            work=work_in(row.handed_in),
            due_by_requirement=dates[row.pk],
        )
        for row in rows
    ]


@dataclass(frozen=True, eq=False)
class ModuleView:
    module: ModulePlace
    done: int
    due: DueDate | None
    first: Step | None
    handed_in: tuple[date, ...] = ()
    """The days on which what is with the markers was handed in."""

    @property
    def total(self) -> int:
        return len(self.module.activities)

    @property
    def state(self) -> str:
        if self.total and self.done == self.total:
            return "done"
        if self.handed_in and self.done + len(self.handed_in) == self.total:
            return "handed_in"
        if self.handed_in:
            return "started"
        return "started" if self.done else "open"


def module_view(found: Course, module: ModulePlace) -> ModuleView:
    undone = [step for step in module.steps if not found.is_done(step)]
    first = next(iter(found.to_do_in(module) or undone or module.steps), None)
    handed_in = tuple(day for step in undone if (day := found.handed_in(step)))
    return ModuleView(module, found.done_in(module), found.due_of(module), first, handed_in)


@dataclass(frozen=True)
class FactLine:
    """A fact with the title of what it is about, and the language that this and the module's title are in."""

    fact: LearningFact
    title: str
    language: str

    @property
    def credits(self) -> int:
        """In hundredths; also of what was taken back."""
        about = self.fact.supersedes if self.fact.supersedes else self.fact
        return int(about.result.get("credits", 0))

    @property
    def words(self) -> str:
        return self.fact.words.text if hasattr(self.fact, "words") else ""


def with_languages(facts: Any) -> Any:
    """Each with its words, and the ``programme_language`` that the title of its programme is in."""
    return facts.select_related("words", "supersedes").annotate(
        programme_language=F("enrolment__version__programme__locale__language_code")
    )


def fact_lines(facts: Sequence[LearningFact]) -> list[FactLine]:
    """One query for a page of them."""
    rows = Activity.objects.filter(version_id__in={fact.module_version_id for fact in facts}).values_list(
        "version_id", "key", "title", "version__module__locale__language_code"
    )
    found = {(version_id, key): (title, language) for version_id, key, title, language in rows}
    return [FactLine(fact, *_title_of(fact, found)) for fact in facts]


def _title_of(
    fact: LearningFact, activities: Mapping[tuple[int, uuid.UUID], tuple[str, str]]
) -> tuple[str, str]:
    if fact.module_version_id and fact.activity_key:
        return activities.get((fact.module_version_id, fact.activity_key), ("", ""))
    if not fact.enrolment or not fact.requirement_key:
        return ("", "")
    node = tree_for(fact.enrolment).nodes.get(fact.requirement_key)
    return (node.title, getattr(fact, "programme_language", "")) if node else ("", "")


def facts_told(viewer: Viewer, course: Course) -> dict[int, Any]:
    """The facts behind a course, with their words: one query.

    Each has the ``programme_title`` of the enrolment that it was recorded in.
    """
    facts = course.facts
    done = [*facts.activities.values(), *facts.recognised.values()]
    ids = [each.fact_id for each in done if each.fact_id is not None]
    ids += [credit.fact_id for credit in facts.credits]
    rows = LearningFact.objects.visible_to(viewer).select_related("words")
    return rows.annotate(programme_title=F("enrolment__version__title")).in_bulk(ids)
