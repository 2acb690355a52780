"""Questions about what was published. Versions never change: what is built from one is kept per process."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db import router
from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.deletion import Collector, ProtectedError, RestrictedError
from wagtail import blocks

from competencies.enums import ClaimStrength
from competencies.models import Node
from kernel.access import checking_references
from kernel.models import StoredFile
from programmes.blocks import TEXT
from programmes.enums import RequirementKind
from programmes.fields import OpenStreamField
from programmes.models import (
    Activity,
    ActivityClaim,
    Module,
    ModuleFile,
    ModuleText,
    ModuleVersion,
    Programme,
    ProgrammeText,
    ProgrammeVersion,
    ReminderRule,
    Requirement,
    RequirementNeed,
    RequirementStage,
)
from programmes.models.drafts import PublishedSnippet
from programmes.retiring import told_by

# Modules


def latest_module_version(module_key: UUID) -> ModuleVersion | None:
    return ModuleVersion.objects.filter(module_key=module_key).order_by("-number").first()


def activities_of(module_version: ModuleVersion) -> list[Activity]:
    """In the order in which they are done."""
    return list(Activity.objects.filter(version=module_version).order_by("position"))


def activity_in(programme_version_id: int, activity_key: UUID) -> Activity | None:
    """One activity of a programme version, with its scoring and module version."""
    pinned = Requirement.objects.filter(version_id=programme_version_id, module_version__isnull=False)
    found = Activity.objects.filter(version__in=pinned.values("module_version_id"), key=activity_key)
    return found.select_related("version").first()


def text_of(module_version: ModuleVersion | int, language: str) -> ModuleText:
    """The newest words of a version in this language, or in the language it was written in."""
    texts = ModuleText.objects.filter(version=module_version)
    found: ModuleText = _words(texts, "version__module", language).get()
    return found


def text_id_of(version_id: int, language: str) -> int:
    """Which words those are, without reading them."""
    texts = ModuleText.objects.filter(version=version_id)
    found: int = _words(texts, "version__module", language).values_list("pk", flat=True).get()
    return found


def module_title(language: str, *, version: str = "pk") -> Subquery:
    """Within a query of module versions, or of what leads to one: its title, in this language if there is."""
    texts = ModuleText.objects.filter(version=OuterRef(version))
    return Subquery(_words(texts, "version__module", language).values("title"))


def _words(texts: QuerySet[Any], draft: str, language: str) -> QuerySet[Any]:
    """Of the texts of one version the newest in this language, else the newest in the original's."""
    fitting = texts.filter(Q(language=language) | Q(language=F(f"{draft}__locale__language_code")))
    wanted_first = Case(When(language=language, then=Value(0)), default=Value(1))
    return fitting.order_by(wanted_first, "-minor")[:1]


def file_in(version_id: int, sha256: str) -> StoredFile | None:
    """A file that the texts of a module version need."""
    kept = ModuleFile.objects.filter(version=version_id, file__sha256=sha256).select_related("file").first()
    return kept.file if kept else None


@dataclass(frozen=True)
class ActivityPage:
    """An activity as its text shows it, with what leads into it."""

    key: UUID
    kind: str
    value: blocks.StructValue
    before: tuple[blocks.BoundBlock, ...]


@dataclass(frozen=True)
class Body:
    pages: tuple[ActivityPage, ...]
    closing: tuple[blocks.BoundBlock, ...]
    """Text after the last activity."""

    def page(self, activity_key: UUID) -> ActivityPage | None:
        return next((page for page in self.pages if page.key == activity_key), None)


_kept_bodies: dict[str, Body] = {}
BODIES_KEPT = 256


def body_of(text: ModuleText) -> Body:
    """The body of a text, ready to be shown. Kept by checksum: the same words give the same body."""
    body = _kept_bodies.get(text.checksum)
    if body is None:
        if len(_kept_bodies) >= BODIES_KEPT:
            _kept_bodies.clear()
        body = _kept_bodies[text.checksum] = split_body(_stream_block().to_python(text.body))
    return body


def split_body(stream: blocks.StreamValue) -> Body:
    """Activities, each with the text that stands before it."""
    pages: list[ActivityPage] = []
    before: list[blocks.BoundBlock] = []
    for child in stream:
        if child.block_type == TEXT:
            before.append(child)
            continue
        pages.append(ActivityPage(UUID(child.id), child.block_type, child.value, tuple(before)))
        before = []
    return Body(tuple(pages), tuple(before))


def body_block(text: ModuleText, activity_key: UUID) -> blocks.StructValue | None:
    """The words of one activity."""
    page = body_of(text).page(activity_key)
    return page.value if page else None


def _stream_block() -> blocks.StreamBlock:
    field = Module._meta.get_field("body")
    assert isinstance(field, OpenStreamField)  # noqa: S101 -- narrows the type
    return field.stream_block


# Programmes


def programmes_on_offer() -> QuerySet[ProgrammeVersion]:
    """The latest version of each programme that is not archived, by title.

    Each knows what ``programmes.retiring`` tells of it.
    """
    latest = ProgrammeVersion.objects.filter(programme_key=OuterRef("programme_key")).order_by("-number")
    on_offer = ProgrammeVersion.objects.filter(programme__live=True, pk=Subquery(latest.values("pk")[:1]))
    return on_offer.annotate(retiring=told_by("programme_key")).order_by("title", "pk")


def programme_versions_open_to_all() -> QuerySet[ProgrammeVersion]:
    """What anyone who registers can join, without a sponsor."""
    return programmes_on_offer().filter(open_to_all=True)


def version_on_offer(programme_key: UUID) -> ProgrammeVersion | None:
    """The version that somebody who enrols today gets; None where the programme is archived."""
    return programmes_on_offer().filter(programme_key=programme_key).first()


def open_version(programme_key: UUID) -> ProgrammeVersion | None:
    """The version that anyone who joins today gets; None where the programme is not open to all."""
    return programme_versions_open_to_all().filter(programme_key=programme_key).first()


def latest_version(programme: Programme) -> ProgrammeVersion | None:
    """The latest published version, archived or not, with what ``programmes.retiring`` tells of it."""
    versions = _versions(programme).annotate(retiring=told_by("programme_key"))
    return versions.first()


def latest_manifest(programme: Programme) -> ProgrammeVersion | None:
    """The same without that: for whoever asks only what was published."""
    return _versions(programme).first()


def _versions(programme: Programme) -> QuerySet[ProgrammeVersion]:
    """The latest first."""
    rows = ProgrammeVersion.objects.filter(programme_key=programme.translation_key)
    return rows.order_by("-number")


def programme_text_of(version: ProgrammeVersion, language: str) -> ProgrammeText:
    """The newest words of a version in this language, or in the language it was written in."""
    texts = ProgrammeText.objects.filter(version=version)
    found: ProgrammeText = _words(texts, "version__programme", language).get()
    return found


def translated_programme(field: str, *, key: str, language: str) -> Subquery:
    """Within a query whose field of this name is a programme's key: its title or summary in a language.

    None where its latest version has no words in it.
    """
    latest = ProgrammeVersion.objects.filter(programme_key=OuterRef(OuterRef(key))).order_by("-number")
    texts = ProgrammeText.objects.filter(version=Subquery(latest.values("pk")[:1]), language=language)
    return Subquery(texts.order_by("-minor").values(field)[:1])


def programme_title(language: str) -> Subquery:
    """Within a query of programme versions: the title in this language where there is one."""
    texts = ProgrammeText.objects.filter(version=OuterRef("pk"))
    return Subquery(_words(texts, "version__programme", language).values("title"))


def reminder_rules_of(version: ProgrammeVersion) -> list[ReminderRule]:
    """Earliest reminder first."""
    return list(ReminderRule.objects.filter(version=version).order_by("kind", "-days"))


@dataclass(frozen=True)
class ActivityNode:
    id: int
    key: UUID
    kind: str
    title: str
    minutes: int
    required: bool


@dataclass(frozen=True)
class ModuleNode:
    """A module version as a programme fixed it."""

    id: int
    uid: UUID
    key: UUID
    number: int
    title: str
    language: str
    """In which the title and those of the activities are: that of the original."""
    minutes: int
    activities: tuple[ActivityNode, ...]


@dataclass(frozen=True)
class TreeNode:
    """A requirement. ``required`` says whether it counts towards the rule of the node above it."""

    id: int
    key: UUID
    kind: str
    title: str
    language: str
    """Of the programme's original, in which the titles of its groups and of most items are."""
    required: bool
    at_least: int | None
    points_needed: int | None
    points: int | None
    needs: tuple[UUID, ...]
    """The keys of those that must be satisfied before it opens."""
    delay_days: int | None
    opens_after_days: int | None
    opens_on: date | None
    stages: tuple[str, ...]
    """Empty where it is for all."""
    due_days: int | None
    item_type: str
    module: ModuleNode | None
    programme_key: UUID | None
    credits: int | None
    """In hundredths."""
    details: Mapping[str, Any]
    children: tuple[TreeNode, ...]

    def walk(self) -> Iterator[TreeNode]:
        """This node and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def items(self) -> list[TreeNode]:
        """What is to be done at and below this node, in reading order."""
        return [node for node in self.walk() if node.kind == RequirementKind.ITEM]

    def leaves(self) -> list[TreeNode]:
        """The modules among them."""
        return [node for node in self.items() if node.module]


def requirement_tree(version: ProgrammeVersion) -> TreeNode:
    """The whole manifest: two queries the first time, then none."""
    return _tree(version.uid, version.pk)


@lru_cache(maxsize=128)
def _tree(uid: UUID, version_id: int) -> TreeNode:
    below: dict[int | None, list[Any]] = defaultdict(list)
    for row in requirement_rows(version_id).select_related("module_version__module__locale"):
        below[row.parent_id].append(row)
    pinned = {row.module_version_id for found in below.values() for row in found if row.module_version_id}
    activities: dict[int, list[ActivityNode]] = defaultdict(list)
    for each in Activity.objects.filter(version__in=pinned).defer("scoring").order_by("position"):
        node = ActivityNode(each.pk, each.key, each.kind, each.title, each.minutes, each.required)
        activities[each.version_id].append(node)
    (root,) = below[None]
    return _tree_node(root, below, activities)


def requirement_rows(version_id: int) -> QuerySet[Any]:
    """The rows of a version in reading order, each with ``need_keys`` and ``stage_list``: one query."""
    needs = RequirementNeed.objects.filter(requirement=OuterRef("pk")).order_by("needs__position")
    stages = RequirementStage.objects.filter(requirement=OuterRef("pk")).order_by("stage")
    rows = Requirement.objects.filter(version_id=version_id).annotate(
        need_keys=ArraySubquery(needs.values("needs__key")), stage_list=ArraySubquery(stages.values("stage"))
    )
    return rows.select_related("version__programme__locale", "module_version").order_by("position")


def _tree_node(
    row: Any, below: dict[int | None, list[Any]], activities: dict[int, list[ActivityNode]]
) -> TreeNode:
    pin = row.module_version
    return TreeNode(
        id=row.pk,
        key=row.key,
        kind=row.kind,
        title=row.title,
        language=row.version.programme.language,
        required=row.required,
        at_least=row.at_least,
        points_needed=row.points_needed,
        points=row.points,
        needs=tuple(row.need_keys),
        delay_days=row.delay_days,
        opens_after_days=row.opens_after_days,
        opens_on=row.opens_on,
        stages=tuple(row.stage_list),
        due_days=row.due_days,
        item_type=row.item_type,
        module=_module_node(pin, activities[pin.pk]) if pin else None,
        programme_key=row.programme_key,
        credits=row.credits,
        details=row.details,
        children=tuple(_tree_node(child, below, activities) for child in below[row.pk]),
    )


def _module_node(pin: ModuleVersion, activities: Iterable[ActivityNode]) -> ModuleNode:
    return ModuleNode(
        id=pin.pk,
        uid=pin.uid,
        key=pin.module_key,
        number=pin.number,
        title=pin.title,
        language=pin.module.language,
        minutes=pin.minutes,
        activities=tuple(activities),
    )


# Competences


@dataclass(frozen=True)
class ClaimRow:
    """One claim of one activity in a programme: what a coverage map is made of."""

    module_key: UUID
    module_version_id: int
    module_title: str
    activity_key: UUID
    activity_title: str
    required: bool
    node_id: int
    node_code: str
    strength: str


def claims_of(programme_version: ProgrammeVersion) -> list[ClaimRow]:
    """Every claim that the programme's modules make, in reading order: one query."""
    pins = Requirement.objects.filter(version=programme_version, module_version=OuterRef("activity__version"))
    placed = ActivityClaim.objects.annotate(place=Subquery(pins.values("position")[:1]))
    rows = placed.filter(place__isnull=False)
    return [
        ClaimRow(*row)
        for row in rows.order_by("place", "activity__position", "node__order").values_list(
            "activity__version__module_key",
            "activity__version_id",
            "activity__version__title",
            "activity__key",
            "activity__title",
            "activity__required",
            "node_id",
            "node__code",
            "strength",
        )
    ]


@dataclass(frozen=True)
class ClaimingModule:
    version: ModuleVersion
    strengths: tuple[ClaimStrength, ...]
    """Strongest first."""


def modules_claiming(node: Node) -> list[ClaimingModule]:
    """Published modules whose latest version claims this node or one below it, by title: one query."""
    latest = ModuleVersion.objects.filter(module_key=OuterRef("module_key")).order_by("-number")
    versions = (
        ModuleVersion.objects.filter(module__live=True, pk=Subquery(latest.values("pk")[:1]))
        .filter(_within(node, "activities__claims__node"))
        .annotate(strengths=ArrayAgg("activities__claims__strength", distinct=True))
        .order_by("title", "pk")
    )
    return [ClaimingModule(version, _strongest_first(version.strengths)) for version in versions]


def programmes_claiming(node: Node) -> list[ProgrammeVersion]:
    """Programmes on offer with a module that claims this node or one below it, by title: one query."""
    claiming = Requirement.objects.filter(_within(node, "module_version__activities__claims__node"))
    return list(programmes_on_offer().filter(pk__in=claiming.values("version_id")))


def _within(node: Node, path: str) -> Q:
    return (
        Q(**{path: node.pk}) | Q(**{f"{path}__parent": node.pk}) | Q(**{f"{path}__parent__parent": node.pk})
    )


def _strongest_first(strengths: Iterable[str]) -> tuple[ClaimStrength, ...]:
    found = set(strengths)
    return tuple(strength for strength in reversed(ClaimStrength) if strength.value in found)


# Drafts


def is_own_draft(draft: PublishedSnippet, user: Any) -> bool:
    """Whether only this user ever wrote in it, nothing was published, and nobody was asked to read it."""
    if draft.live or draft.first_published_at or draft.locked or draft.workflow_in_progress:
        return False
    writers = draft.revisions.order_by().values_list("user_id", flat=True).distinct()
    return set(writers) == {user.pk} and not was_published(draft)


def is_needed(draft: PublishedSnippet) -> bool:
    """Whether deleting this draft would take something away that others rest on, in whatever app."""
    if was_published(draft):
        return True
    try:
        with checking_references():
            Collector(using=router.db_for_write(type(draft)), origin=draft).collect([draft])
    except (ProtectedError, RestrictedError):
        return True
    return False


def version_number(draft: PublishedSnippet) -> int | None:
    """Of the latest version, where there is one."""
    latest = latest_module_version(draft.translation_key) if isinstance(draft, Module) else None
    if isinstance(draft, Programme):
        versions = ProgrammeVersion.objects.filter(programme_key=draft.translation_key)
        return versions.order_by("-number").values_list("number", flat=True).first()
    return latest.number if latest else None


def was_published(draft: PublishedSnippet) -> bool:
    """Whether a version, or the words of one, came from this draft."""
    language = draft.locale.language_code
    if isinstance(draft, Module):
        texts = ModuleText.objects.filter(version__module_key=draft.translation_key, language=language)
        return texts.exists() or ModuleVersion.objects.filter(module=draft.pk).exists()
    words = ProgrammeText.objects.filter(version__programme_key=draft.translation_key, language=language)
    return words.exists() or ProgrammeVersion.objects.filter(programme=draft.pk).exists()
