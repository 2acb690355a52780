"""A version of a questionnaire as plain values: what a file says, what the tables hold, and its checksum."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import NamedTuple

from engagement.instruments.enums import Part


@dataclass(frozen=True)
class Text:
    """Words in one language. ``is_behind``: translated from words that have changed since."""

    language: str
    words: str
    is_behind: bool = False


Words = tuple[Text, ...]
"""The same said in each language there is, in the version's order of languages."""


class Place(NamedTuple):
    """Where some words stand; ``code`` is empty where there is only one such place."""

    part: Part
    code: str = ""


@dataclass(frozen=True)
class SubScaleContent:
    code: str
    kind: str
    minimum: int
    """So many of its items must be answered for a score."""
    title: Words


@dataclass(frozen=True)
class MetaScaleContent:
    code: str
    title: Words
    sub_scales: tuple[SubScaleContent, ...]
    """The organisation's side first."""
    lacks: str = ""
    """The kind of sub-scale that it has not, by declaration."""


@dataclass(frozen=True)
class ItemContent:
    code: str
    sub_scale: str
    is_reversed: bool
    words: Words
    managers: Words = ()
    """The same for managers, where they could not be asked in the same words."""


@dataclass(frozen=True)
class ScaleContent:
    points: tuple[Words, ...]
    """Labels of the answers 1, 2, 3 and so on."""
    cannot_say: Words
    is_symmetric: bool


@dataclass(frozen=True)
class Content:
    """``items`` are in the order of asking; ``bands`` lowest first; the first language is the source."""

    code: str
    number: int
    licence: str
    owner: str
    licence_note: str
    source_url: str
    languages: tuple[str, ...]
    title: Words
    introduction: Words
    index: Words
    bands: tuple[Words, ...]
    scale: ScaleContent
    meta_scales: tuple[MetaScaleContent, ...]
    items: tuple[ItemContent, ...]

    @property
    def source(self) -> str:
        return self.languages[0]

    @property
    def sub_scales(self) -> tuple[SubScaleContent, ...]:
        return tuple(each for theme in self.meta_scales for each in theme.sub_scales)


def checksum(content: Content) -> str:
    """The same words in the same order give the same SHA-256, whatever file or table they came from."""
    plain = json.dumps(asdict(content), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()


def in_language(words: Words, language: str) -> Text | None:
    return next((text for text in words if text.language == language), None)


def said(words: Words, language: str) -> str:
    """The words in that language; empty where there are none."""
    text = in_language(words, language)
    return text.words if text else ""


Change = Callable[[Place, Words], Words]


def with_words(content: Content, change: Change) -> Content:
    """The same questionnaire with other words at each place."""
    scale = content.scale
    return replace(
        content,
        title=change(Place(Part.TITLE), content.title),
        introduction=change(Place(Part.INTRODUCTION), content.introduction),
        index=change(Place(Part.INDEX), content.index),
        bands=_numbered(Part.BAND, content.bands, change),
        scale=replace(
            scale,
            points=_numbered(Part.POINT, scale.points, change),
            cannot_say=change(Place(Part.CANNOT_SAY), scale.cannot_say),
        ),
        meta_scales=tuple(_meta_scale(each, change) for each in content.meta_scales),
        items=tuple(_item(each, change) for each in content.items),
    )


def _numbered(part: Part, rows: tuple[Words, ...], change: Change) -> tuple[Words, ...]:
    return tuple(change(Place(part, str(number)), words) for number, words in enumerate(rows, start=1))


def _meta_scale(meta: MetaScaleContent, change: Change) -> MetaScaleContent:
    return replace(
        meta,
        title=change(Place(Part.META_SCALE, meta.code), meta.title),
        sub_scales=tuple(
            replace(each, title=change(Place(Part.SUB_SCALE, each.code), each.title))
            for each in meta.sub_scales
        ),
    )


def _item(item: ItemContent, change: Change) -> ItemContent:
    return replace(
        item,
        words=change(Place(Part.ITEM, item.code), item.words),
        managers=change(Place(Part.MANAGERS, item.code), item.managers),
    )


def places(content: Content) -> Iterator[tuple[Place, Words]]:
    """Every place that has words in some language, in reading order."""
    found: list[tuple[Place, Words]] = []

    def note(place: Place, words: Words) -> Words:
        if words:
            found.append((place, words))
        return words

    with_words(content, note)
    return iter(found)
