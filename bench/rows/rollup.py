"""Computing progress anew from all facts: of the largest trust's doctors, and of everybody."""

from __future__ import annotations

from collections.abc import Iterator

from bench.measuring import spending
from bench.results import Result
from bench.rows.stage import Stage
from bench.seed.shape import LARGEST_FACTS
from lms.enrolment.models import Enrolment
from lms.progress.services import projection


def roll_up(stage: Stage) -> Iterator[Result]:
    rows = Enrolment.objects.unscoped(reason="the benchmark rebuilds a trust's progress")
    largest = list(rows.filter(organisation__name="Trust 000 (invented)"))
    if len(largest) != stage.shape.largest:
        raise AssertionError(f"the largest trust has {len(largest)} enrolments")
    projection.refresh(largest[:1])
    with spending() as spent:
        projection.refresh(largest)
    completions = len(largest) * LARGEST_FACTS
    yield spent.result("roll up 48 facts each", stage.size, note=f"{completions:,} completions")
    with spending() as spent:
        count = projection.rebuild()
    yield spent.result("rebuild all progress", stage.size, note=f"{count:,} enrolments")
