"""Worlds that tests which commit begin with: made once for each process and day, afterwards put in as rows.

``committed("learners_world", make_world)`` makes a fixture, whose name must be the only one. It gives a copy
of the objects; their rows are those of the first test, put in without triggers, signals and services.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from kernel import clock
from tests.database import databases
from tests.ready import forget_rows, store_again, stored_files
from tests.undoing import Added


@dataclass(frozen=True)
class Kept:
    on: date
    world: Any
    rows: Added
    files: dict[tuple[str, str], bytes]


_known: set[str] = set()
_kept: dict[str, Kept] = {}


def world_of(name: str, make: Callable[[], Any]) -> Any:
    """Into a database as migrations leave it."""
    today = clock.today()
    if name not in _kept or _kept[name].on != today:
        earlier = stored_files()
        world = make()
        new = {place: content for place, content in stored_files().items() if place not in earlier}
        _kept[name] = Kept(today, copy.deepcopy(world), databases().added(), new)
        return world
    kept = _kept[name]
    databases().add(kept.rows)
    store_again(kept.files)
    forget_rows()
    return copy.deepcopy(kept.world)


def committed(name: str, make: Callable[[], Any], *, now: bool = False) -> Any:
    """A fixture of that name. ``make`` sends no mail: rows and files are kept.

    With ``now``, what is given says that it is as late as it is, not when it was made.
    """

    assert name not in _known, f"{name} is known already"
    _known.add(name)

    @pytest.fixture(name=name)
    def give(transactional_db: None) -> Any:
        world = world_of(name, make)
        if now:
            world.now = clock.now()
        return world

    return give
