"""A run chart: the values of a measure in the order of their days, with the median, as lines to draw.

No library of the lock draws one that reads well without scripts; this is a line and its median, and the table
of the same values always stands beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median

WIDTH, HEIGHT = 600, 260
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 16, 36
FEWEST = 2

Point = tuple[date, Decimal]


@dataclass(frozen=True)
class Dot:
    x: float
    y: float


@dataclass(frozen=True)
class Chart:
    """In units of the drawing; ``y`` grows downwards."""

    dots: tuple[Dot, ...]
    median: Decimal
    median_y: float
    highest: Decimal
    lowest: Decimal
    first: date
    last: date
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM

    @property
    def value_x(self) -> int:
        return self.left - 8

    @property
    def top_text(self) -> int:
        return self.top + 10

    @property
    def days_y(self) -> int:
        return self.bottom + 22

    @property
    def line(self) -> str:
        return " ".join(f"{dot.x:g},{dot.y:g}" for dot in self.dots)


def draw(points: Sequence[Point]) -> Chart | None:
    """None while there are too few points for a line."""
    if len(points) < FEWEST:
        return None
    days = [on for on, _value in points]
    values = [value for _on, value in points]
    first, last, low, high = days[0], days[-1], min(values), max(values)
    middle = Decimal(median(values))

    def x(on: date, place: int) -> float:
        share = (on - first).days / (last - first).days if last > first else place / (len(points) - 1)
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def y(value: Decimal) -> float:
        share = float((value - low) / (high - low)) if high > low else 0.5
        return round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM), 1)

    dots = tuple(Dot(x(on, place), y(value)) for place, (on, value) in enumerate(points))
    return Chart(dots, middle, y(middle), high, low, first, last)
