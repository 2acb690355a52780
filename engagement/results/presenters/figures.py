"""One figure as it is read: rounded once, with its interval and a reading that claims no more than it can."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from engagement.results.models import PublishedScore
from engagement.results.rules.statistics import Change, Described
from engagement.results.selectors import Measure

Scores = Mapping[Measure, PublishedScore]

LOWEST, HIGHEST = Decimal(0), Decimal(100)
MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True)
class Bar:
    """Where an interval and its mean lie in a picture 100 wide; a point, whatever the language."""

    start: str
    width: str
    mean: str


@dataclass(frozen=True)
class Cell:
    """A score. Where it is held back, or nobody was asked, only ``missing`` says something."""

    mean: str = ""
    interval: str = ""
    sd: str = ""
    n: int | None = None
    bar: Bar | None = None
    missing: str = ""
    is_held_back: bool = False


@dataclass(frozen=True)
class Difference:
    """Two scores beside each other, and what lies between them."""

    name: str
    kind: str
    before: Cell
    after: Cell
    change: str = ""
    interval: str = ""
    reading: str = ""
    may_be_chance: bool = True


def rounded(value: Decimal | float, places: int = 1) -> Decimal:
    """Half up, as everybody expects of print."""
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    return exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def shown(value: Decimal | float, places: int = 1) -> str:
    """In the reader's language; never a nought below nought."""
    found = rounded(value, places)
    words = str(number_format(abs(found), places))
    return f"{MINUS}{words}" if found < 0 else words


def signed(value: Decimal | float) -> str:
    return f"+{shown(value)}" if rounded(value) > 0 else shown(value)


def between(low: str, high: str) -> str:
    return _("%(low)s to %(high)s") % {"low": low, "high": high}


def cell_of(score: PublishedScore | None) -> Cell:
    if score is None:
        return Cell(missing=_("not published"))
    if score.mean is None or score.sd is None or score.low is None or score.high is None:
        return Cell(missing=_("held back"), is_held_back=True)
    low, high = max(score.low, LOWEST), min(score.high, HIGHEST)
    return Cell(
        mean=shown(score.mean),
        interval=between(shown(low), shown(high)),
        sd=shown(score.sd),
        n=score.n,
        bar=Bar(_place(low), _place(high - low), _place(score.mean)),
    )


def described(score: PublishedScore | None) -> Described | None:
    """A published score as statistics take it; nothing where it was held back."""
    if score is None or score.n is None or score.mean is None or score.sd is None:
        return None
    ends = (None if each is None else float(each) for each in (score.low, score.high))
    return Described(score.n, float(score.mean), float(score.sd), *ends)


def difference_of(
    name: str,
    kind: str,
    scores: tuple[PublishedScore | None, PublishedScore | None],
    found: Change | None,
    *,
    readings: tuple[str, str] | None = None,
) -> Difference:
    """``readings`` are for what is higher and for what is lower than chance explains."""
    before, after = (cell_of(each) for each in scores)
    if found is None:
        return Difference(name, kind, before, after)
    return Difference(
        name,
        kind,
        before,
        after,
        change=signed(found.difference),
        interval=_ends(found),
        reading=_reading(found, readings or (_("higher"), _("lower"))),
        may_be_chance=found.may_be_chance,
    )


def _reading(found: Change, readings: tuple[str, str]) -> str:
    if found.may_be_chance:
        return _("may be chance")
    return readings[found.difference < 0]


def _ends(found: Change) -> str:
    if found.low is None or found.high is None:
        return ""
    return between(signed(found.low), signed(found.high))


def _place(value: Decimal) -> str:
    return str(rounded(value))
