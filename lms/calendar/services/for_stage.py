"""Which requirements are for which career stage: what is not for somebody is not due for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from programmes.models import Requirement, RequirementStage


@dataclass(frozen=True)
class ForStage:
    """Of some programme versions: for whom each requirement is, with those above it."""

    stages: Mapping[int, frozenset[str]]
    parents: Mapping[int, int | None]

    def includes(self, requirement_id: int, stage: str) -> bool:
        here: int | None = requirement_id
        while here is not None:
            wanted = self.stages.get(here)
            if wanted and stage not in wanted:
                return False
            here = self.parents.get(here)
        return True


EVERYBODY = ForStage({}, {})


def for_stages(version_ids: Iterable[int]) -> ForStage:
    """Two queries. The caller knows that one of the versions has parts for some stages only."""
    versions = list(version_ids)
    stages: dict[int, set[str]] = defaultdict(set)
    rows = RequirementStage.objects.filter(requirement__version_id__in=versions)
    for requirement_id, stage in rows.values_list("requirement_id", "stage"):
        stages[requirement_id].add(stage)
    parents = Requirement.objects.filter(version_id__in=versions).values_list("pk", "parent_id")
    return ForStage({key: frozenset(found) for key, found in stages.items()}, dict(parents))
