"""Does every projection equal its recomputation, and does nothing contradict anything else?

Each check yields the problems it finds; `manage.py check_integrity` prints them. Nothing is repaired
here: `rebuild_progress` and the actions do that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from kernel.files import private_storage
from kernel.models import StoredFile
from lms.calendar.services import due_dates
from lms.progress.models import Progress
from lms.progress.selectors import standings
from lms.progress.services.projection import enrolment_batches, row_of
from lms.progress.waiting import waiting_dates


@dataclass(frozen=True)
class Problem:
    kind: str
    what: str


Check = Callable[[], Iterator[Problem]]


def progress_equals_facts() -> Iterator[Problem]:
    for batch in enrolment_batches():
        rows = Progress.objects.unscoped(reason="checking the projection").in_bulk([row.pk for row in batch])
        found = standings(batch)
        for enrolment in batch:
            wanted = row_of(enrolment, found[enrolment.pk])
            there = rows.get(enrolment.pk)
            if there is None or _values(there) != _values(wanted):
                yield Problem(
                    "progress",
                    f"enrolment {enrolment.pk} shows {_values(there)}, its facts give {_values(wanted)}",
                )


def _values(row: Progress | None) -> tuple[int, int, int, bool] | None:
    return (row.done, row.total, row.percent, row.satisfied) if row else None


def due_dates_equal_rules() -> Iterator[Problem]:
    for batch in enrolment_batches():
        for due_id, shown, wanted in due_dates.differences([row.pk for row in batch]):
            yield Problem("due_date", f"due date {due_id} shows {shown}, its rule gives {wanted}")


def waiting_equals_work() -> Iterator[Problem]:
    """A date waits just where nothing is left of it but what is with the markers."""
    for batch in enrolment_batches():
        wanted = waiting_dates(batch, standings(batch))
        ids = [row.pk for row in batch]
        shown = due_dates.waiting(ids)
        silent = due_dates.to_do(ids) & wanted
        for pairs, what in (
            (silent, "does not wait, and its work is with the markers"),
            (shown - wanted, "waits, and the markers have nothing of it"),
        ):
            for enrolment_id, requirement_id in sorted(pairs):
                words = f"the date of enrolment {enrolment_id} for requirement {requirement_id} {what}"
                yield Problem("waiting", words)


# Each query gives the id of the row at fault. The words say what is wrong with it.
SQL_CHECKS: dict[str, tuple[str, str]] = {
    "state": (
        "enrolment %s is not in the state of its last transition",
        """
        SELECT e.id FROM leadership_enrolment_enrolment e
        LEFT JOIN LATERAL (
            SELECT t.to_state FROM leadership_enrolment_transition t
            WHERE t.enrolment_id = e.id ORDER BY t.at DESC, t.id DESC LIMIT 1
        ) t ON true
        WHERE t.to_state IS DISTINCT FROM e.state
        """,
    ),
    "seats": (
        "contract %s has more enrolments than seats",
        """
        SELECT c.id FROM leadership_enrolment_contract c
        JOIN leadership_enrolment_enrolment e ON e.contract_id = c.id
            AND e.state IN ('invited', 'active', 'deferred', 'completed')
        GROUP BY c.id, c.seats HAVING count(*) > c.seats
        """,
    ),
    "places": (
        "cohort %s has more enrolments than places",
        """
        SELECT c.id FROM leadership_enrolment_cohort c
        JOIN leadership_enrolment_enrolment e ON e.cohort_id = c.id
            AND e.state IN ('invited', 'active', 'deferred', 'completed')
        GROUP BY c.id, c.capacity HAVING count(*) > c.capacity
        """,
    ),
    "fact": (
        "fact %s names an activity that its module version does not have",
        """
        SELECT f.id FROM leadership_records_learningfact f
        JOIN leadership_programmes_moduleversion v ON v.id = f.module_version_id
        WHERE v.module_key <> f.module_key OR NOT EXISTS (
            SELECT 1 FROM leadership_programmes_activity a
            WHERE a.version_id = v.id AND a.key = f.activity_key
        )
        """,
    ),
    "owner": (
        "fact %s belongs to another person than its enrolment",
        """
        SELECT f.id FROM leadership_records_learningfact f
        JOIN leadership_enrolment_enrolment e ON e.id = f.enrolment_id
        WHERE e.person_id <> f.person_id
        """,
    ),
    "sponsor": (
        "enrolment %s has another sponsor or programme than its contract",
        """
        SELECT e.id FROM leadership_enrolment_enrolment e
        JOIN leadership_enrolment_contract c ON c.id = e.contract_id
        WHERE c.organisation_id <> e.organisation_id OR c.programme_id <> e.programme_id
        """,
    ),
    "version": (
        "enrolment %s is pinned to a version of another programme",
        """
        SELECT e.id FROM leadership_enrolment_enrolment e
        JOIN leadership_programmes_programmeversion v ON v.id = e.version_id
        WHERE v.programme_id <> e.programme_id
        """,
    ),
    "send": (
        "planned send %s would go to somebody whose enrolment has ended",
        """
        SELECT s.id FROM leadership_reminders_plannedsend s
        LEFT JOIN leadership_calendar_duedate d ON d.id = s.due_date_id
        JOIN leadership_enrolment_enrolment e ON e.id = COALESCE(s.enrolment_id, d.enrolment_id)
        WHERE s.state = 'planned' AND e.state NOT IN ('invited', 'active')
        """,
    ),
    "delivery": (
        "planned send %s says sent, its delivery does not",
        """
        SELECT s.id FROM leadership_reminders_plannedsend s
        LEFT JOIN leadership_reminders_delivery d ON d.planned_send_id = s.id
        WHERE (s.state = 'sent') <> (d.sent_at IS NOT NULL)
        """,
    ),
    "merged": (
        "person %s was merged and still has a user or a running membership",
        """
        SELECT p.id FROM leadership_people_person p
        WHERE p.merged_into_id IS NOT NULL AND (p.user_id IS NOT NULL OR EXISTS (
            SELECT 1 FROM leadership_people_membership m WHERE m.person_id = p.id AND m.ends_on IS NULL
        ))
        """,
    ),
    "manifest": (
        "programme version %s has no root, or more than one",
        """
        SELECT v.id FROM leadership_programmes_programmeversion v
        LEFT JOIN leadership_programmes_requirement r ON r.version_id = v.id AND r.parent_id IS NULL
        GROUP BY v.id HAVING count(r.id) <> 1
        """,
    ),
}


def sql_check(kind: str) -> Check:
    words, query = SQL_CHECKS[kind]

    def check() -> Iterator[Problem]:
        with connection.cursor() as cursor:
            cursor.execute(query)
            for (row_id,) in cursor.fetchall():
                yield Problem(kind, words % row_id)

    return check


def stored_files_are_there() -> Iterator[Problem]:
    storage = private_storage()
    for stored in StoredFile.objects.order_by("pk").iterator(chunk_size=500):
        if not storage.exists(stored.name):
            yield Problem("file", f"stored file {stored.pk} has no content")


_checks: list[Check] = [
    progress_equals_facts,
    due_dates_equal_rules,
    waiting_equals_work,
    *(sql_check(kind) for kind in SQL_CHECKS),
    stored_files_are_there,
]


def check_also(*checks: Check) -> None:
    """What a higher app has to say of its own rows; given once, when apps are loaded."""
    _checks.extend(check for check in checks if check not in _checks)


def problems() -> Iterator[Problem]:
    for check in _checks:
        yield from check()


def summary(found: list[Problem], *, now: datetime) -> str:
    if not found:
        return f"integrity: {len(_checks)} checks, nothing found, {now:%Y-%m-%d %H:%M} UTC"
    kinds = sorted({problem.kind for problem in found})
    return f"integrity: {len(found)} problems ({', '.join(kinds)}), {now:%Y-%m-%d %H:%M} UTC"
