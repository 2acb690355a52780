"""Reading YAML strictly: unknown, missing, doubled and ill-typed values are noted, each with its line."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from typing import cast

import yaml
from yaml import MappingNode, Node, ScalarNode, SequenceNode
from yaml.reader import ReaderError

from competencies.errors import InvalidFrameworkFile, Problem

TEXT = "tag:yaml.org,2002:str"
WHOLE_NUMBER = "tag:yaml.org,2002:int"
DAY = "tag:yaml.org,2002:timestamp"
NOTHING = "tag:yaml.org,2002:null"


class Report:
    """Collects problems so that a file's author sees all of them at once."""

    def __init__(self) -> None:
        self._problems: list[Problem] = []

    def add(self, node: Node, message: str) -> None:
        self._problems.append(Problem(line_of(node), message))

    @property
    def problems(self) -> list[Problem]:
        return sorted(self._problems)


def line_of(node: Node) -> int:
    return cast("int", node.start_mark.line) + 1


def compose(text: str) -> Node:
    """The root node of a document; what is not YAML at all is reported with its line."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise InvalidFrameworkFile([Problem(line, "a character that YAML does not allow")]) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise InvalidFrameworkFile(
            [Problem(line, f"not valid YAML: {error.problem or error.context}")]
        ) from error
    if root is None:
        raise InvalidFrameworkFile([Problem(1, "the file is empty")])
    return root


def is_text(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.tag == TEXT


class Section:
    """One block of named values. Asking for a value notes what is wrong with it and returns an empty one."""

    def __init__(self, node: Node, name: str, *, keys: Collection[str], report: Report) -> None:
        self.node = node
        self.name = name
        self.report = report
        self._values: dict[str, Node] = {}
        if not isinstance(node, MappingNode):
            report.add(node, f"{name}: expected named values such as {', '.join(sorted(keys))}")
            return
        for key_node, value in node.value:
            self._take(key_node, value, keys)

    def _take(self, key_node: Node, value: Node, keys: Collection[str]) -> None:
        key = key_node.value if isinstance(key_node, ScalarNode) else "(not a name)"
        if key not in keys:
            self.report.add(key_node, f"{self.name}: unknown key {key!r} (known: {', '.join(sorted(keys))})")
        elif key in self._values:
            self.report.add(key_node, f"{self.name}: {key!r} is given twice")
        else:
            self._values[key] = value

    @property
    def is_mapping(self) -> bool:
        return isinstance(self.node, MappingNode)

    def names(self) -> list[str]:
        return list(self._values)

    def get(self, key: str, *, required: bool = True) -> Node | None:
        value = self._values.get(key)
        if value is None:
            if required and self.is_mapping:
                self.report.add(self.node, f"{self.name}: {key!r} is missing")
            return None
        return value

    def text(self, key: str, *, limit: int, required: bool = True) -> str:
        value = self.get(key, required=required)
        return "" if value is None else self.text_of(value, key, limit=limit, required=required)

    def text_of(self, value: Node, key: str, *, limit: int, required: bool = True) -> str:
        """Words, trimmed; a bare number or date is refused, because YAML would change its digits."""
        if isinstance(value, ScalarNode) and value.tag == NOTHING and not required:
            return ""
        if not isinstance(value, ScalarNode) or value.tag not in (TEXT, NOTHING):
            self.report.add(value, f"{self.name}: {key!r} must be text (put a number in quotes)")
            return ""
        words = "" if value.tag == NOTHING else value.value.strip()
        if not words and required:
            self.report.add(value, f"{self.name}: {key!r} is empty")
        if len(words) > limit:
            self.report.add(
                value, f"{self.name}: {key!r} has {len(words)} characters, at most {limit} are allowed"
            )
        return words

    def code(self, key: str, *, pattern: str, limit: int, like: str) -> str:
        """A code in its own form; an ill-formed one is noted and returned empty."""
        words = self.text(key, limit=limit)
        if words and not re.fullmatch(pattern, words):
            self.report.add(
                self._values[key], f"{self.name}: {key!r} is {words!r}; it should look like {like}"
            )
            return ""
        return words

    def day(self, key: str, *, required: bool = True) -> date | None:
        value = self.get(key, required=required)
        if value is None or (value.tag == NOTHING and not required):
            return None
        try:
            if value.tag in (DAY, TEXT):
                return date.fromisoformat(value.value)
        except (TypeError, ValueError):
            pass
        self.report.add(value, f"{self.name}: {key!r} must be a date such as 2010-07-01")
        return None

    def days(self) -> tuple[date | None, date | None]:
        """From when and until when an edition is in force."""
        valid_from = self.day("valid_from")
        valid_to = self.day("valid_to", required=False)
        if valid_from and valid_to and valid_to <= valid_from:
            where = self.get("valid_to") or self.node
            self.report.add(where, f"{self.name}: 'valid_to' must be after 'valid_from'")
        return valid_from, valid_to

    def whole_number(self, key: str) -> int | None:
        value = self.get(key, required=False)
        if value is None:
            return None
        if value.tag == WHOLE_NUMBER and value.value.isdecimal():
            return int(value.value)
        self.report.add(value, f"{self.name}: {key!r} must be a whole number")
        return None

    def items(self, key: str, *, required: bool = True) -> list[Node]:
        value = self.get(key, required=required)
        if value is None:
            return []
        if not isinstance(value, SequenceNode):
            self.report.add(value, f"{self.name}: {key!r} must be a list")
            return []
        if required and not value.value:
            self.report.add(value, f"{self.name}: {key!r} is empty")
        return list(value.value)
