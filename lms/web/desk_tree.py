"""A place as a tree for its trust: how each part stands, what was recognised, and what could be."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import ngettext

from kernel.access import Viewer
from lms.enrolment.models import Enrolment
from lms.people.selectors import names_of_users
from lms.progress.nodes import Done, Node
from lms.progress.openings import OPEN, Opening
from lms.progress.presenters import why_closed
from lms.progress.rules import Standing, standing
from lms.progress.selectors import facts_of, openings_of, tree_for
from lms.records.models import LearningFact
from lms.web.tree_presenters import DEEPEST_HEADING, marks_of, result_of, rule_of, words_of
from lms.web.why_presenters import Recognised, text_of

INDENT = "\u2003"


@dataclass(frozen=True)
class Line:
    """An item of the programme."""

    standing: Standing
    mark: str
    closed: str

    @property
    def words(self) -> str:
        """What is missing of a module; what else an item asks for."""
        if self.standing.node.module_key:
            missing = len(self.standing.missing)
            text = ngettext("%(missing)s activity missing", "%(missing)s activities missing", missing)
            return text % {"missing": missing}
        return words_of(self.standing)


@dataclass(frozen=True)
class Part:
    """A group with its own items; the groups in it follow."""

    standing: Standing
    level: int
    mark: str
    closed: str
    items: list[Line]

    @property
    def rule(self) -> str:
        return rule_of(self.standing.node)

    @property
    def result(self) -> str:
        return result_of(self.standing)


def parts(row: Enrolment, stands: Standing, *, today: date) -> list[Part]:
    """In reading order. The root stands first, without a title of its own, where it has items."""
    gated = tree_for(row).has_gates
    found = openings_of(row, stands, today=today) if gated else {}
    told = list(_parts(stands, None, found, level=2))
    return told if told[0].items else told[1:]


def _parts(
    stands: Standing, parent: Node | None, openings: Mapping[uuid.UUID, Opening], *, level: int
) -> Iterator[Part]:
    def closed(part: Standing) -> str:
        return why_closed(openings.get(part.node.key, OPEN))

    items = [
        Line(child, ", ".join(marks_of(child.node, stands.node)), closed(child))
        for child in stands.children
        if child.node.is_item
    ]
    mark = ", ".join(marks_of(stands.node, parent)) if parent else ""
    yield Part(stands, min(level, DEEPEST_HEADING), mark, closed(stands), items)
    for child in stands.children:
        if not child.node.is_item:
            yield from _parts(child, stands.node, openings, level=level + 1 if parent else 3)


def choices(stands: Standing) -> list[tuple[str, str]]:
    """What is not met yet, groups before what is in them, set in by their depth."""
    return list(_choices(stands, depth=0))


def _choices(stands: Standing, *, depth: int) -> Iterator[tuple[str, str]]:
    for child in stands.children:
        if child.satisfied:
            continue
        yield str(child.node.key), INDENT * depth + child.node.title
        yield from _choices(child, depth=depth + 1)


@dataclass(frozen=True)
class Follows:
    """What a recognition would do."""

    node: Node
    on: date
    before: int
    after: int
    completes: bool


def if_recognised(row: Enrolment, stands: Standing, given: Mapping[str, Any]) -> Follows:
    tree, key = tree_for(row), uuid.UUID(given["requirement"])
    facts = facts_of([row])[row.pk]
    more = {**facts.recognised, key: Done(None, given["on"])}
    then = standing(tree.root, replace(facts, recognised=more))
    return Follows(tree.nodes[key], given["on"], stands.percent, then.percent, then.satisfied)


@dataclass(frozen=True)
class RecognisedLine:
    """A recognition with the title of what it stands for."""

    fact: LearningFact
    title: str
    told: Recognised


def recognised(viewer: Viewer, stands: Standing) -> list[RecognisedLine]:
    """What is recognised of a place, in its order: two queries, none where nothing is."""
    nodes = {
        part.recognised.fact_id: part.node
        for part in stands.walk()
        if part.recognised and part.recognised.fact_id
    }
    if not nodes:
        return []
    rows = LearningFact.objects.visible_to(viewer).select_related("words").filter(pk__in=nodes)
    facts = {fact.pk: fact for fact in rows}
    names = names_of_users({fact.recorded_by_id for fact in facts.values() if fact.recorded_by_id})
    return [
        RecognisedLine(facts[pk], node.title, _told(facts[pk], names))
        for pk, node in nodes.items()
        if pk in facts
    ]


def _told(fact: LearningFact, names: Mapping[int | None, str]) -> Recognised:
    evidence = fact.words.evidence if hasattr(fact, "words") else ""
    return Recognised(fact, names.get(fact.recorded_by_id, ""), text_of(fact), evidence)
