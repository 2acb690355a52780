"""A version as a file. The same content gives the same bytes; what is read from them is the same content."""

from __future__ import annotations

from typing import Any

import yaml

from engagement.instruments.content import Content, ItemContent, MetaScaleContent, Words
from engagement.instruments.validators.file_schema import BEHIND, FORMAT, VERSION


class _Dumper(yaml.SafeDumper):
    """Lists are set in; words of several lines stand as they are."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, words: str) -> yaml.ScalarNode:
    style = "|" if "\n" in words else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", words, style=style)


_Dumper.add_representer(str, _text)


def as_yaml(content: Content) -> str:
    document = {
        "format": FORMAT,
        "version": VERSION,
        "instrument": _head(content),
        "scale": {
            "symmetric": content.scale.is_symmetric,
            "points": [_words(each) for each in content.scale.points],
            **_given("cannot_say", _words(content.scale.cannot_say)),
        },
        "bands": [_words(each) for each in content.bands],
        "themes": [_theme(each) for each in content.meta_scales],
        "items": [_item(each) for each in content.items],
    }
    return yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=1_000_000)


def file_name(content: Content) -> str:
    return f"{content.code}-{content.number}.yaml"


def _given(name: str, value: Any) -> dict[str, Any]:
    return {name: value} if value else {}


def _words(words: Words) -> dict[str, Any]:
    behind = [text.language for text in words if text.is_behind]
    return {**{text.language: text.words for text in words}, **_given(BEHIND, behind)}


def _head(content: Content) -> dict[str, Any]:
    return {
        "code": content.code,
        "number": content.number,
        "licence": content.licence,
        "owner": content.owner,
        "licence_note": content.licence_note,
        **_given("source_url", content.source_url),
        "languages": list(content.languages),
        "title": _words(content.title),
        "introduction": _words(content.introduction),
        "index": _words(content.index),
    }


def _theme(meta: MetaScaleContent) -> dict[str, Any]:
    sides = {
        each.kind: {"code": each.code, "title": _words(each.title), "minimum": each.minimum}
        for each in meta.sub_scales
    }
    return {"code": meta.code, "title": _words(meta.title), **sides, **_given("lacks", meta.lacks)}


def _item(item: ItemContent) -> dict[str, Any]:
    return {
        "code": item.code,
        "measures": item.sub_scale,
        **_given("reverse", item.is_reversed),
        "text": _words(item.words),
        **_given("managers", _words(item.managers)),
    }
