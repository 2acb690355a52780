"""Programme files as plain data, and where in the file each thing stands."""

from __future__ import annotations

import json
import re
from collections.abc import Hashable
from pathlib import Path as FilePath
from typing import Any

import yaml
from django.utils.translation import gettext as _

from programmes.rules.problems import Path

MEGABYTE = 1024 * 1024
LARGEST = 20 * MEGABYTE
LINES_UP_TO = 2 * MEGABYTE
"""In larger files what is wrong is said with its path alone: to find the lines would take minutes."""


class Unreadable(ValueError):
    """The file as a whole cannot be read."""


class _Loader(yaml.SafeLoader):
    """YAML as plain as JSON: no aliases, which can stand for endless data, and no name given twice."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise Unreadable(_("The file uses an alias (*name). Write the content out."))
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _value in node.value:
            name = str(key.value)
            if name in seen:
                values = {"name": name, "line": key.start_mark.line + 1}
                raise Unreadable(_("“%(name)s” stands twice in one place, in line %(line)s.") % values)
            seen.add(name)
        return super().construct_mapping(node, deep=deep)


# What JSON knows, written as in JSON: no dates, and no word that turns into true or false unasked.
_Loader.yaml_implicit_resolvers = {}
for _tag, _written, _first in (
    ("bool", "true|false", "tf"),
    ("int", "-?(?:0|[1-9][0-9]{0,17})", "-0123456789"),
    ("null", "null|~|", ["n", "~", ""]),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_written})$"), list(_first))


def read(path: FilePath) -> tuple[str, Any]:
    """The text of the file and the data in it."""
    try:
        raw = path.read_bytes()
        if len(raw) > LARGEST:
            raise Unreadable(_("The file is larger than 20 MB."))
        text = raw.decode("utf-8-sig")
    except OSError as error:
        raise Unreadable(_("The file cannot be opened: %(reason)s") % {"reason": error.strerror}) from error
    except UnicodeDecodeError as error:
        raise Unreadable(_("The file is not in UTF-8.")) from error
    return text, parse(text, is_json=path.suffix.lower() == ".json")


def parse(text: str, *, is_json: bool) -> Any:
    try:
        if is_json:
            return json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
        return yaml.load(text, Loader=_Loader)  # noqa: S506 -- a safe loader, made stricter
    except (json.JSONDecodeError, yaml.YAMLError, RecursionError) as error:
        raise Unreadable(_("The file cannot be read: %(reason)s") % {"reason": error}) from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _value in pairs]
    found = dict(pairs)
    if len(found) < len(names):
        twice = next(name for place, name in enumerate(names) if name in names[:place])
        raise Unreadable(_("“%(name)s” stands twice in one place.") % {"name": twice})
    return found


def _no_number(name: str) -> Any:
    raise Unreadable(_("The file holds %(name)s, which is no number.") % {"name": name})


def written(path: Path) -> str:
    """A path as people write it: modules[3].body[2].title"""
    said = ""
    for step in path:
        said += f"[{step}]" if isinstance(step, int) else f".{step}" if said else str(step)
    return said


class Lines:
    """In which line of the file a path leads to; nowhere where the file is not also YAML."""

    def __init__(self, text: str) -> None:
        try:
            self.root = yaml.compose(text, Loader=_Loader) if len(text) <= LINES_UP_TO else None
        except (yaml.YAMLError, Unreadable, RecursionError):
            self.root = None

    def of(self, path: Path) -> int | None:
        """Of the deepest node on the way that the file has."""
        node, line = self.root, None
        for step in path:
            if node is None:
                break
            node, mark = _step(node, step)
            line = mark.line + 1 if mark else line
        return line


def _step(node: yaml.Node, step: str | int) -> tuple[yaml.Node | None, Any]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                return value, key.start_mark
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step].start_mark
    return None, None
