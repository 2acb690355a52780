"""What programmes did in each trust, told of ten people and more: counts, and no names.

Beside each other for whoever compares trusts, as it is today. For a trust itself as it was when each of its
waves closed: a figure stays, and nobody learns from reading it twice who came between.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from engagement.comparing.rules import turns
from lms.enrolment.enums import State
from lms.enrolment.models import Enrolment, Transition
from lms.records.models import SelfRating
from lms.reports import rounding, suppression

REASON = "counts of trusts, of ten people and more"
TOOK_PART = (State.ACTIVE, State.COMPLETED, State.WITHDRAWN, State.DEFERRED)
REACHED = (State.ACTIVE, State.COMPLETED)


@dataclass(frozen=True)
class Learning:
    """None where it is held back. ``higher``: per cent who rate themselves higher than at first."""

    took_part: int | None = None
    completed: int | None = None
    rated_twice: int | None = None
    higher: int | None = None


def learning_by_trust() -> dict[int, Learning]:
    """Of doctors on the seats of each trust: two queries."""
    fewest = suppression.threshold()
    rows = Enrolment.objects.unscoped(reason=REASON).filter(state__in=TOOK_PART, organisation__isnull=False)
    counted = (
        rows.order_by()
        .values_list("organisation")
        .annotate(
            people=Count("person", distinct=True),
            completed=Count("person", distinct=True, filter=Q(state=State.COMPLETED)),
        )
    )
    ratings = _higher(fewest)
    found = {}
    for organisation, people, completed in counted:
        if not suppression.is_shown(people, fewest=fewest):
            continue
        found[organisation] = Learning(
            people, _share(completed, people, fewest), *ratings.get(organisation, (None, None))
        )
    return found


def _share(part: int, whole: int, fewest: int) -> int | None:
    """Per cent; neither of few people nor of all but few."""
    if min(part, whole - part) < fewest:
        return None
    return rounding.percent(part, whole)


def _higher(fewest: int) -> dict[int, tuple[int | None, int | None]]:
    """Of those who have rated themselves twice on the same scale: how many, and how many are higher now."""
    seats = Enrolment.objects.unscoped(reason=REASON).filter(state__in=TOOK_PART, organisation__isnull=False)
    trusts: dict[int, set[int]] = defaultdict(set)
    for person, organisation in seats.values_list("person", "organisation"):
        trusts[person].add(organisation)
    rated = SelfRating.objects.unscoped(reason=REASON).filter(
        step__isnull=False, person__in=seats.values("person")
    )
    change = _change(rated.order_by("rated_at", "pk").values_list("person", "node", "steps", "step"))
    counts: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for person, by in change.items():
        for organisation in trusts[person]:
            counts[organisation][0] += 1
            counts[organisation][1] += by > 0
    return {
        organisation: (people, _share(higher, people, fewest))
        for organisation, (people, higher) in counts.items()
        if suppression.is_shown(people, fewest=fewest)
    }


Rated = tuple[int, int, int, int | None]
"""Who, which element, on a scale of how many steps, and which of them."""


def _change(rated: Iterable[Rated]) -> dict[int, int]:
    """By how much whoever rated the same twice on the same scale stands higher now than at first."""
    first: dict[tuple[int, int, int], int] = {}
    last: dict[tuple[int, int, int], int] = {}
    for person, node, steps, step in rated:
        if step is None:
            continue
        key = person, node, steps
        if key in first:
            last[key] = step
        first.setdefault(key, step)
    change: dict[int, int] = defaultdict(int)
    for key, step in last.items():
        change[key[0]] += step - first[key]
    return change


def learning_until(organisation: int, days: Sequence[datetime]) -> list[Learning]:
    """Of doctors on the seats of one trust, at each of these times in turn: two queries."""
    fewest = suppression.threshold()
    moved = Transition.objects.unscoped(reason=REASON).filter(
        enrolment__organisation=organisation, to_state__in=REACHED
    )
    moves = list(moved.order_by("at", "pk").values_list("enrolment__person", "to_state", "at"))
    people = {person for person, _state, _at in moves}
    rows = SelfRating.objects.unscoped(reason=REASON).filter(step__isnull=False, person__in=people)
    rated = list(rows.order_by("rated_at", "pk").values_list("person", "node", "steps", "step", "rated_at"))
    began, finished, higher = [], [], []
    for day in days:
        started, done = ({who for who, to, at in moves if to == state and at <= day} for state in REACHED)
        change = _change(each[:4] for each in rated if each[4] <= day and each[0] in started)
        began.append(len(started))
        finished.append((len(started), len(done & started)))
        higher.append((len(change), sum(by > 0 for by in change.values())))
    return list(_in_turn(began, finished, higher, fewest))


def _in_turn(
    began: Sequence[int],
    finished: Sequence[turns.Divided],
    higher: Sequence[turns.Divided],
    fewest: int,
) -> Iterator[Learning]:
    told = zip(
        turns.grown(began, fewest=fewest),
        turns.divided(finished, fewest=fewest),
        turns.divided(higher, fewest=fewest),
        strict=True,
    )
    for took_part, done, rose in told:
        completed = None if took_part is None or done is None else rounding.percent(done[1], done[0])
        if rose is None:
            yield Learning(took_part, completed)
        else:
            yield Learning(took_part, completed, rose[0], rounding.percent(rose[1], rose[0]))
