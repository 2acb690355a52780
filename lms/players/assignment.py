"""An assignment: what to do, room to write, files, where it stands with the markers, and what they said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from wagtail import blocks

from kernel.access import Viewer
from lms.assignments import selectors
from lms.assignments.enums import MARKED, Place, State
from lms.assignments.selectors import Handed
from lms.assignments.services.work import MEGABYTE, most_bytes
from lms.players.base import Player
from programmes.activity_types.assignment import NONE
from programmes.models import Activity
from programmes.rules import work_files

LONGEST = 60_000
"""Characters of a text: some ten thousand words."""

LOOKS = {State.PASSED: "done", State.RETURNED: "late", State.FAILED: "bad"}


@dataclass(frozen=True)
class Level:
    id: str
    title: str
    points: int
    text: str


@dataclass(frozen=True)
class Criterion:
    """One line of the rubric, in the words of the text that is shown."""

    id: str
    title: str
    least: int
    levels: tuple[Level, ...]

    def level(self, level_id: str) -> Level | None:
        return next((level for level in self.levels if level.id == level_id), None)


@dataclass(frozen=True)
class Said:
    """What one marker gave, by criterion."""

    who: str
    points: int
    levels: list[tuple[Criterion, Level | None]]
    feedback: str


@dataclass(frozen=True)
class Try:
    """One submission as its doctor reads it."""

    handed: Handed
    is_marked: bool
    look: str
    said: list[Said]


def rubric_of(block_value: Mapping[str, Any]) -> list[Criterion]:
    listed = block_value.get("criteria")
    return [_criterion(child) for child in (listed.bound_blocks if listed else [])]


def _criterion(child: Any) -> Criterion:
    levels = child.value.get("levels")
    return Criterion(
        id=child.id,
        title=child.value.get("title") or "",
        least=child.value.get("least") or 0,
        levels=tuple(
            Level(
                level.id,
                level.value.get("title") or "",
                level.value.get("points") or 0,
                level.value.get("text") or "",
            )
            for level in (levels.bound_blocks if levels else [])
        ),
    )


def said_by(marking: Any, rubric: list[Criterion]) -> Said:
    """A marking in words; the agreed one is both markers'."""
    who = _("Agreed by both markers") if marking.place == Place.AGREED else marking.marker.full_name
    levels = [(each, each.level(marking.levels.get(each.id, ""))) for each in rubric]
    return Said(who, marking.points or 0, levels, marking.feedback)


class AssignmentPlayer(Player):
    code = "assignment"
    template = "leadership/players/assignment.html"
    keeps_drafts = True
    style = "leadership/players/work.css"

    def context(
        self,
        activity: Activity | None,
        block_value: blocks.StructValue,
        state: Mapping[str, Any],
        language: str,
    ) -> dict[str, Any]:
        text, files = state.get("text"), block_value.get("files") or {}
        groups = [group.code for group in work_files.FILE_GROUPS if files.get(group.code)]
        return {
            "instructions": block_value.get("instructions"),
            "asks_text": block_value.get("text") != NONE,
            "min_words": block_value.get("min_words") or 0,
            "max_words": block_value.get("max_words") or 0,
            "text": text if isinstance(text, str) else "",
            "longest": LONGEST,
            "least_files": files.get("least") or 0,
            "most_files": files.get("most") or 0,
            "endings": work_files.endings(groups),
            "accept": ",".join(f".{ending}" for ending in work_files.endings(groups)),
            "most_megabytes": most_bytes() // MEGABYTE,
            "rubric": rubric_of(block_value),
            "pass_points": block_value.get("pass_points") or 0,
            "markers": 2 if block_value.get("second_marker") else 1,
            "language": language,
            "takes_files": bool(files.get("most")),
        }

    def own(self, viewer: Viewer, activity: Activity) -> dict[str, Any]:
        work = selectors.work_of(viewer, module_key=activity.version.module_key, activity_key=activity.key)
        tries = activity.scoring["resubmissions"] + 1
        return {
            "work": work,
            "is_closed": not work.is_open,
            "tries_left": max(tries - len(work.handed), 1) if work.is_open else 0,
        }

    def read(self, post: QueryDict) -> dict[str, Any]:
        return {"text": post.get("text", "").replace("\r\n", "\n")[:LONGEST]}

    @property
    def submit_label(self) -> str:
        return _("Hand it in")


def tries_of(work: selectors.Work, rubric: list[Criterion]) -> list[Try]:
    return [
        Try(
            each,
            is_marked=each.submission.state in MARKED,
            look=LOOKS.get(State(each.submission.state), "here"),
            said=[said_by(marking, rubric) for marking in _that_count(each.markings)],
        )
        for each in work.handed
    ]


def _that_count(markings: list[Any]) -> list[Any]:
    """Where two have agreed, what they agreed on stands first."""
    return sorted(markings, key=lambda marking: marking.place != Place.AGREED)
