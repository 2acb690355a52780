"""What is taken as a logo: pictures by their first bytes, drawn anew; nothing else."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from lms.organisations.rules import logos
from lms.organisations.rules.logos import BadLogo, read_logo
from tests.factories.brands import a_picture


@pytest.mark.parametrize(
    ("kind", "content_type"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/png")]
)
def test_pictures_are_taken(kind: str, content_type: str) -> None:
    logo = read_logo(a_picture(kind, size=(40, 20)))

    assert (logo.content_type, logo.width, logo.height) == (content_type, 40, 20)
    with Image.open(io.BytesIO(logo.content)) as again:
        assert (again.format, again.size) == (content_type.partition("/")[2].upper(), (40, 20))


def test_a_large_picture_is_made_smaller() -> None:
    logo = read_logo(a_picture(size=(1600, 400)))

    assert (logo.width, logo.height) == (640, 160)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_what_hangs_on_a_picture_does_not_come_with_it(kind: str) -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at the canary's"
    content = a_picture(kind, exif=exif.tobytes()) + b"<script>alert('canary')</script>"
    assert content.count(b"canary") == 2

    assert b"canary" not in read_logo(content).content


HOSTILE = {
    "empty": [b""],
    "svg": [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<?xml version='1.0'?>\n<!-- nothing -->\n<SVG onload='alert(1)'/>",
    ],
    "no_picture": [
        b"<html><script>alert(1)</script></html>",
        b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
        b"%PDF-1.7",
        b"PK\x03\x04",
        b" " + a_picture(),
        b"BM" + bytes(60),
        b"RIFF\x00\x00\x00\x00WAVE",
    ],
    "broken": [
        a_picture()[:30],
        a_picture("JPEG")[:40],
        b"\x89PNG\r\n\x1a\n<svg/>",
        b"\xff\xd8\xff<html>",
        b"RIFF\x00\x00\x00\x00WEBP<svg/>",
    ],
    "too_wide": [a_picture(size=(4001, 1)), a_picture(size=(1, 2001))],
}


@pytest.mark.parametrize(("code", "content"), [(code, each) for code in HOSTILE for each in HOSTILE[code]])
def test_what_is_refused(code: str, content: bytes) -> None:
    with pytest.raises(BadLogo) as refused:
        read_logo(content)

    assert refused.value.code == code


def test_a_file_that_is_too_big_is_not_even_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logos, "MOST_BYTES", 100)
    content = a_picture()
    assert len(content) > 100 - 40

    with pytest.raises(BadLogo) as refused:
        read_logo(content + bytes(100))

    assert refused.value.code == "too_big"
