"""The scene, on a day that stands still."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from tests.access.busy import make_busy_scene
from tests.access.scene import Scene
from tests.factories.trusts import NOW
from tests.ready import ready


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


ready_scene = ready("ready_scene", make_busy_scene, is_large=True)


@pytest.fixture
def scene(ready_scene: Scene) -> Scene:
    return ready_scene
