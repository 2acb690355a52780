"""A questionnaire as it is asked and as its results are named, in one language. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engagement.instruments.content import Content, Words, said
from engagement.instruments.rules import parity
from engagement.instruments.rules.scoring import ItemRule, MetaScaleRule, Rules, SubScaleRule


@dataclass(frozen=True)
class AskedItem:
    code: str
    words: str


@dataclass(frozen=True)
class Questionnaire:
    """What somebody is asked. ``cannot_say`` is empty where that is no answer."""

    language: str
    title: str
    introduction: str
    points: tuple[tuple[int, str], ...]
    cannot_say: str
    items: tuple[AskedItem, ...]


@dataclass(frozen=True)
class Names:
    """How results are called."""

    language: str
    index: str
    bands: tuple[str, ...]
    meta_scales: Mapping[str, str]
    sub_scales: Mapping[str, str]


def language_for(content: Content, wanted: str) -> str:
    """The wanted one (``cy``, ``en-gb``) where it is complete, else that of the source."""
    short = wanted.partition("-")[0]
    found = [each for each in parity.offered(content) if each.partition("-")[0] == short]
    return wanted if wanted in found else next(iter(found), content.source)


def questionnaire(content: Content, *, language: str, for_managers: bool = False) -> Questionnaire:
    chosen = language_for(content, language)
    return Questionnaire(
        language=chosen,
        title=said(content.title, chosen),
        introduction=said(content.introduction, chosen),
        points=tuple(enumerate((said(each, chosen) for each in content.scale.points), start=1)),
        cannot_say=said(content.scale.cannot_say, chosen),
        items=tuple(
            AskedItem(item.code, said(_for(item.words, item.managers, for_managers), chosen))
            for item in content.items
        ),
    )


def _for(words: Words, managers: Words, for_managers: bool) -> Words:
    return managers if for_managers and managers else words


def names(content: Content, *, language: str) -> Names:
    chosen = language_for(content, language)
    return Names(
        language=chosen,
        index=said(content.index, chosen),
        bands=tuple(said(each, chosen) for each in content.bands),
        meta_scales={each.code: said(each.title, chosen) for each in content.meta_scales},
        sub_scales={each.code: said(each.title, chosen) for each in content.sub_scales},
    )


def scoring(content: Content) -> Rules:
    def items_of(code: str) -> tuple[ItemRule, ...]:
        return tuple(ItemRule(i.code, i.is_reversed) for i in content.items if i.sub_scale == code)

    return Rules(
        points=len(content.scale.points),
        meta_scales=tuple(
            MetaScaleRule(
                meta.code,
                tuple(SubScaleRule(sub.code, sub.minimum, items_of(sub.code)) for sub in meta.sub_scales),
            )
            for meta in content.meta_scales
        ),
    )
