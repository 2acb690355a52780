"""The lists behind the public pages, asked for by their templates so that previews show them too."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language

from cms.site import selectors
from cms.site.models import ProgrammeIndexPage, ProgrammePage

register = template.Library()

register.simple_tag(selectors.open_programmes)
register.simple_tag(selectors.programme_pages)


@register.simple_tag
def face_of(page: ProgrammePage) -> selectors.Face | None:
    return selectors.face_of(page.programme, language=get_language() or "en-gb")


@register.simple_tag
def programme_index() -> ProgrammeIndexPage | None:
    return ProgrammeIndexPage.objects.live().first()
