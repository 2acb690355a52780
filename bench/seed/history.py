"""What the doctors have done and what is due: derived in the database from one row a doctor."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.test import override_settings

from bench.seed.copying import a_uuid, copy_into, copy_rows, first_free_id, move_sequences
from bench.seed.people import Settled
from bench.seed.shape import (
    ACTIVITIES,
    ASKED_DAYS_AGO,
    PLANNED_AHEAD_DAYS,
    REFUSED,
    REFUSED_OF_FIFTY,
    REMINDER_DAYS,
    SEED,
    Shape,
)
from lms.enrolment.enums import Source, State
from lms.enrolment.models import Enrolment, Transition
from lms.progress.models import Progress
from lms.records.models import LearningFact
from lms.reminders.models import RefusedAddress
from lms.reminders.services import planning
from programmes.models import ProgrammeVersion

# One row a doctor: how far they are. The statements below make everything else of it.
FAR = """
CREATE TEMPORARY TABLE bench_far (
    enrolment bigint, person bigint, person_uid uuid, account bigint, organisation bigint,
    state text, facts int, start date, rests int
)
"""

# The programme's activities in the order in which they are done.
STEPS = """
CREATE TEMPORARY TABLE bench_step AS
SELECT row_number() OVER (ORDER BY r.position, a.position) - 1 AS place, r.id AS requirement,
       r.module_version_id, v.module_key, a.key AS activity_key, t.id AS text
FROM leadership_programmes_requirement r
JOIN leadership_programmes_moduleversion v ON v.id = r.module_version_id
JOIN leadership_programmes_activity a ON a.version_id = v.id
JOIN leadership_programmes_moduletext t ON t.version_id = v.id
WHERE r.version_id = %(version)s
"""

# In the order of time, as facts arrive: one doctor's rows lie far apart.
FACTS = """
INSERT INTO leadership_records_learningfact (
    uid, person_id, enrolment_id, verb, module_key, activity_key, module_version_id, module_text_id,
    result, effective_at, recorded_at, recorded_by_id, source, source_key
)
SELECT md5('fact ' || f.enrolment || ' ' || s.place)::uuid, f.person, f.enrolment, 'completed', s.module_key,
       s.activity_key, s.module_version_id, s.text, '{}', at, at, f.account, 'web',
       f.person_uid || ':' || md5('key ' || f.enrolment || ' ' || s.place)::uuid
FROM bench_far f
JOIN bench_step s ON s.place < f.facts
CROSS JOIN LATERAL (
    SELECT f.start::timestamptz + (%(now)s - f.rests * interval '1 day' - f.start::timestamptz)
        * (s.place + 1) / (f.facts + (f.rests = 0)::int) AS at
) t
ORDER BY at, f.enrolment
"""

DRAFTS = """
INSERT INTO leadership_records_attempt (
    uid, person_id, enrolment_id, module_version_id, module_key, activity_key, state, setup,
    started_at, saved_at
)
SELECT md5('draft ' || f.enrolment)::uuid, f.person, f.enrolment, s.module_version_id, s.module_key,
       s.activity_key, '{}', '{}', %(now)s, %(now)s
FROM bench_far f JOIN bench_step s ON s.place = f.facts
WHERE f.state = 'active' AND f.enrolment %% 4 = 0
"""

PROGRESS = """
INSERT INTO leadership_progress_progress (enrolment_id, done, total, percent, satisfied)
SELECT f.enrolment, f.facts / %(activities)s, total, f.facts * 100 / (total * %(activities)s), false
FROM bench_far f CROSS JOIN (SELECT (count(*) / %(activities)s)::int AS total FROM bench_step) s
"""

DUE_DATES = """
INSERT INTO leadership_calendar_duedate (
    uid, enrolment_id, requirement_id, due_on, derivation, derived_at, waited, met_at
)
SELECT md5('due ' || f.enrolment || ' ' || r.id)::uuid, f.enrolment, r.id, f.start + r.due_days,
       jsonb_build_object('rule', 'days_after_start', 'start', f.start::text, 'days', r.due_days,
                          'absence_days', 0),
       f.start::timestamptz, '[]'::jsonb,
       CASE WHEN place < f.facts / %(activities)s THEN %(now)s - interval '1 day' END
FROM bench_far f
CROSS JOIN (
    SELECT r.id, r.due_days, row_number() OVER (ORDER BY r.position) - 1 AS place
    FROM leadership_programmes_requirement r WHERE r.version_id = %(version)s AND r.due_days IS NOT NULL
) r
WHERE f.state = 'active'
ORDER BY f.start, f.enrolment, r.due_days
"""

# About due dates: sent for what has been done, planned or too late for what has not.
SENDS = """
INSERT INTO leadership_reminders_plannedsend (
    uid, due_date_id, rule, occurrence, channel, recipient_id, organisation_id, planned_for, state, reason,
    why, created_at, settled_at
)
SELECT md5('send ' || d.id || ' ' || r.kind || r.days)::uuid, d.id, r.kind, r.days || ':' || d.due_on,
       'email',
       f.person, f.organisation, at, becomes,
       CASE becomes WHEN 'suppressed' THEN 'too_late' ELSE '' END,
       jsonb_build_object('days', r.days, 'due_on', d.due_on::text), d.derived_at,
       CASE becomes WHEN 'sent' THEN at WHEN 'suppressed' THEN d.derived_at END
FROM leadership_calendar_duedate d
JOIN bench_far f ON f.enrolment = d.enrolment_id
JOIN leadership_programmes_reminderrule r ON r.version_id = %(version)s
    AND r.kind IN ('before_due', 'on_due', 'overdue')
CROSS JOIN LATERAL (
    SELECT CASE r.kind WHEN 'overdue' THEN d.due_on + r.days ELSE d.due_on - r.days END AS day
) n
CROSS JOIN LATERAL (SELECT (n.day + time '08:00') AT TIME ZONE 'Europe/London' AS at) m
CROSS JOIN LATERAL (
    SELECT CASE WHEN d.met_at IS NOT NULL THEN 'sent'
                WHEN at < %(now)s - interval '1 day' THEN 'suppressed' ELSE 'planned' END AS becomes
) s
WHERE n.day <= %(until)s
  AND (d.met_at IS NULL OR (r.kind = 'before_due' AND r.days = 7))
ORDER BY d.id, n.day
"""

INVITATIONS = """
INSERT INTO leadership_reminders_plannedsend (
    uid, enrolment_id, rule, occurrence, channel, recipient_id, organisation_id, planned_for, state, reason,
    why, created_at, settled_at
)
SELECT md5('invitation ' || f.enrolment)::uuid, f.enrolment, 'invitation', '1', 'email', f.person,
       f.organisation, at, 'sent', '', '{}', at, at
FROM bench_far f
JOIN leadership_enrolment_enrolment e ON e.id = f.enrolment
CROSS JOIN LATERAL (SELECT e.invited_at AS at) m
WHERE f.state = 'invited'
"""

TOMORROWS = """
DELETE FROM leadership_reminders_plannedsend
WHERE rule = 'before_due' AND state = 'planned' AND occurrence = %s
"""

DELIVERIES = """
INSERT INTO leadership_reminders_delivery (
    planned_send_id, message_id, address, attempts, sent_at, last_error
)
SELECT s.id, '<' || s.uid || '@bench.example>', 'doctor@bench.example', 1, s.settled_at, ''
FROM leadership_reminders_plannedsend s WHERE s.state = 'sent'
"""


def add_enrolments(
    settled: Sequence[Settled], *, version: ProgrammeVersion, open_version: ProgrammeVersion, now: datetime
) -> None:
    """Everybody's enrolment with its transitions, and that in the open programme of those who joined it."""
    first = first_free_id(Enrolment)
    numbered = [(first + place, one) for place, one in enumerate(settled)]
    joined = [one for one in settled if one.doctor.joins_open]
    opened = list(enumerate(joined, first + len(settled)))
    columns = "id uid person_id programme_id version_id contract_id cohort_id organisation_id source state"
    columns += " invited_as starts_on created_at invited_at expires_at"
    chance = random.Random(SEED + 3)
    rows = [_sponsored(pk, one, version, a_uuid(chance), now) for pk, one in numbered]
    rows += [_open(pk, one, open_version, a_uuid(chance), now) for pk, one in opened]
    copy_into(Enrolment, columns, rows)
    copy_into(
        Transition,
        "enrolment_id from_state to_state at by_id reason",
        [step for pk, one in numbered for step in _transitions(pk, one, now)]
        + [(pk, "", State.ACTIVE, now - timedelta(days=2), one.user_id, "") for pk, one in opened],
    )
    copy_into(
        Progress,
        "enrolment_id done total percent satisfied",
        ((pk, 0, _modules(open_version), 0, False) for pk, _one in opened),
    )
    _note_how_far(numbered)
    move_sequences(Enrolment)


def _sponsored(pk: int, one: Settled, version: ProgrammeVersion, uid: Any, now: datetime) -> tuple[Any, ...]:
    invited = one.doctor.state == State.INVITED
    return (
        pk,
        uid,
        one.person_id,
        version.programme_id,
        version.pk,
        one.contract_id,
        one.cohort_id,
        one.organisation_id,
        Source.IMPORT,
        one.doctor.state,
        one.email,
        one.doctor.start,
        _asked_at(one, now),
        _asked_at(one, now),
        now + timedelta(days=18) if invited else None,
    )


def _open(pk: int, one: Settled, version: ProgrammeVersion, uid: Any, now: datetime) -> tuple[Any, ...]:
    joined = now - timedelta(days=2)
    place = (pk, uid, one.person_id, version.programme_id, version.pk, None, None, None, Source.OPEN)
    return (*place, State.ACTIVE, "", joined.date(), joined, None, None)


def _asked_at(one: Settled, now: datetime) -> datetime:
    if one.doctor.state == State.INVITED:
        return now - timedelta(days=ASKED_DAYS_AGO[one.doctor.number // 50 % 2])
    return _moment(one.doctor.start - timedelta(days=10), now)


def _moment(day: date, now: datetime) -> datetime:
    return datetime.combine(day, now.timetz())


def _transitions(pk: int, one: Settled, now: datetime) -> list[tuple[Any, ...]]:
    state, start = one.doctor.state, one.doctor.start
    steps: list[tuple[Any, ...]] = [(pk, "", State.INVITED, _asked_at(one, now), None, "")]
    if state != State.INVITED:
        steps.append((pk, State.INVITED, State.ACTIVE, _moment(start, now), one.user_id, ""))
    if state == State.WITHDRAWN:
        steps.append((pk, State.ACTIVE, State.WITHDRAWN, now - timedelta(days=1), one.user_id, ""))
    return steps


def _modules(version: ProgrammeVersion) -> int:
    return version.requirements.filter(module_version__isnull=False).count()


def _note_how_far(numbered: Sequence[tuple[int, Settled]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(FAR)
    copy_rows(
        "bench_far",
        "enrolment person person_uid account organisation state facts start rests",
        (
            (
                pk,
                one.person_id,
                one.person_uid,
                one.user_id,
                one.organisation_id,
                one.doctor.state,
                one.doctor.facts,
                one.doctor.start,
                one.doctor.rests,
            )
            for pk, one in numbered
        ),
    )


def add_history(*, version: ProgrammeVersion, today: date, now: datetime) -> dict[str, int]:
    """Facts, drafts, progress, due dates and sends about them of everybody; how many rows of each."""
    until = today + timedelta(days=PLANNED_AHEAD_DAYS)
    given: dict[str, Any] = {
        "version": version.pk,
        "activities": ACTIVITIES,
        "now": now,
        "until": until,
    }
    statements = {
        "steps": STEPS,
        "facts": FACTS,
        "drafts": DRAFTS,
        "progress rows": PROGRESS,
        "due dates": DUE_DATES,
        "planned sends": SENDS,
        "invitations": INVITATIONS,
        "deliveries": DELIVERIES,
    }
    counts = {}
    with connection.cursor() as cursor:
        for name, statement in statements.items():
            cursor.execute(statement, given)
            counts[name] = cursor.rowcount
        cursor.execute("DROP TABLE bench_far, bench_step")
    move_sequences(LearningFact)
    return counts


def add_refusals(settled: Sequence[Settled], *, now: datetime) -> int:
    """Former addresses of some in the largest trust, and the present ones of a few others."""
    first = (one for one in settled if one.doctor.trust == 0 and one.doctor.number < REFUSED)
    rows = [(one.person_id, f"former{one.doctor.number}@bench.example") for one in first]
    rows += [
        (one.person_id, one.email)
        for one in settled
        if one.doctor.trust and one.doctor.number % 50 == REFUSED_OF_FIFTY
    ]
    RefusedAddress.objects.bulk_create(
        RefusedAddress(person_id=person_id, address=address, refused_at=now - timedelta(days=10))
        for person_id, address in rows
    )
    return len(rows)


def plan_the_rest(shape: Shape, *, now: datetime, today: date) -> int:
    """What the planner finds missing: nudges. Tomorrow's mails of the largest trust are left for a run."""
    with override_settings(LEADERSHIP_PLANNING_HORIZON_DAYS=PLANNED_AHEAD_DAYS):
        planned = planning.plan_due_reminders(now=now)
    due_on = today + timedelta(days=1 + REMINDER_DAYS[0])
    with connection.cursor() as cursor:
        cursor.execute(TOMORROWS, [f"{REMINDER_DAYS[0]}:{due_on.isoformat()}"])
        left = cursor.rowcount
    if left != shape.largest:
        raise AssertionError(f"{left} mails were left for tomorrow where {shape.largest} were expected")
    return planned
