"""The rules as they hold for a doctor or a trust, each with where it comes from; sample mails; counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count
from django.db.models.functions import TruncWeek
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kernel.access import Viewer
from kernel.clock import LONDON, local_date
from lms.calendar.models import DueDate
from lms.calendar.presenters import in_words
from lms.enrolment.enums import State
from lms.enrolment.models import Contract, Enrolment
from lms.organisations.models import Organisation
from lms.people.models import Person
from lms.reminders.enums import CATEGORY_OF, DUE_RULES, REMINDERS, Category, Rule, SendState
from lms.reminders.models import Mute, PlannedSend, TrustRule, TrustSentence
from lms.reminders.services.writing import Titles, Words, write
from programmes.models import ProgrammeVersion, ReminderRule, Requirement

FEWEST = 5
"""Smaller counts could be traced to people; they are not shown to designers."""


@dataclass(frozen=True)
class EffectiveRule:
    """One reminder as it holds: what the programme says, and what the trust has made of it and when."""

    rule: Rule
    promised: int
    version: ProgrammeVersion
    organisation: str = ""
    is_off: bool = False
    later_by: int = 0
    since: date | None = None
    muted: bool = False

    @property
    def days(self) -> int:
        if self.rule == Rule.ON_DUE:
            return 0
        if self.rule == Rule.BEFORE_DUE:
            return max(self.promised - self.later_by, 1)
        return self.promised + self.later_by

    @property
    def goes(self) -> bool:
        return not self.is_off and not self.muted

    @property
    def words(self) -> str:
        """``7 days before a due date``."""
        return in_days(self.rule, self.days)

    @property
    def origin(self) -> str:
        """Where it comes from, in one sentence."""
        values = {
            "organisation": self.organisation,
            "day": in_words(self.since) if self.since else "",
            "days": self.later_by,
            "number": self.version.number,
        }
        if self.is_off:
            return _("%(organisation)s switched this off on %(day)s.") % values
        if self.later_by:
            text = ngettext(
                "%(organisation)s made this %(days)d day later on %(day)s.",
                "%(organisation)s made this %(days)d days later on %(day)s.",
                self.later_by,
            )
            return text % values
        return _("From the programme, version %(number)s.") % values


def in_days(rule: str, days: int) -> str:
    texts = {
        Rule.BEFORE_DUE: ngettext("%d day before a due date", "%d days before a due date", days),
        Rule.OVERDUE: ngettext("%d day after a due date", "%d days after a due date", days),
        Rule.INACTIVE: ngettext("%d day without anything done", "%d days without anything done", days),
        Rule.UNANSWERED: ngettext("%d day after an invitation", "%d days after an invitation", days),
    }
    return texts[Rule(rule)] % days if rule in texts else _("on the due date")


@dataclass(frozen=True)
class RulesOfOne:
    """A programme of one doctor, with the rules that hold there."""

    enrolment: Enrolment
    rules: Sequence[EffectiveRule]


def rules_for_doctor(viewer: Viewer) -> list[RulesOfOne]:
    """Of each programme that the viewer is on. Four queries, whatever the number."""
    enrolments = list(
        Enrolment.objects.visible_to(viewer)
        .filter(state__in=[State.INVITED, State.ACTIVE, State.DEFERRED])
        .select_related("version", "organisation")
        .order_by("version__title", "pk")
    )
    muted = muted_by(viewer)
    narrowed = _narrowed({row.organisation_id for row in enrolments if row.organisation_id})
    promised = _promised({row.version_id for row in enrolments})
    return [
        RulesOfOne(
            row,
            [
                _effective(
                    each,
                    row.version,
                    str(row.organisation or ""),
                    narrowed.get((row.organisation_id, row.programme_id, each.kind)),
                    muted,
                )
                for each in promised[row.version_id]
                if (each.kind == Rule.UNANSWERED) == (row.state == State.INVITED)
            ],
        )
        for row in enrolments
    ]


def rules_for_trust(contract: Contract, version: ProgrammeVersion) -> list[EffectiveRule]:
    """Of the seats that the organisation holds in a programme, by its present version."""
    narrowed = _narrowed({contract.organisation_id})
    return [
        _effective(
            each,
            version,
            str(contract.organisation),
            narrowed.get((contract.organisation_id, contract.programme_id, each.kind)),
            frozenset(),
        )
        for each in _promised({version.pk})[version.pk]
    ]


def rules_of_programme(version: ProgrammeVersion) -> list[EffectiveRule]:
    return [_effective(each, version, "", None, frozenset()) for each in _promised({version.pk})[version.pk]]


def muted_by(viewer: Viewer) -> frozenset[Category]:
    rows = Mute.objects.visible_to(viewer).values_list("category", flat=True)
    return frozenset(Category(category) for category in rows)


def sentence_of(contract: Contract) -> str:
    rows = TrustSentence.objects.unscoped(reason="what the viewer's own organisation says").filter(
        organisation_id=contract.organisation_id, programme_id=contract.programme_id, ended_at__isnull=True
    )
    return rows.values_list("text", flat=True).first() or ""


def _effective(
    each: ReminderRule,
    version: ProgrammeVersion,
    organisation: str,
    narrowed: TrustRule | None,
    muted: frozenset[Category],
) -> EffectiveRule:
    rule = Rule(each.kind)
    return EffectiveRule(
        rule=rule,
        promised=each.days,
        version=version,
        organisation=organisation,
        is_off=bool(narrowed and narrowed.is_off),
        later_by=narrowed.later_by if narrowed and rule != Rule.ON_DUE else 0,
        since=local_date(narrowed.started_at) if narrowed else None,
        muted=CATEGORY_OF[rule] in muted,
    )


def _promised(version_ids: Iterable[int]) -> Mapping[int, list[ReminderRule]]:
    found: dict[int, list[ReminderRule]] = defaultdict(list)
    for each in ReminderRule.objects.filter(version_id__in=version_ids):
        found[each.version_id].append(each)
    for rules in found.values():
        rules.sort(key=_in_order)
    return found


def _in_order(rule: ReminderRule) -> tuple[int, int]:
    """As they go: before the date the longest first, after it the shortest."""
    sign = -1 if rule.kind == Rule.BEFORE_DUE else 1
    return [each.value for each in REMINDERS].index(rule.kind), sign * rule.days


def _narrowed(organisation_ids: Iterable[int]) -> Mapping[tuple[int | None, int, str], TrustRule]:
    rows = TrustRule.objects.unscoped(reason="how a trust has narrowed what the viewer sees")
    standing = rows.filter(organisation_id__in=organisation_ids, ended_at__isnull=True)
    return {(row.organisation_id, row.programme_id, row.rule): row for row in standing}


# Sample mails


def sample(rule: EffectiveRule, *, organisation: Organisation | None, on: date, language: str) -> Words:
    """The mail of a rule as a made-up doctor would read it."""
    person = Person(given_name="Sam", family_name="Example", language=language)
    enrolment = Enrolment(
        person=person,
        version=rule.version,
        programme_id=rule.version.programme_id,
        organisation=organisation,
        invited_as="sam.example@mail.example",
        expires_at=datetime.combine(on + timedelta(days=21), datetime.min.time(), LONDON),
    )
    send = PlannedSend(rule=rule.rule, recipient=person, why=_why(rule, on))
    if rule.rule in DUE_RULES:
        send.due_date = _due_date(rule, enrolment, on)
    else:
        send.enrolment = enrolment
    return write(send, Titles([send]), preview=True)


def _why(rule: EffectiveRule, on: date) -> dict[str, object]:
    return {"days": rule.days, "since": (on - timedelta(days=rule.days)).isoformat()}


def _due_date(rule: EffectiveRule, enrolment: Enrolment, on: date) -> DueDate:
    """As if the mail went on that day."""
    days = -rule.days if rule.rule == Rule.OVERDUE else rule.days
    due_on = on + timedelta(days=days)
    dated = Requirement.objects.filter(version=rule.version, due_days__isnull=False)
    requirement = dated.order_by("position").first() or Requirement(title=_("A module"))
    length = requirement.due_days or 30
    derivation = {
        "rule": "days_after_start",
        "start": (due_on - timedelta(days=length)).isoformat(),
        "days": length,
        "absence_days": 0,
    }
    return DueDate(enrolment=enrolment, requirement=requirement, due_on=due_on, derivation=derivation)


# Counts for designers


@dataclass(frozen=True)
class WeekCount:
    """How many reminders of a rule are planned in a week; few are not counted out."""

    rule: Rule
    week: date
    count: int

    @property
    def shown(self) -> str:
        return str(self.count) if self.count >= FEWEST else _("fewer than %(few)s") % {"few": FEWEST}


def planned_by_week(programme_id: int, *, now: datetime) -> list[WeekCount]:
    """One query, no names: what is planned for everybody on a programme, per rule and week."""
    rows = PlannedSend.objects.unscoped(reason="counts for the designer, small ones withheld").filter(
        state__in=[SendState.PLANNED, SendState.QUEUED],
        rule__in=REMINDERS,
        planned_for__gte=now - timedelta(days=7),
    )
    found = rows.filter(enrolment__programme_id=programme_id) | rows.filter(
        due_date__enrolment__programme_id=programme_id
    )
    counted = (
        found.order_by()
        .annotate(week=TruncWeek("planned_for", tzinfo=LONDON))
        .values("rule", "week")
        .annotate(n=Count("pk"))
        .order_by("week", "rule")
    )
    return [WeekCount(Rule(each["rule"]), each["week"].date(), each["n"]) for each in counted]
