"""What published activities claim, by element. Neither versions nor editions change: read once a process."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from competencies.enums import ClaimStrength, NodeKind
from competencies.models import Framework
from competencies.selectors import framework_tree
from lms.web.selectors.outline import ModulePlace
from programmes.models import ActivityClaim

VersionId = tuple[uuid.UUID, int]
"""The uid and key of a module version: a key alone may come again in another database."""

RANK = {strength: place for place, strength in enumerate(ClaimStrength, start=1)}


@dataclass(frozen=True)
class ActivityClaims:
    """One activity and the elements that it claims, each by the strongest of its claims."""

    key: uuid.UUID
    title: str
    module: str
    minutes: int
    elements: tuple[tuple[int, ClaimStrength], ...]


@dataclass(frozen=True)
class VersionClaims:
    """The claiming activities of a module version, in the order in which they are done."""

    frameworks: frozenset[uuid.UUID]
    activities: tuple[ActivityClaims, ...]

    def of(self, activity_key: uuid.UUID) -> ActivityClaims | None:
        return next((each for each in self.activities if each.key == activity_key), None)


NOTHING = VersionClaims(frozenset(), ())
_kept: dict[VersionId, VersionClaims] = {}
KEPT = 1024


def version_of(module: ModulePlace) -> VersionId:
    return (module.version_uid, module.version_id)


def claims_in(versions: Iterable[VersionId]) -> dict[VersionId, VersionClaims]:
    """One query for the versions that this process has not seen yet; then none."""
    wanted = set(versions)
    if missing := wanted - _kept.keys():
        if len(_kept) + len(missing) > KEPT:
            _kept.clear()
            missing = wanted
        _kept.update(_read(missing))
    return {version: _kept[version] for version in wanted}


def _read(versions: set[VersionId]) -> dict[VersionId, VersionClaims]:
    rows = ActivityClaim.objects.filter(activity__version_id__in=[pk for _uid, pk in versions])
    strengths: dict[int, dict[uuid.UUID, dict[int, ClaimStrength]]] = defaultdict(lambda: defaultdict(dict))
    words: dict[tuple[int, uuid.UUID], tuple[str, str, int]] = {}
    frameworks: dict[int, set[uuid.UUID]] = defaultdict(set)
    names = ("activity__version_id", "activity__key", "activity__title", "activity__version__title")
    values = rows.order_by("activity__version_id", "activity__position", "pk").values_list(
        *names,
        "activity__minutes",
        "node_id",
        "node__kind",
        "node__parent_id",
        "node__framework__uid",
        "strength",
    )
    for version, key, title, module, minutes, node, kind, parent, framework, strength in values:
        element = node if kind == NodeKind.ELEMENT else parent
        held = strengths[version][key]
        held[element] = max(held.get(element, strength), strength, key=lambda each: RANK[ClaimStrength(each)])
        words[(version, key)] = (title, module, minutes)
        frameworks[version].add(framework)
    return {
        version: VersionClaims(
            frozenset(frameworks[version[1]]),
            tuple(
                ActivityClaims(
                    key,
                    *words[(version[1], key)],
                    tuple((element, ClaimStrength(strength)) for element, strength in held.items()),
                )
                for key, held in strengths[version[1]].items()
            ),
        )
        for version in versions
    }


@dataclass(frozen=True)
class ElementNode:
    id: int
    code: str
    title: str


@dataclass(frozen=True)
class DomainNode:
    code: str
    title: str
    elements: tuple[ElementNode, ...]


@dataclass(frozen=True)
class FrameworkNodes:
    """The domains and elements of one edition."""

    reference: str
    title: str
    valid_from: date
    domains: tuple[DomainNode, ...]


@lru_cache(maxsize=8)
def framework_nodes(uid: uuid.UUID) -> FrameworkNodes:
    framework = Framework.objects.get(uid=uid)
    return FrameworkNodes(
        framework.reference,
        framework.title,
        framework.valid_from,
        tuple(
            DomainNode(
                domain.node.code,
                domain.node.title,
                tuple(ElementNode(each.node.pk, each.node.code, each.node.title) for each in domain.children),
            )
            for domain in framework_tree(framework, depth=NodeKind.ELEMENT)
        ),
    )


def newest(frameworks: Iterable[uuid.UUID]) -> uuid.UUID | None:
    """The edition that came into force last."""
    return max(frameworks, key=lambda uid: (framework_nodes(uid).valid_from, str(uid)), default=None)
