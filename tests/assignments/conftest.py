"""A trust with seats in a programme with an assignment, on a day that stands still."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from tests.factories.courses import World, make_world
from tests.factories.trusts import NOW
from tests.factories.work import with_assignment
from tests.ready import ready


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


ready_assignment = ready("ready_assignment", lambda: with_assignment(make_world(), second_marker=True))


@pytest.fixture
def world(ready_assignment: World) -> World:
    """Marked by two, with a margin of five points; it may be handed in twice."""
    return ready_assignment
