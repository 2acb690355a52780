"""Who of those that went on to a successor can have their old places again, as going on is taken back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from django.db.models import Exists, F, OuterRef, QuerySet

from lms.amendments.models import Move, Run
from lms.amendments.selectors import BATCH
from lms.enrolment.enums import OPEN_STATES, State
from lms.enrolment.models import Cohort, Enrolment
from lms.enrolment.services import enrolments
from lms.organisations import locks

REASON = "taking back that people went on to a successor"


def moves_to_take_back(run: Run) -> list[Move]:
    """The next few, locked with what they are seated in.

    Whoever has completed the successor meanwhile stays there, and so does whoever's old seat is somebody
    else's by now: before the cut-off it could be given away.
    """
    rows = _all(run)
    rooms = _rooms(rows, run)
    found = list(rows.filter(pk__gt=run.reached).order_by("pk")[:BATCH])
    places = _locked([pk for move in found for pk in (move.enrolment_id, move.left_id) if pk])
    for move in found:
        move.enrolment, move.left = places[move.enrolment_id], places[move.left_id or 0]
    return list(_seated(filter(_is_so_still, found), rooms))


def _locked(ids: Collection[int]) -> dict[int, Enrolment]:
    """With their people, in key order, as everybody does who writes facts."""
    rows = Enrolment.objects.unscoped(reason=REASON).filter(pk__in=ids)
    related = rows.select_related("person", "version", "organisation", "programme", "contract", "cohort")
    locked = related.select_for_update(of=("person", "self"), no_key=True).order_by("pk")
    return {row.pk: row for row in locked}


def _is_so_still(move: Move) -> bool:
    """Now that nobody else can change it."""
    place = move.enrolment
    stays = place.state in OPEN_STATES and place.version_id == move.to_version_id
    return stays and move.left is not None and move.left.state == State.WITHDRAWN


def _all(run: Run) -> QuerySet[Move]:
    there_again = Enrolment.objects.unscoped(reason=REASON).filter(
        person=OuterRef("left__person"), programme=OuterRef("left__programme"), state__in=OPEN_STATES
    )
    rows: QuerySet[Move] = Move.objects.unscoped(reason=REASON).filter(
        ~Exists(there_again),
        run=run,
        taken_back__isnull=True,
        enrolment__state__in=OPEN_STATES,
        enrolment__version=F("to_version"),
        left__state=State.WITHDRAWN,
    )
    return rows


Rooms = dict[tuple[str, int], int]


def _rooms(rows: QuerySet[Move], run: Run) -> Rooms:
    """Free seats of the contracts and places of the cohorts that they were in, locked before the people."""
    pairs = set(rows.order_by().values_list("left__contract", "left__cohort").distinct())
    if run.organisation_id is not None:
        locks.lock_organisation(run.organisation_id)
    found: Rooms = {}
    for contract in sorted({contract for contract, _cohort in pairs if contract}):
        found["contract", contract] = enrolments.seats_of(enrolments.lock_contract(contract)).free
    cohorts = Cohort.objects.unscoped(reason=REASON).in_bulk(
        [cohort for _contract, cohort in pairs if cohort]
    )
    for pk, cohort in cohorts.items():
        found["cohort", pk] = enrolments.places_of(cohort).free
    return found


def _seated(moves: Iterable[Move], rooms: Rooms) -> Iterable[Move]:
    left = dict(rooms)
    for move in moves:
        seats = _seats(move, left)
        if all(left[each] > 0 for each in seats):
            for each in seats:
                left[each] -= 1
            yield move


def _seats(move: Move, rooms: Mapping[tuple[str, int], int]) -> list[tuple[str, int]]:
    place = move.left
    keys = (("contract", place.contract_id), ("cohort", place.cohort_id)) if place else ()
    return [(kind, pk) for kind, pk in keys if pk is not None and (kind, pk) in rooms]
