"""What was published of a wave: the page, the report, the files; and what people wrote, for leads alone."""

from __future__ import annotations

import uuid

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from engagement.results.exports import report, tables
from engagement.results.presenters import words as said
from engagement.results.presenters.page import Page, page_of, published_words
from engagement.results.selectors import Results, results_of, trend_to
from engagement.waves.models import SurveyWave
from engagement.waves.selectors import wave_for, words_for
from engagement.web import sections
from lms.web.exports import CSV, file_response
from lms.web.visitors import Lead, as_lead

PAGES = "leadership/surveys/desk/"
WORDS_ON_A_PAGE = 25


@require_safe
@as_lead
def results(request: HttpRequest, lead: Lead, wave_uid: uuid.UUID) -> HttpResponseBase:
    told = results_of(lead.viewer, wave_uid)
    if told is None:
        return render(request, f"{PAGES}results_none.html", {"wave": _wave_or_404(lead, wave_uid)})
    page = _page(lead, told)
    context = {
        "wave": told.wave,
        "results": told,
        "page": page,
        "summary": said.summary(page),
        "about": said.about(page),
        "published": published_words(told),
        "sections": sections.built_for(lead.viewer, told),
        "languages": report.LANGUAGES,
    }
    return render(request, f"{PAGES}results.html", context)


@require_safe
@as_lead
def words(request: HttpRequest, lead: Lead, wave_uid: uuid.UUID) -> HttpResponseBase:
    """All of them together: they stand beside no group and no answer, and in no file."""
    told = _told_or_404(lead, wave_uid)
    pages = Paginator(words_for(told.wave), WORDS_ON_A_PAGE)
    context = {"wave": told.wave, "page": pages.get_page(request.GET.get("page")), "count": pages.count}
    return render(request, f"{PAGES}words.html", context)


@require_safe
@as_lead
def as_report(request: HttpRequest, lead: Lead, wave_uid: uuid.UUID, language: str) -> HttpResponseBase:
    if language not in report.LANGUAGES:
        raise Http404
    told = _told_or_404(lead, wave_uid)
    with translation.override(language):
        built = sections.built_for(lead.viewer, told)
        more = [(str(each.section.title), each.sentences) for place in built.values() for each in place]
        made = report.made_of(_page(lead, told), told, more=more, language=language)
    return HttpResponse(
        made,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{report.file_name(told.wave, language)}"'},
    )


@require_safe
@as_lead
def table(request: HttpRequest, lead: Lead, wave_uid: uuid.UUID, name: str) -> HttpResponseBase:
    if name not in tables.TABLES:
        raise Http404
    heading, rows = tables.TABLES[name](_told_or_404(lead, wave_uid))
    return file_response(CSV, name, heading, rows)


def _page(lead: Lead, told: Results) -> Page:
    return page_of(told, trend_to(lead.viewer, told))


def _told_or_404(lead: Lead, uid: uuid.UUID) -> Results:
    found = results_of(lead.viewer, uid)
    if found is None:
        raise Http404
    return found


def _wave_or_404(lead: Lead, uid: uuid.UUID) -> SurveyWave:
    found = wave_for(lead.viewer, uid)
    if found is None:
        raise Http404
    return found
