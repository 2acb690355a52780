"""What the public pages and the site's own furniture show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.utils.translation import get_language
from wagtail.models import Page, PageViewRestriction, Site

from cms.accounts.models import User
from cms.site.models import HomePage, ProgrammeIndexPage, ProgrammePage, Topic
from competencies.enums import NodeKind
from competencies.models import Node
from lms.enrolment.models import Enrolment
from lms.people.enums import MemberRole
from lms.people.selectors import person_of, viewer_for_person
from lms.web.selectors.programmes import places_by_programme
from programmes.models import Programme, ProgrammeVersion, Requirement
from programmes.outlines import ShownPart, outline_of
from programmes.retiring import Notice, notice_of
from programmes.selectors import (
    programme_text_of,
    programme_versions_open_to_all,
    requirement_tree,
    translated_programme,
    version_on_offer,
)

DOORS = """
SELECT EXISTS (
    SELECT 1 FROM leadership_people_membership m
    JOIN leadership_people_person p ON p.id = m.person_id
    WHERE p.user_id = %(user)s AND m.role = %(lead)s
    AND m.starts_on <= %(on)s AND (m.ends_on IS NULL OR m.ends_on >= %(on)s)
), EXISTS (
    SELECT 1 FROM leadership_accounts_user_groups g
    JOIN auth_group_permissions gp ON gp.group_id = g.group_id
    JOIN auth_permission a ON a.id = gp.permission_id
    JOIN django_content_type c ON c.id = a.content_type_id
    WHERE g.user_id = %(user)s AND a.codename = 'access_admin' AND c.app_label = 'wagtailadmin'
), EXISTS (
    SELECT 1 FROM leadership_studies_studymember t WHERE t.user_id = %(user)s AND t.ended_at IS NULL
), EXISTS (
    SELECT 1 FROM leadership_comparing_analystgrant a
    WHERE a.user_id = %(user)s AND a.revoked_at IS NULL AND %(on)s BETWEEN a.starts_on AND a.ends_on
)
"""
"""As text: every page of somebody signed in asks this, and the ORM took longer to say it than to hear."""


@dataclass(frozen=True)
class Doors:
    """The parts of the site that somebody may enter beside the learner's own."""

    desk: bool = False
    studio: bool = False
    studies: bool = False
    analysis: bool = False


def doors_of(user: User, *, on: date) -> Doors:
    """For links only: every page checks for itself."""
    with connection.cursor() as cursor:
        cursor.execute(DOORS, {"user": user.pk, "on": on, "lead": MemberRole.LEAD})
        desk, studio, studies, analysis = cursor.fetchone()
    return Doors(desk=desk, studio=studio or user.is_superuser, studies=studies, analysis=analysis)


@dataclass(frozen=True)
class Face:
    """What the public sees of a programme as published last."""

    version: ProgrammeVersion
    summary: str
    language: str
    outline: list[ShownPart]
    elements: list[Node]
    minutes: int
    retiring: Notice | None = None


def face_of(programme: Programme, *, language: str, on: date) -> Face | None:
    """Three queries, whatever the size of the programme; None while nobody can enrol."""
    version = version_on_offer(programme.translation_key)
    if version is None:
        return None
    text, tree = programme_text_of(version, language), requirement_tree(version)
    return Face(
        version=version,
        summary=text.summary,
        language=text.language,
        outline=outline_of(tree),
        minutes=sum(leaf.module.minutes for leaf in tree.leaves() if leaf.module),
        elements=elements_of(version),
        retiring=notice_of(version, on=on),
    )


def place_on(user: Any, programme: Programme) -> Enrolment | None:
    """The place of somebody signed in on the programme of a public page."""
    person = person_of(user) if user.is_authenticated else None
    if person is None:
        return None
    return places_by_programme(viewer_for_person(person)).get(programme.translation_key)


def elements_of(version: ProgrammeVersion) -> list[Node]:
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


def programme_index() -> ProgrammeIndexPage | None:
    """Below which the public pages of programmes stand."""
    return ProgrammeIndexPage.objects.order_by("path").first()


def may_make_programme_pages(user: Any) -> bool:
    index = programme_index()
    return index is not None and bool(index.permissions_for_user(user).can_add_subpage())


def page_makers() -> QuerySet[User]:
    """Active users who may add pages where those of programmes stand, by their groups."""
    index = programme_index()
    if index is None:
        return User.objects.none()
    above = [index.path[:end] for end in range(Page.steplen, len(index.path) + 1, Page.steplen)]
    adding = Group.objects.filter(
        page_permissions__permission__codename="add_page", page_permissions__page__path__in=above
    )
    return User.objects.filter(groups__in=adding, is_active=True).distinct().order_by("pk")


def page_of_programme(programme_key: UUID) -> ProgrammePage | None:
    """Its public page, live or a draft."""
    return ProgrammePage.objects.filter(programme__translation_key=programme_key).order_by("path").first()


def pages_of_programmes() -> QuerySet[ProgrammePage]:
    """Those that anybody may read, in one query."""
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    above = PageViewRestriction.objects.annotate(path=path).filter(path__startswith=F("page__path"))
    return in_readers_language(
        ProgrammePage.objects.live().exclude(Exists(above)).select_related("programme")
    )


def in_readers_language(pages: QuerySet[ProgrammePage]) -> QuerySet[ProgrammePage]:
    """With ``title_here`` and ``summary_here`` where the reader's language is another than the site's."""
    language = get_language() or settings.LANGUAGE_CODE
    if language == settings.LANGUAGE_CODE:
        return pages
    key = "programme__translation_key"
    return pages.annotate(
        title_here=translated_programme("title", key=key, language=language),
        summary_here=translated_programme("summary", key=key, language=language),
    )


def title_here(page: ProgrammePage) -> str:
    """In the reader's language where it is not the site's and the programme is translated, else nothing."""
    if not hasattr(page, "title_here"):
        found = in_readers_language(ProgrammePage.objects.filter(pk=page.pk)).first()
        page.title_here = getattr(found, "title_here", None)
    return page.title_here or ""


def programmes_without_page() -> QuerySet[ProgrammeVersion]:
    """What anybody may join and nobody finds on the public site: not even a draft of a page is there."""
    pages = ProgrammePage.objects.filter(programme__translation_key=OuterRef("programme_key"))
    return programme_versions_open_to_all().exclude(Exists(pages))


def public_pages(site: Site) -> Any:
    """Every page that a search engine may list."""
    return Page.objects.live().public().descendant_of(site.root_page, inclusive=True).order_by("path")


def users_with(permission: str) -> QuerySet[User]:
    """Active users who have it, by a group or by themselves, and superusers."""
    app, _, codename = permission.partition(".")
    wanted = Permission.objects.filter(content_type__app_label=app, codename=codename)
    holding = Q(groups__permissions__in=wanted) | Q(user_permissions__in=wanted)
    return User.objects.filter(Q(is_superuser=True) | holding, is_active=True).distinct()


def has_home() -> bool:
    """Whether somebody has built the public site already."""
    return HomePage.objects.exists()


def topics() -> QuerySet[Topic]:
    """What can be followed."""
    return Topic.objects.all()


def home_page() -> HomePage | None:
    """The home of the site's first language."""
    return HomePage.objects.filter(locale__language_code=settings.LANGUAGE_CODE).order_by("path").first()
