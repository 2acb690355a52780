"""Improvement project: aim, measure, change and cycles of plan, do, study and act, written as it goes on.

All of it is the doctor's own draft until the rule is met. A sponsor who confirms it comes with sign-off.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import blocks

from programmes.activity_types.base import ActivityType, Outcome, Value

MOST_CYCLES = 12
MOST_POINTS = 60
LARGEST = Decimal("1e9")

TEXTS = ("aim", "measure", "change", "outcome")
SPONSOR = ("sponsor_name", "sponsor_role")
STEPS = ("plan", "do", "study", "act")
DATES = ("starts_on", "ends_on")

Cycle = Mapping[str, str]


class Project(ActivityType):
    code = "project"
    label = _("Improvement project")
    icon = "resubmit"
    help_text = _("Aim, measure, change, cycles of plan, do, study and act, and what came of it.")

    def fields(self) -> list[tuple[str, blocks.Block]]:
        return [
            ("introduction", blocks.TextBlock(required=False, rows=3, label=_("Introduction"))),
            (
                "cycles",
                blocks.IntegerBlock(
                    default=1,
                    min_value=1,
                    max_value=MOST_CYCLES,
                    label=_("Fewest cycles"),
                    help_text=_("Of plan, do, study and act, each with what was learnt."),
                ),
            ),
            (
                "points",
                blocks.IntegerBlock(
                    default=0,
                    min_value=0,
                    max_value=MOST_POINTS,
                    label=_("Fewest data points"),
                    help_text=_("Values of the measure with their dates. Ten or more make a run chart."),
                ),
            ),
            (
                "sponsor",
                blocks.BooleanBlock(
                    required=False,
                    label=_("A sponsor is needed"),
                    help_text=_("Their name and role. They are not asked to confirm it yet."),
                ),
            ),
        ]

    def compile(self, value: Value) -> dict[str, Any]:
        return {
            "cycles": value.get("cycles") or 1,
            "points": value.get("points") or 0,
            "sponsor": bool(value.get("sponsor")),
        }

    def judge(self, scoring: dict[str, Any], answers: Mapping[str, Any]) -> Outcome:
        cycles, points = cycles_in(answers), points_in(answers)
        errors = dict(
            [
                *_text_errors(scoring, answers),
                *_cycle_errors(scoring["cycles"], cycles),
                *_point_errors(scoring["points"], points),
            ]
        )
        if errors:
            return Outcome(completed=False, errors=errors)
        studied = sum(is_studied(cycle) for cycle in cycles)
        return Outcome(completed=True, result={"cycles": studied, "points": len(read_points(points))})


def text_in(answers: Mapping[str, Any], name: str) -> str:
    found = answers.get(name)
    return found if isinstance(found, str) else ""


def _rows(answers: Mapping[str, Any], name: str, fields: tuple[str, ...], most: int) -> list[dict[str, str]]:
    """Rows as they were typed, whatever else stands there; empty ones keep their place."""
    found = answers.get(name)
    rows = [each for each in found if isinstance(each, Mapping)] if isinstance(found, list | tuple) else []
    return [{field: text_in(row, field) for field in fields} for row in rows[:most]]


def cycles_in(answers: Mapping[str, Any]) -> list[dict[str, str]]:
    return _rows(answers, "cycles", (*STEPS, *DATES), MOST_CYCLES)


def points_in(answers: Mapping[str, Any]) -> list[dict[str, str]]:
    return _rows(answers, "points", ("on", "value"), MOST_POINTS)


def is_begun(row: Mapping[str, str]) -> bool:
    return any(text.strip() for text in row.values())


def is_studied(cycle: Cycle) -> bool:
    """Planned, done and studied: what to do next may still be open."""
    return all(cycle[step].strip() for step in ("plan", "do", "study"))


def day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def number_of(text: str) -> Decimal | None:
    """A value as somebody types it: ``12``, ``12.5`` or ``12,5``."""
    try:
        found = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) < LARGEST else None


def read_points(rows: list[dict[str, str]]) -> list[tuple[date, Decimal]]:
    """The points that can be read, by their day; the same day keeps the order in which they stand."""
    read = [(day_of(row["on"]), number_of(row["value"])) for row in rows]
    return sorted(
        ((on, value) for on, value in read if on is not None and value is not None), key=lambda p: p[0]
    )


def _text_errors(scoring: Mapping[str, Any], answers: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    wanted = {
        "aim": now_("Say what is to improve, by how much and by when."),
        "measure": now_("Say what you measure to see whether it improves."),
        "change": now_("Say what you change."),
    }
    if scoring["sponsor"]:
        wanted |= {
            "sponsor_name": now_("Name your sponsor."),
            "sponsor_role": now_("Say what your sponsor’s role is."),
        }
    wanted["outcome"] = now_("Say what came of it, whether or not it improved.")
    yield from ((name, words) for name, words in wanted.items() if not text_in(answers, name).strip())


def _cycle_errors(wanted: int, cycles: list[dict[str, str]]) -> Iterator[tuple[str, Any]]:
    for place, cycle in enumerate(cycles):
        starts, ends = (day_of(cycle[name]) for name in DATES)
        for name, found in (("starts_on", starts), ("ends_on", ends)):
            if cycle[name].strip() and found is None:
                yield f"cycle-{place}-{name}", now_("Write the day as in 2026-08-05.")
        if starts and ends and ends < starts:
            yield f"cycle-{place}-ends_on", now_("The last day cannot be before the first.")
    studied = sum(is_studied(cycle) for cycle in cycles)
    if studied < wanted:
        place = next((n for n, cycle in enumerate(cycles) if not is_studied(cycle)), 0)
        lacking = next((s for s in STEPS[:3] if place >= len(cycles) or not cycles[place][s].strip()), "plan")
        message = ngettext(
            "Plan, do and study at least %(wanted)s cycle: %(studied)s so far.",
            "Plan, do and study at least %(wanted)s cycles: %(studied)s so far.",
            wanted,
        )
        yield f"cycle-{place}-{lacking}", message % {"wanted": wanted, "studied": studied}


def _point_errors(wanted: int, rows: list[dict[str, str]]) -> Iterator[tuple[str, Any]]:
    for place, row in enumerate(rows):
        if is_begun(row) and day_of(row["on"]) is None:
            yield f"point-{place}-on", now_("Write the day as in 2026-08-05.")
        if is_begun(row) and number_of(row["value"]) is None:
            yield f"point-{place}-value", now_("Write a number, such as 12 or 12.5.")
    read = len(read_points(rows))
    if read < wanted:
        message = ngettext(
            "Give at least %(wanted)s data point: %(read)s so far.",
            "Give at least %(wanted)s data points: %(read)s so far.",
            wanted,
        )
        place = next((n for n, row in enumerate(rows) if not is_begun(row)), 0)
        yield f"point-{place}-on", message % {"wanted": wanted, "read": read}
