"""Files of earlier versions, read as if they had been written today.

Version 1 knew neither translations, nor other programmes, nor where something was copied from; its first
files had one level of ``parts`` in place of the tree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator

from programmes.interchange import ids
from programmes.interchange.mapping import ID, Schema
from programmes.rules.keys import stable_id
from programmes.rules.problems import Path, Problem, under
from programmes.rules.schema_problems import schema_problem

VERSION = 2
READ = (1, VERSION)

SINCE_2: Mapping[str, tuple[str, ...]] = {
    "": ("programmes",),
    "programme": ("translations", "template", "copied_from"),
    "modules": ("translations", "template", "copied_from"),
}
"""What version 1 does not know, by where it stands."""

PARTS: Schema = {
    "type": "array",
    "minItems": 1,
    "items": {
        "type": "object",
        "properties": {
            "id": ID,
            "title": {"type": "string", "minLength": 1, "maxLength": 120},
            "rule": {"enum": ["all", "at_least"]},
            "at_least": {"type": ["integer", "null"], "minimum": 1},
            "modules": {
                "type": "array",
                "minItems": 1,
                "items": {
                    "type": "object",
                    "properties": {
                        "id": ID,
                        "module": ID,
                        "required": {"type": "boolean"},
                        "due_days": {"type": ["integer", "null"], "minimum": 1},
                    },
                    "required": ["module"],
                    "additionalProperties": False,
                },
            },
        },
        "required": ["id", "title", "modules"],
        "additionalProperties": False,
    },
}


def upgraded(document: Any) -> tuple[Any, list[Problem]]:
    """The document as version 2 has it, and what of it no version 1 has."""
    if not isinstance(document, Mapping):
        return document, []
    version = document.get("version")
    if "version" in document and (isinstance(version, bool) or version not in READ):
        message = _("This site reads the versions %(known)s. Update the site, or export the file anew.")
        known = ", ".join(map(str, READ))
        return {**document, "version": VERSION}, [Problem(message % {"known": known}, ("version",))]
    if version != 1:
        return document, []
    problems = list(_too_new(document))
    document, wrong = _without_parts(document)
    return {**document, "version": VERSION}, [*problems, *wrong]


def _too_new(document: Mapping[str, Any]) -> Iterator[Problem]:
    message = _("Version 1 of the format does not know this: write “version: 2” at the top of the file.")
    modules = document.get("modules")
    places: list[tuple[Path, str, Any]] = [
        ((), "", document),
        (("programme",), "programme", document.get("programme")),
        *(
            (("modules", n), "modules", each)
            for n, each in enumerate(modules if isinstance(modules, list) else ())
        ),
    ]
    for path, kind, held in places:
        for name in SINCE_2[kind]:
            if isinstance(held, Mapping) and name in held:
                yield Problem(message, (*path, name))


def _without_parts(document: Mapping[str, Any]) -> tuple[Mapping[str, Any], list[Problem]]:
    programme = document.get("programme")
    if not isinstance(programme, Mapping) or "parts" not in programme or "tree" in programme:
        return document, []
    errors = Draft202012Validator(PARTS).iter_errors(programme["parts"])
    problems = under([schema_problem(error) for error in errors], "programme", "parts")
    sound = not problems and ids.is_id(programme.get("id"))
    children = list(_groups(programme["parts"], str(programme["id"]))) if sound else []
    rest = {name: value for name, value in programme.items() if name != "parts"}
    return {**document, "programme": {**rest, "tree": {"root": {"children": children}}}}, problems


def _groups(parts: Iterable[Mapping[str, Any]], programme: str) -> Iterator[dict[str, Any]]:
    """With the ids that these had."""
    owner = ids.programme_key(programme)
    for part in parts:
        own = ids.id_of(part["id"], owner)
        group = {"id": own, "kind": part.get("rule", "all"), "title": part["title"]}
        if part.get("at_least"):
            group["at_least"] = part["at_least"]
        yield {**group, "children": [_item(entry, own) for entry in part["modules"]]}


def _item(entry: Mapping[str, Any], part: str) -> dict[str, Any]:
    given = entry.get("id")
    own = ids.id_of(given, part) if given else stable_id(part, ids.module_key(entry["module"]))
    item: dict[str, Any] = {"type": "module", "module": entry["module"]}
    kept = {name: entry[name] for name in ("required", "due_days") if name in entry}
    return {"id": own, "kind": "item", **kept, "item": item}


def as_written(problem_path: Path, document: Any) -> Path:
    """Where in a file with ``parts`` something stands that was found in the tree made of them."""
    programme = document.get("programme") if isinstance(document, Mapping) else None
    if not isinstance(programme, Mapping) or "parts" not in programme or "tree" in programme:
        return problem_path
    if problem_path[:4] != ("programme", "tree", "root", "children"):
        return ("programme", "parts") if problem_path[:2] == ("programme", "tree") else problem_path
    part, *rest = problem_path[4:]
    named = {"children": "modules", "item": None, "kind": "rule"}
    return (
        "programme",
        "parts",
        part,
        *(new for step in rest if (new := named.get(str(step), step)) is not None),
    )
