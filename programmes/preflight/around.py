"""What rules may ask about everything beside a draft: each question is asked once for all drafts together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from django.db.models import OuterRef, Subquery
from wagtail import blocks
from wagtail.models import Locale

from competencies.enums import NodeKind, StageTextKind
from competencies.models import Framework, Node, StageText
from competencies.selectors import nodes_by_keys, published_frameworks
from programmes import activity_types
from programmes.enums import Parity
from programmes.fields import checking_block
from programmes.models import (
    ActivityClaim,
    LinkCheck,
    Media,
    Module,
    ModuleVersion,
    Programme,
    ProgrammeVersion,
    Requirement,
    Retirement,
)
from programmes.models.drafts import PublishedSnippet
from programmes.parity import originals, parities
from programmes.preflight.passages import addresses_in
from programmes.preflight.uses import programmes_in, uses_in
from programmes.retiring import standing


@dataclass(frozen=True)
class UsedModule:
    """A module as programmes find it: its original's row, and its latest version."""

    key: UUID
    title: str
    is_live: bool
    review_on: date | None
    version_id: int | None
    minutes: int


@dataclass(frozen=True)
class UsedClaim:
    """A claim of a published module's latest version."""

    node: Node
    strength: str
    is_taken_in: bool
    required: bool

    @property
    def element(self) -> Node | None:
        return self.node if self.node.kind == NodeKind.ELEMENT else self.node.parent


@dataclass
class Around:
    """``published`` says that the drafts are what is live: their fields have passed the door already."""

    modules: Sequence[Module]
    programmes: Sequence[Programme]
    on: date
    published: bool = False

    @cached_property
    def languages(self) -> dict[int, str]:
        return dict(Locale.objects.values_list("pk", "language_code"))

    @cached_property
    def body_blocks(self) -> dict[str, blocks.Block]:
        found: dict[str, blocks.Block] = checking_block(Module, "body").child_blocks
        return found

    @cached_property
    def _originals(self) -> dict[type[PublishedSnippet], dict[UUID, int]]:
        found: dict[type[PublishedSnippet], dict[UUID, int]] = {}
        for model, rows in ((Module, self.modules), (Programme, self.programmes)):
            keys = {row.translation_key for row in rows}
            found[model] = (
                dict(originals(model).filter(translation_key__in=keys).values_list("translation_key", "pk"))
                if keys
                else {}
            )
        return found

    def is_translation(self, draft: PublishedSnippet) -> bool:
        return bool(self._originals[type(draft)].get(draft.translation_key, draft.pk) != draft.pk)

    # Competences

    @cached_property
    def nodes(self) -> dict[str, Node]:
        """What the modules claim and the programmes promise, of published frameworks, by stable key."""
        keys = {
            str(item["value"].get("competence") or "")
            for module in self.modules
            for child in module.stored("body")
            if activity_types.is_registered(child["type"])
            for item in child["value"].get("claims") or []
        }
        keys |= {str(item["value"]) for programme in self.programmes for item in programme.stored("promises")}
        return nodes_by_keys(keys)

    @cached_property
    def newest_editions(self) -> dict[str, Framework]:
        """Of each published framework the edition that new claims should name, by the framework's code."""
        found: dict[str, Framework] = {}
        for framework in published_frameworks():
            found.setdefault(framework.code, framework)
        return found

    @property
    def has_framework(self) -> bool:
        """Whether there is anything to claim."""
        return bool(self.newest_editions)

    @cached_property
    def described(self) -> set[tuple[int, str]]:
        """Elements and competences that have a descriptor at a stage, by id and stage."""
        texts = StageText.objects.filter(kind=StageTextKind.DESCRIPTOR)
        return set(texts.values_list("node_id", "stage"))

    # Recordings and links

    @cached_property
    def recordings(self) -> dict[int, Media]:
        chosen = {
            child["value"].get("media")
            for module in self.modules
            for child in module.stored("body")
            if child["type"] == "media"
        }
        return Media.objects.in_bulk([pk for pk in chosen if pk]) if any(chosen) else {}

    @cached_property
    def links(self) -> dict[str, LinkCheck]:
        """What was found out about addresses, of those that failed."""
        asked = {
            address
            for module in self.modules
            for child in module.stored("body")
            if child["type"] in self.body_blocks
            for address, _path in addresses_in(self.body_blocks[child["type"]], child["value"], ())
        }
        failed = LinkCheck.objects.filter(url__in=asked, failures__gte=1) if asked else []
        return {each.url: each for each in failed}

    # Titles

    @cached_property
    def titles(self) -> dict[tuple[type[PublishedSnippet], str, int], set[UUID]]:
        """Who has a title, among all that is live: by kind, title in small letters and language."""
        found: dict[tuple[type[PublishedSnippet], str, int], set[UUID]] = defaultdict(set)
        for model, rows in ((Module, self.modules), (Programme, self.programmes)):
            if rows:
                live = model._default_manager.filter(live=True)
                for title, locale_id, key in live.values_list("title", "locale_id", "translation_key"):
                    found[model, title.strip().casefold(), locale_id].add(key)
        return found

    # The modules of programmes

    @cached_property
    def used_keys(self) -> set[UUID]:
        return {use.module for programme in self.programmes for use in uses_in(programme)}

    @cached_property
    def used(self) -> dict[UUID, UsedModule]:
        keys = self.used_keys
        if not keys:
            return {}
        latest = ModuleVersion.objects.filter(module_key=OuterRef("translation_key")).order_by("-number")
        rows = originals(Module).filter(translation_key__in=keys)
        rows = rows.annotate(
            version_id=Subquery(latest.values("pk")[:1]), minutes=Subquery(latest.values("minutes")[:1])
        )
        names = ("translation_key", "title", "live", "review_on", "version_id", "minutes")
        return {
            key: UsedModule(key, title, live and version is not None, review_on, version, minutes or 0)
            for key, title, live, review_on, version, minutes in rows.values_list(*names)
        }

    @cached_property
    def used_claims(self) -> dict[UUID, list[UsedClaim]]:
        """What the latest versions of those modules claim."""
        versions = {module.version_id: key for key, module in self.used.items() if module.version_id}
        found: dict[UUID, list[UsedClaim]] = defaultdict(list)
        if not versions:
            return found
        rows = ActivityClaim.objects.filter(activity__version__in=versions)
        for row in rows.select_related("activity", "node__framework", "node__parent").order_by(
            "activity__position", "node__order"
        ):
            kind = row.activity.kind
            passive = activity_types.is_registered(kind) and activity_types.get(kind).is_taken_in
            found[versions[row.activity.version_id]].append(
                UsedClaim(row.node, row.strength, passive, row.activity.required)
            )
        return found

    @cached_property
    def pinned(self) -> dict[tuple[UUID, UUID], int]:
        """Which version of each module the latest version of each programme has."""
        keys = {programme.translation_key for programme in self.programmes}
        newer = ProgrammeVersion.objects.filter(programme_key=OuterRef("version__programme_key"))
        rows = Requirement.objects.filter(
            version__programme_key__in=keys,
            version=Subquery(newer.order_by("-number").values("pk")[:1]),
            module_version__isnull=False,
        )
        names = ("version__programme_key", "module_version__module_key", "module_version_id")
        return {(programme, module): version for programme, module, version in rows.values_list(*names)}

    # The programmes that programmes ask for

    @cached_property
    def retiring(self) -> dict[UUID, Retirement]:
        """Those of them that are being retired, by key."""
        keys = {each.programme for programme in self.programmes for each in programmes_in(programme)}
        rows = standing().filter(programme_key__in=keys).select_related("programme", "successor")
        return {row.programme_key: row for row in rows} if keys else {}

    # Languages

    @cached_property
    def welsh_of_modules(self) -> dict[UUID, Parity]:
        keys = self.used_keys | {module.translation_key for module in self.modules}
        return parities(Module, keys) if keys else {}

    @cached_property
    def welsh_of_programmes(self) -> dict[UUID, Parity]:
        keys = {programme.translation_key for programme in self.programmes}
        return parities(Programme, keys) if keys else {}

    @cached_property
    def promised_in_welsh(self) -> dict[UUID, str]:
        """Modules of live programmes that promise Welsh, each with the title of the first."""
        versions = ProgrammeVersion.objects.filter(
            programme_key=OuterRef("programme_key"), programme__live=True
        ).order_by("-number")
        promising = ProgrammeVersion.objects.filter(
            programme__live=True, programme__promises_welsh=True, pk=Subquery(versions.values("pk")[:1])
        )
        pins = Requirement.objects.filter(version__in=promising, module_version__isnull=False)
        rows = pins.order_by("version__title", "pk").values_list(
            "module_version__module_key", "version__title"
        )
        found: dict[UUID, str] = {}
        for key, title in rows:
            found.setdefault(key, title)
        return found


def around_one(draft: PublishedSnippet, *, on: date) -> Around:
    if isinstance(draft, Module):
        return Around([draft], [], on)
    assert isinstance(draft, Programme)  # noqa: S101 -- narrows the type
    return Around([], [draft], on)
