"""What a rubric says of marks: points, whether they pass, and when two markers have to agree. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Scoring = Mapping[str, Any]


@dataclass(frozen=True)
class Mark:
    """What the levels chosen amount to. ``missing`` are criteria without one of their levels."""

    points: int
    of: int
    passed: bool
    missing: tuple[str, ...] = ()


def most(scoring: Scoring) -> int:
    """The points of the best level of every criterion."""
    return sum(max(each["points"] for each in one["levels"]) for one in scoring["criteria"])


def mark(scoring: Scoring, levels: Mapping[str, Any]) -> Mark:
    """Passed with enough points in all, and in each criterion that has a lowest bound of its own."""
    points, missing, enough = 0, [], True
    for criterion in scoring["criteria"]:
        found = {level["id"]: level["points"] for level in criterion["levels"]}
        given = found.get(levels.get(criterion["id"], ""))
        if given is None:
            missing.append(criterion["id"])
            continue
        points += given
        enough = enough and given >= criterion["least"]
    passed = not missing and enough and points >= scoring["pass_points"]
    return Mark(points, most(scoring), passed, tuple(missing))


def have_to_agree(scoring: Scoring, marks: Sequence[Mark]) -> bool:
    """Two marks stand further apart than the margin, or only one of them passes."""
    points = [each.points for each in marks]
    return len({each.passed for each in marks}) > 1 or max(points) - min(points) > scoring["margin"]


def joined(marks: Sequence[Mark]) -> Mark:
    """What stands where nothing has to be agreed: the mean, half a point up."""
    total, count = sum(each.points for each in marks), len(marks)
    first = marks[0]
    return Mark((2 * total + count) // (2 * count), first.of, all(each.passed for each in marks))
