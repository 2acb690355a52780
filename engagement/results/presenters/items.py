"""How each statement was answered, by theme and side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from engagement.instruments.enums import Kind
from engagement.results.models import PublishedItem
from engagement.results.presenters.figures import shown
from engagement.results.presenters.naming import Naming, Side
from engagement.results.selectors import Results
from engagement.waves.enums import Respondents


@dataclass(frozen=True)
class Share:
    """How many gave one answer; ``start`` and ``width`` are its place in a picture 100 wide.

    ``shade`` is 1 to 5, however many points there are.
    """

    label: str
    point: int
    count: int
    percent: int
    start: str
    width: str
    shade: int


@dataclass(frozen=True)
class ItemRow:
    words: str
    is_reversed: bool
    n: int | None
    mean: str
    sd: str
    shares: tuple[Share, ...]
    missing: str = ""


@dataclass(frozen=True)
class SideItems:
    title: str
    rows: tuple[ItemRow, ...]


@dataclass(frozen=True)
class Statements:
    """Of one kind of respondents."""

    respondents: str
    title: str
    points: tuple[tuple[str, int], ...]
    """Each with its shade."""
    sides: tuple[SideItems, ...]

    @property
    def columns(self) -> int:
        return len(self.points) + 5

    @property
    def columns_of_figures(self) -> int:
        return self.columns - 1

    @property
    def has_reversed(self) -> bool:
        return any(row.is_reversed for side in self.sides for row in side.rows)

    @property
    def holds_back(self) -> bool:
        return any(row.missing for side in self.sides for row in side.rows)


def statements_of(naming: Naming, results: Results) -> Iterator[Statements]:
    titles = {Respondents.DOCTORS: _("Doctors"), Respondents.MANAGERS: _("Managers")}
    for respondents, title in titles.items():
        told = {each.item: each for each in results.items.get(respondents, ())}
        if told:
            sides = tuple(
                SideItems(
                    f"{theme.name} · {Kind(side.kind).label}: {side.name}",
                    tuple(_rows(naming, side, told, respondents)),
                )
                for theme in naming.themes
                for side in theme.sides
            )
            points = naming.points()
            shaded = tuple((each, shade_of(place, len(points))) for place, each in enumerate(points, start=1))
            yield Statements(respondents, title, shaded, sides)


def _rows(
    naming: Naming, side: Side, told: dict[str, PublishedItem], respondents: Respondents
) -> Iterator[ItemRow]:
    points = naming.points()
    for code in side.items:
        if (row := told.get(code)) is not None:
            yield _row(row, naming.statement(code, respondents), naming.is_reversed(code), points)


def _row(row: PublishedItem, words: str, is_reversed: bool, points: list[str]) -> ItemRow:
    if row.counts is None or row.mean is None or row.sd is None:
        return ItemRow(words, is_reversed, None, "", "", (), missing=_("held back"))
    return ItemRow(
        words, is_reversed, row.n, shown(row.mean), shown(row.sd), tuple(_shares(row.counts, points))
    )


def _shares(counts: list[int], points: list[str]) -> Iterator[Share]:
    """Percentages are rounded each for itself; the picture is not."""
    total, before = sum(counts), 0
    for point, (count, label) in enumerate(zip(counts, points, strict=True), start=1):
        yield Share(
            label,
            point,
            count,
            int(Fraction(100 * count, total) + Fraction(1, 2)),
            f"{100 * before / total:.2f}",
            f"{100 * count / total:.2f}",
            shade_of(point, len(points)),
        )
        before += count


def shade_of(point: int, points: int) -> int:
    return 1 + (8 * (point - 1) + points - 1) // (2 * (points - 1))
