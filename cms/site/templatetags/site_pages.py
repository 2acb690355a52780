"""The lists behind the public pages, asked for by their templates so that previews show them too."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context
from django.utils import formats
from django.utils.translation import get_language, ngettext
from wagtail.models import Locale, Page

from cms.site import citing, listings, pdfs, selectors, shelves
from cms.site.models import (
    DeliverableIndexPage,
    DeliverableKind,
    DeliverablePage,
    DeliverableSource,
    EventIndexPage,
    EventPage,
    NewsIndexPage,
    ProgrammeIndexPage,
    ProgrammePage,
)
from cms.site.models.elements import CODES, element_titles
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
register.simple_tag(listings.topics_in_use)
register.simple_tag(shelves.good_practice_of)
register.simple_tag(shelves.behaviours_of)
register.simple_tag(shelves.behaviours_like)
register.simple_tag(shelves.examples_of)
register.simple_tag(shelves.persons_of)


@register.simple_tag
def events_of(index: EventIndexPage, request: HttpRequest | None) -> listings.Listing:
    return shelves.events_of(index, request, now=clock.now())


@register.simple_tag
def next_events() -> list[EventPage]:
    return shelves.next_events(now=clock.now())


@register.simple_tag
def elements_of(page: Any) -> list[tuple[str, str]]:
    """Codes and titles, in reading order; codes alone where no edition is published."""
    titles = element_titles() if page.elements else {}
    return [(code, titles.get(code, "")) for code in CODES if code in page.elements]


@register.simple_tag
def public_programmes(page: DeliverablePage) -> list[ProgrammePage]:
    """Of the programmes that use it those that visitors may open."""
    chosen = [each.pk for each in page.programmes.all()]
    if not chosen:
        return []
    rows = ProgrammePage.objects.live().public().filter(pk__in=chosen)
    return list(selectors.in_readers_language(rows.select_related("programme")).order_by("title"))


@register.simple_tag(takes_context=True)
def citation_of(context: Context, page: DeliverablePage) -> str:
    address = page.get_full_url(context.get("request")) or ""
    return citing.plain(citing.reference_of(page, address=address))


register.simple_tag(pdfs.pdf_of)


@register.filter
def is_past(event: EventPage) -> bool:
    return event.ends_at < clock.now()


@register.filter
def on_one_day(event: EventPage) -> bool:
    return clock.local_date(event.starts_at) == clock.local_date(event.ends_at)


SCHEMAS = {
    DeliverableKind.REPORT: "Report",
    DeliverableKind.REVIEW: "Report",
    DeliverableKind.STUDY: "Report",
    DeliverableKind.DATASET: "Dataset",
    DeliverableKind.SLIDES: "PresentationDigitalDocument",
}


@register.filter
def schema(page: DeliverablePage) -> str:
    """What schema.org calls a thing of this kind."""
    return SCHEMAS.get(DeliverableKind(page.kind), "CreativeWork")


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
    return list(page.files.select_related("document"))


@register.simple_tag
def sources_of(page: DeliverablePage) -> dict[str, list[DeliverableSource]]:
    """What it quotes as figures, and what else it rests on."""
    rows = list(page.sources.all())
    return {
        "figures": [each for each in rows if each.figure],
        "others": [each for each in rows if not each.figure],
    }


@register.filter
def file_format(document: Any) -> str:
    return str(document.file_extension).upper()
