"""The targets of each row: which figure, and how much of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bench.results import Result

LARGE = 20_000


@dataclass(frozen=True)
class Target:
    """``at_least`` for rates; everything else is a ceiling."""

    figure: str
    bound: float
    at_least: bool = False
    only_large: bool = False

    def met(self, result: Result) -> bool | None:
        value = result.extra.get(self.figure, getattr(result, self.figure, None))
        if value is None or (self.only_large and result.size < LARGE):
            return None
        return bool(value >= self.bound if self.at_least else value <= self.bound)

    def __str__(self) -> str:
        sign = "≥" if self.at_least else "≤"
        unit = {
            "queries": " queries",
            "rate": "/s",
            "cpu": " ms CPU",
            "p50": " ms",
            "p95": " ms p95",
            "most_mb": " MB",
            "growth_mb": " MB more",
            "slowest": " ms the slowest",
        }
        return f"{sign} {self.bound:g}{unit[self.figure]}"


def page(queries: float, cpu: float, rate: float) -> tuple[Target, ...]:
    return (
        Target("queries", queries),
        Target("cpu", cpu),
        Target("rate", rate, at_least=True),
        Target("p95", 300, only_large=True),
    )


DESK = (Target("queries", 12), Target("p95", 800, only_large=True))

TARGETS: Mapping[str, tuple[Target, ...]] = {
    "learner's dashboard": page(8, 12, 120),
    "programme page, 40 modules": page(8, 12, 120),
    "module page: reading": page(8, 10, 150),
    "module page: quiz": page(8, 10, 150),
    "module page: reflection": page(8, 10, 150),
    "learner, competences": (Target("queries", 10),),
    "trust desk, home": DESK,
    "trust desk, list": DESK,
    "trust desk, who needs you": DESK,
    "trust desk, reminders": DESK,
    "trust desk, filtered by name, by date": DESK,
    "trust desk, by progress, page 2": DESK,
    "trust desk, one cohort": DESK,
    "studio, insight of everybody": (Target("p95", 300, only_large=True),),
    "studio, insight of one trust": (Target("p95", 300, only_large=True),),
    "export, everybody": (Target("p50", 2000, only_large=True), Target("growth_mb", 40)),
    "one fact posted (reading)": (Target("queries", 10), Target("cpu", 8)),
    "one fact posted (ends a module)": (Target("queries", 10), Target("cpu", 8)),
    "one fact posted (API, token)": (Target("queries", 10), Target("cpu", 8)),
    "enrol 2,000 from a file": (Target("p50", 2000),),
    "check a workbook of 20,000": (Target("p50", 30_000), Target("most_mb", 300)),
    "check a list of 20,000": (Target("p50", 30_000), Target("most_mb", 300)),
    "enrol 20,000": (Target("p50", 60_000), Target("most_mb", 300)),
    "before publishing: people in flight": (Target("queries", 40), Target("p50", 1000, only_large=True)),
    "move everybody to a newer version": (
        Target("p50", 60_000, only_large=True),
        Target("most_mb", 300),
        Target("slowest", 3000),
    ),
    "roll up 48 facts each": (Target("p50", 5000, only_large=True),),
    "nothing to do": (Target("p50", 50),),
    "plan the reminders": (Target("p50", 2000, only_large=True),),
    "deliver the reminders": (Target("rate", 200, at_least=True, only_large=True),),
}

RATIOS: Mapping[str, float] = {
    "trust desk, list": 1.2,
    "trust desk, by progress, page 2": 1.2,
    "trust desk, one cohort": 1.2,
    "trust desk, one person": 1.2,
}
"""How much more CPU the large size may take than the small one."""


def verdict(result: Result) -> str:
    found = [(target, target.met(result)) for target in TARGETS.get(result.row, ())]
    return "; ".join(f"{target} {'met' if met else 'MISSED'}" for target, met in found if met is not None)
