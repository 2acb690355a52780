"""What counts in a CPD year and in a revalidation cycle, and what is missing. Pure, in whole hundredths.

The result does not depend on the order of entries, and one more never lowers it. Nothing is carried over.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations

from lms.cpd.enums import Direction, Setting

ONE_DAY = timedelta(days=1)
STEP = 25
NEW_YEAR = (1, 1)
SETTINGS = frozenset(Setting.values)


@dataclass(frozen=True)
class Window:
    """Days, the first and the last included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def days(self) -> int:
        return max(0, (self.last - self.first).days + 1)

    def common(self, other: Window) -> Window:
        return Window(max(self.first, other.first), min(self.last, other.last))


@dataclass(frozen=True)
class Credit:
    """One entry, as far as it counts."""

    on: date
    hundredths: int
    setting: str
    kind: str
    is_clinical: bool = False

    def is_of(self, about: str) -> bool:
        return about in (self.setting, self.kind)


@dataclass(frozen=True)
class Limit:
    direction: str
    about: str
    hundredths: int


@dataclass(frozen=True)
class Edition:
    """What a scheme asks for from a day on."""

    valid_from: date | None = None
    begins: tuple[int, int] | None = None
    """Month and day; None where the scheme names none."""
    minimum: int | None = None
    five_year: int | None = None
    limits: tuple[Limit, ...] = ()

    @property
    def caps(self) -> dict[str, int]:
        return {each.about: each.hundredths for each in self.limits if each.direction == Direction.AT_MOST}


def year_of(day: date, begins: tuple[int, int]) -> Window:
    """The CPD year that a day is in."""
    month, of_month = begins
    first = date(day.year, month, of_month)
    if first > day:
        first = date(day.year - 1, month, of_month)
    return Window(first, date(first.year + 1, month, of_month) - ONE_DAY)


def edition_for(
    day: date, editions: Collection[Edition], *, own: tuple[int, int] = NEW_YEAR
) -> tuple[Edition, Window]:
    """The edition that holds for the CPD year of a day, and that year.

    The one whose rules began latest, on the first day of that year or earlier; before the first, the first.
    """
    latest_first = sorted(editions, key=lambda each: each.valid_from or date.min, reverse=True)
    for edition in latest_first:
        year = year_of(day, edition.begins or own)
        if edition.valid_from is None or edition.valid_from <= year.first:
            return edition, year
    first = latest_first[-1]
    return first, year_of(day, first.begins or own)


def years_in(
    window: Window, editions: Collection[Edition], *, own: tuple[int, int] = NEW_YEAR
) -> Iterator[tuple[Edition, Window]]:
    """The CPD years of a window, each cut to it: together all its days, none twice."""
    day = window.first
    while day <= window.last:
        edition, year = edition_for(day, editions, own=own)
        last = min(year.last, window.last)
        yield edition, Window(day, last)
        day = last + ONE_DAY


def counting(credits: Iterable[Credit], caps: dict[str, int]) -> int:
    """As much as counts when every cap is kept: an entry may fall under two of them, by setting and kind.

    A greatest flow from settings to kinds, by its smallest cut: either a setting is cut at its cap, or what
    it holds is cut at the caps of the kinds.
    """
    amounts: dict[tuple[str, str], int] = {}
    for each in credits:
        place = (each.setting, each.kind)
        amounts[place] = amounts.get(place, 0) + each.hundredths
    capped = sorted({setting for setting, _kind in amounts} & caps.keys())
    cuts = (cut for size in range(len(capped) + 1) for cut in combinations(capped, size))
    return min(_through(amounts, caps, cut) for cut in cuts)


def _through(amounts: dict[tuple[str, str], int], caps: dict[str, int], cut: Collection[str]) -> int:
    by_kind: dict[str, int] = {}
    for (setting, kind), amount in amounts.items():
        if setting not in cut:
            by_kind[kind] = by_kind.get(kind, 0) + amount
    rest = sum(min(amount, caps.get(kind, amount)) for kind, amount in by_kind.items())
    return sum(caps[setting] for setting in cut) + rest


@dataclass(frozen=True)
class Part:
    """How one limit of a year stands. ``wanted`` is what is left of it after exemptions."""

    limit: Limit
    recorded: int
    counted: int
    wanted: int

    @property
    def missing(self) -> int:
        return max(0, self.wanted - self.counted)

    @property
    def beyond(self) -> int:
        """What does not count because of this cap."""
        if self.limit.direction != Direction.AT_MOST:
            return 0
        return max(0, self.recorded - self.limit.hundredths)


@dataclass(frozen=True)
class Reckoning:
    """How somebody stands in a CPD year by one edition of a scheme."""

    year: Window
    recorded: int
    counted: int
    minimum: int | None
    """What is left of it after exemptions; None where the scheme has none for a year."""
    clinical: int
    non_clinical: int
    exempt_days: int
    parts: tuple[Part, ...] = field(default=())

    @property
    def least(self) -> list[Part]:
        return [part for part in self.parts if part.limit.direction == Direction.AT_LEAST]

    @property
    def missing(self) -> int:
        """Credits still to come: enough for the minimum, and for what is asked of each setting by itself."""
        short = max(0, (self.minimum or 0) - self.counted)
        by_setting = sum(part.missing for part in self.least if part.limit.about in SETTINGS)
        by_kind = [part.missing for part in self.least if part.limit.about not in SETTINGS]
        return max(short, by_setting, *by_kind, 0)

    @property
    def is_met(self) -> bool:
        return self.missing == 0


def reckon(
    credits: Iterable[Credit], edition: Edition, *, year: Window, exempt: Sequence[Window] = ()
) -> Reckoning:
    """Of a CPD year: what counts, what is missing, and which caps were reached."""
    within = [each for each in credits if each.on in year]
    away = exempt_days(year, exempt)
    return Reckoning(
        year=year,
        recorded=sum(each.hundredths for each in within),
        counted=counting(within, edition.caps),
        minimum=None if edition.minimum is None else reduced(edition.minimum, away=away, of=year.days),
        clinical=sum(each.hundredths for each in within if each.is_clinical),
        non_clinical=sum(each.hundredths for each in within if not each.is_clinical),
        exempt_days=away,
        parts=tuple(_part(within, limit, edition, away=away, days=year.days) for limit in edition.limits),
    )


def _part(credits: list[Credit], limit: Limit, edition: Edition, *, away: int, days: int) -> Part:
    own = [each for each in credits if each.is_of(limit.about)]
    is_cap = limit.direction == Direction.AT_MOST
    return Part(
        limit=limit,
        recorded=sum(each.hundredths for each in own),
        counted=counting(own, edition.caps),
        wanted=limit.hundredths if is_cap else reduced(limit.hundredths, away=away, of=days),
    )


@dataclass(frozen=True)
class CycleReckoning:
    """How somebody stands in a revalidation cycle by one scheme."""

    window: Window
    recorded: int
    counted: int
    wanted: int | None

    @property
    def missing(self) -> int:
        return max(0, (self.wanted or 0) - self.counted)


def reckon_cycle(
    credits: Iterable[Credit],
    editions: Collection[Edition],
    *,
    window: Window,
    exempt: Sequence[Window] = (),
    own: tuple[int, int] = NEW_YEAR,
) -> CycleReckoning:
    """Each CPD year by itself, with its caps, then all; what is wanted by the edition at the cycle's end."""
    within = [each for each in credits if each.on in window]
    counted = sum(
        counting([each for each in within if each.on in part], edition.caps)
        for edition, part in years_in(window, editions, own=own)
    )
    five_year = edition_for(window.last, editions, own=own)[0].five_year
    away = exempt_days(window, exempt)
    wanted = None if five_year is None else reduced(five_year, away=away, of=window.days)
    return CycleReckoning(window, sum(each.hundredths for each in within), counted, wanted)


def exempt_days(window: Window, exempt: Iterable[Window]) -> int:
    """Days of a window that are exempt, each once."""
    total, after = 0, window.first
    for each in sorted(exempt, key=lambda part: (part.first, part.last)):
        common = Window(max(each.first, after), min(each.last, window.last))
        total += common.days
        after = max(after, each.last + ONE_DAY)
    return total


def reduced(hundredths: int, *, away: int, of: int) -> int:
    """The part of a minimum that is left for the other days, down to a quarter: in the doctor's favour."""
    return hundredths * (of - away) // of // STEP * STEP if away else hundredths


def of_minutes(minutes: int) -> int:
    """Credits for the time that something takes, an hour each, down to a quarter: none below one."""
    return minutes * 100 // 60 // STEP * STEP
