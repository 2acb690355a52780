"""What an address chooses among the things found, and the choices that are left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.finding.enums import Kind
from cms.finding.sources import topic_labels
from competencies.enums import NodeKind, Stage
from competencies.models import Node
from competencies.selectors import published_frameworks

LABELS: dict[str, str | Promise] = {
    "kind": _("Kind"),
    "topic": _("Topic or theme"),
    "stage": _("Career stage"),
    "domain": _("Domain"),
    "year": _("Year"),
}
"""The facets by their names in the address, in the order in which they stand."""
YEARS = range(1900, 2101)
OPEN_AT_FIRST = ("kind",)

Counts = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Value:
    code: str
    label: str | Promise
    count: int
    chosen: bool
    query: str
    """The address that chooses it, or that takes it back."""


@dataclass(frozen=True)
class Facet:
    name: str
    label: str | Promise
    values: tuple[Value, ...]

    @property
    def is_open(self) -> bool:
        return self.name in OPEN_AT_FIRST or any(value.chosen for value in self.values)


@dataclass(frozen=True)
class Chosen:
    """What was chosen, each facet's values as they came, without those that do not exist."""

    words: str
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return any(self.values.values())

    def of(self, name: str) -> tuple[str, ...]:
        return self.values.get(name, ())

    def query(self, *, turn: tuple[str, str] | None = None) -> str:
        """The address's query, with one value the other way round."""
        pairs = [("q", self.words)] if self.words else []
        for name in LABELS:
            values = self.of(name)
            if turn and turn[0] == name:
                other = turn[1]
                values = tuple(v for v in values if v != other) if other in values else (*values, other)
            pairs += [(name, value) for value in values]
        return urlencode(pairs)


def labels() -> dict[str, dict[str, Any]]:
    """Every value that there may be, by facet. Three queries."""
    domains = Node.objects.filter(
        framework__in=published_frameworks().order_by().values("pk"), kind=NodeKind.DOMAIN
    )
    told = domains.order_by("framework__code", "order").values_list("framework__code", "code", "title")
    return {
        "kind": dict(Kind.choices),
        "topic": topic_labels(),
        "stage": dict(Stage.choices),
        "domain": {f"{framework}:{code}": f"{code} {title}" for framework, code, title in told},
        "year": {str(year): str(year) for year in reversed(YEARS)},
    }


def chosen_in(asked: QueryDict, words: str, known: Mapping[str, Mapping[str, Any]]) -> Chosen:
    found = {
        name: tuple(dict.fromkeys(value for value in asked.getlist(name) if value in known[name]))
        for name in LABELS
    }
    return Chosen(words, found)


def facets_of(chosen: Chosen, counts: Counts, known: Mapping[str, Mapping[str, Any]]) -> tuple[Facet, ...]:
    """Those that leave something to choose: at least two values, or one that was chosen."""
    found = []
    for name, label in LABELS.items():
        there, picked = counts.get(name, {}), chosen.of(name)
        values = tuple(
            Value(code, told, there.get(code, 0), code in picked, chosen.query(turn=(name, code)))
            for code, told in known[name].items()
            if code in there or code in picked
        )
        if len(values) > 1 or picked:
            found.append(Facet(name, label, values))
    return tuple(found)
