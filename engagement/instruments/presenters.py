"""A version as the admin shows it: items by theme, with their languages side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagement.instruments.content import Content, SubScaleContent, Words, in_language, said
from engagement.instruments.enums import Kind, Part
from engagement.instruments.rules.parity import LanguageState, states


@dataclass(frozen=True)
class Cell:
    """Words in one language; ``note`` says what is wrong with them."""

    language: str
    name: str
    words: str
    managers: str
    note: str


@dataclass(frozen=True)
class ItemRow:
    number: int
    code: str
    is_reversed: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Side:
    kind: str
    title: str
    needed: str
    items: tuple[ItemRow, ...]


@dataclass(frozen=True)
class Theme:
    code: str
    title: str
    sides: tuple[Side, ...]
    lacks: str


@dataclass(frozen=True)
class NamedRow:
    """Anything else that has words."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class VersionPage:
    languages: tuple[tuple[str, str], ...]
    parity: tuple[tuple[str, str], ...]
    themes: tuple[Theme, ...]
    around: tuple[NamedRow, ...]
    items: int
    reversed: int
    points: int


def page_of(content: Content, *, with_words: bool) -> VersionPage:
    """Without the words it still says how many items there are and how they are scored."""
    languages = content.languages if with_words else ()
    return VersionPage(
        languages=tuple((each, language_name(each)) for each in languages),
        parity=tuple((language_name(each.language), parity_words(each)) for each in states(content)),
        themes=tuple(
            Theme(
                meta.code,
                said(meta.title, content.source) if with_words else meta.code,
                tuple(_side(content, each, languages) for each in meta.sub_scales),
                str(Kind(meta.lacks).label) if meta.lacks else "",
            )
            for meta in content.meta_scales
        ),
        around=_around(content, languages) if with_words else (),
        items=len(content.items),
        reversed=sum(item.is_reversed for item in content.items),
        points=len(content.scale.points),
    )


def language_name(code: str) -> str:
    """In the reader's language where the site knows it."""
    known = {name.partition("-")[0]: label for name, label in settings.LANGUAGES}
    return str(known.get(code.partition("-")[0], code))


def parity_words(state: LanguageState) -> str:
    if not state.missing and not state.behind:
        return _("Complete")
    parts = []
    if number := len(state.missing):
        parts.append(ngettext("%(number)s text is missing", "%(number)s texts are missing", number))
        parts[-1] %= {"number": number}
    if number := len(state.behind):
        parts.append(
            ngettext(
                "%(number)s text is behind its source", "%(number)s texts are behind their source", number
            )
        )
        parts[-1] %= {"number": number}
    if state.missing:
        parts.append(_("nobody is asked in it"))
    return "; ".join(parts)


def _side(content: Content, sub: SubScaleContent, languages: Collection[str]) -> Side:
    rows = tuple(
        ItemRow(number, item.code, item.is_reversed, _cells(item.words, item.managers, languages))
        for number, item in enumerate(content.items, start=1)
        if item.sub_scale == sub.code
    )
    values = {"minimum": sub.minimum, "items": len(rows)}
    return Side(
        kind=str(Kind(sub.kind).label),
        title=said(sub.title, content.source) if languages else sub.code,
        needed=_("scored from %(minimum)s of %(items)s answers on") % values,
        items=rows,
    )


def _cells(words: Words, managers: Words, languages: Collection[str]) -> tuple[Cell, ...]:
    return tuple(
        Cell(
            language=each,
            name=language_name(each),
            words=said(words, each),
            managers=said(managers, each),
            note=_note(words, managers, each),
        )
        for each in languages
    )


def _note(words: Words, managers: Words, language: str) -> str:
    found = Counter(
        "missing" if text is None else "behind" if text.is_behind else "there"
        for text in (in_language(each, language) for each in (words, managers) if each)
    )
    if found["missing"]:
        return _("Missing")
    return _("Behind its source") if found["behind"] else ""


def _around(content: Content, languages: Collection[str]) -> tuple[NamedRow, ...]:
    scale = content.scale
    named: list[tuple[str, Words]] = [
        (str(Part.TITLE.label), content.title),
        (str(Part.INTRODUCTION.label), content.introduction),
        *((f"{Part.POINT.label} {value}", each) for value, each in enumerate(scale.points, start=1)),
        (str(Part.CANNOT_SAY.label), scale.cannot_say),
        (str(Part.INDEX.label), content.index),
    ]
    for meta in content.meta_scales:
        named.append((f"{Part.META_SCALE.label} {meta.code}", meta.title))
        named += [(f"{Kind(each.kind).label} {each.code}", each.title) for each in meta.sub_scales]
    named += [(f"{Part.BAND.label} {place}", each) for place, each in enumerate(content.bands, start=1)]
    return tuple(NamedRow(name, _cells(words, (), languages)) for name, words in named if words)
