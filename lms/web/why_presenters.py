"""Why a percentage is what it is: every requirement, what met it, and what is missing."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from lms.progress.nodes import Node
from lms.progress.presenters import in_credits
from lms.progress.rules import Standing
from lms.records.models import LearningFact
from lms.web.presenters import met_words
from lms.web.selectors.learning import Course
from lms.web.selectors.outline import Step
from lms.web.tree_presenters import DEEPEST_HEADING, HEADINGS, marks_of, result_of, rule_of, words_of


@dataclass(frozen=True)
class Met:
    """A needed activity with the fact that met it, or none yet."""

    title: str
    fact: LearningFact | None
    step: Step | None
    words: str
    """When and where it was met; nothing where it is not."""


@dataclass(frozen=True)
class CreditLine:
    credits: str
    what: str
    fact: LearningFact


@dataclass(frozen=True)
class Recognised:
    """Who let earlier learning stand for it, when and why."""

    fact: LearningFact
    by: str
    reason: str
    evidence: str


@dataclass(frozen=True)
class Explained:
    """One requirement and why it stands as it does."""

    standing: Standing
    level: int
    rule: str
    result: str
    mark: str
    language: str
    met: list[Met]
    credits: list[CreditLine]
    recognised: Recognised | None
    parts: list[Explained]

    @property
    def node(self) -> Node:
        return self.standing.node

    @property
    def size(self) -> str:
        return HEADINGS.get(self.level, "s")


def explained(
    course: Course, facts: Mapping[int, LearningFact], names: Mapping[int | None, str]
) -> Explained:
    """The requirement tree in words, each requirement with its facts and gaps."""
    return _Explaining(course, facts, names).part(course.standing, "", level=1)


def credit_lines(course: Course, facts: Mapping[int, LearningFact]) -> list[CreditLine]:
    """All of the place: they fill its requirements one after the other."""
    found = sorted(course.facts.credits, key=lambda each: (each.on, each.fact_id))
    return [
        CreditLine(in_credits(each.hundredths), text_of(fact), fact)
        for each in found
        if (fact := facts.get(each.fact_id))
    ]


class _Explaining:
    def __init__(
        self, course: Course, facts: Mapping[int, LearningFact], names: Mapping[int | None, str]
    ) -> None:
        self.course = course
        self.facts = facts
        self.names = names
        self.titles = course.tree.activity_titles

    def part(self, stands: Standing, mark: str, *, level: int) -> Explained:
        node = stands.node
        place = self.course.outline.by_requirement.get(node.requirement_id)
        return Explained(
            standing=stands,
            level=min(level, DEEPEST_HEADING),
            rule="" if node.is_item else rule_of(node),
            result=words_of(stands) if node.is_item else result_of(stands),
            mark=mark,
            language=place.language if place else self.course.outline.language,
            met=[self._met(stands, key) for key in node.activities],
            credits=credit_lines(self.course, self.facts) if node.credits else [],
            recognised=self._recognised(stands),
            parts=[
                self.part(child, ", ".join(marks_of(child.node, node)), level=level + 1)
                for child in stands.children
            ],
        )

    def _met(self, stands: Standing, key: uuid.UUID) -> Met:
        done = stands.met_by.get(key)
        fact = self.facts.get(done.fact_id) if done and done.fact_id else None
        words = met_words(fact, self.course.enrolment.pk) if fact else ""
        return Met(self.titles.get(key, ""), fact, self.course.outline.step(key), words)

    def _recognised(self, stands: Standing) -> Recognised | None:
        done = stands.recognised
        fact = self.facts.get(done.fact_id) if done and done.fact_id else None
        if fact is None:
            return None
        evidence = fact.words.evidence if hasattr(fact, "words") else ""
        return Recognised(fact, self.names.get(fact.recorded_by_id, ""), text_of(fact), evidence)


def text_of(fact: LearningFact) -> str:
    return fact.words.text if hasattr(fact, "words") else ""
