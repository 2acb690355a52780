"""The lists behind the public pages, asked for by their templates so that previews show them too."""

from __future__ import annotations

from django import template
from django.utils import formats
from django.utils.translation import get_language, ngettext

from cms.site import selectors
from cms.site.models import ProgrammeIndexPage, ProgrammePage

register = template.Library()

register.simple_tag(selectors.open_programmes)
register.simple_tag(selectors.programme_pages)


@register.simple_tag
def face_of(page: ProgrammePage) -> selectors.Face | None:
    return selectors.face_of(page.programme, language=get_language() or "en-gb")


@register.filter
def about_time(minutes: int) -> str:
    """A learning time as people say it: minutes up to an hour, then half hours."""
    if minutes < 60:
        return ngettext("about %(n)s minute", "about %(n)s minutes", minutes) % {"n": minutes}
    hours = round(minutes / 30) / 2
    shown = formats.number_format(hours, decimal_pos=1 if hours % 1 else 0)
    return ngettext("about %(n)s hour", "about %(n)s hours", 1 if hours == 1 else 2) % {"n": shown}


@register.simple_tag
def programme_index() -> ProgrammeIndexPage | None:
    return ProgrammeIndexPage.objects.live().first()
