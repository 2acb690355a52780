"""Evidence of a doctor: made by actions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from competencies.models import Node
from lms.actions import evidence, evidence_sharing
from lms.actions.base import Context
from lms.portfolio.enums import Kind
from lms.portfolio.models import (
    EvidenceFile,
    EvidenceItem,
    EvidenceShare,
    EvidenceTag,
    EvidenceVersion,
)
from lms.portfolio.services.evidence import Content
from tests.factories.trusts import TODAY

REASON = "a test's own evidence"
ELEMENT, COMPETENCE, OTHER = "small-1:1.1", "small-1:1.1.1", "small-1:1.2"


def a_draft(context: Context, kind: Kind = Kind.DOCUMENT, **content: Any) -> EvidenceItem:
    return evidence.begin_evidence(context, kind=kind, content=Content(**content))


def kept(
    context: Context,
    kind: Kind = Kind.DOCUMENT,
    *,
    days_ago: int = 0,
    nodes: tuple[str, ...] = (),
    files: tuple[Any, ...] = (),
    **content: Any,
) -> EvidenceItem:
    """An item of the portfolio, with files."""
    content = {"title": "A talk on handover", **content}
    if kind == Kind.LINK:
        content.setdefault("url", "https://www.example.org/talk")
    if kind == Kind.REFLECTION:
        content.setdefault("parts", ("We began late.", "", ""))
    item = a_draft(context, kind)
    evidence.keep_evidence(
        context,
        item_uid=item.uid,
        content=Content(**content),
        on=TODAY - timedelta(days=days_ago),
        nodes=nodes,
    )
    if files:
        _added, refused = evidence.add_files(context, item_uid=item.uid, files=files)
        assert not refused
    return again(item)


def again(item: EvidenceItem) -> EvidenceItem:
    return EvidenceItem.objects.unscoped(reason=REASON).get(pk=item.pk)


def shared(context: Context, item: EvidenceItem, name: str = "Dr Reader", **given: Any) -> EvidenceShare:
    given = {"address": "reader@mail.example", "days": 14, **given}
    return evidence_sharing.share_evidence(context, item_uid=item.uid, name=name, **given)


def versions(item: EvidenceItem) -> list[EvidenceVersion]:
    rows = EvidenceVersion.objects.unscoped(reason=REASON)
    return list(rows.filter(item_id=item.pk).order_by("number"))


def files(item: EvidenceItem, number: int = 1) -> list[EvidenceFile]:
    rows = EvidenceFile.objects.unscoped(reason=REASON)
    return list(rows.filter(version__item_id=item.pk, version__number=number).order_by("pk"))


def tags(item: EvidenceItem) -> list[str]:
    rows = EvidenceTag.objects.unscoped(reason=REASON).filter(item_id=item.pk)
    nodes = Node.objects.filter(pk__in=list(rows.values_list("node_id", flat=True)))
    return [node.code for node in nodes.order_by("order")]
