"""News and deliverables of the demonstration: made up, and marked so."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from wagtail.documents.models import Document

from cms.site.models import (
    DeliverableFile,
    DeliverableIndexPage,
    DeliverableKind,
    DeliverablePage,
    HomePage,
    NewsIndexPage,
    NewsPage,
)
from cms.site.services import add_page

FILES = Path(__file__).parent / "files"

NEWS: tuple[tuple[int, str, str, str, str], ...] = (
    (
        3,
        "three-programmes",
        "Three programmes to try in this demonstration",
        "One for students, one for doctors in training and one for new consultants, with real exercises.",
        "<p>The demonstration comes with three whole programmes. Students and doctors in training can join "
        "two of them by themselves; the third needs a seat that a trust holds.</p><p>Their words were "
        "written for this site. They refer to the Medical Leadership Competency Framework by its codes and "
        "titles only.</p>",
    ),
    (
        17,
        "what-a-trust-sees",
        "What a trust sees of its doctors, and what it never sees",
        "Progress and due dates of the seats it pays for; no reflection, no draft and no reason for absence.",
        "<p>A trust lead sees how far each of its doctors is and what is due. Reflections and answers stay "
        "with the doctor, and so does the record when the doctor moves.</p>",
    ),
    (
        31,
        "before-you-begin",
        "Before you begin: ten questions for a programme team",
        "A short checklist helps a team to agree on purpose, time and support before anybody is invited.",
        "<p>Programmes fail quietly when nobody has agreed who releases the time. The checklist among the "
        "deliverables asks the ten questions that are cheap to answer before the start.</p>",
    ),
)

DELIVERABLES: tuple[tuple[int, str, str, str, str, tuple[str, ...]], ...] = (
    (
        5,
        DeliverableKind.TOOL,
        "programme-checklist",
        "Checklist: ten questions before a programme starts",
        "For whoever plans a programme in a trust: ten questions to answer together.",
        ("programme-checklist.csv", "programme-checklist.txt"),
    ),
    (
        20,
        DeliverableKind.DATASET,
        "example-cohort",
        "Example data: a cohort of invented doctors",
        "Twelve invented doctors in the columns of the enrolment template, to try the upload with.",
        ("example-cohort.csv",),
    ),
    (
        45,
        DeliverableKind.REPORT,
        "example-report",
        "Example report: what one year could look like",
        "A page that shows where a real report would stand. Every figure in it is invented.",
        ("example-report.txt",),
    ),
)


def publish(home: HomePage, *, now: datetime) -> None:
    """Dated back from today; running it again adds nothing."""
    today = now.date()
    index = NewsIndexPage.objects.child_of(home).get()
    for days, slug, title, summary, body in NEWS:
        page = NewsPage(title=title, slug=slug, summary=summary, body=body, date=_before(today, days))
        page.search_description = summary
        add_page(index, page, now)
    shelf = DeliverableIndexPage.objects.child_of(home).get()
    for days, kind, slug, title, summary, files in DELIVERABLES:
        deliverable = DeliverablePage(
            title=title,
            slug=slug,
            summary=summary,
            kind=kind,
            date=_before(today, days),
            authors="The makers of this demonstration",
            is_demonstration=True,
            search_description=summary,
        )
        deliverable.files = [DeliverableFile(document=_document(name, title)) for name in files]
        add_page(shelf, deliverable, now)


def _before(today: date, days: int) -> date:
    return today - timedelta(days=days)


def _document(name: str, title: str) -> Any:
    there = Document.objects.filter(title=f"{title} ({name})").first()
    if there is not None:
        return there
    content = (FILES / name).read_bytes()
    return Document.objects.create(
        title=f"{title} ({name})", file=ContentFile(content, name=name), file_size=len(content)
    )
