"""A trust with room for many, on a day that stands still."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from tests.factories.courses import World
from tests.factories.trusts import NOW


@pytest.fixture
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def roomy_world(ready_world: World) -> World:
    ready_world.contract.seats = 20
    ready_world.contract.save()
    return ready_world
