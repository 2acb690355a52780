"""The steps that work can take."""

from __future__ import annotations

from typing import Any

import pytest

from lms.assignments.enums import State
from lms.assignments.rules import STEPS, Verdict, WrongStep, check_step, verdict
from programmes.rules.rubrics import Mark

SCORING: dict[str, Any] = {"markers": 2, "margin": 2, "resubmissions": 1}
GOOD, BETTER, BAD = Mark(10, 20, True), Mark(13, 20, True), Mark(4, 20, False)


def test_work_moves_along_its_steps_only() -> None:
    allowed = {(old, new) for old in STEPS for new in State if new in STEPS[old]}

    assert len(allowed) == 11
    for old in STEPS:
        for new in State:
            if (old, new) in allowed:
                check_step(old, new)
            else:
                with pytest.raises(WrongStep):
                    check_step(old, new)


@pytest.mark.parametrize(
    ("marks", "agreed", "number", "found"),
    [
        ([], None, 1, Verdict(State.MARKING)),
        ([GOOD], None, 1, Verdict(State.MARKING)),
        ([GOOD, GOOD], None, 1, Verdict(State.PASSED, GOOD)),
        ([GOOD, BETTER], None, 1, Verdict(State.TO_AGREE)),
        ([GOOD, BETTER], BETTER, 1, Verdict(State.PASSED, BETTER)),
        ([BAD, BAD], None, 1, Verdict(State.RETURNED, BAD)),
        ([BAD, BAD], None, 2, Verdict(State.FAILED, BAD)),
        ([GOOD, BAD], BAD, 2, Verdict(State.FAILED, BAD)),
    ],
)
def test_where_marks_lead(marks: list[Mark], agreed: Mark | None, number: int, found: Verdict) -> None:
    assert verdict(SCORING, marks, agreed=agreed, number=number) == found
