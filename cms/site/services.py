"""Building the public site of an installation."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from wagtail.coreutils import find_available_slug
from wagtail.models import Locale, Page, Site

from cms.site import content
from cms.site.models import (
    ContactPage,
    ContentPage,
    DeliverableIndexPage,
    HomePage,
    NewsIndexPage,
    ProgrammeIndexPage,
    ProgrammePage,
    StudyIndexPage,
)
from cms.site.selectors import page_of_programme
from programmes.models import Programme

P = TypeVar("P", bound=Page)


@transaction.atomic
def build_site(now: datetime) -> HomePage:
    """The home and the standard pages; what is there already stays as it is."""
    home = _home(now)
    for slug, title in content.PAGES.items():
        add_page(home, ContentPage(title=title, slug=slug, body=content.body_of(slug)), now)
    for index in (
        ProgrammeIndexPage(title="Programmes", slug="programmes", intro=content.PROGRAMMES_INTRO),
        NewsIndexPage(title="News", slug="news", intro=content.NEWS_INTRO),
        DeliverableIndexPage(title="Deliverables", slug="deliverables", intro=content.DELIVERABLES_INTRO),
        StudyIndexPage(title="Studies", slug="research", intro=content.STUDIES_INTRO),
        ContactPage(
            title="Contact us", slug="contact", intro=content.CONTACT_INTRO, thanks=content.CONTACT_THANKS
        ),
    ):
        add_page(home, index, now)
    return home


@transaction.atomic
def build_demo_site(now: datetime) -> HomePage:
    """The same with a page for each live programme."""
    home = build_site(now)
    index = ProgrammeIndexPage.objects.child_of(home).get()
    for programme in Programme.objects.filter(live=True, locale=index.locale).order_by("title"):
        add_page(index, ProgrammePage(title=programme.title, slug=programme.slug, programme=programme), now)
    return home


def _home(now: datetime) -> HomePage:
    there = HomePage.objects.first()
    if there is not None:
        return there
    root = Page.get_first_root_node()
    welcome = list(root.get_children())
    home = HomePage(
        title=content.HOME_TITLE,
        slug="start",
        intro=content.HOME_INTRO,
        locale=Locale.get_default(),
        first_published_at=now,
        last_published_at=now,
    )
    root.add_child(instance=home)
    address = urlsplit(settings.SITE_URL)
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "root_page": home,
            "hostname": address.hostname or "localhost",
            "port": address.port or (443 if address.scheme == "https" else 80),
            "site_name": settings.SITE_NAME,
        },
    )
    for page in welcome:
        _remove_welcome(page)
    return home


def _remove_welcome(page: Page) -> None:
    """Wagtail's own first page, which says only that Wagtail is there."""
    if page.specific_class is Page and page.slug == "home" and not page.get_children().exists():
        page.delete()


def add_page(parent: Page, page: P, now: datetime) -> P:
    there = type(page)._default_manager.child_of(parent).filter(slug=page.slug).first()
    if there is not None:
        found: P = there
        return found
    page.first_published_at = page.last_published_at = now
    page.locale = parent.locale
    parent.add_child(instance=page)
    return page


@transaction.atomic
def draft_programme_page(programme: Programme, *, index: ProgrammeIndexPage, user: Any) -> ProgrammePage:
    """A draft of the programme's public page; one that is there already is the answer."""
    Page.objects.select_for_update(no_key=True).get(pk=index.pk)
    there = page_of_programme(programme.translation_key)
    if there is not None:
        return there
    page = ProgrammePage(
        title=programme.title,
        slug=find_available_slug(index, programme.slug),
        programme=programme,
        locale=index.locale,
        owner=user,
        live=False,
        has_unpublished_changes=True,
    )
    index.add_child(instance=page)
    page.save_revision(user=user)
    return page
