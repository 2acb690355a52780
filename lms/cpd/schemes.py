"""A file of CPD schemes, checked whole before anything is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

from kernel.days import FIRST, LAST
from lms.cpd.enums import ABOUT, Direction
from lms.cpd.rules import STEP, Edition, Limit

SHIPPED = Path(__file__).parent / "data" / "schemes.yaml"
DAY_OF_YEAR = re.compile(r"(\d\d)-(\d\d)")
WORDS = {"type": "string", "minLength": 1, "maxLength": 120}
CREDITS = {"type": "number", "minimum": 0.25, "maximum": 1000, "multipleOf": 0.25}
LIMIT = {
    "type": "object",
    "properties": {
        **dict.fromkeys(Direction.values, CREDITS),
        "about": {"enum": [code for code, _label in ABOUT]},
    },
    "required": ["about"],
    "minProperties": 2,
    "maxProperties": 2,
    "additionalProperties": False,
}
EDITION = {
    "type": "object",
    "properties": {
        "name": {**WORDS, "maxLength": 40},
        "valid_from": {"type": "string"},
        "year_begins": {"type": "string", "pattern": r"^(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])$"},
        "minimum": CREDITS,
        "five_year": CREDITS,
        "splits_settings": {"type": "boolean"},
        "splits_clinical": {"type": "boolean"},
        "source_url": {"type": "string", "pattern": r"^https?://\S+$", "maxLength": 300},
        "read_on": {"type": "string"},
        "read": {**WORDS, "maxLength": 1000},
        "limits": {"type": "array", "items": LIMIT},
    },
    "required": ["name", "source_url", "read_on", "read"],
    "anyOf": [{"required": ["minimum"]}, {"required": ["five_year"]}],
    "additionalProperties": False,
}
SCHEME = {
    "type": "object",
    "properties": {
        "code": {"type": "string", "pattern": r"^[a-z0-9-]{2,40}$"},
        "title": WORDS,
        "college": WORDS,
        "editions": {"type": "array", "items": EDITION, "minItems": 1},
    },
    "required": ["code", "title", "college", "editions"],
    "additionalProperties": False,
}
FILE = {
    "type": "object",
    "properties": {"schemes": {"type": "array", "items": SCHEME, "minItems": 1}},
    "required": ["schemes"],
    "additionalProperties": False,
}


class InvalidSchemes(ValueError):
    """The file is not one of schemes; ``problems`` says where and why, all of them at once."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("; ".join(problems))


@dataclass(frozen=True)
class EditionRead:
    name: str
    rules: Edition
    splits_settings: bool
    splits_clinical: bool
    source_url: str
    read_on: date
    read: str


@dataclass(frozen=True)
class SchemeRead:
    code: str
    title: str
    college: str
    editions: tuple[EditionRead, ...]


class _Loader(yaml.SafeLoader):
    """Dates stay the words that they are: a schema is about JSON."""


_Loader.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if pair[0] != "tag:yaml.org,2002:timestamp"]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_schemes(text: str) -> tuple[SchemeRead, ...]:
    try:
        data = yaml.load(text, Loader=_Loader)  # noqa: S506 -- a safe loader that leaves dates as words
    except yaml.YAMLError as error:
        raise InvalidSchemes([f"not YAML: {error}"]) from error
    found = sorted(Draft202012Validator(FILE).iter_errors(data), key=lambda each: list(map(str, each.path)))
    if found:
        raise InvalidSchemes([f"{each.json_path}: {each.message}" for each in found])
    problems = [*_problems(data["schemes"])]
    if problems:
        raise InvalidSchemes(problems)
    return tuple(_scheme(each) for each in data["schemes"])


def _problems(schemes: list[dict[str, Any]]) -> Iterator[str]:
    """What a schema cannot say."""
    yield from _doubled("schemes", [each["code"] for each in schemes])
    for scheme in schemes:
        place, editions = scheme["code"], scheme["editions"]
        yield from _doubled(f"{place}: names", [each["name"] for each in editions])
        yield from _doubled(f"{place}: first days", [each.get("valid_from", "") for each in editions])
        for edition, name in product(editions, ("valid_from", "read_on")):
            if name in edition and _day(edition[name]) is None:
                yield f"{place}, {edition['name']}: {name} is no day between 1900 and 2100"


def _doubled(what: str, values: list[str]) -> Iterator[str]:
    if twice := sorted({each for each in values if values.count(each) > 1}):
        yield f"{what} are given twice: {', '.join(twice)}"


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST <= day <= LAST else None


def _scheme(data: dict[str, Any]) -> SchemeRead:
    return SchemeRead(data["code"], data["title"], data["college"], tuple(map(_edition, data["editions"])))


def _edition(data: dict[str, Any]) -> EditionRead:
    begins = DAY_OF_YEAR.fullmatch(data.get("year_begins", ""))
    return EditionRead(
        name=data["name"],
        rules=Edition(
            valid_from=_day(data.get("valid_from", "")),
            begins=(int(begins[1]), int(begins[2])) if begins else None,
            minimum=_hundredths(data.get("minimum")),
            five_year=_hundredths(data.get("five_year")),
            limits=tuple(_limit(each) for each in data.get("limits", ())),
        ),
        splits_settings=data.get("splits_settings", True),
        splits_clinical=data.get("splits_clinical", False),
        source_url=data["source_url"],
        read_on=date.fromisoformat(data["read_on"]),
        read=data["read"].strip(),
    )


def _limit(data: dict[str, Any]) -> Limit:
    direction = next(name for name in data if name != "about")
    return Limit(direction, data["about"], _hundredths(data[direction]) or STEP)


def _hundredths(credits: float | None) -> int | None:
    return None if credits is None else int(Decimal(str(credits)) * 100)
