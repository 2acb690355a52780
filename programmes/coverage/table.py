"""The numbers behind the coverage page: six queries, whatever there is to show.

Counted are the latest versions of modules that are published. An activity that claims two elements counts its
minutes for both; one that claims a competence claims its element.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from competencies.enums import ClaimStrength, NodeKind, Stage
from competencies.models import Framework, Node
from competencies.selectors import (
    framework_by_reference,
    node_by_code,
    nodes_of,
    published_frameworks,
)
from programmes import activity_types
from programmes.models import ActivityClaim, ModuleVersion, ProgrammeVersion, Requirement
from programmes.selectors import programmes_on_offer

ORDER = {strength.value: place for place, strength in enumerate(ClaimStrength)}


WEAKER = (ClaimStrength.INTRODUCES, ClaimStrength.PRACTISES)


def strongest(strengths: Iterable[str]) -> ClaimStrength | None:
    found = max(strengths, key=ORDER.__getitem__, default=None)
    return ClaimStrength(found) if found else None


@dataclass(frozen=True)
class Cell:
    element: Node
    strength: ClaimStrength | None
    minutes: int
    assessed: bool = False
    """Whether something that claims it is judged by something or somebody else than the learner."""

    @property
    def letter(self) -> str:
        return str(self.strength.label)[:1].upper() if self.strength else ""


@dataclass(frozen=True)
class Row:
    version: ModuleVersion
    cells: tuple[Cell, ...]
    stages: frozenset[str] = frozenset()
    """Of the programmes on offer that have the module."""


@dataclass(frozen=True)
class Wanted:
    """Which modules to count: those of programmes at a stage, of one programme, or all."""

    framework: str = ""
    stage: str = ""
    programme: UUID | None = None

    @property
    def narrows(self) -> bool:
        return bool(self.stage or self.programme)


@dataclass
class Coverage:
    frameworks: list[Framework]
    framework: Framework | None
    programmes: list[ProgrammeVersion]
    """All on offer, to choose from."""
    elements: list[Node] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    @property
    def totals(self) -> list[Cell]:
        """Of each element over all modules."""
        return self.totals_of(self.rows)

    def totals_of(self, rows: list[Row]) -> list[Cell]:
        if not rows:
            return [Cell(element, None, 0) for element in self.elements]
        columns = zip(*(row.cells for row in rows), strict=True)
        return [
            Cell(
                element,
                strongest(cell.strength for cell in column if cell.strength),
                sum(cell.minutes for cell in column),
                any(cell.assessed for cell in column),
            )
            for element, column in zip(self.elements, columns, strict=True)
        ]

    @property
    def by_stage(self) -> list[tuple[Node, list[Cell]]]:
        """Each element with its cell at every stage: of the modules that programmes of the stage have."""
        stages = [self.totals_of([row for row in self.rows if stage in row.stages]) for stage in Stage]
        return [(cells[0].element, list(cells)) for cells in zip(*stages, strict=True)]

    @property
    def not_demonstrated(self) -> list[Node]:
        """Claimed, and never more than practised."""
        return [each.element for each in self.totals if each.strength in WEAKER]

    @property
    def not_assessed(self) -> list[Node]:
        """Claimed, and nobody looks at it."""
        return [each.element for each in self.totals if each.strength and not each.assessed]

    @property
    def minutes(self) -> int:
        return sum(row.version.minutes for row in self.rows)

    @property
    def gaps(self) -> list[Node]:
        claimed = {cell.element.pk for cell in self.totals if cell.strength}
        return [element for element in self.elements if element.pk not in claimed]

    @property
    def covered(self) -> int:
        return len(self.elements) - len(self.gaps)

    @property
    def percent(self) -> int:
        return percent(self.covered, len(self.elements))


def percent(part: int, whole: int) -> int:
    """Rounded half up; of nothing, nothing."""
    if not whole:
        return 0
    return int((Decimal(100 * part) / whole).quantize(Decimal(1), ROUND_HALF_UP))


def coverage(wanted: Wanted) -> Coverage:
    frameworks = list(published_frameworks())
    chosen = [each for each in frameworks if each.reference == wanted.framework]
    framework = next(iter([*chosen, *frameworks]), None)
    programmes = list(programmes_on_offer())
    found = Coverage(frameworks, framework, programmes)
    if framework is None:
        return found
    found.elements = list(nodes_of(framework).filter(kind=NodeKind.ELEMENT))
    versions = list(_versions(wanted, programmes))
    claims = _claims(framework, versions)
    stages = _stages(programmes)
    found.rows = [
        Row(version, tuple(_cells(found.elements, claims[version.pk])), frozenset(stages[version.module_key]))
        for version in versions
    ]
    return found


def _stages(programmes: list[ProgrammeVersion]) -> dict[UUID, set[str]]:
    pins = Requirement.objects.filter(
        version__in=[each.pk for each in programmes], module_version__isnull=False
    )
    found: dict[UUID, set[str]] = defaultdict(set)
    for key, stage in pins.values_list("module_version__module_key", "version__stage"):
        found[key].add(stage)
    return found


def published_modules() -> QuerySet[ModuleVersion]:
    """The latest version of each published module, by title."""
    latest = ModuleVersion.objects.filter(module_key=OuterRef("module_key")).order_by("-number")
    rows = ModuleVersion.objects.filter(module__live=True, pk=Subquery(latest.values("pk")[:1]))
    return rows.order_by("title", "pk")


def _versions(wanted: Wanted, programmes: list[ProgrammeVersion]) -> QuerySet[ModuleVersion]:
    rows = published_modules()
    if not wanted.narrows:
        return rows
    counted = [
        each.pk
        for each in programmes
        if wanted.stage in ("", each.stage) and wanted.programme in (None, each.programme_key)
    ]
    pins = Requirement.objects.filter(version__in=counted, module_version__isnull=False)
    return rows.filter(module_key__in=pins.values("module_version__module_key"))


Claims = dict[int, dict[int, tuple[int, str, bool]]]
"""By element, then by activity: minutes, strongest strength, and whether it is assessed."""


def _claims(framework: Framework, versions: list[ModuleVersion]) -> dict[int, Claims]:
    claims = ActivityClaim.objects.filter(activity__version__in=versions, node__framework=framework)
    found: dict[int, Claims] = defaultdict(lambda: defaultdict(dict))
    assessed = {kind.code for kind in activity_types.all_types() if kind.is_assessed}
    names = ("activity__version_id", "activity_id", "activity__minutes", "activity__kind", "strength")
    for row in claims.values_list(*names, "node_id", "node__kind", "node__parent_id"):
        version_id, activity_id, minutes, activity_kind, strength, node_id, kind, parent_id = row
        element = node_id if kind == NodeKind.ELEMENT else parent_id
        held = found[version_id][element].get(activity_id, (minutes, strength, False))[1]
        stronger = max(held, strength, key=ORDER.__getitem__)
        found[version_id][element][activity_id] = (minutes, stronger, activity_kind in assessed)
    return found


def _cells(elements: list[Node], claims: Claims) -> Iterator[Cell]:
    for element in elements:
        activities = claims.get(element.pk, {}).values()
        strength = strongest(strength for _minutes, strength, _assessed in activities)
        minutes = sum(minutes for minutes, _strength, _assessed in activities)
        yield Cell(element, strength, minutes, any(assessed for *_rest, assessed in activities))


# One cell


@dataclass(frozen=True)
class Claiming:
    """One claim of one activity."""

    title: str
    kind: str
    minutes: int
    required: bool
    node: str
    strength: ClaimStrength


def claims_in(version: ModuleVersion, element: Node) -> list[Claiming]:
    """What claims this element or a competence below it, in the order in which it is done: one query."""
    rows: Any = ActivityClaim.objects.filter(activity__version=version).select_related("activity", "node")
    claims = [row for row in rows if element.pk in (row.node_id, row.node.parent_id)]
    claims.sort(key=lambda row: (row.activity.position, row.node.order))
    return [
        Claiming(
            row.activity.title,
            row.activity.kind,
            row.activity.minutes,
            row.activity.required,
            str(row.node),
            ClaimStrength(row.strength),
        )
        for row in claims
    ]


def element_of(reference: str, code: str) -> Node | None:
    """The element with this code in the framework that an address names."""
    framework = framework_by_reference(reference)
    node = node_by_code(framework, code) if framework else None
    return node if node is not None and node.kind == NodeKind.ELEMENT else None
