"""Figures and dates turned into the sentences and groups that pages show."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.formats import time_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kernel.clock import local_date
from lms.actions.learning import Completion
from lms.api.services.completing import SOURCE as BY_PROGRAM
from lms.assignments.enums import State as Work
from lms.calendar.models import DueDate
from lms.calendar.presenters import explain, in_words
from lms.enrolment.enums import State
from lms.progress.nodes import Node
from lms.progress.presenters import why_closed
from lms.web.selectors.learning import Course, ModuleView
from lms.web.selectors.outline import Step
from lms.web.selectors.player import Place

NUMBERS = (
    gettext_lazy("no"),
    gettext_lazy("one"),
    gettext_lazy("two"),
    gettext_lazy("three"),
    gettext_lazy("four"),
    gettext_lazy("five"),
    gettext_lazy("six"),
    gettext_lazy("seven"),
    gettext_lazy("eight"),
    gettext_lazy("nine"),
)
WEEK = timedelta(days=7)

STATE_LOOK = {
    State.INVITED: "here",
    State.ACTIVE: "here",
    State.COMPLETED: "done",
    State.EXPIRED: "late",
}
MODULE_STATES: dict[str, Promise] = {
    "done": gettext_lazy("Done"),
    "handed_in": gettext_lazy("Handed in"),
    "started": gettext_lazy("Started"),
    "open": gettext_lazy("Not started"),
}


def number(n: int) -> str:
    """Small numbers as words, as the field's letters write them."""
    return str(NUMBERS[n]) if n < len(NUMBERS) else str(n)


def sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


@dataclass(frozen=True)
class DueItem:
    """One thing to do by a date, with the reason for the date."""

    course: Course
    step: Step
    title: str
    due: DueDate
    handed_in: date | None = None
    """Where it is with the markers: the last day on which something of it was handed in."""

    @property
    def language(self) -> str:
        return self.step.module.language

    @property
    def waiting(self) -> str:
        return waiting_words(self.handed_in) if self.handed_in else ""

    @property
    def reason(self) -> str:
        return explain(self.due.derivation)

    @property
    def closed(self) -> str:
        """When it opens, or what must be done first; empty where it is open."""
        return why_closed(self.course.opening_of(self.step.module))

    @property
    def day(self) -> str:
        return in_words(self.due.due_on)

    @property
    def address(self) -> str:
        return reverse("leadership_learn:activity", args=[self.course.enrolment.uid, self.step.key])


@dataclass(frozen=True)
class DueGroups:
    overdue: list[DueItem] = field(default_factory=list)
    week: list[DueItem] = field(default_factory=list)
    later: list[DueItem] = field(default_factory=list)
    waiting: list[DueItem] = field(default_factory=list)
    """For somebody else."""

    @property
    def to_do(self) -> list[DueItem]:
        return [*self.overdue, *self.week, *self.later]

    @property
    def named(self) -> list[tuple[str, Promise, list[DueItem]]]:
        named = [
            ("overdue", gettext_lazy("Overdue"), self.overdue),
            ("week", gettext_lazy("This week"), self.week),
            ("later", gettext_lazy("Later"), self.later),
            ("waiting", gettext_lazy("Waiting for somebody else"), self.waiting),
        ]
        return [group for group in named if group[2]]


def due_groups(courses: Sequence[Course], *, on: date) -> DueGroups:
    """The modules still to be finished, by when they are due."""
    groups = DueGroups()
    items = [
        item for course in courses if course.enrolment.state == State.ACTIVE for item in _due_items(course)
    ]
    for item in sorted(items, key=lambda item: (item.due.due_on, item.title)):
        if item.handed_in:
            groups.waiting.append(item)
        elif item.due.is_overdue(on):
            groups.overdue.append(item)
        elif item.due.due_on < on + WEEK:
            groups.week.append(item)
        else:
            groups.later.append(item)
    return groups


def _due_items(course: Course) -> list[DueItem]:
    found = []
    for module in course.outline.modules:
        due = course.due_of(module)
        undone = [step for step in module.steps if not course.is_done(step)]
        if due is None or due.met_at is not None or not undone:
            continue
        step = next(iter(course.to_do_in(module) or undone))
        found.append(DueItem(course, step, module.title, due, _handed_in(course, due, undone)))
    return found


def _handed_in(course: Course, due: DueDate, undone: list[Step]) -> date | None:
    """The last day on which something of it was handed in, where that is all that is left."""
    if due.waiting_since is None:
        return None
    days = [day for step in undone if (day := course.handed_in(step))]
    return max(days, default=local_date(due.waiting_since))


def home_sentence(
    groups: DueGroups, *, invitations: int, active: int, deferred: int, finished: int = 0
) -> str:
    """The answer to *what do I have to do*, before anything else."""
    if groups.overdue:
        n = len(groups.overdue)
        text = ngettext("%(number)s thing is overdue.", "%(number)s things are overdue.", n)
        return sentence(text % {"number": number(n)})
    if groups.week:
        n = len(groups.week)
        text = ngettext("%(number)s thing is due this week.", "%(number)s things are due this week.", n)
        return sentence(text % {"number": number(n)})
    if invitations:
        text = ngettext(
            "You have %(number)s invitation to answer.",
            "You have %(number)s invitations to answer.",
            invitations,
        )
        return text % {"number": number(invitations)}
    if groups.later:
        return _("Nothing is due this week. The next date is %(date)s.") % {
            "date": in_words(groups.later[0].due.due_on)
        }
    if groups.waiting:
        n = len(groups.waiting)
        text = ngettext(
            "Nothing is due. %(number)s thing that you handed in waits for its mark.",
            "Nothing is due. %(number)s things that you handed in wait for their marks.",
            n,
        )
        return text % {"number": sentence(number(n))}
    return _nothing_due(active=active, deferred=deferred, finished=finished)


def _nothing_due(*, active: int, deferred: int, finished: int) -> str:
    if active:
        return _("Nothing is due.")
    if deferred:
        return _("Nothing is due while you pause.")
    if finished:
        return _("You have finished everything that you were on.")
    return _("You are on no programme at the moment.")


@dataclass(frozen=True)
class Next:
    """The one thing to do now."""

    course: Course
    step: Step
    is_resumed: bool
    due: DueDate | None

    @property
    def reason(self) -> str:
        return explain(self.due.derivation) if self.due else ""


def next_of(courses: Sequence[Course], groups: DueGroups) -> Next | None:
    """What was left half done last; else what is due first; else the first thing of any programme."""
    found = [_next(course) for course in courses if course.enrolment.state == State.ACTIVE]
    active = [each for each in found if each is not None]
    drafted = [each for each in active if each.is_resumed]
    if drafted:
        return max(drafted, key=lambda each: each.course.draft_saved_at or each.course.enrolment.created_at)
    first = next((item for item in groups.to_do if not item.closed), None)
    if first is not None:
        return Next(first.course, first.step, is_resumed=False, due=first.due)
    return next(iter(active), None)


def _next(course: Course) -> Next | None:
    step = course.next_step
    if step is None:
        return None
    return Next(course, step, is_resumed=step.key == course.draft_key, due=course.due_of(step.module))


def module_words(module: ModuleView) -> str:
    """How much of a module is done, and how long it takes; a template puts it together far slower."""
    done = ngettext(
        "%(done)s of %(total)s activity done", "%(done)s of %(total)s activities done", module.total
    ) % {"done": module.done, "total": module.total}
    minutes = module.module.minutes
    takes = ngettext("%(minutes)s minute", "%(minutes)s minutes", minutes) % {"minutes": minutes}
    if module.handed_in:
        done = f"{done} · {waiting_words(max(module.handed_in))}"
    return f"{done} · {takes}"


def waiting_words(on: date) -> str:
    """Of work that is with its markers."""
    return _("Handed in on %(day)s, waiting for marking") % {"day": in_words(on)}


@dataclass(frozen=True)
class Returned:
    """Work that waits for its doctor again."""

    course: Course
    step: Step


def returned(courses: Sequence[Course]) -> list[Returned]:
    """Each once, wherever it stands, of the programmes that are not over."""
    found: dict[uuid.UUID, Returned] = {}
    for course in courses:
        if course.enrolment.state not in (State.ACTIVE, State.COMPLETED):
            continue
        for step in course.outline.steps:
            work = course.work.get(step.id)
            if work and work.state == Work.RETURNED:
                found.setdefault(step.key, Returned(course, step))
    return sorted(found.values(), key=lambda each: each.step.activity.title)


def due_words(due: DueDate) -> str:
    return _("Due %(day)s") % {"day": in_words(due.due_on)}


def module_state(module: ModuleView, *, on: date | None) -> dict[str, Any]:
    """The state of a module for its badge: the word, and how it looks. Without a day nothing is overdue."""
    if on is not None and module.state != "done" and module.due and module.due.is_overdue(on):
        return {"label": _("Overdue"), "look": "late"}
    look = {"done": "done", "handed_in": "here", "started": "here", "open": ""}[module.state]
    return {"label": MODULE_STATES[module.state], "look": look}


def met_words(fact: Any, enrolment_id: int) -> str:
    """When an activity was done, and where: it may have been on another programme or sent by a program."""
    when = {"day": in_words(localtime(fact.effective_at).date()), "time": _time(fact.effective_at)}
    if fact.source == BY_PROGRAM:
        return _("Met on %(day)s at %(time)s, sent by another program") % when
    if fact.enrolment_id in (enrolment_id, None):
        return _("Met on %(day)s at %(time)s, on this programme") % when
    return _("Met on %(day)s at %(time)s, on “%(programme)s”") % {**when, "programme": fact.programme_title}


def saved_at(moment: datetime) -> str:
    return _("Saved %(time)s") % {"time": _time(moment)}


def came_late() -> str:
    return _("Time is over: this is kept, and does not count")


def _time(moment: datetime) -> str:
    return time_format(localtime(moment), "H:i")


def signed_out_sentence(*, is_held: bool) -> str:
    """To who has sent a form after their session had ended."""
    if is_held:
        return _("Not saved yet. What you wrote is kept for 30 minutes: sign in and it is there again.")
    return _("Nothing was recorded yet: sign in and press the button again.")


def held_sentence(moment: datetime) -> str:
    return _(
        "You were signed out while you were writing. What you sent at %(time)s is here again, "
        "but not saved yet: save it now."
    ) % {"time": _time(moment)}


def changed_sentence(moment: datetime) -> str:
    """Two pages were written in, and one of them has saved."""
    return _(
        "Not saved yet: something else was saved here at %(time)s, in another window or on another "
        "device. What you typed is below. Save it to replace the other."
    ) % {"time": _time(moment)}


def closed_sentence() -> str:
    """Something was sent while it was not open."""
    return _(
        "Not saved: this is not open to you. What you typed is below and stays on this page. "
        "Save it when it is open, or copy it."
    )


@dataclass(frozen=True)
class First:
    """What must be done before something opens, and where that is."""

    key: uuid.UUID
    title: str
    language: str
    step: Step | None


def first_of(here: Place) -> list[First]:
    return [_first(here.course, node) for node in here.opening.locked_by]


def _first(course: Course, node: Node) -> First:
    module = course.outline.by_requirement.get(node.requirement_id)
    if module is None:
        return First(node.key, node.title, course.outline.language, None)
    undone = [step for step in module.steps if not course.is_done(step)]
    return First(node.key, node.title, module.language, next(iter(undone or module.steps), None))


def drafted_sentence() -> str:
    return _("You have finished this module. A draft of a short reflection on it waits in your portfolio.")


def done_sentence(title: str, completion: Completion) -> str:
    """What handing in changed, in one sentence."""
    if completion.standing.satisfied:
        return _("“%(title)s” is done, and with it the whole programme.") % {"title": title}
    before, after = completion.before.percent, completion.standing.percent
    if after == before:
        return _("“%(title)s” is done.") % {"title": title}
    return _("“%(title)s” is done. You are at %(percent)s%% of the programme now.") % {
        "title": title,
        "percent": after,
    }


@dataclass(frozen=True)
class NavStep:
    step: Step
    is_here: bool
    is_done: bool
    handed_in: date | None

    @property
    def waiting(self) -> str:
        return waiting_words(self.handed_in) if self.handed_in else ""


def module_nav(here: Place) -> list[NavStep]:
    """The activities of the module that somebody is in, with their states."""
    return [
        NavStep(
            step,
            is_here=step.key == here.step.key,
            is_done=here.course.is_done(step),
            handed_in=here.course.handed_in(step),
        )
        for step in here.step.module.steps
    ]
