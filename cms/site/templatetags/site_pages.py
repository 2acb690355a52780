"""The lists behind the public pages, asked for by their templates so that previews show them too."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.utils import formats
from django.utils.translation import get_language, ngettext
from wagtail.models import Locale, Page

from cms.site import listings, selectors
from cms.site.models import (
    DeliverableIndexPage,
    DeliverablePage,
    NewsIndexPage,
    ProgrammeIndexPage,
    ProgrammePage,
)
from kernel import clock
from kernel.templatetags.leadership_language import lang_of
from lms.enrolment.models import Enrolment
from programmes.retiring import Notice, notice_for_key
from programmes.retiring import notice as read_notice

register = template.Library()

register.simple_tag(listings.programmes_by_stage)
register.simple_tag(listings.programmes_of)
register.simple_tag(listings.news_of)
register.simple_tag(listings.deliverables_of)
register.simple_tag(listings.newest_news)
register.simple_tag(listings.newest_deliverables)


@register.simple_tag
def face_of(page: ProgrammePage) -> selectors.Face | None:
    return selectors.face_of(page.programme, language=get_language() or "en-gb", on=clock.today())


register.simple_tag(selectors.title_here)


@register.filter
def notice(page: ProgrammePage) -> Notice | None:
    """What is known of a programme that is retired, where a list of pages has read it."""
    return read_notice(getattr(page, "retiring", None), on=clock.today())


@register.simple_tag
def became_of(page: ProgrammePage, face: selectors.Face | None) -> Notice | None:
    """What became of it, also where it is no longer on offer."""
    if face is not None:
        return face.retiring
    return notice_for_key(page.programme.translation_key, on=clock.today())


@register.simple_tag
def successor_page(retiring: Notice) -> ProgrammePage | None:
    """The public page of the programme that takes the place of a retired one."""
    if retiring.successor is None:
        return None
    return selectors.pages_of_programmes().filter(programme__translation_key=retiring.successor).first()


@register.simple_tag(takes_context=True)
def place_on(context: Context, page: ProgrammePage) -> Enrolment | None:
    """The reader's own; none in a preview, which has no reader."""
    request = context.get("request")
    user = getattr(request, "user", None)
    return selectors.place_on(user, page.programme) if user is not None else None


@register.simple_tag(takes_context=True)
def page_lang(context: Context, page: Page) -> str:
    """``<h1{% page_lang page %}>``: the language that an editor wrote it in, where the reader chose another.

    A tree of pages is shown to readers of its language, or to all while it is the only one; so whoever reads
    the site's first language needs no mark, and costs no query.
    """
    if get_language() == settings.LANGUAGE_CODE:
        return ""
    request = context.get("request")
    codes = getattr(request, "leadership_locales", None)
    if codes is None:
        codes = dict(Locale.objects.values_list("pk", "language_code"))
        if request is not None:
            request.leadership_locales = codes
    return lang_of(codes.get(page.locale_id, ""))


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


@register.simple_tag
def news_index() -> NewsIndexPage | None:
    return NewsIndexPage.objects.live().first()


@register.simple_tag
def deliverable_index() -> DeliverableIndexPage | None:
    return DeliverableIndexPage.objects.live().first()


@register.simple_tag
def files_of(page: DeliverablePage) -> list[Any]:
    """Those that are there to take; the admin may have deleted one since."""
    return [each.document for each in page.files.select_related("document")]


@register.filter
def file_format(document: Any) -> str:
    return str(document.file_extension).upper()
