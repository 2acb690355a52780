"""All that the Studio's page about retiring a programme shows: figures that name nobody."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from kernel.admin import formula_safe
from lms.amendments.presenters import FEWEST, RunLine, ToldCohort, activity_choice, few, run_line, told_cohort
from lms.amendments.retiring import selectors
from lms.amendments.retiring.rules import Concerned, concerned
from lms.amendments.selectors import Group, activities_of, groups_of, only_in
from lms.calendar.presenters import in_words
from lms.enrolment.retiring import GroupKey
from programmes import selectors as programmes
from programmes.models import Programme, ProgrammeVersion, Retirement, RetirementCorrection
from programmes.retiring import asking_for, corrections_of, notice_of, retirement_of, said_of
from programmes.rules.retiring import Said, may_be_taken_back, takes_nobody_new


@dataclass(frozen=True)
class Line:
    """A cohort, a trust outside its cohorts, or those without a sponsor."""

    key: str
    trust: str
    cohort: ToldCohort | None
    people: str
    invited: str
    paused: str
    late: str
    last: str
    closes_on: str
    room: str
    """Where they could go on."""


@dataclass(frozen=True)
class Page:
    programme: Programme
    retirement: Retirement | None
    on: date
    people: str
    late: str
    lines: tuple[Line, ...]
    has_dates: bool
    """Whether it is known until when they are to finish."""
    runs: tuple[RunLine, ...]
    old_activities: tuple[tuple[str, str], ...] = ()
    new_activities: tuple[tuple[str, str], ...] = ()
    successor: ProgrammeVersion | None = None
    corrections: tuple[RetirementCorrection, ...] = ()
    asking: tuple[tuple[int, str], ...] = ()
    """Programmes that ask for this one, by row and title."""

    @property
    def is_closed(self) -> bool:
        return self.retirement is not None and takes_nobody_new(self.retirement.cut_off, on=self.on)

    @property
    def may_be_taken_back(self) -> bool:
        return self.retirement is not None and may_be_taken_back(self.retirement.cut_off, on=self.on)


@dataclass(frozen=True)
class Dates:
    """Those that were announced, or those that somebody thinks of."""

    closes_on: date | None
    successor: Programme | None


def page_of(programme_pk: int, *, thought_of: Dates | None, now: Any, on: date) -> Page | None:
    """The same number of queries, whatever the number of people."""
    row = Programme.objects.filter(pk=programme_pk).select_related("locale", "latest_revision").first()
    programme = row.source() if row else None
    if programme is None or programmes.latest_version(programme) is None:
        return None
    retirement = retirement_of(programme)
    announced = Dates(retirement.closes_on, retirement.successor) if retirement else None
    dates = thought_of or announced
    later = selectors.closings_of(retirement) if retirement else {}
    closes_on = dates.closes_on if dates and dates.closes_on else None
    found = concerned(
        selectors.alike(programme.translation_key), closes_on=closes_on or date.max, later=later
    )
    rooms = _rooms(dates.successor if dates else None, on=on)
    groups = groups_of(selectors.on_programme(programme.translation_key))
    return Page(
        programme=programme,
        retirement=retirement,
        on=on,
        people=few(sum(each.people for each in found.values())),
        late=few(sum(each.late for each in found.values())),
        lines=tuple(_lines(groups, found, rooms)),
        has_dates=closes_on is not None,
        runs=tuple(run_line(run, now=now) for run in selectors.runs_of(retirement)) if retirement else (),
        corrections=tuple(corrections_of(retirement)) if retirement and retirement.corrections else (),
        asking=tuple(asking_for(programme.translation_key)),
        **_counting(programme, retirement),
    )


def _counting(programme: Programme, retirement: Retirement | None) -> dict[str, Any]:
    """What may count for what on the successor."""
    version = programmes.latest_version(retirement.successor) if retirement and retirement.successor else None
    if version is None:
        return {}
    rows = selectors.on_programme(programme.translation_key).order_by()
    old = activities_of(set(rows.values_list("version", flat=True).distinct()))
    new = activities_of([version.pk])
    return {
        "successor": version,
        "old_activities": tuple(activity_choice(each) for each in only_in(old, new)),
        "new_activities": tuple(activity_choice(each) for each in only_in(new, old)),
    }


def _rooms(successor: Programme | None, *, on: date) -> Any:
    """Of a trust, or of nobody's: in words, where the late ones could go on. Two queries."""
    version = programmes.version_on_offer(successor.translation_key) if successor else None
    if successor is None or version is None:
        return lambda organisation_id: ""
    seats = selectors.contracts_with_seats(successor, on=on)

    def room(organisation_id: int | None) -> str:
        if organisation_id is None:
            return _("open to all") if version.open_to_all else _("not open to all")
        return _("%(seats)s seats free") % {"seats": seats.get(organisation_id, (0, 0))[1]}

    return room


def _lines(groups: Iterable[Group], found: Mapping[GroupKey, Concerned], room: Any) -> Iterator[Line]:
    for group in groups:
        key = GroupKey(
            group.organisation.pk if group.organisation else None, group.cohort.pk if group.cohort else None
        )
        each = found.get(key)
        if each is None:
            continue
        known = each.people >= FEWEST
        dated = each.closes_on < date.max
        yield Line(
            key=group.key,
            trust=str(group.organisation) if group.organisation else _("Without a sponsor"),
            cohort=told_cohort(group.cohort, each.people),
            people=few(each.people),
            invited=few(each.invited) if known else "–",
            paused=few(each.paused) if known else "–",
            late=few(each.late) if known and dated else "–",
            last=in_words(each.last) if known and each.last else "–",
            closes_on=in_words(each.closes_on) if dated else "–",
            room=room(key.organisation_id),
        )


@dataclass(frozen=True)
class ChangeLine:
    what: str
    was: str
    now: str


@dataclass(frozen=True)
class Correction:
    """What correcting the announcement would change, before it is done."""

    lines: tuple[ChangeLine, ...]
    people: str
    """Who would be told."""
    earlier: str
    """How many have been promised a later day; empty where nobody has."""
    late: str
    late_before: str


def correction_of(retirement: Retirement, said: Said, *, thought: Page, present: Page) -> Correction:
    was = said_of(retirement)
    differs = was.differs(said)
    named = {
        "cut_off": (_("Takes nobody new from"), in_words(was.cut_off), in_words(said.cut_off)),
        "closes_on": (_("To be finished by"), in_words(was.closes_on), in_words(said.closes_on)),
        "reason": (_("Reason"), was.reason, said.reason),
        "successor": (
            _("Successor"),
            was.successor_title or _("None"),
            said.successor_title or _("None"),
        ),
    }
    earlier = selectors.promised_later(retirement, than=said.closes_on)
    return Correction(
        lines=tuple(ChangeLine(*texts) for name, texts in named.items() if name in differs),
        people=few(selectors.concerned_by(retirement, said)),
        earlier=few(earlier) if earlier else "",
        late=thought.late if "closes_on" in differs else "",
        late_before=present.late,
    )


def csv_of(page: Page) -> str:
    """The table, for a spreadsheet."""
    written = io.StringIO()
    writer = csv.writer(written)
    headings = (
        _("Trust"),
        _("Cohort"),
        _("People"),
        _("Invited"),
        _("Paused"),
        _("Would be late"),
        _("Last to finish"),
        _("To be finished by"),
        _("Successor"),
    )
    writer.writerow(headings)
    for line in page.lines:
        people = (line.people, line.invited, line.paused, line.late)
        cells = (line.trust, str(line.cohort or ""), *people, line.last, line.closes_on, line.room)
        writer.writerow([formula_safe(cell) for cell in cells])
    return written.getvalue()


@dataclass(frozen=True)
class Listed:
    """A programme in the list, with how it stands."""

    version: ProgrammeVersion
    people: str
    notice: Any


def listed(*, on: date) -> list[Listed]:
    """Those being retired first, the soonest on top. Two queries."""
    counts = selectors.in_flight_by_programme()
    rows = [
        Listed(version, few(counts.get(version.programme_key, 0)), notice_of(version, on=on))
        for version in programmes.programmes_on_offer()
    ]
    return sorted(rows, key=lambda row: (row.notice is None, row.notice.cut_off if row.notice else on))
