"""No reminder of what is closed, nor a nudge to whom only others can do something: asked once more at the
moment of sending, since until then it may open, or come back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from kernel.clock import local_date
from lms.assignments.selectors import with_markers
from lms.progress.nodes import ActivityKey
from lms.progress.openings import OPEN, Opening, State
from lms.progress.rules import Standing
from lms.progress.selectors import openings_of, standing_of, tree_for
from lms.reminders.enums import DUE_RULES, Reason, Rule
from lms.reminders.models import PlannedSend
from lms.reminders.services.writing import enrolment_of


def why_not(send: PlannedSend, *, now: datetime) -> Reason | None:
    """Whether that of which it speaks is closed; a nudge speaks of all that could be done."""
    rule = Rule(send.rule)
    if rule not in (*DUE_RULES, Rule.INACTIVE):
        return None
    enrolment = enrolment_of(send)
    tree, person_id = tree_for(enrolment), enrolment.person_id
    asks = rule == Rule.INACTIVE and tree.marked
    handed_in = with_markers([person_id]).get(person_id, frozenset()) if asks else frozenset()
    if not tree.has_gates and not handed_in:
        return None
    stands = standing_of(enrolment)
    found = openings_of(enrolment, stands, today=local_date(now)) if tree.has_gates else {}
    if send.due_date is not None:
        opening = found.get(send.due_date.requirement.key)
        return Reason.NOT_OPEN if opening is None or not opening.is_open else None
    return _nothing_to_do(stands, found, handed_in)


def _nothing_to_do(
    stands: Standing, found: Mapping[UUID, Opening], handed_in: Collection[ActivityKey]
) -> Reason | None:
    undone = [part for part in stands.walk() if part.node.is_item and not part.satisfied]
    undone = [part for part in undone if found.get(part.node.key, OPEN).state == State.OPEN]
    if not undone:
        return Reason.NOT_OPEN
    return Reason.HANDED_IN if all(_waits(part, handed_in) for part in undone) else None


def _waits(part: Standing, handed_in: Collection[ActivityKey]) -> bool:
    module_key = part.node.module_key
    if module_key is None or not part.missing:
        return False
    return all((module_key, key) in handed_in for key in part.missing)
