"""The report as tables: what the files hold and the page shows beside its bars."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from lms.reports.insight.asking import label_of
from lms.reports.insight.cube import Dimension, Outcome, Step
from lms.reports.insight.report import Funnel, Report, Time

Row = list[Any]
Table = Callable[[Report, Dimension], Iterator[Row]]


def outcome_label(outcome: Outcome) -> str:
    return {
        Outcome.COMPLETED: _("Completed"),
        Outcome.GOING_ON: _("Going on"),
        Outcome.QUIET: _("Nothing for 28 days"),
        Outcome.PAUSED: _("Paused"),
        Outcome.WITHDRAWN: _("Withdrawn"),
    }[outcome]


def after_label(step: Step | None) -> str:
    return step.title if step else _("Before anything was done")


def next_label(step: Step | None) -> str:
    return step.title if step else _("Nothing: it is the last")


def standing(report: Report, by: Dimension) -> Iterator[Row]:
    yield [_("Where they stand"), _("People")]
    yield [_("Took up a place"), _number(report.taken)]
    for label, people in standing_of(report):
        yield [label, _number(people)]


def standing_of(report: Report) -> list[tuple[str, int | None]]:
    """Of those who took up a place, and the others beside them."""
    return [
        *((outcome_label(outcome), report.outcomes[outcome]) for outcome in Outcome),
        (_("Invited, has not answered"), report.invited),
        (_("Did not take up the place"), report.never_taken),
    ]


def modules(report: Report, by: Dimension) -> Iterator[Row]:
    yield [_("Module"), *_funnel_heading(), _("Planned by day"), *_time_heading()]
    for line in report.modules:
        start = [line.module.title, *_funnel(line.funnel)]
        yield [*start, _number(line.module.due_days), *_time(line.time), line.module.minutes]


def activities(report: Report, by: Dimension) -> Iterator[Row]:
    yield [_("Module"), _("Activity"), *_funnel_heading(), *_time_heading()]
    for line in report.steps():
        row = [
            line.module.title,
            line.step.title,
            *_funnel(line.funnel),
            *_time(line.time),
            line.step.minutes,
        ]
        yield row


def stops(report: Report, by: Dimension) -> Iterator[Row]:
    yield [_("How"), _("Last thing done"), _("What comes next"), _("People")]
    for line in report.stops:
        yield [outcome_label(line.how), after_label(line.after), next_label(line.next), line.people]


def compared(report: Report, by: Dimension) -> Iterator[Row]:
    heading = [*(outcome_label(outcome) for outcome in Outcome), _("Progress on average, %")]
    yield [dimension_label(by), _("Took up a place"), _("Begun"), *heading]
    for line in report.compared(by).lines:
        outcomes = [_number(line.outcomes[outcome]) for outcome in Outcome]
        label = label_of(by, line.value, report.cube)
        yield [label, line.taken, _number(line.begun), *outcomes, _number(line.percent)]


TABLES: Mapping[str, Table] = {
    "standing": standing,
    "modules": modules,
    "activities": activities,
    "stops": stops,
    "compared": compared,
}


def dimension_label(dimension: Dimension) -> str:
    return {
        Dimension.VERSION: _("Version"),
        Dimension.COHORT: _("Cohort"),
        Dimension.TRUST: _("Trust"),
        Dimension.STARTED: _("Started in"),
    }[dimension]


def _funnel_heading() -> Row:
    return [_("Asked of"), _("Begun"), _("Begun, %"), _("Done"), _("Done, %")]


def _time_heading() -> Row:
    return [
        _("Done on day, median"),
        _("A quarter by day"),
        _("Three quarters by day"),
        _("Days known of"),
        _("Done by the planned day, %"),
        _("Minutes planned"),
    ]


def _funnel(funnel: Funnel) -> Row:
    return [
        _number(funnel.asked),
        _number(funnel.begun),
        _number(funnel.begun_percent),
        _number(funnel.done),
        _number(funnel.done_percent),
    ]


def _time(time: Time) -> Row:
    return [_number(each) for each in (time.days, time.lower, time.upper, time.of, time.in_time)]


def _number(value: Any) -> Any:
    """What is held back stands empty."""
    return "" if value is None else value
