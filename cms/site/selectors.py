"""What the public pages and the site's own furniture show."""

from __future__ import annotations

from collections import defaultdict
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
from programmes.models import Programme, ProgrammeText, ProgrammeVersion, Requirement


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
    row = (
        User.objects.filter(pk=user.pk)
        .values_list(Exists(leads), Exists(studio))
        .first()
    )
    desk, enters = row or (False, False)
    return Doors(desk=desk, studio=enters or user.is_superuser)


@dataclass(frozen=True)
class Part:
    title: str
    at_least: int | None
    modules: list[Requirement]


@dataclass(frozen=True)
class Face:
    """What the public sees of a programme as published last."""

    version: ProgrammeVersion
    summary: str
    parts: list[Part]
    elements: list[Node]

    @property
    def hours(self) -> float:
        minutes = sum(leaf.module_version.minutes for part in self.parts for leaf in part.modules if leaf.module_version)
        return round(minutes / 30) / 2


def face_of(programme: Programme, *, language: str) -> Face | None:
    """Four queries, whatever the size of the programme; None before the first publication."""
    version = (
        ProgrammeVersion.objects.filter(programme_key=programme.translation_key).order_by("-number").first()
    )
    if version is None:
        return None
    rows = list(version.requirements.select_related("module_version").order_by("position"))
    text = _text_of(version, language)
    titles: dict[str, str] = text.part_titles if text else {}
    return Face(
        version=version,
        summary=text.summary if text else programme.summary,
        parts=_parts(rows, titles),
        elements=_elements(rows),
    )


def _text_of(version: ProgrammeVersion, language: str) -> ProgrammeText | None:
    texts = {text.language: text for text in version.texts.order_by("minor")}
    return texts.get(language) or next(iter(texts.values()), None)


def _parts(rows: list[Requirement], titles: dict[str, str]) -> list[Part]:
    children: dict[int | None, list[Requirement]] = defaultdict(list)
    for row in rows:
        children[row.parent_id].append(row)
    return [
        Part(titles.get(str(part.key), part.title), part.at_least, _leaves(part, children))
        for root in children[None]
        for part in children[root.pk]
    ]


def _leaves(row: Requirement, children: dict[int | None, list[Requirement]]) -> list[Requirement]:
    if row.module_version_id:
        return [row]
    return [leaf for child in children[row.pk] for leaf in _leaves(child, children)]


def _elements(rows: list[Requirement]) -> list[Node]:
    """The elements that the programme's activities claim, or that their claimed competences belong to."""
    pinned = [row.module_version_id for row in rows if row.module_version_id]
    claimed = Node.objects.filter(claims__activity__version__in=pinned)
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
    return (
        Page.objects.live()
        .public()
        .descendant_of(site.root_page, inclusive=True)
        .order_by("path")
    )
