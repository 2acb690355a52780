"""Which files are taken as a logo, told by how they begin, and the clean picture that is made of one.

The picture is drawn anew: what else a file carries (scripts, a second file behind the first, where a
photograph was taken) does not come with it.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Mapping
from dataclasses import dataclass

from PIL import Image, ImageOps

MOST_BYTES = 1024 * 1024
MOST_WIDE, MOST_HIGH = 4000, 2000
SHOWN_WIDE, SHOWN_HIGH = 640, 160
"""Twice what a page shows, for fine screens."""

FORMATS: Mapping[str, bytes] = {"PNG": b"\x89PNG\r\n\x1a\n", "JPEG": b"\xff\xd8\xff"}
CONTENT_TYPES: Mapping[str, str] = {"PNG": "image/png", "JPEG": "image/jpeg"}
BROKEN = (OSError, SyntaxError, ValueError, EOFError, struct.error, Image.DecompressionBombError)


class BadLogo(ValueError):
    """``code`` says what is wrong: empty, too_big, svg, no_picture, too_wide or broken."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Logo:
    content: bytes
    content_type: str
    width: int
    height: int


def format_of(head: bytes) -> str:
    """The name of the format; empty for what is none of ours."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    return next((name for name, start in FORMATS.items() if head.startswith(start)), "")


def read_logo(content: bytes) -> Logo:
    """The picture in this file, small enough for the head of a page."""
    if not content:
        raise BadLogo("empty")
    if len(content) > MOST_BYTES:
        raise BadLogo("too_big")
    kind = format_of(content)
    if not kind:
        raise BadLogo("svg" if b"<svg" in content[:4096].lower() else "no_picture")
    try:
        with Image.open(io.BytesIO(content), formats=[kind]) as image:
            if image.width > MOST_WIDE or image.height > MOST_HIGH:
                raise BadLogo("too_wide")
            return _drawn_anew(image, "JPEG" if kind == "JPEG" else "PNG")
    except BadLogo:
        raise
    except BROKEN as fault:
        raise BadLogo("broken") from fault


def _drawn_anew(image: Image.Image, kind: str) -> Logo:
    turned = ImageOps.exif_transpose(image)
    clean = turned.convert("RGB" if kind == "JPEG" else "RGBA")
    clean.thumbnail((SHOWN_WIDE, SHOWN_HIGH))
    clean.info.clear()
    written = io.BytesIO()
    clean.save(written, kind, optimize=True)
    return Logo(written.getvalue(), CONTENT_TYPES[kind], clean.width, clean.height)
