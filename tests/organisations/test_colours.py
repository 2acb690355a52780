"""Contrast as WCAG counts it, and shades that can be read whatever two colours a trust chooses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.organisations.rules.colours import (
    BLACK,
    DARK_PAPER,
    WHITE,
    Colour,
    by_day,
    by_night,
    contrast,
    is_readable,
)

channels = st.integers(0, 255)
readable = st.builds(Colour, channels, channels, channels).filter(is_readable)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#767676", "#ffffff", 4.54),
        ("#777777", "#ffffff", 4.48),
        ("#12343b", "#ffffff", 13.29),
    ],
)
def test_contrast(one: str, other: str, expected: float) -> None:
    assert round(contrast(Colour.read(one), Colour.read(other)), 2) == expected


@pytest.mark.parametrize("text", ["", "#fff", "#12343B", "12343b", "red", "#12343b;", "url(x)"])
def test_what_is_no_colour(text: str) -> None:
    with pytest.raises(ValueError, match="no colour"):
        Colour.read(text)


def test_a_colour_is_written_as_it_was_read() -> None:
    assert str(Colour.read("#0b5e70")) == "#0b5e70"


@given(main=readable, link=readable)
def test_every_shade_by_day_can_be_read(main: Colour, link: Colour) -> None:
    shades = by_day(main, link)

    for name in ("brand", "brand-dark", "brand-hover"):
        assert contrast(shades[name], WHITE) >= 4.5
    assert contrast(shades["on-brand-quiet"], main) >= 4.5
    assert contrast(shades["mark"], main) >= 3
    assert contrast(shades["brand-line"], main) >= 3
    for name in ("link", "link-hover", "link-active"):
        for ground in (WHITE, shades["tint"], shades["tint-strong"]):
            assert contrast(shades[name], ground) >= 4.5


@given(main=readable, link=readable)
def test_every_shade_by_night_can_be_read(main: Colour, link: Colour) -> None:
    shades = by_night(main, link)

    for name in ("link", "link-hover", "link-active"):
        for ground in (BLACK, DARK_PAPER, shades["tint"], shades["tint-strong"]):
            assert contrast(shades[name], ground) >= 4.5
