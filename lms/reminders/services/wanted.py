"""Which reminders the rules of programmes and trusts ask for, beside the rows that are there: one query."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection

from kernel.clock import local_date
from lms.reminders.rules import GRACE

SOON_DAYS = 14
LOOKING_BACK_DAYS = 30
"""What should have gone longer ago than this is not even said to be too late."""

RULES = """
rules AS (
    SELECT e.id AS enrolment_id, e.person_id, e.organisation_id, e.state, e.starts_on, e.expires_at, r.kind,
        CASE r.kind
            WHEN 'before_due' THEN GREATEST(r.days - COALESCE(t.later_by, 0), 1)
            WHEN 'on_due' THEN 0
            ELSE r.days + COALESCE(t.later_by, 0)
        END AS days,
        EXISTS (
            SELECT 1 FROM leadership_reminders_mute m
            WHERE m.person_id = e.person_id AND m.category = CASE
                WHEN r.kind IN ('before_due', 'on_due', 'overdue') THEN 'deadlines' ELSE 'nudges' END
        ) AS muted
    FROM leadership_enrolment_enrolment e
    JOIN leadership_programmes_reminderrule r ON r.version_id = e.version_id
    LEFT JOIN leadership_reminders_trustrule t ON t.organisation_id = e.organisation_id
        AND t.programme_id = e.programme_id AND t.rule = r.kind AND t.ended_at IS NULL
    WHERE e.state IN ('active', 'invited') AND NOT COALESCE(t.is_off, false) AND {scope}
),
reach AS (
    SELECT COALESCE(max(days) FILTER (WHERE kind = 'before_due'), 0) AS before,
        COALESCE(max(days) FILTER (WHERE kind = 'overdue'), 0) AS after
    FROM rules
)
"""

# OFFSET 0 keeps PostgreSQL from working out for each candidate anew what is the same for all of them.
WANTED = """
SELECT DISTINCT NULL::bigint, x.due_date_id, x.person_id, x.organisation_id, x.kind, x.days, x.due_on,
    x.muted, s.id, s.state, s.reason, s.planned_for
FROM (
    SELECT x.*, d.id AS due_date_id, d.due_on, x.days || ':' || to_char(d.due_on, 'YYYY-MM-DD') AS occurrence
    FROM rules x
    JOIN leadership_calendar_duedate d ON d.enrolment_id = x.enrolment_id
        AND d.met_at IS NULL AND d.dropped_at IS NULL AND d.waiting_since IS NULL AND {changed}
    CROSS JOIN LATERAL (
        SELECT CASE x.kind WHEN 'overdue' THEN d.due_on + x.days ELSE d.due_on - x.days END AS goes_on
    ) g
    WHERE x.state = 'active' AND x.kind IN ('before_due', 'on_due', 'overdue')
        AND (g.goes_on BETWEEN %(from)s AND %(near)s OR g.goes_on > %(known)s AND g.goes_on <= %(until)s)
        AND (
            d.due_on BETWEEN %(from)s - (SELECT after FROM reach) AND %(near)s + (SELECT before FROM reach)
            OR d.due_on > %(known)s - (SELECT after FROM reach)
                AND d.due_on <= %(until)s + (SELECT before FROM reach)
        )
    OFFSET 0
) x
LEFT JOIN leadership_reminders_plannedsend s ON s.due_date_id = x.due_date_id AND s.rule = x.kind
    AND s.recipient_id = x.person_id AND s.occurrence = x.occurrence
WHERE {missing}
UNION ALL
SELECT DISTINCT x.enrolment_id, NULL::bigint, x.person_id, x.organisation_id, x.kind, x.days, a.since,
    x.muted, s.id, s.state, s.reason, s.planned_for
FROM (
    SELECT * FROM rules x WHERE x.state = 'active' AND x.kind = 'inactive' AND {unplanned} OFFSET 0
) x
CROSS JOIN LATERAL (
    SELECT {since} AS since FROM leadership_enrolment_enrolment e WHERE e.id = x.enrolment_id OFFSET 0
) a
LEFT JOIN leadership_reminders_plannedsend s ON s.enrolment_id = x.enrolment_id AND s.rule = x.kind
    AND s.recipient_id = x.person_id
    AND s.occurrence = x.days || ':' || to_char(a.since, 'YYYY-MM-DD')
WHERE a.since + x.days BETWEEN %(from)s AND %(until)s AND {missing}
UNION ALL
SELECT DISTINCT x.enrolment_id, NULL::bigint, x.person_id, x.organisation_id, x.kind, x.days, a.since,
    x.muted, s.id, s.state, s.reason, s.planned_for
FROM rules x
CROSS JOIN LATERAL (
    SELECT (max(i.planned_for) AT TIME ZONE 'Europe/London')::date AS since
    FROM leadership_reminders_plannedsend i
    WHERE i.enrolment_id = x.enrolment_id AND i.rule = 'invitation'
        AND i.state IN ('planned', 'queued', 'sent')
) a
LEFT JOIN leadership_reminders_plannedsend s ON s.enrolment_id = x.enrolment_id AND s.rule = x.kind
    AND s.recipient_id = x.person_id
    AND s.occurrence = x.days || ':' || to_char(a.since, 'YYYY-MM-DD')
WHERE x.state = 'invited' AND x.kind = 'unanswered'
    AND a.since + x.days < (x.expires_at AT TIME ZONE 'Europe/London')::date
    AND a.since + x.days BETWEEN %(from)s AND %(until)s AND {missing}
ORDER BY 7, 2, 1, 6
"""

# Of an enrolment ``e``: the last day on which something was done, or on which it began or went on.
SINCE = """
GREATEST(
    e.starts_on,
    (SELECT (max(f.recorded_at) AT TIME ZONE 'Europe/London')::date FROM leadership_records_learningfact f
        WHERE f.enrolment_id = e.id AND f.verb NOT IN ('revoked', 'recognised')),
    (SELECT (max(n.at) AT TIME ZONE 'Europe/London')::date FROM leadership_enrolment_transition n
        WHERE n.enrolment_id = e.id AND n.to_state = 'active')
)
"""

MISSING = """(
    s.id IS NULL OR (s.state = 'suppressed' AND s.planned_for >= %(grace)s AND NOT x.muted AND s.reason IN
        ('date_moved', 'deferred', 'gone_on', 'met', 'handed_in', 'rule_changed', 'switched_off', 'muted'))
)"""
# Whoever has one to come is left alone: each fact moves it along (see `planning.went_on`).
UNPLANNED = """NOT EXISTS (
    SELECT 1 FROM leadership_reminders_plannedsend p
    WHERE p.enrolment_id = x.enrolment_id AND p.rule = 'inactive' AND p.state IN ('planned', 'queued')
        AND split_part(p.occurrence, ':', 1) = x.days::text
)"""


class Wanted(NamedTuple):
    """A reminder that the rules ask for, and the row that is there for it."""

    enrolment_id: int | None
    due_date_id: int | None
    person_id: int
    organisation_id: int | None
    rule: str
    days: int
    anchor: date
    muted: bool
    send_id: int | None
    state: str | None
    reason: str | None
    planned_for: datetime | None

    @property
    def key(self) -> tuple[int | None, int | None, str, str]:
        return (
            self.enrolment_id,
            self.due_date_id,
            self.rule,
            f"{self.days}:{self.anchor.isoformat()}",
        )


@dataclass(frozen=True)
class Scope:
    """Some enrolments, with all their reminders; or everybody's, and then only what is missing.

    Of everybody's reminders about due dates only those are looked for that go soon, where what an act has
    missed still shows in time, or after ``known``: until that day all was planned before.
    """

    enrolment_ids: Collection[int] | None = None
    known: date | None = None
    requirement_ids: Collection[int] | None = None
    """Of some enrolments: only dates of these may have changed, and the others' reminders stand."""

    @property
    def is_everybody(self) -> bool:
        return self.enrolment_ids is None


def wanted(scope: Scope, *, until: date, now: datetime) -> list[Wanted]:
    everybody = scope.is_everybody
    text = f"WITH {RULES} {WANTED}".format(
        scope="true" if everybody else "e.id = ANY(%(ids)s)",
        missing=MISSING if everybody else "true",
        unplanned=UNPLANNED if everybody else "true",
        changed="true" if scope.requirement_ids is None else "d.requirement_id = ANY(%(requirements)s)",
        since=SINCE,
    )
    with connection.cursor() as cursor:
        cursor.execute(text, _values(scope, until=until, now=now))
        return [Wanted(*row) for row in cursor.fetchall()]


def _values(scope: Scope, *, until: date, now: datetime) -> dict[str, Any]:
    today = local_date(now)
    return {
        "ids": list(scope.enrolment_ids or ()),
        "requirements": list(scope.requirement_ids or ()),
        "from": today - timedelta(days=LOOKING_BACK_DAYS),
        "near": today + timedelta(days=SOON_DAYS) if scope.known else until,
        "known": scope.known or until,
        "until": until,
        "grace": now - GRACE,
    }
