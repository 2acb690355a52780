"""Colours of a brand: how well text stands on them, and the shades that a page needs made of two of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

ENOUGH = 4.5
"""WCAG 2.2 AA, for text."""
ENOUGH_FOR_SHAPES = 3.0

HEX = re.compile(r"#[0-9a-f]{6}")
STEPS = 20


@dataclass(frozen=True)
class Colour:
    red: int
    green: int
    blue: int

    @classmethod
    def read(cls, text: str) -> Self:
        if HEX.fullmatch(text) is None:
            raise ValueError(f"{text!r} is no colour such as #12343b")
        return cls(int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16))

    def __str__(self) -> str:
        return f"#{self.red:02x}{self.green:02x}{self.blue:02x}"

    @property
    def luminance(self) -> float:
        return 0.2126 * _linear(self.red) + 0.7152 * _linear(self.green) + 0.0722 * _linear(self.blue)

    def mixed(self, other: Colour, share: float) -> Colour:
        """This colour with a share, from 0 to 1, of the other."""

        def mix(one: int, two: int) -> int:
            return round(one + (two - one) * share)

        return Colour(mix(self.red, other.red), mix(self.green, other.green), mix(self.blue, other.blue))

    def towards(self, other: Colour, *, on: Colour, least: float) -> Colour:
        """As little of the other colour as makes it stand out enough; all of it where nothing less does."""
        for step in range(STEPS + 1):
            mixed = self.mixed(other, step / STEPS)
            if contrast(mixed, on) >= least:
                return mixed
        return other


def _linear(channel: int) -> float:
    share = channel / 255
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)


def contrast(one: Colour, other: Colour) -> float:
    """From 1 for the same colour to 21 for black on white."""
    lighter, darker = sorted((one.luminance, other.luminance), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


BLACK, WHITE = Colour(0, 0, 0), Colour(255, 255, 255)
DARK_PAPER = Colour.read("#17262b")
"""What text stands on where a reader's system asks for dark pages."""


def is_readable(colour: Colour) -> bool:
    """White on it, and it on white, can be read."""
    return contrast(colour, WHITE) >= ENOUGH


def by_day(main: Colour, link: Colour) -> Mapping[str, Colour]:
    """The shades of light pages, by the names of the style sheet's variables."""
    tint, tint_strong = WHITE.mixed(link, 0.08), WHITE.mixed(link, 0.16)
    text = link.towards(BLACK, on=tint_strong, least=ENOUGH)
    return {
        "brand": main,
        "brand-dark": main.mixed(BLACK, 0.25),
        "brand-hover": main.mixed(BLACK, 0.18),
        "brand-line": main.mixed(WHITE, 0.4).towards(WHITE, on=main, least=ENOUGH_FOR_SHAPES),
        "on-brand-quiet": WHITE.mixed(main, 0.15).towards(WHITE, on=main, least=ENOUGH),
        "mark": main.mixed(WHITE, 0.55).towards(WHITE, on=main, least=ENOUGH_FOR_SHAPES),
        "link": text,
        "link-hover": text.mixed(BLACK, 0.3),
        "link-active": text.mixed(BLACK, 0.5),
        "tint": tint,
        "tint-strong": tint_strong,
    }


def by_night(main: Colour, link: Colour) -> Mapping[str, Colour]:
    """What differs on dark pages: the same hues, light enough for the dark ground."""
    light = link.mixed(WHITE, 0.3)
    tint, tint_strong = DARK_PAPER.mixed(light, 0.12), DARK_PAPER.mixed(light, 0.22)
    text = light.towards(WHITE, on=tint_strong, least=ENOUGH)
    return {
        "link": text,
        "link-hover": text.mixed(WHITE, 0.4),
        "link-active": WHITE,
        "tint": tint,
        "tint-strong": tint_strong,
    }
