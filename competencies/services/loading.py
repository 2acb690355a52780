"""Bringing an edition in the database to what a file says: a draft in place, a published one never."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import ProtectedError

from competencies.content import FrameworkContent, NodeContent, StageTextContent, checksum, counts
from competencies.enums import NodeKind
from competencies.errors import EditionIsPublished, NodeInUse
from competencies.models import Framework, Node, StageText
from competencies.validators.framework_file import FrameworkFile
from kernel import audit
from kernel.access import checking_references

HEAD_FIELDS = (
    *("purpose", "title", "owner", "notice", "numbering_note", "licence_note", "source_url", "valid_from"),
)
NODE_FIELDS = ("parent_id", "title", "descriptor", "source_text", "order")
ROW_OUTCOMES = ("new", "changed", "removed", "unchanged")

TextPlace = tuple[str, str, str, int]


@dataclass(frozen=True)
class LoadResult:
    """``rows`` counts the edition, its nodes and its stage texts by what happened to them."""

    framework: Framework
    contents: Mapping[str, int]
    rows: Mapping[str, int]

    @property
    def is_unchanged(self) -> bool:
        return not any(self.rows[outcome] for outcome in ("new", "changed", "removed"))


@transaction.atomic
def load_framework(file: FrameworkFile, *, actor: audit.Actor, now: datetime) -> LoadResult:
    """Write an edition. The same file twice writes nothing the second time."""
    content = file.content
    framework, created = Framework.objects.select_for_update().get_or_create(
        code=content.code,
        edition=content.edition,
        defaults={
            **_head(content),
            "valid_to": file.valid_to,
            "checksum": checksum(content),
            "changed_at": now,
        },
    )
    rows: Counter[str] = Counter()
    if framework.is_published:
        _refuse_rewriting(framework, content)
        rows["unchanged"] = len(content.nodes) + counts(content)["stage_texts"]
    else:
        rows += _write_nodes(framework, content.nodes)
    rows[_write_head(framework, file, created=created, now=now)] += 1
    result = LoadResult(framework, counts(content), {outcome: rows[outcome] for outcome in ROW_OUTCOMES})
    if not result.is_unchanged:
        change = audit.Change(framework, codes={"edition": framework.reference, **result.rows})
        audit.record("framework.loaded", change, actor=actor, now=now)
    return result


def _refuse_rewriting(framework: Framework, content: FrameworkContent) -> None:
    if framework.checksum != checksum(content):
        raise EditionIsPublished(
            f"{framework.reference} is published and is never rewritten, and this file differs from it. "
            "Give the file another edition and load it as a new one."
        )


def _head(content: FrameworkContent) -> dict[str, str | date]:
    return {name: getattr(content, name) for name in HEAD_FIELDS}


def _write_head(framework: Framework, file: FrameworkFile, *, created: bool, now: datetime) -> str:
    """The outcome for the edition's own row."""
    if created:
        return "new"
    wanted = {**_head(file.content), "valid_to": file.valid_to, "checksum": checksum(file.content)}
    changed = [name for name, value in wanted.items() if getattr(framework, name) != value]
    for name in changed:
        setattr(framework, name, wanted[name])
    if changed and not framework.is_published:
        framework.changed_at = now
        changed.append("changed_at")
    if changed:
        framework.save(update_fields=changed)
    return "changed" if changed else "unchanged"


def _write_nodes(framework: Framework, wanted: Iterable[NodeContent]) -> Counter[str]:
    wanted = list(wanted)
    held = {node.code: node for node in Node.objects.filter(framework=framework)}
    texts = _held_texts(framework)
    rows: Counter[str] = Counter()
    for kind in NodeKind:
        level = [(place, node) for place, node in enumerate(wanted, start=1) if node.kind == kind]
        rows += _write_level(framework, level, held)
    rows += _write_texts(texts, wanted, held)
    rows += _remove_nodes([held[code] for code in held.keys() - {node.code for node in wanted}])
    return rows


def _write_level(
    framework: Framework, level: list[tuple[int, NodeContent]], held: dict[str, Node]
) -> Counter[str]:
    """Nodes of one kind; those above them are written already. New ones are added to ``held``."""
    new: list[Node] = []
    changed: list[Node] = []
    for place, wanted in level:
        parent_id = held[wanted.parent_code].pk if wanted.parent_code else None
        node = held.get(wanted.code)
        if node is None:
            new.append(_new_node(framework, wanted, parent_id=parent_id, order=place))
        elif _bring_to(node, wanted, parent_id=parent_id, order=place):
            changed.append(node)
    held.update((node.code, node) for node in Node.objects.bulk_create(new))
    if changed:
        Node.objects.bulk_update(changed, NODE_FIELDS)
    return Counter(new=len(new), changed=len(changed), unchanged=len(level) - len(new) - len(changed))


def _new_node(framework: Framework, wanted: NodeContent, *, parent_id: int | None, order: int) -> Node:
    return Node(
        framework=framework,
        parent_id=parent_id,
        kind=wanted.kind,
        code=wanted.code,
        title=wanted.title,
        descriptor=wanted.descriptor,
        source_text=wanted.source_text,
        order=order,
    )


def _bring_to(node: Node, wanted: NodeContent, *, parent_id: int | None, order: int) -> bool:
    """Change a held node to what is wanted; whether it differed."""
    if node.kind != wanted.kind:
        raise NodeInUse(
            f"{node.code} is held as {node.kind} and cannot become {wanted.kind}: "
            "use another code, or load the file as a new edition."
        )
    values = {"parent_id": parent_id, "order": order}
    values |= {name: getattr(wanted, name) for name in ("title", "descriptor", "source_text")}
    differs = any(getattr(node, name) != value for name, value in values.items())
    for name, value in values.items():
        setattr(node, name, value)
    return differs


def _held_texts(framework: Framework) -> dict[TextPlace, StageText]:
    texts = StageText.objects.filter(node__framework=framework).select_related("node")
    return {(text.node.code, text.stage, text.kind, text.order): text for text in texts}


def _write_texts(
    held: dict[TextPlace, StageText], nodes: list[NodeContent], by_code: dict[str, Node]
) -> Counter[str]:
    wanted: dict[TextPlace, StageTextContent] = {
        (node.code, text.stage, text.kind, text.order): text for node in nodes for text in node.stage_texts
    }
    gone = [held[place].pk for place in held.keys() - wanted.keys()]
    StageText.objects.filter(pk__in=gone).delete()
    new = [
        StageText(node=by_code[place[0]], stage=text.stage, kind=text.kind, order=text.order, text=text.text)
        for place, text in wanted.items()
        if place not in held
    ]
    StageText.objects.bulk_create(new)
    changed = [text for place, text in held.items() if place in wanted and text.text != wanted[place].text]
    for text in changed:
        text.text = wanted[text.node.code, text.stage, text.kind, text.order].text
    if changed:
        StageText.objects.bulk_update(changed, ["text"])
    unchanged = len(wanted) - len(new) - len(changed)
    return Counter(new=len(new), changed=len(changed), removed=len(gone), unchanged=unchanged)


def _remove_nodes(gone: list[Node]) -> Counter[str]:
    """Lowest level first, because a node protects what it is part of."""
    for kind in reversed(NodeKind):
        codes = sorted(node.code for node in gone if node.kind == kind)
        try:
            with checking_references():
                Node.objects.filter(pk__in=[node.pk for node in gone if node.kind == kind]).delete()
        except ProtectedError as error:
            raise NodeInUse(
                f"The file leaves out {', '.join(codes)}, and something still refers to one of them. "
                "Keep them in the file, or load it as a new edition."
            ) from error
    return Counter(removed=len(gone))
