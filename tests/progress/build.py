"""Requirement trees and facts for tests, written down in a line."""

from __future__ import annotations

import itertools
import uuid
from datetime import date
from typing import Any

from lms.progress.nodes import Credit, Done, Facts, Node

DAY = date(2026, 9, 1)

_numbers = itertools.count(1000)


def key(number: int) -> uuid.UUID:
    return uuid.UUID(int=number)


def item(item_type: str, **given: Any) -> Node:
    number = given.pop("number", None) or next(_numbers)
    values = {"key": key(number), "requirement_id": number, "kind": "item", "title": f"Item {number}"}
    return Node(**{**values, "item_type": item_type, **given})


def module(module_key: uuid.UUID, *activities: uuid.UUID, **given: Any) -> Node:
    return item("module", module_key=module_key, activities=activities, **given)


def group(kind: str, *children: Node, **given: Any) -> Node:
    number = given.pop("number", None) or next(_numbers)
    values = {"key": key(number), "requirement_id": number, "kind": kind, "title": f"Group {number}"}
    return Node(**{**values, "children": children, **given})


def done(*activities: tuple[uuid.UUID, uuid.UUID], on: date = DAY) -> Facts:
    """These activities, by facts numbered from one."""
    return Facts(activities={each: Done(number, on) for number, each in enumerate(activities, start=1)})


def credit(hundredths: int, *, on: date = DAY, fact_id: int = 1) -> Credit:
    return Credit(fact_id, on, hundredths)
