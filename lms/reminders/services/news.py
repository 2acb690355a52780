"""What becomes of a programme, told once to everybody who is on it: planned in sets, gone next morning."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from kernel.clock import local_date
from lms.calendar.presenters import in_words
from lms.enrolment.models import Enrolment
from lms.enrolment.retiring import GroupKey, group_of, later_closings
from lms.reminders.enums import NEWS, Reason, Rule, SendState
from lms.reminders.models import PlannedSend
from lms.reminders.news_presenters import what_changed
from lms.reminders.quiet import at_hour, sending_times
from lms.reminders.rules import SENT_AT
from programmes.models import Retirement
from programmes.retiring import said_of
from programmes.rules.retiring import Said

REASON = "everybody on a programme that is retired"

TELL = """
INSERT INTO leadership_reminders_plannedsend (
    uid, enrolment_id, rule, occurrence, channel, recipient_id, organisation_id, planned_for, state, reason,
    why, created_at
)
SELECT gen_random_uuid(), e.id, 'retiring', %(retirement)s, 'email', e.person_id, e.organisation_id, %(at)s,
    'planned', '', '{}', %(now)s
FROM leadership_enrolment_enrolment e
JOIN leadership_programmes_programmeversion v ON v.id = e.version_id
WHERE v.programme_key = %(key)s AND e.state IN ('invited', 'active', 'deferred')
ON CONFLICT DO NOTHING
"""
TELL_AGAIN = """
INSERT INTO leadership_reminders_plannedsend (
    uid, enrolment_id, rule, occurrence, channel, recipient_id, organisation_id, planned_for, state, reason,
    why, created_at
)
SELECT DISTINCT ON (s.enrolment_id, s.recipient_id) gen_random_uuid(), s.enrolment_id, 'goes_on',
    %(retirement)s, 'email', s.recipient_id, s.organisation_id, %(at)s, 'planned', '', '{}'::jsonb, %(now)s
FROM leadership_reminders_plannedsend s
JOIN leadership_enrolment_enrolment e ON e.id = s.enrolment_id
WHERE (s.rule = 'retiring' AND s.occurrence = %(retirement)s
    OR s.rule = 'corrected' AND s.occurrence LIKE %(corrections)s)
    AND s.state = 'sent' AND e.programme_id = %(programme)s
ON CONFLICT DO NOTHING
"""

# Until when everybody may finish, by group: what was promised to some stands where it is later.
UNTIL = """
LEFT JOIN (
    SELECT organisation_id, cohort_id, max(closes_on) AS last FROM leadership_enrolment_laterclosing
    WHERE retirement_id = %(pk)s GROUP BY organisation_id, cohort_id
) l ON l.organisation_id IS NOT DISTINCT FROM e.organisation_id
    AND l.cohort_id IS NOT DISTINCT FROM e.cohort_id
"""
# Whoever is still to be told of something reads in that mail what holds by then.
TELL_CORRECTED = """
INSERT INTO leadership_reminders_plannedsend (
    uid, enrolment_id, rule, occurrence, channel, recipient_id, organisation_id, planned_for, state, reason,
    why, created_at
)
SELECT gen_random_uuid(), e.id, 'corrected', %(occurrence)s, 'email', e.person_id, e.organisation_id, %(at)s,
    'planned', '', jsonb_build_object('was', %(was)s::jsonb || jsonb_build_object(
        'closes_on', to_char(GREATEST(%(was_closes_on)s::date, {last}), 'YYYY-MM-DD')
    )), %(now)s
FROM leadership_enrolment_enrolment e
JOIN leadership_programmes_programmeversion v ON v.id = e.version_id
{until}
WHERE v.programme_key = %(key)s AND e.state IN ('invited', 'active', 'deferred') AND {concerned}
    AND NOT EXISTS (
        SELECT 1 FROM leadership_reminders_plannedsend p
        WHERE p.enrolment_id = e.id AND p.state = 'planned'
            AND (p.rule = 'retiring' AND p.occurrence = %(retirement)s
                OR p.rule = 'corrected' AND p.occurrence LIKE %(corrections)s)
    )
ON CONFLICT DO NOTHING
"""
EVERYBODY = TELL_CORRECTED.format(
    until=UNTIL,
    last="l.last",
    concerned="(%(otherwise)s OR GREATEST(%(was_closes_on)s::date, l.last)"
    " <> GREATEST(%(closes_on)s::date, l.last))",
)
ONE_GROUP = TELL_CORRECTED.format(
    until="",
    last="NULL::date",
    concerned="e.organisation_id IS NOT DISTINCT FROM %(organisation)s"
    " AND e.cohort_id IS NOT DISTINCT FROM %(cohort)s",
)
AS_TOLD = """
UPDATE leadership_reminders_plannedsend s SET state = 'suppressed', reason = 'as_told', settled_at = %(now)s
FROM leadership_enrolment_enrolment e {until}
WHERE e.id = s.enrolment_id AND s.rule = 'corrected' AND s.state = 'planned'
    AND s.occurrence LIKE %(corrections)s
    AND (s.why -> 'was') - 'successor_title' = (%(said)s::jsonb - 'successor_title') || jsonb_build_object(
        'closes_on', to_char(GREATEST(%(closes_on)s::date, l.last), 'YYYY-MM-DD')
    )
"""


def next_morning(now: datetime) -> datetime:
    """When news goes: what was pressed by mistake can be taken back before anybody reads of it."""
    return at_hour(sending_times().next_day(local_date(now) + timedelta(days=1)), SENT_AT)


def tell_of_retirement(retirement: Retirement, *, now: datetime) -> int:
    """One statement, whatever the number. Asking again tells nobody twice."""
    return _carry_out(TELL, retirement, now=now)


def take_back(retirement: Retirement, *, now: datetime) -> int:
    """What has not gone is taken back; whoever was told is told that the programme goes on."""
    about = Q(rule=Rule.RETIRING, occurrence=str(retirement.uid))
    about |= Q(rule=Rule.CORRECTED, occurrence__startswith=retirement.uid.hex)
    sends = PlannedSend.objects.unscoped(reason=REASON).filter(
        about,
        enrolment__programme=retirement.programme_id,
        state__in=[SendState.PLANNED, SendState.QUEUED],
    )
    sends.update(state=SendState.SUPPRESSED, reason=Reason.NOT_RETIRED, settled_at=now, reminded_on=None)
    return _carry_out(TELL_AGAIN, retirement, now=now)


def tell_of_correction(retirement: Retirement, was: Said, *, now: datetime) -> int:
    """To everybody for whom something is otherwise than they were told: once, however often it is corrected.

    Where it comes to what they were told before, nothing goes.
    """
    said = said_of(retirement)
    differs = was.differs(said)
    more = {
        "occurrence": f"{retirement.uid.hex}:c{retirement.corrections}",
        "otherwise": bool(differs - {"closes_on"}),
        **_told(was),
    }
    planned = _carry_out(EVERYBODY, retirement, now=now, **more)
    _carry_out(AS_TOLD.format(until=UNTIL), retirement, now=now, said=json.dumps(as_json(said)))
    return planned


def tell_of_more_time(
    retirement: Retirement, group: GroupKey, *, ordinal: int, was: Said, now: datetime
) -> int:
    """To those of a group who were told of an earlier day."""
    more = {
        "occurrence": f"{retirement.uid.hex}:g{ordinal}",
        "organisation": group.organisation_id,
        "cohort": group.cohort_id,
        **_told(was),
    }
    return _carry_out(ONE_GROUP, retirement, now=now, **more)


def _told(was: Said) -> dict[str, Any]:
    return {"was": json.dumps(as_json(was)), "was_closes_on": was.closes_on}


def as_json(said: Said) -> dict[str, str]:
    return {name: str(value) for name, value in asdict(said).items()}


def from_json(given: Mapping[str, str]) -> Said:
    return Said(
        cut_off=date.fromisoformat(given["cut_off"]),
        closes_on=date.fromisoformat(given["closes_on"]),
        reason=given["reason"],
        successor=given["successor"],
        successor_title=given["successor_title"],
    )


def _carry_out(sql: str, retirement: Retirement, *, now: datetime, **more: Any) -> int:
    values: dict[str, Any] = {
        "pk": retirement.pk,
        "retirement": str(retirement.uid),
        "corrections": f"{retirement.uid.hex}:%",
        "programme": retirement.programme_id,
        "key": retirement.programme_key,
        "closes_on": retirement.closes_on,
        "at": next_morning(now),
        "now": now,
        **more,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


class Retirements:
    """What the mails in hand are about: two queries where one of them is news, else none."""

    def __init__(self, sends: Collection[PlannedSend]) -> None:
        uids = {_retirement_in(send) for send in sends if send.rule in NEWS}
        rows = Retirement.objects.filter(uid__in=uids).select_related("successor") if uids else ()
        self._found = {str(row.uid): row for row in rows}
        self._later = later_closings([row.pk for row in rows]) if uids else {}

    def about(self, send: PlannedSend, enrolment: Enrolment) -> dict[str, Any]:
        """From us, not from the trust."""
        found = self._found[_retirement_in(send)]
        group = group_of(enrolment)
        closes_on = self._later.get((found.pk, group), found.closes_on)
        said = replace(said_of(found), closes_on=max(closes_on, found.closes_on))
        was = send.why.get("was")
        return {
            "cut_off": in_words(said.cut_off),
            "closes_on": in_words(said.closes_on),
            "reason": said.reason,
            "successor": said.successor_title,
            "changes": what_changed(from_json(was), said, own=True) if was else [],
            "is_invited": enrolment.state == "invited",
            "sentence": "",
            "letterhead": "",
        }


def _retirement_in(send: PlannedSend) -> str:
    """The retirement that a send is about, of a correction the same in fewer signs."""
    return str(UUID(send.occurrence.partition(":")[0]))
