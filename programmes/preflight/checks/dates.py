"""Rules about time: windows, reminders, and when something was to be looked at again."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from programmes.enums import ReminderKind
from programmes.preflight.base import Finding, Rule, Severity
from programmes.preflight.context import ModuleContext, ProgrammeContext
from programmes.preflight.registry import options

OF_DUE_DATES = (ReminderKind.BEFORE_DUE, ReminderKind.ON_DUE, ReminderKind.OVERDUE)


def minutes_a_week() -> int:
    """What a doctor can be asked to give beside their work."""
    return int(options().get("minutes_a_week", 60))


class WindowTooShort(Rule):
    code = "window_too_short"
    severity = Severity.WARN
    title = _("More to do by a date than the weeks before it hold")
    why = _(
        "Doctors have about an hour a week. Dates that cannot be kept make everybody late, and mails nag."
    )

    def in_programme(self, programme: ProgrammeContext) -> Iterable[Finding]:
        wanted = 0
        length = programme.draft.duration_days or 0
        for use in sorted(programme.uses, key=lambda use: use.due_days or length):
            found = programme.around.used.get(use.module)
            days = use.due_days or length
            if not use.required or found is None or days <= 0:
                continue
            wanted += found.minutes
            holds = Decimal(minutes_a_week() * days) / 7
            if wanted > holds:
                what = now_(
                    "By day %(days)s there are %(wanted)s minutes to do, and the weeks hold %(holds)s."
                )
                values = {"days": days, "wanted": wanted, "holds": holds.quantize(Decimal(1), ROUND_HALF_UP)}
                mend = now_("Make the date later, or require less before it.")
                path = (*use.path, "due_days") if use.due_days else ("duration_days",)
                yield Finding(use.where, what % values, mend, path)
                return


class ReminderBeforeStart(Rule):
    code = "reminder_before_start"
    severity = Severity.WARN
    title = _("A reminder that falls before the start")
    why = _("It would be left out for that date, and doctors would hear of it too late or not at all.")

    def in_programme(self, programme: ProgrammeContext) -> Iterable[Finding]:
        for path, rule in programme.reminders:
            early = [use for use in programme.uses if use.due_days and use.due_days <= rule.days]
            if rule.kind == ReminderKind.BEFORE_DUE and early:
                what = now_(
                    "%(days)s days before it is due, “%(module)s” (due on day %(due)s) has not begun."
                )
                first = min(early, key=lambda use: use.due_days or 0)
                values = {"days": rule.days, "module": first.title, "due": first.due_days}
                mend = now_("Remind fewer days before, or make the date later.")
                yield Finding(_reminder(path), what % values, mend, (*path, "days"))


class ReminderWithoutDate(Rule):
    code = "reminder_without_date"
    severity = Severity.WARN
    title = _("Reminders of dates that there are not")
    why = _("You rely on mails that will never go.")

    def in_programme(self, programme: ProgrammeContext) -> Iterable[Finding]:
        if not programme.uses or any(use.due_days for use in programme.uses):
            return
        for path, rule in programme.reminders:
            if rule.kind in OF_DUE_DATES:
                what = now_("It reminds of due dates, and no module has one.")
                mend = now_("Say by when modules are due, or remove the reminder.")
                yield Finding(_reminder(path), what, mend, path)
                return


class ReminderNeverGoes(Rule):
    code = "reminder_never_goes"
    severity = Severity.WARN
    title = _("A reminder that the programme is too short for")
    why = _("The programme is over before anybody could have been silent for so long.")

    def in_programme(self, programme: ProgrammeContext) -> Iterable[Finding]:
        for path, rule in programme.reminders:
            length = programme.draft.duration_days or 0
            if rule.kind == ReminderKind.INACTIVE and rule.days >= length > 0:
                what = now_("It waits for %(days)s days, and the programme lasts %(length)s.")
                mend = now_("Wait for fewer days.")
                values = {"days": rule.days, "length": length}
                yield Finding(_reminder(path), what % values, mend, (*path, "days"))


def _reminder(path: tuple[str | int, ...]) -> str:
    return now_("Reminder %(number)s") % {"number": int(path[1]) + 1}


class ReviewDue(Rule):
    code = "review_due"
    severity = Severity.WARN
    title = _("A module that was to be looked at again")
    why = _("Guidance, law and names change. What is out of date harms trust in all the rest.")

    def in_module(self, module: ModuleContext) -> Iterable[Finding]:
        day = module.draft.review_on
        if day is not None and day <= module.on:
            what = now_("It was to be looked at again on %(day)s.") % {"day": date_format(day, "j F Y")}
            mend = now_("Read it through, change what is out of date, and set the next date.")
            yield Finding(now_("Look at it again on"), what, mend, ("review_on",))

    def in_programme(self, programme: ProgrammeContext) -> Iterable[Finding]:
        for use in programme.uses:
            found = programme.around.used.get(use.module)
            if found and found.review_on and found.review_on <= programme.on:
                what = now_("“%(module)s” was to be looked at again on %(day)s.")
                values = {"module": found.title, "day": date_format(found.review_on, "j F Y")}
                mend = now_("Open the module, read it through, and set the next date.")
                yield Finding(use.where, what % values, mend, use.path)


RULES = (WindowTooShort, ReminderBeforeStart, ReminderWithoutDate, ReminderNeverGoes, ReviewDue)
