"""Reading evidence: the doctor's own, or the one version that a link opens."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce, ExtractYear, TruncDate

from competencies.models import Framework, Node
from competencies.selectors import published_frameworks
from kernel.access import Viewer
from kernel.clock import LONDON
from lms.portfolio import tokens
from lms.portfolio.enums import SHOWN, State
from lms.portfolio.models import EvidenceFile, EvidenceItem, EvidenceShare, EvidenceTag, EvidenceVersion


@dataclass(frozen=True)
class Wanted:
    """What a list shows. Empty means all."""

    kind: str = ""
    state: str = ""
    node: int | None = None
    """What is about this node or about anything below it."""
    year: int | None = None
    text: str = ""


def evidence_of(viewer: Viewer, wanted: Wanted | None = None) -> QuerySet[EvidenceItem]:
    """The viewer's own, the latest day first; what is in the archive only where it is asked for."""
    wanted = wanted or Wanted()
    rows = EvidenceItem.objects.visible_to(viewer).annotate(
        day=Coalesce("happened_on", TruncDate("created_at", tzinfo=LONDON))
    )
    rows = rows.filter(state=wanted.state) if wanted.state else rows.filter(state__in=SHOWN)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.year:
        rows = rows.filter(day__range=(date(wanted.year, 1, 1), date(wanted.year, 12, 31)))
    if wanted.node:
        rows = rows.filter(pk__in=_about(viewer, wanted.node))
    if wanted.text:
        rows = rows.filter(pk__in=_saying(viewer, wanted.text))
    return rows.order_by("-day", "-pk")


def _about(viewer: Viewer, node_id: int) -> Any:
    tags = EvidenceTag.objects.visible_to(viewer)
    here = Q(node_id=node_id) | Q(node__parent_id=node_id) | Q(node__parent__parent_id=node_id)
    return tags.filter(here).values("item_id")


def _saying(viewer: Viewer, text: str) -> Any:
    versions = EvidenceVersion.objects.visible_to(viewer).filter(number=F("item__latest"))
    said = Q(title__icontains=text) | Q(words__icontains=text) | Q(parts__icontains=text)
    said |= Q(url__icontains=text) | Q(files__name__icontains=text)
    return versions.filter(said).values("item_id")


@dataclass(frozen=True)
class Line:
    """One item of a list, with its latest version and what belongs to it."""

    item: EvidenceItem
    version: EvidenceVersion
    files: Sequence[EvidenceFile] = ()
    nodes: Sequence[Node] = ()
    shared: int = 0
    """With how many people at this moment."""


def lines(viewer: Viewer, items: Iterable[EvidenceItem], *, now: datetime) -> list[Line]:
    """Four queries, however many there are."""
    found = list(items)
    ids = [item.pk for item in found]
    versions = {
        version.item_id: version
        for version in EvidenceVersion.objects.visible_to(viewer).filter(
            item_id__in=ids, number=F("item__latest")
        )
    }
    files: dict[int, list[EvidenceFile]] = defaultdict(list)
    own_files = EvidenceFile.objects.visible_to(viewer).select_related("file")
    for file in own_files.filter(version__in=[each.pk for each in versions.values()]).order_by("pk"):
        files[file.version_id].append(file)
    nodes = nodes_by_item(viewer, ids)
    shared = _open_shares(viewer, ids, now=now)
    return [
        Line(item, versions[item.pk], files[versions[item.pk].pk], nodes[item.pk], shared.get(item.pk, 0))
        for item in found
    ]


def nodes_by_item(viewer: Viewer, item_ids: Iterable[int]) -> dict[int, list[Node]]:
    """In the order of their frameworks: one query."""
    found: dict[int, list[Node]] = defaultdict(list)
    tags = EvidenceTag.objects.visible_to(viewer).filter(item_id__in=list(item_ids))
    rows = tags.select_related("node__framework").order_by("node__framework_id", "node__order")
    for tag in rows.defer("node__source_text"):
        found[tag.item_id].append(tag.node)
    return found


def _open_shares(viewer: Viewer, item_ids: list[int], *, now: datetime) -> dict[int, int]:
    rows = EvidenceShare.objects.visible_to(viewer).filter(
        version__item_id__in=item_ids, ended_at__isnull=True, ends_at__gt=now
    )
    return dict(rows.order_by().values_list("version__item_id").annotate(Count("pk")))


def everything(viewer: Viewer) -> QuerySet[EvidenceItem]:
    """The archive too."""
    rows = EvidenceItem.objects.visible_to(viewer).exclude(state=State.REMOVED)
    return rows.order_by("-happened_on", "-pk")


def nodes_used(viewer: Viewer) -> list[Node]:
    """What any of it is about, in the order of the frameworks: one query."""
    mine = EvidenceTag.objects.visible_to(viewer).values("node_id")
    rows = Node.objects.unscoped(reason="what the viewer's own evidence is about").filter(pk__in=mine)
    rows = rows.select_related("framework").order_by("framework_id", "order")
    return list(rows.defer("source_text", "descriptor"))


def item(viewer: Viewer, uid: uuid.UUID) -> EvidenceItem | None:
    found: EvidenceItem | None = (
        EvidenceItem.objects.visible_to(viewer)
        .exclude(state=State.REMOVED)
        .select_related(
            "person", "module_version", "fact__module_version", "enrolment__version", "submission__activity"
        )
        .filter(uid=uid)
        .first()
    )
    return found


def versions(viewer: Viewer, item: EvidenceItem) -> list[EvidenceVersion]:
    """All of them, the latest first."""
    return list(EvidenceVersion.objects.visible_to(viewer).filter(item=item).order_by("-number"))


def files_of(viewer: Viewer, version: EvidenceVersion) -> list[EvidenceFile]:
    rows = EvidenceFile.objects.visible_to(viewer).filter(version=version)
    return list(rows.select_related("file").order_by("pk"))


def own_file(viewer: Viewer, *, item_uid: uuid.UUID, file_uid: uuid.UUID) -> EvidenceFile | None:
    rows = EvidenceFile.objects.visible_to(viewer).filter(uid=file_uid, version__item__uid=item_uid)
    found: EvidenceFile | None = rows.select_related("file").first()
    return found


def shares_of(viewer: Viewer, item: EvidenceItem) -> list[EvidenceShare]:
    """Now and before, the latest first."""
    rows = EvidenceShare.objects.visible_to(viewer).filter(version__item=item)
    return list(rows.select_related("version").order_by("-pk"))


def tags_by_node(viewer: Viewer) -> dict[int, int]:
    """How many items kept by the viewer are about each node; no drafts, nothing of the archive: one query."""
    tags = EvidenceTag.objects.visible_to(viewer).filter(item__state=State.KEPT)
    return dict(tags.order_by().values_list("node_id").annotate(Count("item_id", distinct=True)))


def tags_by_element(viewer: Viewer) -> dict[int, int]:
    """The same by element: what is about a competence counts for the element that it is part of."""
    tags = EvidenceTag.objects.visible_to(viewer).filter(
        item__state=State.KEPT, node__kind__in=("element", "competence")
    )
    found: dict[int, set[int]] = defaultdict(set)
    for item_id, node_id, kind, parent_id in tags.values_list(
        "item_id", "node_id", "node__kind", "node__parent_id"
    ):
        found[parent_id if parent_id and kind == "competence" else node_id].add(item_id)
    return {node_id: len(items) for node_id, items in found.items()}


@dataclass(frozen=True)
class Overview:
    years: list[int]
    """In which something happened, the latest first."""
    drafts: int


def overview(viewer: Viewer) -> Overview:
    """What a list says above itself: one query."""
    day = Coalesce("happened_on", TruncDate("created_at", tzinfo=LONDON))
    rows = EvidenceItem.objects.visible_to(viewer).exclude(state=State.REMOVED).order_by()
    counted = rows.values_list(ExtractYear(day), "state").annotate(Count("pk"))
    found: list[tuple[int, str, int]] = list(counted)
    drafts = sum(count for _year, state, count in found if state == State.DRAFT)
    return Overview(sorted({year for year, *_more in found}, reverse=True), drafts)


# What evidence may be about


@dataclass(frozen=True)
class NodeGroup:
    """The nodes of one framework, in reading order."""

    framework: Framework
    nodes: list[Node] = field(default_factory=list)


def taggable() -> list[NodeGroup]:
    """Every node of every published edition, by framework: two queries."""
    frameworks = {framework.pk: NodeGroup(framework) for framework in published_frameworks()}
    rows = Node.objects.filter(framework_id__in=list(frameworks)).order_by("framework_id", "order")
    for node in rows.defer("source_text", "descriptor"):
        node.framework = frameworks[node.framework_id].framework
        frameworks[node.framework_id].nodes.append(node)
    return [group for group in frameworks.values() if group.nodes]


# What a link opens


def share_by_token(token: str, *, now: datetime) -> EvidenceShare | None:
    """The share whose link this is, while it opens anything: the same as *not there* for any other."""
    rows = EvidenceShare.objects.unscoped(reason="a link names its own row").filter(
        token_hash__in=tokens.hashes_of(token),
        ended_at__isnull=True,
        ends_at__gt=now,
        version__item__state=State.KEPT,
    )
    found: EvidenceShare | None = rows.select_related("version__item__person").first()
    return found


def share_over(token: str) -> bool:
    """Whether a link was ours and opens nothing any more."""
    rows = EvidenceShare.objects.unscoped(reason="a link names its own row")
    return bool(rows.filter(token_hash__in=tokens.hashes_of(token)).exists())


def shown_by(viewer: Viewer) -> EvidenceVersion | None:
    """The one version that a link opens."""
    found: EvidenceVersion | None = (
        EvidenceVersion.objects.visible_to(viewer).select_related("item__person").first()
    )
    return found
