"""What a move would do, in figures that name nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lms.amendments.enums import RunState
from lms.amendments.models import Case, Run
from lms.amendments.selectors import Effect, Group, may_be_taken_back
from lms.enrolment.models import Cohort
from programmes.models import Activity

FEWEST = 5
"""Smaller counts could be traced to people; whoever publishes is not told them."""


def few(count: int) -> str:
    """A count as somebody outside the trust reads it."""
    if 0 < count < FEWEST:
        return _("fewer than %(few)s") % {"few": FEWEST}
    return f"{count:,}"


@dataclass(frozen=True)
class ToldCohort:
    """As somebody outside the trust reads it."""

    uid: UUID
    name: str

    def __str__(self) -> str:
        return self.name


def told_cohort(cohort: Cohort | None, people: int) -> ToldCohort | None:
    """A few people are not told of by the name that their trust gave them: it may say who they are."""
    if cohort is None:
        return None
    small = _("a small cohort of %(month)s") % {"month": date_format(cohort.starts_on, "F Y")}
    return ToldCohort(cohort.uid, cohort.name if people >= FEWEST else small)


@dataclass(frozen=True)
class GroupLine:
    """A cohort, a trust outside its cohorts, or those without a sponsor."""

    key: str
    trust: str
    cohort: ToldCohort | None
    people: str
    percent: str
    gain: str
    end: str
    asked_more: str
    kept: str
    doubtful: str
    due: str
    group: Group
    effect: Effect


def group_line(group: Group, effect: Effect) -> GroupLine:
    known = effect.people >= FEWEST
    return GroupLine(
        key=group.key,
        trust=str(group.organisation) if group.organisation else _("Without a sponsor"),
        cohort=told_cohort(group.cohort, effect.people),
        people=few(effect.people),
        percent=f"{effect.percent}%" if known else "–",
        gain=few(effect.gain) if known else "–",
        end=few(effect.end) if known else "–",
        asked_more=few(effect.asked_more) if known else "–",
        kept=few(effect.kept_by_recognition) if known else "–",
        doubtful=few(effect.doubtful) if known else "–",
        due=few(effect.due_this_week) if known else "–",
        group=group,
        effect=effect,
    )


@dataclass(frozen=True)
class RunLine:
    run: Run
    trust: str
    cohort: ToldCohort | None
    moved: str
    total: str
    open_cases: int
    under_way: bool
    may_be_taken_back: bool


def run_line(run: Any, *, now: datetime) -> RunLine:
    return RunLine(
        run=run,
        trust=str(run.organisation) if run.organisation else _("Without a sponsor"),
        cohort=told_cohort(run.cohort, run.total),
        moved=few(run.moved),
        total=few(run.total),
        open_cases=run.open_cases,
        under_way=run.state in {RunState.MOVING, RunState.GOING_BACK},
        may_be_taken_back=run.state == RunState.MOVED and may_be_taken_back(run, now=now),
    )


@dataclass(frozen=True)
class CaseLine:
    """Somebody without a name: what is in doubt, and what is suggested."""

    case: Case
    number: int
    what: str
    trust: str


def case_lines(cases: list[Case], titles: dict[Any, str]) -> list[CaseLine]:
    return [
        CaseLine(
            case=case,
            number=number,
            what=", ".join(f"“{titles.get(key, '')}”" for key in case.requirement_keys),
            trust=str(case.enrolment.organisation or _("Without a sponsor")),
        )
        for number, case in enumerate(cases, start=1)
    ]


def activity_choice(activity: Activity) -> tuple[str, str]:
    """Its value in a form, and what it is called there."""
    words = {"module": activity.version.title, "title": activity.title}
    return f"{activity.version.module_key}:{activity.key}", _("%(module)s: %(title)s") % words
