"""What one row of the table holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class Result:
    """One measured row. Times are in milliseconds; ``cpu`` is Python's, ``pg`` is PostgreSQL's share."""

    row: str
    size: int
    queries: int | None = None
    cpu: float | None = None
    pg: float | None = None
    p50: float | None = None
    p95: float | None = None
    rate: float | None = None
    note: str = ""
    extra: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def percentile(sorted_times: Sequence[float], share: float) -> float:
    return sorted_times[min(int(len(sorted_times) * share), len(sorted_times) - 1)]
