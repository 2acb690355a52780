"""No reminder of what is closed: asked once more at the moment of sending, since until then it may open."""

from __future__ import annotations

from datetime import datetime

from kernel.clock import local_date
from lms.progress.openings import State
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
    tree = tree_for(enrolment)
    if not tree.has_gates:
        return None
    found = openings_of(enrolment, standing_of(enrolment), today=local_date(now))
    if send.due_date is not None:
        opening = found.get(send.due_date.requirement.key)
        return Reason.NOT_OPEN if opening is None or not opening.is_open else None
    is_any_open = any(found[node.key].state == State.OPEN for node in tree.nodes.values() if node.is_item)
    return None if is_any_open else Reason.NOT_OPEN
