"""Our own words on a deliverable as an accessible PDF (PDF/UA-1), made by a worker after each publishing."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cms.site import citing
from cms.site.models import DeliverablePage, DeliverablePdf, DeliverableSource
from cms.site.rich import blocks_of
from kernel import files
from kernel.outbox import emit

TOPIC = "site.deliverable_pdf"
TEMPLATE = Path(__file__).parent / "setting" / "deliverable.typ"


def ask_for_pdf(instance: Any, **_signal: Any) -> None:
    """After a deliverable is published: in its worker, and not while an editor waits."""
    if isinstance(instance, DeliverablePage):
        promise(instance, now=instance.last_published_at)


def promise(page: DeliverablePage, *, now: datetime) -> None:
    emit(TOPIC, {"page": page.pk}, now=now)


def pdf_of(page: DeliverablePage) -> DeliverablePdf | None:
    return DeliverablePdf.objects.filter(page=page.pk).select_related("file").first()


def make(pk: int, *, now: datetime) -> bool:
    """False where the page is no longer shown, or says what it said when its PDF was made."""
    page = DeliverablePage.objects.filter(pk=pk, live=True).select_related("locale").first()
    if page is None:
        return False
    with translation.override(page.locale.language_code):
        said = json.dumps(words_of(page), ensure_ascii=False, sort_keys=True)
    words = hashlib.sha256(said.encode() + TEMPLATE.read_bytes()).hexdigest()
    if DeliverablePdf.objects.filter(page=page, words=words).exists():
        return False
    content = File(BytesIO(set_in_type(said)), name="words.pdf")
    with transaction.atomic():
        stored = files.store(content, content_type="application/pdf", now=now)
        kept = {"words": words, "file": stored, "made_at": now}
        DeliverablePdf.objects.update_or_create(page=page, defaults=kept)
    return True


def set_in_type(said: str) -> bytes:
    """What is written is data to the typesetter, never its language."""
    import typst  # noqa: PLC0415 -- thirty megabytes, which only workers need

    made: bytes = typst.compile(
        str(TEMPLATE),
        format="pdf",
        sys_inputs={"data": said},
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
    )
    return made


def words_of(page: DeliverablePage) -> dict[str, Any]:
    address = page.full_url or settings.SITE_URL
    sources = [_source(each) for each in page.sources.all()]
    parts = [(_("Abstract"), page.abstract), ("", page.body)]
    return {
        "title": page.title,
        "language": page.locale.language_code.partition("-")[0],
        "site": str(settings.SITE_NAME),
        "note": _("A summary in the words of %(site)s. It is not the work itself.")
        % {"site": settings.SITE_NAME},
        "authors": [part.strip() for part in page.authors.split(";") if part.strip()],
        "summary": page.summary,
        "facts": _facts(page),
        "parts": [
            {"heading": heading, "blocks": blocks_of(html, address=settings.SITE_URL)}
            for heading, html in parts
            if html
        ],
        "figures": [each for each in sources if each["figure"]],
        "sources": [each for each in sources if not each["figure"]],
        "citation": citing.plain(citing.reference_of(page, address=address)),
        "words": {
            "figures": _("Figures"),
            "columns": [_("Figure"), _("What it is"), _("Source")],
            "sources": _("Sources"),
            "cite": _("Cite this"),
        },
    }


def _facts(page: DeliverablePage) -> list[list[str]]:
    rows = [
        (_("Kind"), capfirst(page.get_kind_display())),
        (_("Authors"), page.authors),
        (_("Year"), str(page.year or ("" if page.link else page.date.year))),
        (_("Edition"), page.edition),
        (_("Publisher"), page.publisher),
        (_("Identifier"), page.identifier),
        (_("Licence"), page.licence),
        (_("Official source"), page.link),
    ]
    return [[name, value] for name, value in rows if value]


def _source(row: DeliverableSource) -> dict[str, str]:
    if row.checked_on is None:
        when = _("from memory, not checked")
    else:
        when = _("read by %(day)s") % {"day": date_format(row.checked_on, "j F Y")}
    return {
        "figure": row.figure,
        "says": row.says,
        "source": f"{row.source} ({when})",
        "link": row.link,
    }
