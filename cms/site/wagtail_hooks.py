"""The admin screens of the public site, and what it tells the apps below it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from wagtail import hooks

from cms.site.models import ProgrammePage
from cms.site.viewsets import ContactMessageViewSet
from programmes.claimed import PAGES_HOOK


@hooks.register("register_admin_viewset")
def contact_messages() -> ContactMessageViewSet:
    return ContactMessageViewSet()


@hooks.register(PAGES_HOOK)
def programme_pages(request: HttpRequest) -> dict[UUID, str]:
    """Where the public pages of programmes are."""
    pages = ProgrammePage.objects.live().public().select_related("programme")
    found = {page.programme.translation_key: page.get_url(request) for page in pages}
    return {key: url for key, url in found.items() if url}
