"""What of a place waits for somebody else: nothing is missing of it but what is with the markers.

The one place that says so. Dates keep the answer (`DueDate.waiting_since`), read by mails, pages and desk.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lms.assignments.selectors import with_markers
from lms.enrolment.models import Enrolment
from lms.progress.nodes import ActivityKey
from lms.progress.rules import Standing
from lms.progress.selectors import Tree, tree_for


def may_wait(tree: Tree, stands: Standing) -> Iterator[tuple[int, frozenset[ActivityKey]]]:
    """Requirements with a date of which only work that people mark is missing, each with that work. Pure."""
    if not tree.marked:
        return
    for part in stands.walk():
        node = part.node
        if node.due_days is None or part.satisfied or not part.missing or node.module_key is None:
            continue
        missing = frozenset((node.module_key, key) for key in part.missing)
        if missing <= tree.marked:
            yield node.requirement_id, missing


def waiting_dates(rows: Sequence[Enrolment], found: Mapping[int, Standing]) -> set[tuple[int, int]]:
    """Enrolment and requirement of all that waits, as facts and submissions are now.

    One query, however many; none where nothing can wait.
    """
    candidates = [(row, list(may_wait(tree_for(row), found[row.pk]))) for row in rows]
    people = {row.person_id for row, parts in candidates if parts}
    handed_in = with_markers(people) if people else {}
    return {
        (row.pk, requirement_id)
        for row, parts in candidates
        for requirement_id, missing in parts
        if missing <= handed_in.get(row.person_id, frozenset())
    }
