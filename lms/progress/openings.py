"""What of a programme is open to somebody today, what opens on which day, and what waits for what.

Pure. Nothing below a closed requirement is open, and what is done is never closed.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from lms.progress.nodes import Node
from lms.progress.rules import Standing


class State(StrEnum):
    DONE = "done"
    OPEN = "open"
    OPENS_ON = "opens_on"
    LOCKED = "locked"


@dataclass(frozen=True)
class Opening:
    """``opens_on`` is the day from which it is open, known only where nothing else must be done first."""

    state: State
    opens_on: date | None = None
    locked_by: tuple[Node, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.state in (State.DONE, State.OPEN)


DONE, OPEN = Opening(State.DONE), Opening(State.OPEN)


@dataclass(frozen=True)
class _Gate:
    """Until when, or until what is done, something is closed."""

    until: date | None = None
    locked_by: tuple[Node, ...] = ()

    def and_then(self, until: date | None, locked_by: tuple[Node, ...]) -> _Gate:
        days = [day for day in (self.until, until) if day]
        known = {node.key for node in self.locked_by}
        more = tuple(node for node in locked_by if node.key not in known)
        return _Gate(max(days) if days else None, self.locked_by + more)

    def opening(self, today: date) -> Opening:
        if self.locked_by:
            return Opening(State.LOCKED, locked_by=self.locked_by)
        if self.until and self.until > today:
            return Opening(State.OPENS_ON, opens_on=self.until)
        return OPEN


NO_GATE = _Gate()


def openings(root: Standing, *, start: date, today: date) -> Mapping[uuid.UUID, Opening]:
    """Of each requirement, by key."""
    parts = list(root.walk())
    by_key = {part.node.key: part for part in parts}
    found: dict[uuid.UUID, Opening] = {}
    _add(found, [root], NO_GATE, by_key, start, today)
    return found


def _add(
    found: dict[uuid.UUID, Opening],
    parts: Iterable[Standing],
    above: _Gate,
    by_key: Mapping[uuid.UUID, Standing],
    start: date,
    today: date,
) -> None:
    for part in parts:
        gate = _gate(part.node, above, by_key, start) if part.node.has_gate else above
        found[part.node.key] = DONE if part.satisfied else gate.opening(today)
        if part.children:
            _add(found, part.children, above if part.satisfied else gate, by_key, start, today)


def _gate(node: Node, above: _Gate, by_key: Mapping[uuid.UUID, Standing], start: date) -> _Gate:
    """What it needs and is not for this person, it does not wait for."""
    needs = [by_key[key] for key in node.needs if key in by_key]
    undone = tuple(each.node for each in needs if not each.satisfied)
    days = [node.opens_on] if node.opens_on else []
    if node.opens_after_days is not None:
        days.append(start + timedelta(days=node.opens_after_days))
    since = [each.on for each in needs if each.on]
    if since and not undone:
        days.append(max(since) + timedelta(days=node.delay_days))
    return above.and_then(max(days) if days else None, undone)
