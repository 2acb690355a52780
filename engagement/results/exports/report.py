"""The report of a wave as an accessible PDF: what the page shows, set by Typst (ADR 45).

Typst takes words and figures as data, never as its own language, and no font of the machine: the same figures
give the same report everywhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _

from engagement.results.presenters import words
from engagement.results.presenters.page import Page, published_words
from engagement.results.selectors import Results
from engagement.waves.models import SurveyWave

LANGUAGES: Mapping[str, str] = {"en": "English", "cy": "Cymraeg"}
"""Those that it is made in, each called by its own name."""

TEMPLATE = Path(__file__).parents[1] / "data" / "report.typ"
STANDARD = "ua-1"

More = Iterable[tuple[str, Sequence[str]]]
"""What other apps add: a title and sentences."""


def made_of(page: Page, results: Results, *, more: More, language: str) -> bytes:
    """In the language that is in use, which ``language`` names."""
    wave = results.wave
    given = {
        "language": language,
        "title": _("Medical engagement: %(wave)s") % {"wave": wave.title},
        "organisation": wave.organisation.name,
        "questionnaire": wave.version.instrument.title,
        "closed": _closed(wave),
        "published": published_words(results),
        "page": _plain(page),
        "sentences": words.summary(page),
        "about": words.about(page),
        "words": words.labels(),
        "more": [{"title": title, "sentences": list(told)} for title, told in more if told],
    }
    made: bytes = _typst().compile(
        TEMPLATE.read_bytes(),
        sys_inputs={"given": json.dumps(given, ensure_ascii=False)},
        pdf_standards=[STANDARD],
        ignore_system_fonts=True,
        # Typst takes no part of a second.
        timestamp=results.publications[-1].made_at.replace(microsecond=0),
    )
    return made


def file_name(wave: SurveyWave, language: str) -> str:
    return f"{slugify(wave.title) or 'report'}-{language}.pdf"


def _closed(wave: SurveyWave) -> str:
    if wave.closed_at is None:
        return ""
    return _("Closed on %(day)s.") % {"day": date_format(wave.closed_at, "j F Y")}


def _plain(page: Page) -> dict[str, Any]:
    return asdict(page) | {
        "sentence": page.sentence,
        "trend": [
            asdict(each) | {"closed_at": date_format(each.closed_at, "F Y") if each.closed_at else ""}
            for each in page.trend
        ],
    }


@cache
def _typst() -> Any:
    return import_module("typst")
