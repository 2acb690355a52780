"""What a move changed for one doctor, in the words of their own programme."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lms.amendments.models import Move
from lms.enrolment.models import Enrolment
from lms.progress.nodes import Node
from lms.progress.selectors import tree_of
from lms.records.models import LearningFact, Verb


@dataclass(frozen=True)
class Changes:
    """Titles, in the order of the newer version."""

    moved_at: datetime
    number: int
    percent_before: int
    percent_after: int
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    """Modules with other activities than before."""
    kept: tuple[str, ...]
    """What counts as done, although it asks for more now."""

    @property
    def is_nothing(self) -> bool:
        """Nothing that is to be done is different: dates or words changed."""
        return not (self.added or self.removed or self.changed)


def changes_of(move: Move, enrolment: Enrolment) -> Changes:
    """Two queries beside the trees, which are kept."""
    old = _asked(tree_of(move.from_version_id, enrolment.stage).root)
    new = _asked(tree_of(move.to_version_id, enrolment.stage).root)
    facts = LearningFact.objects.unscoped(reason="what a move recorded for the doctor in hand")
    kept = facts.filter(pk__in=move.fact_ids, verb=Verb.RECOGNISED).values_list("requirement_key", flat=True)
    recognised = set(kept)
    return Changes(
        moved_at=move.moved_at,
        number=move.to_version.number,
        percent_before=move.percent_before,
        percent_after=move.percent_after,
        added=tuple(node.title for key, node in new.items() if key not in old),
        removed=tuple(node.title for key, node in old.items() if key not in new),
        changed=tuple(
            node.title for key, node in new.items() if key in old and old[key].activities != node.activities
        ),
        kept=tuple(node.title for key, node in new.items() if key in recognised),
    )


def _asked(root: Node) -> dict[UUID, Node]:
    """The items of a tree, by key."""
    return {node.key: node for node in root.walk() if node.is_item}
