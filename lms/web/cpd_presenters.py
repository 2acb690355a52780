"""CPD in words: what is missing and by when, what counts and why some does not."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from lms.calendar.presenters import in_words
from lms.cpd.enums import Direction, Kind, Setting
from lms.cpd.models import CpdEntry
from lms.cpd.rules import SETTINGS, Part, Window
from lms.cpd.selectors import Standing, Stands
from lms.progress.presenters import in_credits, number_of_credits


def name_of(about: str) -> str:
    """Of a setting or a kind, as it stands in a sentence."""
    return str(Setting(about).label if about in SETTINGS else Kind(about).label)


def days_of(window: Window) -> str:
    return _("%(first)s to %(last)s") % {"first": in_words(window.first), "last": in_words(window.last)}


@dataclass(frozen=True)
class Line:
    """One thing that a scheme asks for: what counts, of how much, and what follows."""

    label: str
    counted: str
    wanted: str
    words: str
    is_short: bool = False


@dataclass(frozen=True)
class Card:
    """How a doctor stands by one scheme in one CPD year."""

    title: str
    sentence: str
    year: str
    value: int
    most: int
    """Of the bar, in hundredths; 0 where a year asks for nothing."""
    bar: str
    lines: list[Line]
    notes: list[str]
    source_url: str
    read_on: str
    read: str
    edition: str


def lead(standing: Standing) -> str:
    """The answer first: what is missing by every scheme that is followed."""
    if not standing.schemes:
        if standing.plain.recorded:
            year = standing.plain
            words = {"credits": in_credits(year.recorded), "year": year.year.first.year}
            return _("%(credits)s recorded in %(year)s. Say which scheme you follow to see the rest.") % words
        return _("Say which scheme you follow, and this page says how much is still to come and by when.")
    if len(standing.schemes) == 1:
        return sentence(standing.schemes[0])
    return " ".join(f"{each.scheme.title}: {sentence(each)}" for each in standing.schemes)


def sentence(stands: Stands) -> str:
    """``12 credits more by 31 March 2027, of which 5 external.``"""
    year = stands.year
    if year.missing:
        short = [part for part in year.least if part.missing]
        words = {
            "credits": in_credits(year.missing),
            "day": in_words(year.year.last),
            "parts": get_text_list([_short(part) for part in short], _("and")),
        }
        if short:
            return _("%(credits)s more by %(day)s, of which %(parts)s.") % words
        return _("%(credits)s more by %(day)s.") % words
    if year.minimum is None:
        words = {"credits": in_credits(year.counted), "year": days_of(year.year)}
        return _("%(credits)s recorded in the year %(year)s, for which no minimum is set.") % words
    return _("Nothing is missing for the year to %(day)s.") % {"day": in_words(year.year.last)}


def _short(part: Part) -> str:
    words = {"credits": number_of_credits(part.missing), "about": name_of(part.limit.about)}
    return _("%(credits)s %(about)s") % words


def card(stands: Stands) -> Card:
    year = stands.year
    counted = number_of_credits(year.counted)
    if year.minimum:
        bar = _("%(counted)s of %(wanted)s credits") % {
            "counted": counted,
            "wanted": number_of_credits(year.minimum),
        }
    else:
        bar = in_credits(year.counted)
    return Card(
        title=stands.scheme.title,
        sentence=sentence(stands),
        year=days_of(year.year),
        value=min(year.counted, year.minimum or 0),
        most=year.minimum or 0,
        bar=bar,
        lines=[_line(part) for part in year.parts] + _of_cycle(stands),
        notes=_notes(stands),
        source_url=stands.edition.source_url,
        read_on=in_words(stands.edition.read_on),
        read=stands.edition.read,
        edition=stands.edition.name,
    )


def _line(part: Part) -> Line:
    counted, wanted = number_of_credits(part.counted), number_of_credits(part.wanted)
    direction = Direction(part.limit.direction)
    label = name_of(part.limit.about).capitalize()
    if direction == Direction.AT_MOST:
        words = _("%(credits)s do not count") % {"credits": in_credits(part.beyond)} if part.beyond else ""
    else:
        words = _more(part.missing)
    amount = f"{direction.label} {wanted}"
    return Line(label, counted, amount, words, direction == Direction.AT_LEAST and bool(part.missing))


def _more(missing: int) -> str:
    return _("%(credits)s more") % {"credits": number_of_credits(missing)} if missing else _("met")


def _of_cycle(stands: Stands) -> list[Line]:
    cycle = stands.cycle
    if cycle is None:
        return []
    label = _("Revalidation cycle, %(days)s") % {"days": days_of(cycle.window)}
    counted = number_of_credits(cycle.counted)
    if cycle.wanted is None:
        return [Line(label, counted, "–", "")]
    words = (
        _("%(credits)s more") % {"credits": number_of_credits(cycle.missing)} if cycle.missing else _("met")
    )
    wanted = f"{Direction.AT_LEAST.label} {number_of_credits(cycle.wanted)}"
    return [Line(label, counted, wanted, words, bool(cycle.missing))]


def _notes(stands: Stands) -> list[str]:
    """Why something does not count, why less is asked, and how clinical work is told apart."""
    year = stands.year
    found = [_beyond(part) for part in year.parts if part.beyond]
    if year.exempt_days:
        words = {"days": year.exempt_days}
        found.append(_("You are exempt on %(days)s days of this year, so that less is asked.") % words)
    if stands.edition.splits_clinical and year.recorded:
        found.append(
            _("Clinical: %(clinical)s. Non-clinical: %(other)s.")
            % {"clinical": number_of_credits(year.clinical), "other": number_of_credits(year.non_clinical)}
        )
    if not stands.edition.splits_settings:
        found.append(_("This scheme does not tell external from internal."))
    return [*found, _("Nothing is carried over into the next year.")]


def _beyond(part: Part) -> str:
    sentence = _(
        "At most %(most)s count as “%(about)s” in a year; the %(beyond)s beyond that stay in your list and "
        "do not count."
    )
    return sentence % {
        "most": number_of_credits(part.limit.hundredths),
        "about": name_of(part.limit.about),
        "beyond": number_of_credits(part.beyond),
    }


@dataclass(frozen=True)
class EntryLine:
    row: CpdEntry
    credits: str
    about: str
    is_off: bool
    """Taken back in the learning record: it counts no longer."""


def entry_line(row: CpdEntry) -> EntryLine:
    clinical = _("clinical") if row.is_clinical else _("non-clinical")
    about = f"{row.get_setting_display()}, {clinical}, {row.get_kind_display()}".capitalize()
    return EntryLine(row, in_credits(row.hundredths), about, is_off(row))


def is_off(row: CpdEntry) -> bool:
    return row.fact is not None and hasattr(row.fact, "superseded_by")
