"""How measures and statements of a version are called in a language, as far as its licence allows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from engagement.instruments.content import Content
from engagement.instruments.enums import Kind
from engagement.instruments.models import InstrumentVersion
from engagement.instruments.rules.asking import Names, Questionnaire
from engagement.instruments.selectors import content_of, names, questionnaire
from engagement.results.enums import MeasureKind
from engagement.results.selectors import INDEX, Measure
from engagement.waves.enums import Respondents


@dataclass(frozen=True)
class Side:
    code: str
    kind: str
    name: str
    items: tuple[str, ...]
    """Codes, in the order of asking."""

    @property
    def measure(self) -> Measure:
        return (MeasureKind.SUB, self.code)


@dataclass(frozen=True)
class Theme:
    code: str
    name: str
    sides: tuple[Side, ...]

    @property
    def measure(self) -> Measure:
        return (MeasureKind.META, self.code)

    def side(self, kind: str) -> Side | None:
        return next((each for each in self.sides if each.kind == kind), None)


@dataclass(frozen=True)
class Naming:
    """Titles of scores stand on the results of whoever asked; statements under licence are numbered only."""

    content: Content
    names: Names
    asked: dict[str, Questionnaire]
    is_open: bool

    @property
    def foreign(self) -> str:
        """The language of titles and statements where it is not the page's, for its marking."""
        mine = self.names.language
        return "" if mine.partition("-")[0] == _short() else mine

    @property
    def themes(self) -> list[Theme]:
        return [
            Theme(
                meta.code,
                self.names.meta_scales[meta.code],
                tuple(
                    Side(sub.code, sub.kind, self.names.sub_scales[sub.code], self._items(sub.code))
                    for sub in meta.sub_scales
                ),
            )
            for meta in self.content.meta_scales
        ]

    def measures(self) -> Iterator[tuple[Measure, str]]:
        """The index, then each theme followed by its sides."""
        yield INDEX, self.names.index
        for theme in self.themes:
            yield theme.measure, theme.name
            for side in theme.sides:
                yield side.measure, f"{Kind(side.kind).label}: {side.name}"

    def statement(self, code: str, respondents: str) -> str:
        number, words = self._asked(respondents)[code]
        return words if self.is_open else _("Statement %(number)s") % {"number": number}

    def is_reversed(self, code: str) -> bool:
        return any(item.is_reversed for item in self.content.items if item.code == code)

    def points(self) -> list[str]:
        if not self.is_open:
            return [str(value) for value, _label in self.asked[Respondents.DOCTORS].points]
        return [label for _value, label in self.asked[Respondents.DOCTORS].points]

    def _asked(self, respondents: str) -> dict[str, tuple[int, str]]:
        items = self.asked[respondents].items
        return {item.code: (number, item.words) for number, item in enumerate(items, start=1)}

    def _items(self, sub_scale: str) -> tuple[str, ...]:
        return tuple(item.code for item in self.content.items if item.sub_scale == sub_scale)


def naming_of(version: InstrumentVersion) -> Naming:
    """In the language that is in use."""
    language = _short()
    return Naming(
        content_of(version),
        names(version, language=language),
        {
            each.value: questionnaire(version, language=language, for_managers=each == Respondents.MANAGERS)
            for each in Respondents
        },
        is_open=version.instrument.is_open,
    )


def _short() -> str:
    return (get_language() or "en").partition("-")[0]
