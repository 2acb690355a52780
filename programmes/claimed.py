"""What the public page of an element says of programmes: who builds it, and each of its competences.

Shown is what anybody may know of: programmes that are open to all or have a public page, and their modules.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail import hooks
from wagtail.admin.ui.components import Component

from competencies.enums import ClaimStrength
from competencies.models import Node
from programmes.coverage.table import published_modules, strongest
from programmes.models import ActivityClaim, ProgrammeVersion, Requirement
from programmes.selectors import module_title, programme_title, programmes_on_offer

PAGES_HOOK = "leadership_programme_pages"
"""A site that has public pages of programmes registers a function of the request that gives their addresses
by the programme's key."""


@dataclass(frozen=True)
class ShownProgramme:
    title: str
    stage: str
    open_to_all: bool
    url: str
    """Empty where it has no page."""


@dataclass(frozen=True)
class ShownModule:
    title: str
    minutes: int
    strength: ClaimStrength
    programmes: tuple[ShownProgramme, ...]


@dataclass(frozen=True)
class ShownNode:
    """The element or one of its competences, with the modules that claim exactly it."""

    node: Node
    modules: tuple[ShownModule, ...]


@dataclass(frozen=True)
class Claimed:
    programmes: tuple[ShownProgramme, ...]
    nodes: tuple[ShownNode, ...]


def claimed(element: Node, *, pages: Mapping[UUID, str], language: str) -> Claimed:
    """Three queries, whatever there is to show."""
    on_offer: Iterable[Any] = programmes_on_offer().annotate(shown_title=programme_title(language))
    offered = [each for each in on_offer if each.open_to_all or each.programme_key in pages]
    shown = {
        each.pk: ShownProgramme(
            each.shown_title or each.title,
            str(each.get_stage_display()),
            each.open_to_all,
            pages.get(each.programme_key, ""),
        )
        for each in offered
    }
    within = _programmes_of_modules(offered)
    return _arranged(_claims(element, within, language), within, shown)


def _programmes_of_modules(offered: list[ProgrammeVersion]) -> dict[UUID, list[int]]:
    """The programmes in which each module stands, in the order in which they are offered."""
    pins = Requirement.objects.filter(version__in=offered, module_version__isnull=False)
    order = {each.pk: place for place, each in enumerate(offered)}
    found: dict[UUID, list[int]] = defaultdict(list)
    for version_id, key in pins.values_list("version_id", "module_version__module_key"):
        found[key].append(version_id)
    return {key: sorted(ids, key=order.__getitem__) for key, ids in found.items()}


def _claims(element: Node, within: Mapping[UUID, list[int]], language: str) -> list[Any]:
    """Each with the ``shown_title`` of its module."""
    rows = ActivityClaim.objects.filter(Q(node=element.pk) | Q(node__parent=element.pk))
    versions = published_modules().filter(module_key__in=list(within)).order_by()
    rows = rows.filter(activity__version__in=versions.values("pk"))
    return list(
        rows.annotate(shown_title=module_title(language, version="activity__version"))
        .select_related("activity__version", "node")
        .defer("activity__scoring", "node__source_text")
        .order_by("node__order", "activity__version__title", "pk")
    )


def _arranged(
    claims: list[Any],
    within: Mapping[UUID, list[int]],
    shown: Mapping[int, ShownProgramme],
) -> Claimed:
    nodes: dict[int, tuple[Node, dict[int, list[Any]]]] = {}
    used: set[int] = set()
    for claim in claims:
        _node, modules = nodes.setdefault(claim.node_id, (claim.node, {}))
        modules.setdefault(claim.activity.version_id, []).append(claim)
        used |= set(within[claim.activity.version.module_key])
    return Claimed(
        tuple(programme for pk, programme in shown.items() if pk in used),
        tuple(
            ShownNode(node, tuple(_module(found, within, shown) for found in modules.values()))
            for node, modules in nodes.values()
        ),
    )


def _module(
    claims: list[Any],
    within: Mapping[UUID, list[int]],
    shown: Mapping[int, ShownProgramme],
) -> ShownModule:
    version = claims[0].activity.version
    found = strongest(claim.strength for claim in claims)
    return ShownModule(
        title=claims[0].shown_title or version.title,
        minutes=sum(activity.minutes for activity in {claim.activity for claim in claims}),
        strength=found or ClaimStrength.INTRODUCES,
        programmes=tuple(shown[pk] for pk in within[version.module_key]),
    )


class ClaimedPanel(Component):
    template_name = "leadership/programmes/claimed.html"

    def __init__(self, request: HttpRequest, node: Node) -> None:
        self.request, self.node = request, node

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        pages = {key: url for fn in hooks.get_hooks(PAGES_HOOK) for key, url in fn(self.request).items()}
        return {"claimed": claimed(self.node, pages=pages, language=get_language() or ""), "node": self.node}
