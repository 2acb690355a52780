"""What follows from a new fact, in the transaction that recorded it: progress, dates, mails, the end.

A person's places move together: the same activity may stand in several programmes, and a programme that is
completed may be what another one asks for.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kernel.access import Viewer, ViewerKind
from lms.actions.base import Act
from lms.actions.drafted import draft_reflections
from lms.actions.errors import NotAllowed, Refused
from lms.actions.waiting import look_again, start_waiting
from lms.calendar.services import due_dates
from lms.enrolment.enums import OPEN_STATES, State
from lms.enrolment.models import Enrolment
from lms.enrolment.services import enrolments
from lms.portfolio.models import EvidenceItem
from lms.progress.rules import Standing
from lms.progress.selectors import standings, tree_for
from lms.progress.services import projection
from lms.reminders.services import planning

LEARNING = (State.ACTIVE, State.COMPLETED)


@dataclass(frozen=True)
class Places:
    """One enrolment and the person's others, all locked, the person first."""

    row: Enrolment
    others: Sequence[Enrolment]

    def sharing(self, module_key: uuid.UUID | None) -> list[Enrolment]:
        """The others in which this module stands too."""
        return [other for other in self.others if module_key in tree_for(other).module_keys]


def lock_places(act: Act, enrolment_uid: uuid.UUID) -> Places:
    """The enrolment, if the viewer may see it, with all that may move on with it."""
    rows = _together(act.viewer, enrolment_uid)
    for _once_more in range(2):
        found = list(_locked(rows))
        row = next((each for each in found if each.uid == enrolment_uid), None)
        if row is not None:
            return Places(row, [other for other in found if other.pk != row.pk])
    # Whoever waited for somebody who moved the place to another version finds it by asking again: the first
    # answer still joins the version that it had.
    raise NotAllowed


def lock_places_of(enrolment: Enrolment) -> Places:
    """The same for whoever acts by another right than that of seeing the place: a marker of its work."""
    rows = Enrolment.objects.unscoped(reason="what a person is on moves on together")
    found = list(_locked(rows.filter(person_id=enrolment.person_id)))
    row = next(each for each in found if each.pk == enrolment.pk)
    return Places(row, [other for other in found if other.pk != row.pk])


def _together(viewer: Viewer, enrolment_uid: uuid.UUID) -> QuerySet[Enrolment]:
    """Doctors see all of their own; others see one of them, and the rest moves on with it."""
    seen = Enrolment.objects.visible_to(viewer)
    if viewer.kind == ViewerKind.SELF:
        return seen
    rows = Enrolment.objects.unscoped(reason="what a person is on moves on together")
    return rows.filter(person__in=seen.filter(uid=enrolment_uid).values("person_id"))


def _locked(rows: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    return (
        rows.select_related("person", "version", "organisation", "programme", "contract", "cohort")
        .select_for_update(of=("person", "self"), no_key=True)
        .order_by("pk")
    )


def refuse_unless_learning(row: Enrolment) -> None:
    if row.state not in LEARNING:
        raise Refused(
            "not_active",
            _("This programme is %(state)s for you, so nothing can be recorded.")
            % {"state": row.get_state_display()},
            _("Accept the invitation or resume the programme first."),
        )


def follow(
    act: Act, places: Places, *, before: Standing, stands: Standing, module_key: uuid.UUID | None = None
) -> list[EvidenceItem]:
    """Progress, dates met, reminders no longer needed, and the end of the programme; then the others'.

    ``module_key`` is that of an activity that was completed: it counts wherever else the module stands. Where
    the module was finished by it, a reflection is drafted, which is returned.
    """
    row = places.row
    sharing = places.sharing(module_key)
    found = {row.pk: stands} | (standings(sharing) if sharing else {})
    projection.store([row, *sharing], found)
    met = stands.no_longer_due - before.no_longer_due
    ended = [row] if _settle(act, row, stands, met) else []
    ended += [other for other in sharing if _settle(act, other, found[other.pk])]
    start_waiting(act, [row, *sharing], found)
    _follow_ended(act, [row, *places.others], ended)
    return draft_reflections(act, row, before, stands) if module_key else []


def settle_many(
    act: Act,
    rows: Sequence[Enrolment],
    found: Mapping[int, Standing],
    *,
    met: Iterable[tuple[int, int]] | None = None,
) -> int:
    """The same for enrolments of many people, whose progress is stored: returns how many have ended.

    Statements do not grow with the number, but for those that end. ``met`` are the pairs of enrolment and
    requirement that may have been met just now, where that is known; else all that are.
    """
    if met is None:
        met = [(row.pk, requirement) for row in rows for requirement in found[row.pk].no_longer_due]
    planning.suppress_for_due_dates(due_dates.mark_many_met(met, at=act.now), reason="met", now=act.now)
    ended = [row for row in rows if found[row.pk].satisfied and row.state == State.ACTIVE]
    for row in ended:
        enrolments.change_state(row, State.COMPLETED, by_user_id=act.user_id, now=act.now)
    if ended:
        planning.suppress_for_enrolments([row.pk for row in ended], reason="completed", now=act.now)
        people = {row.person_id for row in ended}
        theirs = Enrolment.objects.unscoped(reason="what a person is on moves on together")
        _follow_ended(act, list(_locked(theirs.filter(person_id__in=people))), ended)
    return len(ended)


def _follow_ended(act: Act, everything: Sequence[Enrolment], ended: Sequence[Enrolment]) -> None:
    """Each round ends at least one more, so that it comes to an end itself."""
    while ended:
        keys = {each.version.programme_key for each in ended}
        waiting = [each for each in everything if not tree_for(each).programme_keys.isdisjoint(keys)]
        found = projection.refresh(waiting) if waiting else {}
        ended = [each for each in waiting if _settle(act, each, found[each.pk])]


def _settle(act: Act, row: Enrolment, stands: Standing, met: frozenset[int] | None = None) -> bool:
    """Whether the programme has come to its end by this."""
    met = stands.no_longer_due if met is None else met
    if met:
        dates = due_dates.mark_met(row.pk, met, at=act.now)
        if dates:
            planning.suppress_for_due_dates(dates, reason="met", now=act.now)
    if not stands.satisfied or row.state != State.ACTIVE:
        return False
    enrolments.change_state(row, State.COMPLETED, by_user_id=act.user_id, now=act.now)
    planning.suppress_for_enrolments([row.pk], reason="completed", now=act.now)
    return True


def due_again(act: Act, rows: Sequence[Enrolment], *, before: Mapping[int, Standing]) -> None:
    """After a fact was taken back: what is wanted again is due again, and reminders of it go.

    Whoever has completed a programme has nothing to do in it any more.
    """
    found = projection.refresh(rows)
    due_dates.reopen_many(
        (row.pk, requirement)
        for row in rows
        if row.state in OPEN_STATES
        for requirement in before[row.pk].no_longer_due - found[row.pk].no_longer_due
    )
    look_again(act, rows, found)
    active = [row.pk for row in rows if row.state == State.ACTIVE]
    if active:
        due_dates.derive(active, now=act.now)
        planning.plan_due_reminders(now=act.now, enrolment_ids=active)
