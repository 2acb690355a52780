"""What becomes of a programme, told once to everybody who is on it: planned in sets, gone next morning."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from kernel.clock import local_date
from lms.calendar.presenters import in_words
from lms.enrolment.models import Enrolment
from lms.enrolment.retiring import group_of, later_closings
from lms.reminders.enums import NEWS, Reason, Rule, SendState
from lms.reminders.models import PlannedSend
from lms.reminders.quiet import at_hour, sending_times
from lms.reminders.rules import SENT_AT
from programmes.models import Retirement

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
SELECT gen_random_uuid(), s.enrolment_id, 'goes_on', s.occurrence, 'email', s.recipient_id,
    s.organisation_id, %(at)s, 'planned', '', '{}', %(now)s
FROM leadership_reminders_plannedsend s
JOIN leadership_enrolment_enrolment e ON e.id = s.enrolment_id
WHERE s.rule = 'retiring' AND s.occurrence = %(retirement)s AND s.state = 'sent'
    AND e.programme_id = %(programme)s
ON CONFLICT DO NOTHING
"""


def next_morning(now: datetime) -> datetime:
    """When news goes: what was pressed by mistake can be taken back before anybody reads of it."""
    return at_hour(sending_times().next_day(local_date(now) + timedelta(days=1)), SENT_AT)


def tell_of_retirement(retirement: Retirement, *, now: datetime) -> int:
    """One statement, whatever the number. Asking again tells nobody twice."""
    return _insert(TELL, retirement, now=now)


def take_back(retirement: Retirement, *, now: datetime) -> int:
    """What has not gone is taken back; whoever was told is told that the programme goes on."""
    sends = PlannedSend.objects.unscoped(reason=REASON).filter(
        rule=Rule.RETIRING,
        enrolment__programme=retirement.programme_id,
        occurrence=str(retirement.uid),
        state__in=[SendState.PLANNED, SendState.QUEUED],
    )
    sends.update(state=SendState.SUPPRESSED, reason=Reason.NOT_RETIRED, settled_at=now, reminded_on=None)
    return _insert(TELL_AGAIN, retirement, now=now)


def _insert(sql: str, retirement: Retirement, *, now: datetime) -> int:
    values: dict[str, Any] = {
        "retirement": str(retirement.uid),
        "programme": retirement.programme_id,
        "key": retirement.programme_key,
        "at": next_morning(now),
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


class Retirements:
    """What the mails in hand are about: two queries where one of them is news, else none."""

    def __init__(self, sends: Collection[PlannedSend]) -> None:
        uids = {send.occurrence for send in sends if send.rule in NEWS}
        rows = Retirement.objects.filter(uid__in=uids).select_related("successor") if uids else ()
        self._found = {str(row.uid): row for row in rows}
        self._later = later_closings([row.pk for row in rows]) if uids else {}

    def about(self, send: PlannedSend, enrolment: Enrolment) -> dict[str, Any]:
        """From us, not from the trust."""
        found = self._found[send.occurrence]
        closes_on = self._later.get((found.pk, group_of(enrolment)), found.closes_on)
        return {
            "cut_off": in_words(found.cut_off),
            "closes_on": in_words(closes_on),
            "reason": found.reason,
            "successor": found.successor.title if found.successor else "",
            "is_invited": enrolment.state == "invited",
            "sentence": "",
            "letterhead": "",
        }
