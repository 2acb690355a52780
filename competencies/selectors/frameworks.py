"""Questions about frameworks. Licensed wording (``source_text``) is never fetched for showing.

Everything here answers for published editions only, except ``nodes_of`` and what builds on it, which take the
framework they are given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet

from competencies import rules
from competencies.content import FrameworkContent, NodeContent, StageTextContent, checksum, in_order
from competencies.enums import EditionState, FrameworkPurpose, NodeKind, Stage, StageTextKind
from competencies.models import DEMONSTRATION, Framework, Node, StageText

Choices = list[tuple[str, list[tuple[str, str]]]]


def is_demonstration() -> bool:
    """Whether this installation is a demonstration, where no licence decision is needed."""
    return bool(getattr(settings, "LEADERSHIP_DEMO", False))


def published_frameworks() -> QuerySet[Framework]:
    """Published editions in which competences are claimed, newest first within a framework."""
    return published_editions().exclude(purpose=FrameworkPurpose.REFERENCE)


def published_references() -> QuerySet[Framework]:
    """Published editions that are there by their titles only, newest first within a framework."""
    return published_editions().filter(purpose=FrameworkPurpose.REFERENCE)


def published_editions() -> QuerySet[Framework]:
    """Of both kinds: whatever has a page, and whatever evidence may be tagged with.

    What a demonstration published without a decision stays hidden when its database is used elsewhere.
    """
    published = Framework.objects.filter(state=EditionState.PUBLISHED)
    if not is_demonstration():
        published = published.exclude(decided_by_name=DEMONSTRATION)
    return published.order_by("code", "-valid_from", "-id")


def edition_of(code: str, *, edition: str) -> Framework | None:
    """One edition whether published or not: for commands and services, not for pages."""
    return Framework.objects.filter(code=code, edition=edition).first()


def framework_by_code(code: str, *, edition: str | None = None) -> Framework | None:
    """One edition, or the newest published one."""
    found = published_editions().filter(code=code)
    return (found if edition is None else found.filter(edition=edition)).first()


def framework_by_reference(reference: str) -> Framework | None:
    """The framework that an address names: ``mlcf`` is its newest edition, ``mlcf-3`` exactly that one."""
    wanted = Q(code=reference)
    if parts := rules.parse_reference(reference):
        wanted |= Q(code=parts[0], edition=parts[1])
    found = list(published_editions().filter(wanted))
    by_code = [framework for framework in found if framework.code == reference]
    return next(iter(by_code or found), None)


def nodes_of(framework: Framework) -> QuerySet[Node]:
    """Every node in reading order, with its parent."""
    return _shown(Node.objects.filter(framework=framework)).order_by("order")


def nodes_with_texts(framework: Framework) -> QuerySet[Node]:
    """Every node in reading order, with its parent and its stage texts: two queries."""
    return nodes_of(framework).prefetch_related(Prefetch("stage_texts", queryset=_texts()))


def node_by_code(framework: Framework, code: str) -> Node | None:
    return nodes_of(framework).filter(code=code).first()


def node_by_key(key: str) -> Node | None:
    """The published node with this stable key, such as ``mlcf-3:1.3.2``; ``None`` where there is none."""
    return nodes_by_keys([key]).get(key)


def nodes_by_keys(keys: Iterable[str]) -> dict[str, Node]:
    """Published nodes by their stable keys, in one query; unknown and ill-formed keys are left out."""
    wanted = Q()
    for key in set(keys):
        try:
            parts = rules.parse_key(key)
        except ValueError:
            continue
        wanted |= Q(framework__code=parts.framework, framework__edition=parts.edition, code=parts.code)
    if not wanted:
        return {}
    nodes = _shown(_published_nodes().filter(wanted)).select_related("framework")
    return {node.key: node for node in nodes}


def claimable_nodes() -> QuerySet[Node]:
    """What an activity may claim: the elements and competences of published editions, in reading order."""
    claimable = Node.objects.filter(framework__in=published_frameworks().order_by().values("pk"))
    claimable = claimable.exclude(kind=NodeKind.DOMAIN)
    return _shown(claimable).select_related("framework").order_by("framework_id", "order")


def claim_choices() -> Choices:
    """Claimable nodes for a select box, as (group, [(key, label)]), a group for each domain.

    One query: the rest is kept per process, which is safe because a published edition never changes. Within
    ``choices_kept`` it is one for all that ask.
    """
    kept = _kept.get()
    if kept:
        return kept[0]
    groups = _claim_choices(tuple(published_frameworks().values_list("uid", flat=True)))
    found: Choices = [(group, list(rows)) for group, rows in groups]
    if kept is not None:
        kept.append(found)
    return found


_kept: ContextVar[list[Choices] | None] = ContextVar("claim_choices_kept", default=None)


@contextmanager
def choices_kept() -> Iterator[None]:
    """While it lasts the choices are asked for once, however many fields look for theirs among them."""
    if _kept.get() is not None:
        yield
        return
    token = _kept.set([])
    try:
        yield
    finally:
        _kept.reset(token)


@lru_cache(maxsize=4)
def _claim_choices(uids: tuple[UUID, ...]) -> tuple[tuple[str, list[tuple[str, str]]], ...]:
    frameworks = Framework.objects.in_bulk(uids, field_name="uid")
    groups: list[tuple[str, list[tuple[str, str]]]] = []
    for uid in uids:
        prefix = f"{frameworks[uid].reference}: " if len(uids) > 1 else ""
        for branch in framework_tree(frameworks[uid]):
            rows = [
                node
                for element in branch.children
                for node in (element.node, *(competence.node for competence in element.children))
            ]
            key = frameworks[uid].node_key
            groups.append((f"{prefix}{branch.node}", [(key(node.code), str(node)) for node in rows]))
    return tuple(groups)


@dataclass(frozen=True)
class Branch:
    """A node with what is below it."""

    node: Node
    children: list[Branch] = field(default_factory=list)


def framework_tree(framework: Framework, *, depth: NodeKind = NodeKind.COMPETENCE) -> list[Branch]:
    """Domains with their elements and competences (down to ``depth``), in one query."""
    kinds = NodeKind.values[: NodeKind.values.index(depth) + 1]
    return as_tree(nodes_of(framework).filter(kind__in=kinds))


def as_tree(nodes: Iterable[Node]) -> list[Branch]:
    """Nodes in reading order as branches; one whose parent is not among them becomes a root."""
    branches: dict[int, Branch] = {}
    roots: list[Branch] = []
    for node in nodes:
        branch = branches[node.pk] = Branch(node)
        above = branches.get(node.parent_id) if node.parent_id else None
        (above.children if above else roots).append(branch)
    return roots


def around(node: Node) -> tuple[list[Branch], list[Node]]:
    """What is below a node, and the nodes under the same parent, the node itself included: one query."""
    near = Q(parent=node.pk) | Q(parent__parent=node.pk) | Q(parent=node.parent_id)
    found = list(_shown(Node.objects.filter(near, framework_id=node.framework_id)).order_by("order"))
    beside = [each for each in found if each.parent_id == node.parent_id]
    return as_tree([each for each in found if each.parent_id != node.parent_id]), beside


def stage_texts_of(node: Node) -> list[StageText]:
    """Everything said about a node, by stage in the order of a career, descriptor first."""
    texts = StageText.objects.filter(node=node)
    return sorted(texts, key=lambda text: rules.text_place(text.stage, text.kind, text.order))


def stage_descriptors(framework: Framework, *, stage: Stage) -> dict[int, str]:
    """The descriptor of each node at a stage, by the node's id."""
    texts = StageText.objects.filter(
        node__framework=framework, stage=stage, kind=StageTextKind.DESCRIPTOR
    ).order_by("order")
    found: dict[int, str] = {}
    for node_id, text in texts.values_list("node_id", "text"):
        found.setdefault(node_id, text)
    return found


def stage_descriptor(node: Node, *, stage: Stage) -> str:
    """What this node means at a stage; empty where the framework says nothing."""
    texts = StageText.objects.filter(node=node, stage=stage, kind=StageTextKind.DESCRIPTOR)
    return texts.order_by("order").values_list("text", flat=True).first() or ""


def content_of(framework: Framework) -> FrameworkContent:
    """What the database holds of an edition, licensed wording included: for checksums, never for showing."""
    nodes = Node.objects.filter(framework=framework).select_related("parent").order_by("order")
    nodes = nodes.prefetch_related(Prefetch("stage_texts", queryset=_texts()))
    return FrameworkContent(
        code=framework.code,
        edition=framework.edition,
        title=framework.title,
        owner=framework.owner,
        notice=framework.notice,
        numbering_note=framework.numbering_note,
        licence_note=framework.licence_note,
        source_url=framework.source_url,
        valid_from=framework.valid_from,
        nodes=tuple(_node_content(node) for node in nodes),
        purpose=framework.purpose,
    )


def content_holds(framework: Framework) -> bool:
    """Whether the database still holds exactly what the edition's checksum was made from."""
    return checksum(content_of(framework)) == framework.checksum


def _node_content(node: Node) -> NodeContent:
    return NodeContent(
        kind=node.kind,
        code=node.code,
        parent_code=node.parent.code if node.parent else None,
        title=node.title,
        descriptor=node.descriptor,
        source_text=node.source_text,
        stage_texts=in_order(
            StageTextContent(stage=text.stage, kind=text.kind, order=text.order, text=text.text)
            for text in node.stage_texts.all()
        ),
    )


def _published_nodes() -> QuerySet[Node]:
    return Node.objects.filter(framework__in=published_editions().order_by().values("pk"))


def _shown(nodes: QuerySet[Node]) -> QuerySet[Node]:
    return nodes.select_related("parent").defer("source_text", "parent__source_text")


def _texts() -> QuerySet[StageText]:
    return StageText.objects.order_by("node_id", "stage", "kind", "order")
