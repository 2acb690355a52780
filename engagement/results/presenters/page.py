"""All that is told of a wave, as a page and a report show it: made of published figures alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagement.instruments.enums import Kind
from engagement.results.enums import HeldBack
from engagement.results.presenters import items
from engagement.results.presenters.figures import (
    Cell,
    Difference,
    cell_of,
    described,
    difference_of,
    shown,
)
from engagement.results.presenters.naming import Naming, naming_of
from engagement.results.rules.statistics import change, gap
from engagement.results.selectors import INDEX, Group, Headline, Measure, Results
from engagement.waves.enums import Respondents

STEADY = 0.7
"""Alpha from which a score is commonly taken to be steady enough to compare groups by."""


@dataclass(frozen=True)
class Turnout:
    """How many of one kind were asked and answered, and of how many the scores are made."""

    words: str
    invited: int
    answered: int
    percent: int
    scored: int | None


@dataclass(frozen=True)
class ThemeRow:
    name: str
    whole: Cell
    sides: tuple[SideRow, ...]


@dataclass(frozen=True)
class SideRow:
    kind: str
    name: str
    cell: Cell


@dataclass(frozen=True)
class GroupRow:
    name: str
    answered: int
    invited: int
    percent: int
    cells: tuple[tuple[str, Cell], ...]
    """Each with the name of its measure."""
    is_whole: bool = True


@dataclass(frozen=True)
class GroupTable:
    """Categories of one dimension, below all of that kind of respondents."""

    title: str
    measures: tuple[str, ...]
    rows: tuple[GroupRow, ...]
    finer: tuple[str, ...]
    """Measures of the second table, with its rows: the sides of the themes."""
    finer_rows: tuple[GroupRow, ...]

    @property
    def holds_back(self) -> bool:
        return any(cell.is_held_back for row in (*self.rows, *self.finer_rows) for _name, cell in row.cells)

    @property
    def has_parts(self) -> bool:
        return not all(row.is_whole for row in self.rows)


@dataclass(frozen=True)
class TrendRow:
    title: str
    closed_at: datetime | None
    answered: int
    percent: int
    cell: Cell
    change: str
    interval: str
    reading: str
    is_this: bool


@dataclass(frozen=True)
class AlphaRow:
    name: str
    items: int
    n: int | None
    alpha: str
    interval: str
    reading: str
    missing: str = ""


@dataclass(frozen=True)
class Page:
    """``foreign`` is the language of names and statements where it is not the page's."""

    index_name: str
    index: Cell
    turnouts: tuple[Turnout, ...]
    themes: tuple[ThemeRow, ...]
    gaps: tuple[Difference, ...]
    groups: tuple[GroupTable, ...]
    trend: tuple[TrendRow, ...]
    changes: tuple[Difference, ...]
    before: str
    versions_differ: bool
    statements: tuple[items.Statements, ...]
    alphas: tuple[AlphaRow, ...]
    fewest: int
    foreign: str
    held_back: str

    @property
    def sentence(self) -> str:
        given = {"name": self.index_name, "mean": self.index.mean}
        if not self.index.mean:
            return _("%(name)s: held back") % given
        return _("%(name)s: %(mean)s of 100") % given

    @property
    def change_sentence(self) -> str:
        """What changed since the wave before, of the index."""
        found = next(iter(self.changes), None)
        if found is None or not found.change:
            return ""
        given = {"change": found.change, "before": self.before, "interval": found.interval}
        if found.may_be_chance:
            return _("%(change)s since %(before)s (%(interval)s): that may be chance.") % given
        return _("%(change)s since %(before)s (%(interval)s): more than chance explains.") % given


def page_of(results: Results, trend: Sequence[Headline]) -> Page:
    """In the language that is in use."""
    naming = naming_of(results.wave.version)
    doctors, managers = (results.all_of(each) for each in (Respondents.DOCTORS, Respondents.MANAGERS))
    earlier = _before(results, trend)
    return Page(
        index_name=naming.names.index,
        index=cell_of(doctors.scores.get(INDEX) if doctors else None),
        turnouts=tuple(_turnout(each) for each in (doctors, managers) if each),
        themes=_themes(naming, doctors),
        gaps=_gaps(naming, doctors, managers),
        groups=tuple(_group_tables(naming, results)),
        trend=_trend(results, trend),
        changes=_changes(naming, doctors, earlier),
        before=earlier.wave.title if earlier else "",
        versions_differ=len({each.wave.version_id for each in trend}) > 1,
        statements=tuple(items.statements_of(naming, results)),
        alphas=_alphas(naming, results),
        fewest=min(each.fewest for each in results.publications),
        foreign=naming.foreign,
        held_back=str(HeldBack.PROTECTS.label),
    )


def percent_of(part: int, whole: int) -> int:
    return (200 * part + whole) // (2 * whole) if whole else 0


def _turnout(group: Group) -> Turnout:
    row = group.row
    score = group.scores.get(INDEX)
    if row.respondents == Respondents.DOCTORS:
        words = ngettext(
            "%(answered)s of %(invited)s doctor answered",
            "%(answered)s of %(invited)s doctors answered",
            row.invited,
        )
    else:
        words = ngettext(
            "%(answered)s of %(invited)s manager answered",
            "%(answered)s of %(invited)s managers answered",
            row.invited,
        )
    return Turnout(
        words % {"answered": row.answered, "invited": row.invited},
        row.invited,
        row.answered,
        percent_of(row.answered, row.invited),
        score.n if score else None,
    )


def _themes(naming: Naming, doctors: Group | None) -> tuple[ThemeRow, ...]:
    scores = doctors.scores if doctors else {}
    return tuple(
        ThemeRow(
            theme.name,
            cell_of(scores.get(theme.measure)),
            tuple(
                SideRow(str(Kind(side.kind).label), side.name, cell_of(scores.get(side.measure)))
                for side in theme.sides
            ),
        )
        for theme in naming.themes
    )


def _gaps(naming: Naming, doctors: Group | None, managers: Group | None) -> tuple[Difference, ...]:
    """How much higher doctors score."""
    if not doctors or not managers:
        return ()
    found = []
    readings = _("doctors higher"), _("doctors lower")
    for measure, name in naming.measures():
        scores = doctors.scores.get(measure), managers.scores.get(measure)
        ours, theirs = (described(each) for each in scores)
        between = gap(ours, theirs) if ours and theirs else None
        found.append(difference_of(name, measure[0], scores, between, readings=readings))
    return tuple(found)


def _changes(naming: Naming, doctors: Group | None, earlier: Headline | None) -> tuple[Difference, ...]:
    if not doctors or not earlier:
        return ()
    then = earlier.scores.get(Respondents.DOCTORS, {})
    found = []
    for measure, name in naming.measures():
        scores = then.get(measure), doctors.scores.get(measure)
        before, after = (described(each) for each in scores)
        found.append(
            difference_of(name, measure[0], scores, change(before, after) if before and after else None)
        )
    return tuple(found)


def _before(results: Results, trend: Sequence[Headline]) -> Headline | None:
    place = next((n for n, each in enumerate(trend) if each.wave.pk == results.wave.pk), 0)
    return trend[place - 1] if place else None


def _trend(results: Results, trend: Sequence[Headline]) -> tuple[TrendRow, ...]:
    found: list[TrendRow] = []
    before = None
    for each in trend:
        score = each.scores.get(Respondents.DOCTORS, {}).get(INDEX)
        group = each.groups.get(Respondents.DOCTORS)
        now = described(score)
        step = change(before, now) if before and now else None
        beside = difference_of("", INDEX[0], (None, score), step)
        answered, invited = (group.answered, group.invited) if group else (0, 0)
        found.append(
            TrendRow(
                each.wave.title,
                each.wave.closed_at,
                answered,
                percent_of(answered, invited),
                beside.after,
                beside.change,
                beside.interval,
                beside.reading,
                each.wave.pk == results.wave.pk,
            )
        )
        before = now or before
    return tuple(found)


def _group_tables(naming: Naming, results: Results) -> list[GroupTable]:
    coarse = [(INDEX, naming.names.index), *((theme.measure, theme.name) for theme in naming.themes)]
    fine = [each for each in naming.measures() if each not in coarse]
    return [
        _group_table(results, respondents, dimension, coarse, fine)
        for respondents in Respondents
        for dimension in results.dimensions(respondents)
    ]


Columns = Sequence[tuple[Measure, str]]


def _group_table(
    results: Results, respondents: Respondents, dimension: str, coarse: Columns, fine: Columns
) -> GroupTable:
    everybody = results.all_of(respondents)
    told = [*([everybody] if everybody else []), *results.of(respondents, dimension)]
    named = [(each, each.row.category or _all(respondents)) for each in told]
    title = dimension
    if respondents == Respondents.MANAGERS:
        title = _("%(dimension)s, managers") % {"dimension": dimension}
    return GroupTable(
        title,
        tuple(name for _measure, name in coarse),
        tuple(_group_row(each, name, coarse) for each, name in named),
        tuple(name for _measure, name in fine),
        tuple(_group_row(each, name, fine) for each, name in named),
    )


def _group_row(group: Group, name: str, columns: Columns) -> GroupRow:
    row = group.row
    return GroupRow(
        name,
        row.answered,
        row.invited,
        percent_of(row.answered, row.invited),
        tuple((title, cell_of(group.scores.get(measure))) for measure, title in columns),
        row.is_whole,
    )


def _all(respondents: Respondents) -> str:
    return _("All doctors") if respondents == Respondents.DOCTORS else _("All managers")


def _alphas(naming: Naming, results: Results) -> tuple[AlphaRow, ...]:
    told = results.alphas.get(Respondents.DOCTORS, {})
    found = []
    for measure, name in naming.measures():
        row = told.get(measure)
        if row is None:
            continue
        if row.alpha is None or row.low is None or row.high is None:
            found.append(AlphaRow(name, row.items, None, "", "", "", missing=_("held back")))
            continue
        words = _("steady enough to compare groups") if row.alpha >= STEADY else _("read it with care")
        ends = _("%(low)s to %(high)s") % {"low": shown(row.low, 2), "high": shown(row.high, 2)}
        found.append(AlphaRow(name, row.items, row.n, shown(row.alpha, 2), ends, words))
    return tuple(found)


def published_words(results: Results) -> str:
    """When, and how often."""
    days = [date_format(each.made_at, "j F Y") for each in results.publications]
    if len(days) == 1:
        return _("Published on %(day)s.") % {"day": days[0]}
    return _("Published on %(first)s, with more on %(last)s.") % {"first": days[0], "last": days[-1]}
