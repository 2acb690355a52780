"""A scale's file, checked whole before anything is written: words by language, English first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from yaml import MappingNode, Node

from competencies import rules
from competencies.content import LevelContent, ScaleContent, Words
from competencies.errors import InvalidFrameworkFile
from competencies.validators.yaml_sections import Report, Section, compose

WRITTEN_IN = "en"
NOTE_LIMIT = 2000
DESCRIPTOR_LIMIT = 600
FEWEST_LEVELS = 2
MOST_LEVELS = 10

Said = dict[str, str]


@dataclass(frozen=True)
class ScaleFile:
    content: ScaleContent
    valid_to: date | None


def read_scale(text: str) -> ScaleFile:
    """The edition that a file describes, or ``InvalidFrameworkFile`` with every problem and its line."""
    report = Report()
    root = Section(compose(text), "file", keys=("scale", "levels"), report=report)
    head_node = root.get("scale")
    items = root.items("levels")
    if head_node is None:
        raise InvalidFrameworkFile(report.problems)
    head = Section(
        head_node,
        "scale",
        keys=("code", "edition", "title", "note", "owner", "valid_from", "valid_to"),
        report=report,
    )
    if items and not FEWEST_LEVELS <= len(items) <= MOST_LEVELS:
        report.add(items[0], f"levels: there are {len(items)}, and {FEWEST_LEVELS} to {MOST_LEVELS} may be")
    levels = _levels(items, report)
    words, said = _words(head, title_limit=200, long="note", long_limit=NOTE_LIMIT)
    valid_from, valid_to = head.days()
    content = ScaleContent(
        code=head.code(
            "code", pattern=rules.FRAMEWORK_CODE, limit=rules.FRAMEWORK_CODE_LENGTH, like="leadership-4"
        ),
        edition=head.code("edition", pattern=rules.EDITION, limit=rules.EDITION_LENGTH, like="1 or 2026"),
        owner=head.text("owner", limit=300),
        valid_from=valid_from or date.min,
        words=words,
        said=said,
        levels=levels,
    )
    if report.problems:
        raise InvalidFrameworkFile(report.problems)
    return ScaleFile(content=content, valid_to=valid_to)


def _levels(items: list[Node], report: Report) -> tuple[LevelContent, ...]:
    found: list[LevelContent] = []
    for place, item in enumerate(items, start=1):
        level = Section(item, f"level {place}", keys=("code", "title", "descriptor"), report=report)
        code = level.code(
            "code", pattern=rules.FRAMEWORK_CODE, limit=rules.FRAMEWORK_CODE_LENGTH, like="with-support"
        )
        if code and code in {each.code for each in found}:
            report.add(item, f"level {place}: code {code!r} is used already")
        words, said = _words(
            level, title_limit=rules.LEVEL_TITLE_LENGTH, long="descriptor", long_limit=DESCRIPTOR_LIMIT
        )
        found.append(LevelContent(code, words, said))
    return tuple(found)


def _words(
    section: Section, *, title_limit: int, long: str, long_limit: int
) -> tuple[Words, dict[str, Words]]:
    """The words as written, and those in other languages: title and text are there together."""
    titles = _by_language(section, "title", limit=title_limit)
    texts = _by_language(section, long, limit=long_limit)
    for language in sorted(titles.keys() ^ texts.keys()):
        section.report.add(section.node, f"{section.name}: 'title' and {long!r} are not both in {language!r}")
    both = {language: Words(titles[language], texts[language]) for language in sorted(titles.keys() & texts)}
    written = both.pop(WRITTEN_IN, Words("", ""))
    return written, both


def _by_language(section: Section, key: str, *, limit: int) -> Said:
    node = section.get(key)
    if node is None:
        return {}
    if not isinstance(node, MappingNode):
        return {WRITTEN_IN: section.text_of(node, key, limit=limit)}
    languages = [name.value for name, _value in node.value if re.fullmatch(rules.LANGUAGE, str(name.value))]
    words = Section(node, f"{section.name}, {key}", keys=languages, report=section.report)
    if WRITTEN_IN not in words.names():
        section.report.add(node, f"{section.name}: {key!r} is not there in {WRITTEN_IN!r}")
    return {language: words.text(language, limit=limit) for language in words.names()}
