"""What programmes did in each trust, told of ten people and more: counts, and no names."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q

from lms.enrolment.enums import State
from lms.enrolment.models import Enrolment
from lms.records.models import SelfRating
from lms.reports import rounding, suppression

REASON = "counts of trusts, of ten people and more"
TOOK_PART = (State.ACTIVE, State.COMPLETED, State.WITHDRAWN, State.DEFERRED)


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
    change: dict[int, int] = {}
    first: dict[tuple[int, int, int], int] = {}
    last: dict[tuple[int, int, int], int] = {}
    rated = SelfRating.objects.unscoped(reason=REASON).filter(
        step__isnull=False, person__in=seats.values("person")
    )
    for person, node, steps, step in rated.order_by("rated_at", "pk").values_list(
        "person", "node", "steps", "step"
    ):
        if step is None:
            continue
        key = person, node, steps
        if key in first:
            last[key] = step
        first.setdefault(key, step)
    for key, step in last.items():
        change[key[0]] = change.get(key[0], 0) + step - first[key]
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
