"""How work moves from being handed in to being passed. Pure: what may follow what, and what marks lead to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lms.assignments.enums import State
from programmes.rules import rubrics
from programmes.rules.rubrics import Mark

STEPS: Mapping[State | None, frozenset[State]] = {
    None: frozenset({State.SUBMITTED}),
    State.SUBMITTED: frozenset({State.MARKING}),
    # Back to the queue where the last marker lets go of it.
    State.MARKING: frozenset({State.SUBMITTED, State.TO_AGREE, State.PASSED, State.RETURNED, State.FAILED}),
    State.TO_AGREE: frozenset({State.PASSED, State.RETURNED, State.FAILED}),
    # One more try, given by a marker.
    State.FAILED: frozenset({State.RETURNED}),
    State.RETURNED: frozenset(),
    State.PASSED: frozenset(),
}


class WrongStep(ValueError):
    """Work cannot go from the one state to the other."""


def check_step(old: State | None, new: State) -> None:
    if new not in STEPS[old]:
        raise WrongStep(f"{old} to {new}")


@dataclass(frozen=True)
class Verdict:
    """Where the marks given so far lead; ``mark`` is None while they lead nowhere yet."""

    state: State
    mark: Mark | None = None


def verdict(
    scoring: Mapping[str, Any], marks: Sequence[Mark], *, agreed: Mark | None = None, number: int
) -> Verdict:
    """``marks`` are those of the markers who have finished; ``number`` says which attempt it is, from 1."""
    if agreed is not None:
        return _settled(scoring, agreed, number)
    if len(marks) < scoring["markers"]:
        return Verdict(State.MARKING)
    if rubrics.have_to_agree(scoring, marks):
        return Verdict(State.TO_AGREE)
    return _settled(scoring, rubrics.joined(marks), number)


def _settled(scoring: Mapping[str, Any], mark: Mark, number: int) -> Verdict:
    if mark.passed:
        return Verdict(State.PASSED, mark)
    return Verdict(State.RETURNED if number <= scoring["resubmissions"] else State.FAILED, mark)
