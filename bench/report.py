"""The table that is printed, and the file that is kept."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from bench.results import Result
from bench.targets import RATIOS, verdict

HEADINGS = ("row", "doctors", "queries", "CPU ms", "PG ms", "p50 ms", "p95 ms", "per s", "targets", "note")


def table(results: Sequence[Result]) -> str:
    """A Markdown table, which also reads well in a terminal."""
    lines = [HEADINGS, *(_cells(result) for result in _by_row(results))]
    widths = [max(len(line[place]) for line in lines) for place in range(len(HEADINGS))]
    written = [
        "| " + " | ".join(cell.ljust(w) for cell, w in zip(line, widths, strict=True)) + " |"
        for line in lines
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([written[0], rule, *written[1:]])


def _by_row(results: Sequence[Result]) -> Iterable[Result]:
    order = {name: place for place, name in enumerate(dict.fromkeys(result.row for result in results))}
    return sorted(results, key=lambda result: (order[result.row], result.size))


def _cells(result: Result) -> tuple[str, ...]:
    numbers = [_number(value) for value in (result.cpu, result.pg, result.p50, result.p95, result.rate)]
    queries = "" if result.queries is None else str(result.queries)
    return (result.row, f"{result.size:,}", queries, *numbers, verdict(result), result.note)


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


def ratios(results: Sequence[Result]) -> str:
    """What ten times as many doctors cost, row by row."""
    sizes = sorted({result.size for result in results})
    if len(sizes) < 2:
        return ""
    found = {(result.row, result.size): result for result in results}
    lines = [f"{sizes[-1]:,} doctors against {sizes[0]:,}, CPU of Python and PostgreSQL together:"]
    for row in dict.fromkeys(result.row for result in results):
        small, large = found.get((row, sizes[0])), found.get((row, sizes[-1]))
        if small and large and small.cpu is not None and large.cpu is not None:
            lines.append(_ratio(row, _work(small), _work(large)))
    return "\n".join(lines)


def _work(result: Result) -> float:
    return max((result.cpu or 0) + (result.pg or 0), 0.01)


def _ratio(row: str, small: float, large: float) -> str:
    ratio = large / small
    allowed = RATIOS.get(row)
    judged = "" if allowed is None else f"  ≤ {allowed:g} {'met' if ratio <= allowed else 'MISSED'}"
    return f"  {row:<34} {ratio:5.2f}{judged}"


def machine() -> dict[str, object]:
    return {
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "load before": os.getloadavg()[0],
    }


def keep(results: Sequence[Result], *, folder: Path, at: datetime, about: dict[str, object]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{at:%Y-%m-%d-%H%M}.json"
    kept = {"at": at.isoformat(), "machine": about, "rows": [result.as_json() for result in results]}
    path.write_text(json.dumps(kept, indent=1, ensure_ascii=False), encoding="utf-8")
    return path
