"""Due dates of enrolments: derived in sets, and kept when met."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, Sum

from kernel.conf import setting
from lms.calendar import selectors
from lms.calendar.models import TO_DO, Absence, DueDate
from lms.calendar.rules import NO_WAITS, Away, Derivation, Waits, due_with_waits
from lms.calendar.services.for_stage import EVERYBODY, ForStage, for_stages
from lms.enrolment.enums import State
from lms.enrolment.models import Enrolment, Extension, Transition
from programmes.models import Requirement, RequirementStage

REASON = "deriving due dates for everybody concerned"
BATCH = 2000
DAYS_FOR_CHANGES = 14
"""So many days at least are left when work comes back from its markers."""

MARK_MET = """
UPDATE leadership_calendar_duedate SET met_at = %s, waiting_since = NULL
WHERE enrolment_id = %s AND requirement_id = ANY(%s::bigint[]) AND met_at IS NULL
RETURNING id
"""


@dataclass
class _Changes:
    new: list[DueDate] = field(default_factory=list)
    moved: list[DueDate] = field(default_factory=list)
    explained_anew: list[DueDate] = field(default_factory=list)


@transaction.atomic
def derive(enrolment_ids: Iterable[int], *, now: datetime, only: frozenset[int] | None = None) -> set[int]:
    """Bring the due dates of these enrolments up to date, as far as they are active.

    Returns the ids of those that have moved. A date that was met stays as it was. Eight queries at most,
    whatever the number. ``only`` are the requirements of which something may be different; all without it.
    """
    if only is not None and not only:
        return set()
    changes = _changes(set(enrolment_ids), now=now, only=only)
    DueDate.objects.bulk_create(changes.new, ignore_conflicts=True, batch_size=BATCH)
    DueDate.objects.unscoped(reason=REASON).bulk_update(
        [*changes.moved, *changes.explained_anew], ["due_on", "derivation", "derived_at"], batch_size=BATCH
    )
    return {moved.pk for moved in changes.moved}


def mark_met(enrolment_id: int, requirement_ids: Iterable[int], *, at: datetime) -> list[int]:
    """Close what has been done; returns the ids of the due dates that were still open."""
    with connection.cursor() as cursor:
        cursor.execute(MARK_MET, [at, enrolment_id, list(requirement_ids)])
        return [pk for (pk,) in cursor.fetchall()]


MARK_MANY_MET = """
UPDATE leadership_calendar_duedate d SET met_at = %s, waiting_since = NULL
FROM unnest(%s::bigint[], %s::bigint[]) AS n (enrolment, requirement)
WHERE d.enrolment_id = n.enrolment AND d.requirement_id = n.requirement
    AND d.met_at IS NULL AND d.dropped_at IS NULL
RETURNING d.id
"""

# The date of a requirement goes with it to the other version; what is not asked there is put away.
FOLLOW_VERSION = """
WITH pairs AS (
    SELECT o.id AS old, n.id AS new FROM leadership_programmes_requirement o
    LEFT JOIN leadership_programmes_requirement n
        ON n.version_id = %(to)s AND n.key = o.key AND n.due_days IS NOT NULL
    WHERE o.version_id = %(from)s
)
UPDATE leadership_calendar_duedate d
SET requirement_id = COALESCE(p.new, d.requirement_id),
    dropped_at = CASE WHEN p.new IS NULL AND d.met_at IS NULL THEN %(now)s ELSE NULL END,
    waiting_since = CASE WHEN p.new IS NULL THEN NULL ELSE d.waiting_since END
FROM pairs p
WHERE d.requirement_id = p.old AND d.enrolment_id = ANY(%(ids)s::bigint[])
RETURNING CASE WHEN p.new IS NULL AND d.met_at IS NULL THEN d.id END
"""
PICK_UP = """
UPDATE leadership_calendar_duedate d SET dropped_at = NULL
FROM leadership_programmes_requirement r
WHERE r.id = d.requirement_id AND r.version_id = %s AND d.dropped_at IS NOT NULL
    AND d.enrolment_id = ANY(%s::bigint[])
"""


def mark_many_met(met: Iterable[tuple[int, int]], *, at: datetime) -> list[int]:
    """The same for pairs of enrolment and requirement, in one statement."""
    pairs = list(met)
    if not pairs:
        return []
    with connection.cursor() as cursor:
        cursor.execute(MARK_MANY_MET, [at, *map(list, zip(*pairs, strict=True))])
        return [pk for (pk,) in cursor.fetchall()]


class Followed(NamedTuple):
    dropped: list[int]
    """The ids of those dates that are asked for no longer."""
    differ: frozenset[int] | None
    """The requirements whose dates are to be derived; None for all."""


def follow_version(
    enrolment_ids: Iterable[int], *, from_version_id: int, to_version_id: int, now: datetime
) -> Followed:
    """Give the dates of enrolments that change version to the requirements of the same keys there."""
    ids = list(enrolment_ids)
    values: dict[str, Any] = {"from": from_version_id, "to": to_version_id, "ids": ids, "now": now}
    with connection.cursor() as cursor:
        cursor.execute(FOLLOW_VERSION, values)
        dropped = [pk for (pk,) in cursor.fetchall() if pk is not None]
        cursor.execute(PICK_UP, [to_version_id, ids])
        picked_up = cursor.rowcount
    # What lay aside has followed nothing that has happened since.
    return Followed(dropped, None if picked_up else _that_differ(from_version_id, to_version_id))


@lru_cache(maxsize=64)
def _that_differ(from_version_id: int, to_version_id: int) -> frozenset[int] | None:
    """The dated requirements of a version that another one has not, or after as many days; versions stay.

    All (None) where some are for certain career stages: whose a date is depends on the whole tree.
    """
    both = (from_version_id, to_version_id)
    if RequirementStage.objects.filter(requirement__version__in=both).exists():
        return None
    dated = Requirement.objects.filter(version__in=both, due_days__isnull=False)
    rows = list(dated.values_list("version_id", "pk", "key", "due_days"))
    before = {(key, days) for version_id, _pk, key, days in rows if version_id == from_version_id}
    return frozenset(
        pk for version_id, pk, key, days in rows if version_id == to_version_id and (key, days) not in before
    )


START_WAITING = """
UPDATE leadership_calendar_duedate d SET waiting_since = %s
FROM unnest(%s::bigint[], %s::bigint[]) AS n (enrolment, requirement)
WHERE d.enrolment_id = n.enrolment AND d.requirement_id = n.requirement
    AND d.met_at IS NULL AND d.dropped_at IS NULL AND d.waiting_since IS NULL
RETURNING d.id
"""
# The day of handing in does not count as one of waiting, that of coming back is the doctor's again.
COUNT_AGAIN = """
UPDATE leadership_calendar_duedate d SET came_back_on = %(today)s, waiting_since = NULL,
    waited = CASE WHEN (d.waiting_since AT TIME ZONE 'Europe/London')::date < %(today)s::date
        THEN d.waited || jsonb_build_array(jsonb_build_array(
            (d.waiting_since AT TIME ZONE 'Europe/London')::date, %(today)s::date - 1
        ))
        ELSE d.waited END
FROM unnest(%(enrolments)s::bigint[], %(requirements)s::bigint[]) AS n (enrolment, requirement)
WHERE d.enrolment_id = n.enrolment AND d.requirement_id = n.requirement
    AND d.met_at IS NULL AND d.dropped_at IS NULL
RETURNING d.enrolment_id
"""


def days_for_changes() -> int:
    return setting("LEADERSHIP_DAYS_FOR_CHANGES", DAYS_FOR_CHANGES)


def waiting(enrolment_ids: Iterable[int]) -> set[tuple[int, int]]:
    """Enrolment and requirement of each date that waits for markers."""
    return _keys(enrolment_ids, waiting_since__isnull=False)


def to_do(enrolment_ids: Iterable[int]) -> set[tuple[int, int]]:
    """The same of those that doctors have in hand."""
    return _keys(enrolment_ids, **TO_DO)


def _keys(enrolment_ids: Iterable[int], **wanted: bool) -> set[tuple[int, int]]:
    rows = DueDate.objects.unscoped(reason=REASON).filter(enrolment_id__in=list(enrolment_ids), **wanted)
    return set(rows.order_by().values_list("enrolment_id", "requirement_id"))


def start_waiting(pairs: Iterable[tuple[int, int]], *, now: datetime) -> list[int]:
    """Of these nothing is left but what is with the markers; returns the dates that had not waited before."""
    there = list(pairs)
    if not there:
        return []
    with connection.cursor() as cursor:
        cursor.execute(START_WAITING, [now, *map(list, zip(*there, strict=True))])
        return [pk for (pk,) in cursor.fetchall()]


def count_again(pairs: Iterable[tuple[int, int]], *, on: date) -> set[int]:
    """Doctors have these in hand again; returns the enrolments whose dates are to be derived anew."""
    there = list(pairs)
    if not there:
        return set()
    enrolments, requirements = map(list, zip(*there, strict=True))
    values: dict[str, Any] = {"today": on, "enrolments": enrolments, "requirements": requirements}
    with connection.cursor() as cursor:
        cursor.execute(COUNT_AGAIN, values)
        return {pk for (pk,) in cursor.fetchall()}


REOPEN = """
UPDATE leadership_calendar_duedate d SET met_at = NULL
FROM unnest(%s::bigint[], %s::bigint[]) AS n (enrolment, requirement)
WHERE d.enrolment_id = n.enrolment AND d.requirement_id = n.requirement AND d.met_at IS NOT NULL
"""


def reopen_many(pairs: Iterable[tuple[int, int]]) -> int:
    """What counted as done is to be done again; returns how many due dates are open for it."""
    there = list(pairs)
    if not there:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(REOPEN, [*map(list, zip(*there, strict=True))])
        return int(cursor.rowcount)


def differences(enrolment_ids: Iterable[int]) -> Iterator[tuple[str, date | None, date]]:
    """Open dates of active enrolments that are not what their rules give: which, the date, the right one."""
    for enrolment_id, requirement_id, known, derivation in _compare(set(enrolment_ids), lock=False):
        if known is None:
            yield f"of enrolment {enrolment_id} for requirement {requirement_id}", None, derivation.on
        elif known.met_at is None and known.due_on != derivation.on:
            yield str(known.pk), known.due_on, derivation.on


def days_if_extended(enrolment_id: int, *, by: int) -> dict[int, date]:
    """When each thing of an active enrolment would be due, by requirement, with so many days more."""
    compared = _compare({enrolment_id}, lock=False, more=by)
    return {requirement_id: derivation.on for _pk, requirement_id, _known, derivation in compared}


def _changes(enrolment_ids: set[int], *, now: datetime, only: frozenset[int] | None) -> _Changes:
    changes = _Changes()
    for enrolment_id, requirement_id, known, derivation in _compare(enrolment_ids, lock=True, only=only):
        if known is not None and (known.met_at is not None or known.derivation == derivation.as_json()):
            continue
        if known is None:
            due = DueDate(enrolment_id=enrolment_id, requirement_id=requirement_id)
            changes.new.append(due)
        else:
            due = known
            (changes.moved if due.due_on != derivation.on else changes.explained_anew).append(due)
        due.due_on, due.derivation, due.derived_at = derivation.on, derivation.as_json(), now
    return changes


def _compare(
    enrolment_ids: set[int], *, lock: bool, more: int = 0, only: frozenset[int] | None = None
) -> Iterator[tuple[int, int, DueDate | None, Derivation]]:
    """Each date that the rules of active enrolments give, with ``more`` days, and the row that is there."""
    enrolments = list(
        Enrolment.objects.unscoped(reason=REASON)
        .filter(pk__in=enrolment_ids, state=State.ACTIVE)
        .values_list("pk", "person_id", "version_id", "starts_on", "stage", "version__stage")
    )
    places = [_Place(*row[:4], stage=row[4] or row[5]) for row in enrolments]
    rows = (
        DueDate.objects.unscoped(reason=REASON)
        .filter(enrolment_id__in=[place.pk for place in places], dropped_at__isnull=True)
        .order_by("pk")
    )
    if only is not None:
        rows = rows.filter(requirement__in=only)
    there = {
        (due.enrolment_id, due.requirement_id): due for due in (rows.select_for_update() if lock else rows)
    }
    waits = {key: Waits.of(due.waited, due.came_back_on) for key, due in there.items() if due.came_back_on}
    for enrolment_id, requirement_id, derivation in _derivations(places, waits, more=more, only=only):
        yield enrolment_id, requirement_id, there.get((enrolment_id, requirement_id)), derivation


class _Place(NamedTuple):
    """An active enrolment, as far as its dates go."""

    pk: int
    person_id: int
    version_id: int
    starts_on: date
    stage: str


def _derivations(
    places: list[_Place],
    waits: Mapping[tuple[int, int], Waits],
    *,
    more: int,
    only: frozenset[int] | None = None,
) -> Iterator[tuple[int, int, Derivation]]:
    rules, theirs = _rules_of({place.version_id for place in places}, only=only)
    absences = _absences_of({place.person_id for place in places})
    pauses = _pauses_of({place.pk for place in places})
    extra = _extra_days_of({place.pk for place in places})
    for_changes = days_for_changes()
    for place in places:
        away = [*absences[place.person_id], *pauses.get(place.pk, ())]
        extra_days = extra.get(place.pk, 0) + more
        for requirement_id, days in rules[place.version_id]:
            if theirs.includes(requirement_id, place.stage):
                found = due_with_waits(
                    place.starts_on,
                    days,
                    away,
                    extra_days=extra_days,
                    waits=waits.get((place.pk, requirement_id), NO_WAITS),
                    for_changes=for_changes,
                )
                yield place.pk, requirement_id, found


def _rules_of(
    version_ids: set[int], *, only: frozenset[int] | None
) -> tuple[dict[int, list[tuple[int, int]]], ForStage]:
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    parts = RequirementStage.objects.filter(requirement__version=OuterRef("version"))
    dated = Requirement.objects.filter(version_id__in=version_ids, due_days__isnull=False)
    dated = dated if only is None else dated.filter(pk__in=only)
    has_parts = set()
    rows = dated.annotate(has_parts=Exists(parts)).values_list("version_id", "pk", "due_days", "has_parts")
    for version_id, requirement_id, days, for_some in rows:
        found[version_id].append((requirement_id, days or 0))
        if for_some:
            has_parts.add(version_id)
    return found, for_stages(has_parts) if has_parts else EVERYBODY


def _pauses_of(enrolment_ids: set[int]) -> Mapping[int, list[Away]]:
    transitions = Transition.objects.unscoped(reason=REASON).filter(enrolment_id__in=enrolment_ids)
    return selectors.pauses_in(transitions)


def _extra_days_of(enrolment_ids: set[int]) -> dict[int, int]:
    rows = Extension.objects.unscoped(reason=REASON).filter(enrolment_id__in=enrolment_ids)
    return dict(rows.order_by().values_list("enrolment_id").annotate(total=Sum("days")))


def _absences_of(person_ids: set[int]) -> dict[int, list[Away]]:
    found: dict[int, list[Away]] = defaultdict(list)
    standing = Absence.objects.unscoped(reason=REASON).filter(
        Q(person_id__in=person_ids), cancelled_at__isnull=True
    )
    for person_id, first, last in standing.values_list("person_id", "starts_on", "ends_on"):
        found[person_id].append(Away(first, last))
    return found
