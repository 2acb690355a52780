"""The tables of a study from its careers, with what must not be told left out. Pure.

Everybody is told of first, then groups of specialties. Groups with too few people are put together; what is
still held back in one group is held back in a second, so that taking the others from everybody gives neither.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from engagement.studies.enums import HeldBack, Table
from engagement.studies.rules.careers import Career
from lms.reports import suppression
from lms.reports.rounding import mean


@dataclass(frozen=True)
class Figure:
    """A line of a table. ``line`` is a group or a theme; empty for everybody."""

    table: Table
    line: str = ""
    polarity: str = ""
    point: str = ""
    n: int | None = None
    count: int | None = None
    lowest: int | None = None
    highest: int | None = None
    mean: Decimal | None = None
    held_back: str = ""


NUMBER: Mapping[Table, Callable[[Career], int | None]] = {
    Table.AGE: lambda career: career.age_at_first,
    Table.POSTS: lambda career: career.posts,
    Table.YEAR: lambda career: career.first_year,
}
SHARE: Mapping[Table, Callable[[Career], bool | None]] = {
    Table.FIRST_POST: lambda career: career.is_first_post,
    Table.IN_POST: lambda career: career.in_post,
    Table.ATTENDED: lambda career: career.attended,
    Table.CLINICAL: lambda career: career.clinical,
}
NUMBERS_BY_GROUP = (Table.AGE,)
SHARES_BY_GROUP = (Table.FIRST_POST, Table.ATTENDED, Table.CLINICAL)
OTHERS = "*"
"""Stands for the groups that are put together."""

Spoken = tuple[str, str, str]
"""Theme, polarity, stage."""


def tables_of(careers: Sequence[Career], spoken: Mapping[Spoken, int], *, fewest: int) -> list[Figure]:
    """``spoken`` says how many participants spoke of each theme so."""
    if not suppression.is_shown(len(careers), fewest=fewest):
        return [Figure(Table.PEOPLE, held_back=HeldBack.FEW)]
    groups = _groups(careers, fewest=fewest)
    return [
        Figure(Table.PEOPLE, n=len(careers)),
        *(Figure(Table.PEOPLE, name, n=len(members)) for name, members in groups.items()),
        *_numbers(careers, groups, fewest=fewest),
        *_shares(careers, groups, fewest=fewest),
        *_themes(spoken, len(careers), fewest=fewest),
    ]


def _groups(careers: Sequence[Career], *, fewest: int) -> dict[str, list[Career]]:
    """By name; what is too small, and what has to go with it, under one name. None where there is but one."""
    counts = Counter(career.group for career in careers if career.group)
    if sum(counts.values()) != len(careers):
        # Whoever has none would be everybody less the groups.
        return {}
    small = suppression.hidden(counts, fewest=fewest)
    found: dict[str, list[Career]] = {name: [] for name in sorted(counts.keys() - small)}
    if small:
        found[OTHERS] = []
    for career in careers:
        found[OTHERS if career.group in small else career.group].append(career)
    return found if len(found) > 1 else {}


Groups = Mapping[str, Sequence[Career]]


def _numbers(careers: Sequence[Career], groups: Groups, *, fewest: int) -> Iterator[Figure]:
    for table, value in NUMBER.items():
        everybody = _number(table, "", _known(careers, value), fewest=fewest)
        if table is Table.POSTS and not everybody.held_back and _told_by_posts(careers, fewest=fewest):
            everybody = Figure(table, held_back=HeldBack.REVEALS)
        yield everybody
        if table in NUMBERS_BY_GROUP and not everybody.held_back:
            yield from _numbers_by_group(table, groups, value, fewest=fewest)


def _told_by_posts(careers: Sequence[Career], *, fewest: int) -> bool:
    """Where nearly everybody has held one post, mean and range say of the few others how many they held."""
    return bool(
        _share(Table.FIRST_POST, "", _known(careers, SHARE[Table.FIRST_POST]), fewest=fewest).held_back
    )


def _known(careers: Sequence[Career], value: Callable[[Career], int | None]) -> list[int]:
    return [int(found) for found in map(value, careers) if found is not None]


def _number(table: Table, line: str, values: Sequence[int], *, fewest: int) -> Figure:
    """The range is told of everybody only: in a group its ends are two people."""
    if not suppression.is_shown(len(values), fewest=fewest):
        return Figure(table, line, held_back=HeldBack.FEW)
    if len(set(values)) == 1:
        return Figure(table, line, held_back=HeldBack.SAME)
    ends = (None, None) if line else (min(values), max(values))
    average = None if table is Table.YEAR else mean(sum(values), len(values))
    return Figure(table, line, n=len(values), lowest=ends[0], highest=ends[1], mean=average)


def _numbers_by_group(
    table: Table, groups: Groups, value: Callable[[Career], int | None], *, fewest: int
) -> Iterator[Figure]:
    values = {name: _known(members, value) for name, members in groups.items()}
    figures = {name: _number(table, name, found, fewest=fewest) for name, found in values.items()}
    same = {name for name, figure in figures.items() if figure.held_back}
    counts = {name: len(found) for name, found in values.items()}
    held = suppression.hidden(counts, fewest=fewest, also=same)
    yield from _with_held(figures, held)


def _shares(careers: Sequence[Career], groups: Groups, *, fewest: int) -> Iterator[Figure]:
    for table, value in SHARE.items():
        everybody = _share(table, "", _known(careers, value), fewest=fewest)
        yield everybody
        if table in SHARES_BY_GROUP and not everybody.held_back:
            yield from _shares_by_group(table, groups, value, fewest=fewest)


def _share(table: Table, line: str, values: Sequence[int], *, fewest: int) -> Figure:
    yes = sum(values)
    if not suppression.is_shown(len(values), fewest=fewest):
        return Figure(table, line, held_back=HeldBack.FEW)
    if yes in (0, len(values)):
        return Figure(table, line, held_back=HeldBack.SAME)
    if not suppression.share_is_shown(yes, len(values), fewest=fewest):
        return Figure(table, line, held_back=HeldBack.FEW)
    return Figure(table, line, n=len(values), count=yes)


def _shares_by_group(
    table: Table, groups: Groups, value: Callable[[Career], bool | None], *, fewest: int
) -> Iterator[Figure]:
    values = {name: _known(members, value) for name, members in groups.items()}
    figures = {name: _share(table, name, found, fewest=fewest) for name, found in values.items()}
    shares = {name: (sum(found), len(found)) for name, found in values.items()}
    yield from _with_held(figures, suppression.hidden_shares(shares, fewest=fewest))


def _with_held(figures: Mapping[str, Figure], held: frozenset[str]) -> Iterator[Figure]:
    """Nothing of groups where nothing can be told of any."""
    if all(figure.held_back or name in held for name, figure in figures.items()):
        return
    for name, figure in figures.items():
        if name in held and not figure.held_back:
            yield Figure(figure.table, name, held_back=HeldBack.REVEALS)
        else:
            yield figure


def _themes(spoken: Mapping[Spoken, int], people: int, *, fewest: int) -> Iterator[Figure]:
    """One participant may have spoken of many, so that no line is what others leave."""
    for (title, polarity, point), count in sorted(spoken.items()):
        if suppression.is_shown(count, fewest=fewest):
            yield Figure(Table.THEMES, title, polarity, point, n=people, count=count)
        else:
            yield Figure(Table.THEMES, title, polarity, point, held_back=HeldBack.FEW)
