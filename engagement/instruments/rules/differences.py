"""What differs between two versions of a questionnaire, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from engagement.instruments.content import Content, places
from engagement.instruments.enums import Kind, Licence, Part


class Aspect(NamedTuple):
    """What is compared: of which place, and which side of it."""

    place: str
    aspect: str


@dataclass(frozen=True)
class Difference:
    place: str
    aspect: str
    before: str
    now: str


def differences(before: Content | None, now: Content) -> tuple[Difference, ...]:
    """In the order of the new one; what is gone comes last. Of a new questionnaire everything is new."""
    old = dict(_facts(before)) if before else {}
    new = dict(_facts(now))
    found = [(key, old.get(key, ""), value) for key, value in new.items() if old.get(key, "") != value]
    found += [(key, value, "") for key, value in old.items() if key not in new]
    return tuple(Difference(*key, was, becomes) for key, was, becomes in found)


def _facts(content: Content) -> Iterator[tuple[Aspect, str]]:
    head = _("Questionnaire")
    yield Aspect(head, _("Licence")), str(Licence(content.licence).label)
    yield Aspect(head, _("Owner")), content.owner
    yield Aspect(head, _("Note on the licence")), content.licence_note
    yield Aspect(head, _("Source")), content.source_url
    yield Aspect(head, _("Languages")), ", ".join(content.languages)
    yield (
        Aspect(_("Scale"), _("Answers mirror each other")),
        _("Yes") if content.scale.is_symmetric else _("No"),
    )
    for place, words in places(content):
        name = f"{Part(place.part).label} {place.code}".strip()
        for text in words:
            yield Aspect(name, text.language), text.words
    yield from _structure(content)


def _structure(content: Content) -> Iterator[tuple[Aspect, str]]:
    for meta in content.meta_scales:
        theme = f"{Part.META_SCALE.label} {meta.code}"
        yield Aspect(theme, _("Lacks")), str(Kind(meta.lacks).label) if meta.lacks else ""
        for each in meta.sub_scales:
            side = f"{Part.SUB_SCALE.label} {each.code}"
            yield Aspect(side, _("Belongs to")), f"{meta.code}, {Kind(each.kind).label}"
            yield Aspect(side, _("Answers needed")), str(each.minimum)
    for number, item in enumerate(content.items, start=1):
        name = f"{Part.ITEM.label} {item.code}"
        yield Aspect(name, _("Measures")), item.sub_scale
        yield Aspect(name, _("Place when asked")), str(number)
        yield Aspect(name, _("Reverse-keyed")), _("Yes") if item.is_reversed else _("No")
