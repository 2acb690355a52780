"""A questionnaire's file, checked whole before anything is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from engagement.instruments.content import (
    Content,
    ItemContent,
    MetaScaleContent,
    Place,
    ScaleContent,
    SubScaleContent,
    Text,
    Words,
)
from engagement.instruments.enums import Kind, Part
from engagement.instruments.errors import FileProblem, InvalidInstrumentFile
from engagement.instruments.rules import structure
from engagement.instruments.validators.file_schema import BEHIND, schema_problems
from programmes.interchange.reading import Lines, Unreadable, parse, written
from programmes.rules.problems import Path, Problem

LARGEST = 500_000
"""Bytes; the largest questionnaires have some tens of thousands."""

Data = Mapping[str, Any]


@dataclass(frozen=True)
class InstrumentFile:
    content: Content
    checked: frozenset[Place]
    """Where the file says itself which translations are behind, be it none."""


def read_bytes(raw: bytes) -> InstrumentFile:
    if len(raw) > LARGEST:
        raise InvalidInstrumentFile([_whole(_("The file is larger than 500 kB. It is no questionnaire's."))])
    try:
        return read_instrument(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        message = _("The file is not in UTF-8. Save it as UTF-8 and try again.")
        raise InvalidInstrumentFile([_whole(message)]) from error


def read_instrument(text: str) -> InstrumentFile:
    """What a file says, or ``InvalidInstrumentFile`` with every problem and its line."""
    text = text.replace("\r\n", "\n")
    try:
        document = _trimmed(parse(text, is_json=False))
    except Unreadable as error:
        raise InvalidInstrumentFile([_whole(str(error))]) from error
    problems = schema_problems(document)
    if not problems:
        problems = list(_language_problems(document))
    if problems:
        raise _refused(text, problems)
    content = _content(document)
    if problems := structure.problems(content):
        raise _refused(text, problems)
    return InstrumentFile(content, frozenset(_checked(document)))


def _whole(message: str) -> FileProblem:
    return FileProblem(None, "", message)


def _refused(text: str, problems: list[Problem]) -> InvalidInstrumentFile:
    lines = Lines(text)
    found = [FileProblem(lines.of(each.path), written(each.path), each.message) for each in problems]
    return InvalidInstrumentFile(sorted(found, key=lambda each: (each.line or 0, each.place, each.message)))


def _trimmed(data: Any) -> Any:
    if isinstance(data, str):
        return data.strip()
    if isinstance(data, list):
        return [_trimmed(each) for each in data]
    return {key: _trimmed(each) for key, each in data.items()} if isinstance(data, dict) else data


def _texts(document: Data) -> Iterator[tuple[Path, Place, Data]]:
    """Every place in the file that has words, with the path to it."""
    head, scale = document["instrument"], document["scale"]
    for part in (Part.TITLE, Part.INTRODUCTION, Part.INDEX):
        yield ("instrument", part.value), Place(part), head[part.value]
    for number, point in enumerate(scale["points"]):
        yield ("scale", "points", number), Place(Part.POINT, str(number + 1)), point
    if "cannot_say" in scale:
        yield ("scale", "cannot_say"), Place(Part.CANNOT_SAY), scale["cannot_say"]
    for number, band in enumerate(document["bands"]):
        yield ("bands", number), Place(Part.BAND, str(number + 1)), band
    for number, theme in enumerate(document["themes"]):
        yield from _theme_texts(theme, ("themes", number))
    for number, item in enumerate(document["items"]):
        yield ("items", number, "text"), Place(Part.ITEM, item["code"]), item["text"]
        if "managers" in item:
            yield ("items", number, "managers"), Place(Part.MANAGERS, item["code"]), item["managers"]


def _theme_texts(theme: Data, path: Path) -> Iterator[tuple[Path, Place, Data]]:
    yield (*path, "title"), Place(Part.META_SCALE, theme["code"]), theme["title"]
    for kind in Kind.values:
        if side := theme.get(kind):
            yield (*path, kind, "title"), Place(Part.SUB_SCALE, side["code"]), side["title"]


def _language_problems(document: Data) -> Iterator[Problem]:
    languages = document["instrument"]["languages"]
    for path, _place, words in _texts(document):
        if languages[0] not in words:
            message = _(
                "The words in “%(language)s” are missing: the first of the languages is never left out."
            )
            yield Problem(message % {"language": languages[0]}, path)
        for language in words.keys() - {BEHIND, *languages}:
            message = _("“%(language)s” is not among the languages: add it to “languages”, or take this out.")
            yield Problem(message % {"language": language}, (*path, language))
        for language in words.get(BEHIND, []):
            if language == languages[0] or language not in words:
                message = _("“%(language)s” is no translation here, and so it cannot be behind.")
                yield Problem(message % {"language": language}, (*path, BEHIND))


def _checked(document: Data) -> Iterator[Place]:
    return (place for _path, place, words in _texts(document) if BEHIND in words)


def _words(given: Data | None, languages: list[str]) -> Words:
    if not given:
        return ()
    behind = given.get(BEHIND, [])
    return tuple(Text(each, given[each], each in behind) for each in languages if each in given)


def _content(document: Data) -> Content:
    head, scale = document["instrument"], document["scale"]
    languages = head["languages"]
    return Content(
        code=head["code"],
        number=head["number"],
        licence=head["licence"],
        owner=head["owner"],
        licence_note=head["licence_note"],
        source_url=head.get("source_url", ""),
        languages=tuple(languages),
        title=_words(head["title"], languages),
        introduction=_words(head["introduction"], languages),
        index=_words(head["index"], languages),
        bands=tuple(_words(each, languages) for each in document["bands"]),
        scale=ScaleContent(
            points=tuple(_words(each, languages) for each in scale["points"]),
            cannot_say=_words(scale.get("cannot_say"), languages),
            is_symmetric=scale["symmetric"],
        ),
        meta_scales=tuple(_theme(each, languages) for each in document["themes"]),
        items=tuple(_item(each, languages) for each in document["items"]),
    )


def _theme(theme: Data, languages: list[str]) -> MetaScaleContent:
    sides = [(kind, theme[kind]) for kind in Kind.values if kind in theme]
    return MetaScaleContent(
        code=theme["code"],
        title=_words(theme["title"], languages),
        sub_scales=tuple(
            SubScaleContent(side["code"], kind, side["minimum"], _words(side["title"], languages))
            for kind, side in sides
        ),
        lacks=theme.get("lacks", ""),
    )


def _item(item: Data, languages: list[str]) -> ItemContent:
    return ItemContent(
        code=item["code"],
        sub_scale=item["measures"],
        is_reversed=item.get("reverse", False),
        words=_words(item["text"], languages),
        managers=_words(item.get("managers"), languages),
    )
