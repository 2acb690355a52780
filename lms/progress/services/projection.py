"""Bringing progress rows up to date: in the action that changed a fact, and in bulk by command."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lms.enrolment.models import Enrolment
from lms.progress.models import Progress
from lms.progress.rules import Standing
from lms.progress.selectors import standings

BATCH = 2000


def row_of(enrolment: Enrolment, stands: Standing) -> Progress:
    return Progress(
        enrolment=enrolment,
        done=stands.modules_done,
        total=stands.weight,
        percent=stands.percent,
        satisfied=stands.satisfied,
    )


def refresh(enrolments: Sequence[Enrolment]) -> dict[int, Standing]:
    """Recompute and store: one upsert, and the queries of ``standings``, however many enrolments."""
    found = standings(enrolments)
    store(enrolments, found)
    return found


def store(enrolments: Sequence[Enrolment], found: dict[int, Standing]) -> None:
    Progress.objects.bulk_create(
        [row_of(enrolment, found[enrolment.pk]) for enrolment in enrolments],
        update_conflicts=True,
        unique_fields=["enrolment"],
        update_fields=["done", "total", "percent", "satisfied"],
        batch_size=BATCH,
    )


def rebuild() -> int:
    """Recompute every progress row, in batches; returns how many."""
    count = 0
    for batch in enrolment_batches():
        refresh(batch)
        count += len(batch)
    return count


def enrolment_batches() -> Iterator[list[Enrolment]]:
    """All enrolments in key order, so that neither memory nor query cost grows with their number."""
    last = 0
    while True:
        rows = Enrolment.objects.unscoped(reason="rebuilding or checking every projection")
        batch = list(rows.filter(pk__gt=last).order_by("pk")[:BATCH])
        if not batch:
            return
        yield batch
        last = batch[-1].pk
