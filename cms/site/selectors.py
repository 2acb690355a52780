"""What the public pages and the site's own furniture show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Exists, OuterRef, Q
from wagtail.models import Page, Site

from cms.accounts.models import User
from cms.site.models import ProgrammeIndexPage, ProgrammePage
from competencies.enums import NodeKind
from competencies.models import Node
from lms.people.enums import MemberRole
from lms.people.models import Membership
from programmes.models import Programme, ProgrammeVersion, Requirement
from programmes.selectors import TreeNode, programme_text_of, requirement_tree, version_on_offer


@dataclass(frozen=True)
class Doors:
    """The parts of the site that somebody may enter beside the learner's own."""

    desk: bool = False
    studio: bool = False


def doors_of(user: User, *, on: date) -> Doors:
    """For links only: every page checks for itself."""
    leads = (
        Membership.objects.unscoped(reason="a user's own roles, for the links that they are shown")
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))
        .filter(person__user=OuterRef("pk"), role=MemberRole.LEAD, starts_on__lte=on)
    )
    studio = Permission.objects.filter(
        codename="access_admin", content_type__app_label="wagtailadmin", group__user=OuterRef("pk")
    )
    row = User.objects.filter(pk=user.pk).values_list(Exists(leads), Exists(studio)).first()
    desk, enters = row or (False, False)
    return Doors(desk=desk, studio=enters or user.is_superuser)


@dataclass(frozen=True)
class Face:
    """What the public sees of a programme as published last."""

    version: ProgrammeVersion
    summary: str
    parts: tuple[TreeNode, ...]
    elements: list[Node]

    @property
    def minutes(self) -> int:
        leaves = [leaf for part in self.parts for leaf in part.leaves()]
        return sum(leaf.module.minutes for leaf in leaves if leaf.module)


def face_of(programme: Programme, *, language: str) -> Face | None:
    """Three queries, whatever the size of the programme; None while nobody can enrol."""
    version = version_on_offer(programme.translation_key)
    if version is None:
        return None
    return Face(
        version=version,
        summary=programme_text_of(version, language).summary,
        parts=requirement_tree(version).children,
        elements=_elements(version),
    )


def _elements(version: ProgrammeVersion) -> list[Node]:
    """The elements that the programme's activities claim, or that their claimed competences belong to."""
    claimed = Node.objects.filter(
        claims__activity__version__in=Requirement.objects.filter(version=version).values("module_version")
    )
    return list(
        Node.objects.filter(kind=NodeKind.ELEMENT)
        .filter(Q(pk__in=claimed.values("pk")) | Q(pk__in=claimed.values("parent_id")))
        .only("kind", "code", "title", "framework__code")
        .select_related("framework")
        .order_by("framework_id", "order")
    )


def open_programmes() -> list[ProgrammePage]:
    """The programmes that anybody can join, as the home page shows them."""
    return list(
        ProgrammePage.objects.live()
        .public()
        .filter(programme__open_to_all=True, programme__live=True)
        .select_related("programme")
        .order_by("title")
    )


def programme_pages(index: ProgrammeIndexPage) -> list[ProgrammePage]:
    return list(
        ProgrammePage.objects.live().public().child_of(index).select_related("programme").order_by("title")
    )


def public_pages(site: Site) -> Any:
    """Every page that a search engine may list."""
    return Page.objects.live().public().descendant_of(site.root_page, inclusive=True).order_by("path")
