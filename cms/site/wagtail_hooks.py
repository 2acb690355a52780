"""The admin screens of the public site, and what it tells the apps below it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import URLPattern
from wagtail import hooks

from cms.site import library_admin, programme_pages
from cms.site.library_viewsets import IssueViewSet, LibraryViewSet, ThemeViewSet, TopicViewSet
from cms.site.selectors import pages_of_programmes
from cms.site.viewsets import ContactMessageViewSet
from programmes.addresses import PROGRAMME_BUTTONS
from programmes.claimed import PAGES_HOOK


@hooks.register("register_admin_viewset")
def contact_messages() -> ContactMessageViewSet:
    return ContactMessageViewSet()


@hooks.register(PAGES_HOOK)
def addresses_of_programmes(request: HttpRequest) -> dict[UUID, str]:
    """Where the public pages of programmes are."""
    found = {page.programme.translation_key: page.get_url(request) for page in pages_of_programmes()}
    return {key: url for key, url in found.items() if url}


@hooks.register("register_admin_viewset")
def library_rows() -> list[LibraryViewSet]:
    return [ThemeViewSet(), TopicViewSet(), IssueViewSet()]


@hooks.register("register_admin_urls")
def library_pages() -> list[URLPattern]:
    return library_admin.addresses()


hooks.register("register_reports_menu_item", library_admin.downloads_menu_item)
hooks.register(PROGRAMME_BUTTONS, programme_pages.button)
hooks.register("after_create_snippet", programme_pages.tell_of_missing_page)
hooks.register("after_edit_snippet", programme_pages.tell_of_missing_page)


@hooks.register("register_admin_urls")
def public_page_of_a_programme() -> list[URLPattern]:
    return programme_pages.addresses()


@hooks.register("construct_homepage_panels")
def show_missing_pages(request: HttpRequest, panels: list[Any]) -> None:
    missing = programme_pages.MissingPagesPanel(request)
    if missing.versions:
        panels.append(missing)
