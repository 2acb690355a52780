"""Keys of waves go into a folder of the test's own; the day stands still."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine

from tests.factories.trusts import NOW


@pytest.fixture(autouse=True)
def seals(settings: Any, tmp_path: Path) -> Path:
    settings.LEADERSHIP_SEAL_FOLDER = str(tmp_path / "seals")
    return tmp_path / "seals"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield
