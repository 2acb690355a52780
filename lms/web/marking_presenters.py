"""Work to mark, turned into lines, sentences and the fields of a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from kernel.clock import local_date
from lms.assignments.enums import MARKED, State
from lms.assignments.models import Marking, Submission
from lms.assignments.selectors import Counts, ToMark
from lms.assignments.services.marks import LONGEST_FEEDBACK
from lms.players.assignment import LOOKS, Criterion, rubric_of, said_by
from lms.web.presenters import saved_at
from programmes.selectors import body_of, text_of

PREFIX = "level-"


@dataclass(frozen=True)
class Line:
    row: Submission
    waited: int
    look: str

    @property
    def is_marked(self) -> bool:
        return self.row.state in MARKED


def line(row: Submission, *, on: date) -> Line:
    waited = (on - local_date(row.submitted_at)).days
    return Line(row, max(waited, 0), LOOKS.get(State(row.state), "here"))


def sentence(counts: Counts) -> str:
    if counts.mine:
        return ngettext(
            "%(n)s piece of work is yours to finish.",
            "%(n)s pieces of work are yours to finish.",
            counts.mine,
        ) % {"n": counts.mine}
    if counts.open:
        return ngettext(
            "%(n)s piece of work waits for a marker.",
            "%(n)s pieces of work wait for a marker.",
            counts.open,
        ) % {"n": counts.open}
    return _("Nothing waits to be marked.")


def read(post: QueryDict) -> tuple[dict[str, str], str]:
    """The level chosen by criterion, and the feedback, as the form sends them."""
    names = [name for name in post if name.startswith(PREFIX)][:50]
    levels = {name.removeprefix(PREFIX): post.get(name, "") for name in names}
    return levels, post.get("feedback", "").replace("\r\n", "\n")[:LONGEST_FEEDBACK]


@dataclass(frozen=True)
class Asked:
    """One criterion of the form."""

    criterion: Criterion
    chosen: str
    error: str

    @property
    def name(self) -> str:
        return f"{PREFIX}{self.criterion.id}"


Typed = tuple[Mapping[str, str], str]
"""Levels and feedback of a form."""


def page(found: ToMark, *, missing: tuple[str, ...] = (), typed: Typed | None = None) -> dict[str, Any]:
    """What the page shows: the form for whoever marks, and the marks once both have given theirs.

    ``typed`` is what was sent before and is not saved.
    """
    activity = found.submission.activity
    text = text_of(activity.version, get_language() or "")
    shown = body_of(text).page(activity.key)
    value: Mapping[str, Any] = shown.value if shown else {}
    rubric = rubric_of(value)
    writing = _writing(found)
    levels, feedback = typed or ((writing.levels, writing.feedback) if writing else ({}, ""))
    marks = (found.agreed, found.own, *found.others)
    return {
        "found": found,
        "submission": found.submission,
        "title": value.get("title") or activity.title,
        "instructions": value.get("instructions"),
        "language": text.language,
        "rubric": rubric,
        "pass_points": activity.scoring["pass_points"],
        "asked": [
            Asked(each, levels.get(each.id, ""), _("Choose a level.") if each.id in missing else "")
            for each in rubric
        ],
        "may_write": _may_write(found),
        "may_start": _may_start(found),
        "may_release": found.own is not None and found.own.finished_at is None,
        "is_agreeing": found.state == State.TO_AGREE and found.own is not None,
        "is_marked": found.state in MARKED,
        "feedback": feedback,
        "saved": saved(writing) if writing and writing.finished_at is None and not typed else "",
        "longest": LONGEST_FEEDBACK,
        "said": [said_by(each, rubric) for each in marks if each and each.finished_at],
        "look": LOOKS.get(found.state, "here"),
        "missing": missing,
    }


def _writing(found: ToMark) -> Marking | None:
    """What the form holds: the agreed mark where one is looked for, else the marker's own."""
    return found.agreed if found.state == State.TO_AGREE else found.own


def _may_write(found: ToMark) -> bool:
    if found.state == State.TO_AGREE:
        return found.own is not None
    return found.own is not None and found.own.finished_at is None


def _may_start(found: ToMark) -> bool:
    return found.own is None and found.state in (State.SUBMITTED, State.MARKING)


def saved(marking: Marking) -> str:
    return saved_at(marking.saved_at)


def given_sentence(state: State) -> str:
    """What the marks led to."""
    return {
        State.PASSED: _("Your marks are given: the work has passed, and the doctor can read them."),
        State.RETURNED: _("Your marks are given: the work goes back to the doctor with the feedback."),
        State.FAILED: _("Your marks are given: the work has not passed, and there is no try left."),
        State.TO_AGREE: _("Your marks are given. They differ from the other marker’s: agree on a mark."),
    }.get(state, _("Your marks are given. The other marker has not finished yet."))
