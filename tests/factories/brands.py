"""Looks of trusts, and pictures to upload."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from lms.organisations.models import Brand, Organisation
from lms.organisations.rules.logos import read_logo
from lms.organisations.services.brands import Look, keep_brand
from tests.factories.trusts import NOW


def a_picture(kind: str = "PNG", *, size: tuple[int, int] = (40, 20), **given: Any) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, "#7a1f5c").save(written, kind, **given)
    return written.getvalue()


def a_logo_file(name: str = "logo.png", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, a_picture() if content is None else content)


def a_look(display_name: str = "Westvale", *, with_logo: bool = True, **given: Any) -> Look:
    values = {
        "main_colour": "#5b2a86",
        "link_colour": "#7a1f5c",
        "shown": True,
        "logo": read_logo(a_picture()) if with_logo else None,
        "logo_alt": f"Logo of {display_name}" if with_logo else "",
        "right_confirmed": with_logo,
        **given,
    }
    return Look(display_name=display_name, **values)


def a_brand(
    organisation: Organisation,
    user: Any,
    display_name: str = "Westvale",
    *,
    now: datetime = NOW,
    **given: Any,
) -> Brand:
    brand = Brand(organisation=organisation)
    keep_brand(brand, a_look(display_name, **given), user_id=user.pk, now=now)
    return brand
