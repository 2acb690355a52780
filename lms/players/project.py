"""An improvement project: a form that grows with its cycles, and a page of it to print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from wagtail import blocks

from lms.players import run_chart
from lms.players.base import Player
from programmes.activity_types import project
from programmes.models import Activity

LONGEST = 5000
LONGEST_SHORT = 200
ADD_CYCLE, ADD_POINTS = "add_cycle", "add_points"
POINTS_AT_ONCE = 5


@dataclass(frozen=True)
class Field:
    """One field of the form. With rows it is a box for text."""

    name: str
    label: str
    value: str
    hint: str = ""
    rows: int = 0
    kind: str = "text"
    mode: str = ""
    longest: int = LONGEST_SHORT
    about: str = ""
    """What tells it from others of the same label, for those who cannot see where it stands."""


@dataclass(frozen=True)
class Cycle:
    place: int
    values: Mapping[str, str]

    @property
    def number(self) -> int:
        return self.place + 1

    @property
    def is_begun(self) -> bool:
        return project.is_begun(self.values)

    @property
    def starts(self) -> date | None:
        return project.day_of(self.values["starts_on"])

    @property
    def ends(self) -> date | None:
        return project.day_of(self.values["ends_on"])

    @property
    def dates(self) -> list[Field]:
        labels = {"starts_on": _("From"), "ends_on": _("To")}
        return [self._field(name, label, kind="date") for name, label in labels.items()]

    @property
    def steps(self) -> list[Field]:
        return [self._field(name, label, rows=3, longest=LONGEST) for name, label in step_labels().items()]

    def _field(self, name: str, label: str, **given: Any) -> Field:
        about = _("cycle %(number)s") % {"number": self.number}
        return Field(f"cycle-{self.place}-{name}", label, self.values[name], about=about, **given)


def _point(place: int, row: Mapping[str, str]) -> list[Field]:
    about = _("point %(number)s") % {"number": place + 1}
    return [
        Field(f"point-{place}-on", _("Day"), row["on"], kind="date", about=about),
        Field(f"point-{place}-value", _("Value"), row["value"], kind="text", mode="decimal", about=about),
    ]


class ProjectPlayer(Player):
    code = "project"
    template = "leadership/players/project.html"
    summary_template = "leadership/players/project_summary.html"
    keeps_drafts = True
    style = "leadership/players/work.css"

    def context(
        self,
        activity: Activity | None,
        block_value: blocks.StructValue,
        state: Mapping[str, Any],
        language: str,
    ) -> dict[str, Any]:
        cycles, points = project.cycles_in(state), project.points_in(state)
        fewest = block_value.get("cycles") or 1
        cycles += [_empty_cycle()] * max(fewest - len(cycles), 0)
        shown = max(POINTS_AT_ONCE, block_value.get("points") or 0, len(points))
        points += [{"on": "", "value": ""}] * (min(shown, project.MOST_POINTS) - len(points))
        read = project.read_points(points)
        return {
            "introduction": block_value.get("introduction") or "",
            "beginning": [_text(state, name) for name in ("aim", "measure", "change")],
            "sponsor": [_line(state, name) for name in project.SPONSOR],
            "outcome_field": _text(state, "outcome"),
            "sponsor_needed": bool(block_value.get("sponsor")),
            "fewest_cycles": fewest,
            "fewest_points": block_value.get("points") or 0,
            "cycles": [Cycle(place, values) for place, values in enumerate(cycles)],
            "points": [_point(place, row) for place, row in enumerate(points)],
            "may_add_cycle": len(cycles) < project.MOST_CYCLES,
            "may_add_points": len(points) < project.MOST_POINTS,
            "chart": run_chart.draw(read),
            "read_points": read,
            "language": language,
        }

    def read(self, post: QueryDict) -> dict[str, Any]:
        found: dict[str, Any] = {name: _typed(post, name) for name in project.TEXTS}
        found |= {name: _typed(post, name)[:LONGEST_SHORT] for name in project.SPONSOR}
        cycles = _rows(post, "cycle", (*project.STEPS, *project.DATES), project.MOST_CYCLES)
        if ADD_CYCLE in post and len(cycles) < project.MOST_CYCLES:
            cycles.append(_empty_cycle())
        points = _rows(post, "point", ("on", "value"), project.MOST_POINTS)
        if ADD_POINTS in post:
            more = min(POINTS_AT_ONCE, project.MOST_POINTS - len(points))
            points += [{"on": "", "value": ""} for _n in range(more)]
        return {**found, "cycles": cycles, "points": points}

    def table(self, block_value: blocks.StructValue, state: Mapping[str, Any]) -> list[list[Any]]:
        rows: list[list[Any]] = [[_("Part"), _("What"), _("From"), _("To"), _("Words or value")]]
        labels = field_labels()
        rows += [["", labels[name], "", "", project.text_in(state, name)] for name in labels]
        for place, cycle in enumerate(project.cycles_in(state), start=1):
            if not project.is_begun(cycle):
                continue
            part = _("Cycle %(number)s") % {"number": place}
            dates = [cycle[name] for name in project.DATES]
            rows += [[part, label, *dates, cycle[step]] for step, label in step_labels().items()]
        rows += [
            [_("Data point"), "", on.isoformat(), "", f"{value:f}"]
            for on, value in project.read_points(project.points_in(state))
        ]
        return rows

    @property
    def submit_label(self) -> str:
        return _("Complete the project")


def field_labels() -> dict[str, str]:
    return {
        "aim": _("Aim"),
        "measure": _("Measure"),
        "change": _("Change"),
        "sponsor_name": _("Sponsor"),
        "sponsor_role": _("Sponsor’s role"),
        "outcome": _("Outcome"),
    }


def _hints() -> dict[str, str]:
    return {
        "aim": _("What is to improve, by how much and by when?"),
        "measure": _("What do you count or time, so that you see whether it improves?"),
        "change": _("What do you do differently, and why should that help?"),
        "outcome": _(
            "What came of it, what you learnt, and what stays. "
            "A project that improved nothing is complete too."
        ),
    }


def _text(state: Mapping[str, Any], name: str) -> Field:
    value = project.text_in(state, name)
    return Field(name, field_labels()[name], value, hint=_hints()[name], rows=4, longest=LONGEST)


def _line(state: Mapping[str, Any], name: str) -> Field:
    labels = {"sponsor_name": _("Name"), "sponsor_role": _("Role")}
    return Field(name, labels[name], project.text_in(state, name))


def step_labels() -> dict[str, str]:
    return {"plan": _("Plan"), "do": _("Do"), "study": _("Study"), "act": _("Act")}


def _empty_cycle() -> dict[str, str]:
    return dict.fromkeys((*project.STEPS, *project.DATES), "")


def _typed(post: QueryDict, name: str) -> str:
    return post.get(name, "").replace("\r\n", "\n")[:LONGEST]


def _rows(post: QueryDict, prefix: str, fields: tuple[str, ...], most: int) -> list[dict[str, str]]:
    """Rows by their place in the form, up to the last that was sent."""
    sent = [place for place in range(most) if any(f"{prefix}-{place}-{name}" in post for name in fields)]
    return [
        {name: _typed(post, f"{prefix}-{place}-{name}") for name in fields}
        for place in range(max(sent, default=-1) + 1)
    ]
