"""A poster for a wave as an accessible PDF, set by Typst as reports are (ADR 45).

It leads to the page where people type a code of their own, and holds nobody's: it can hang anywhere, and
is the same whoever is asked.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import qrcode
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _
from qrcode.constants import ERROR_CORRECT_Q
from qrcode.image.svg import SvgPathImage

from engagement.waves.models import SurveyWave

LANGUAGES: Mapping[str, str] = {"en": "English", "cy": "Cymraeg"}
"""Those that it is made in, each called by its own name."""

TEMPLATE = Path(__file__).parents[1] / "data" / "poster.typ"
STANDARD = "ua-1"


def made_of(wave: SurveyWave, *, address: str, language: str) -> bytes:
    """In the language that is in use, which ``language`` names. ``address`` is where codes are typed."""
    made: bytes = _typst().compile(
        TEMPLATE.read_bytes(),
        sys_inputs={"given": json.dumps(words(wave, address=address, language=language), ensure_ascii=False)},
        pdf_standards=[STANDARD],
        ignore_system_fonts=True,
        timestamp=(wave.opened_at or wave.made_at).replace(microsecond=0),
    )
    return made


def words(wave: SurveyWave, *, address: str, language: str) -> dict[str, Any]:
    """Everything that stands on it."""
    organisation = wave.organisation.name
    return {
        "language": language,
        "title": _("What is it like to work here?"),
        "organisation": organisation,
        "asks": _("%(organisation)s wants to know") % {"organisation": organisation},
        "purpose": wave.purpose,
        "until": _("Answer until %(day)s. It takes about five minutes.")
        % {"day": date_format(wave.closes_on, "j F Y")},
        "picture": picture(address),
        "alt": _("QR code that opens %(address)s") % {"address": address},
        "camera": _("Point your phone’s camera at this, or go to"),
        "address": address.removeprefix("https://").removeprefix("http://").rstrip("/"),
        "code": _(
            "Then type your own code. It is at the end of the link in the mail that you got, or on your card."
        ),
        "promise": _(
            "Nobody can tell who said what. Answers are sealed until the survey closes, then shuffled, and"
            " shown for groups of at least %(few)s people."
        )
        % {"few": wave.fewest},
    }


def picture(address: str) -> str:
    """As SVG, readable with a quarter of it torn off or drawn over."""
    drawn = io.BytesIO()
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, border=2)
    code.add_data(address)
    code.make_image(image_factory=SvgPathImage).save(drawn)
    return drawn.getvalue().decode()


def file_name(wave: SurveyWave, language: str) -> str:
    return f"{slugify(wave.title) or 'survey'}-poster-{language}.pdf"


@cache
def _typst() -> Any:
    return import_module("typst")
