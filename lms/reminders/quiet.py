"""When mails may go: hours and days, from settings and the list of bank holidays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path

from kernel.clock import LONDON
from kernel.conf import setting

BANK_HOLIDAYS = Path(__file__).parent / "data" / "bank-holidays-england-and-wales.txt"
ONE_DAY = timedelta(days=1)
SUNDAY = 6
HOURS = (7, 20)
MORNING = time(8, 0)
"""When a reminder goes on its day."""


@cache
def bank_holidays() -> frozenset[date]:
    lines = BANK_HOLIDAYS.read_text(encoding="utf-8").splitlines()
    return frozenset(date.fromisoformat(line.split()[0]) for line in lines if line[:1].isdigit())


@dataclass(frozen=True)
class SendingTimes:
    """Reminders go between two hours in London, and on some days not at all."""

    first_hour: int = HOURS[0]
    last_hour: int = HOURS[1]
    holidays: frozenset[date] = frozenset()
    sundays: bool = False

    def is_quiet_day(self, on: date) -> bool:
        return on in self.holidays or (not self.sundays and on.weekday() == SUNDAY)

    def is_quiet(self, now: datetime) -> bool:
        there = now.astimezone(LONDON)
        return self.is_quiet_day(there.date()) or not self.first_hour <= there.hour < self.last_hour

    def opens_after(self, now: datetime) -> datetime:
        """The next moment at which reminders go again."""
        there = now.astimezone(LONDON)
        day = there.date() if there.hour < self.first_hour else there.date() + ONE_DAY
        return at_hour(self.next_day(day), time(self.first_hour))

    def next_day(self, on: date, *, is_away: Callable[[date], bool] = lambda day: False) -> date:
        """This day, or the first after it on which mails go and the person is there."""
        while self.is_quiet_day(on) or is_away(on):
            on += ONE_DAY
        return on

    def day_before(self, on: date) -> date:
        """This day, or the last before it on which mails go."""
        while self.is_quiet_day(on):
            on -= ONE_DAY
        return on


def at_hour(on: date, at: time) -> datetime:
    """That time on the clocks of London, in UTC: an hour earlier in summer."""
    return datetime.combine(on, at, LONDON).astimezone(UTC)


def sending_times() -> SendingTimes:
    """As the site sets them: LEADERSHIP_SENDING_HOURS and LEADERSHIP_SENDING_EVERY_DAY."""
    first, last = setting("LEADERSHIP_SENDING_HOURS", HOURS)
    if setting("LEADERSHIP_SENDING_EVERY_DAY", False):
        return SendingTimes(first, last, sundays=True)
    return SendingTimes(first, last, holidays=bank_holidays())
