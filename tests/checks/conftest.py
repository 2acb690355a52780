"""The checks of ``make check`` are scripts beside each other, not a package."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType

import pytest

from tests.database import ROOT


@pytest.fixture(scope="session")
def own_lints() -> ModuleType:
    return imported("own_lints")


@pytest.fixture(scope="session")
def sizes() -> ModuleType:
    return imported("sizes")


@pytest.fixture(scope="session")
def messages() -> ModuleType:
    return imported("messages")


@pytest.fixture(scope="session")
def message_faults() -> ModuleType:
    return imported("message_faults")


def imported(name: str) -> ModuleType:
    folder = str(ROOT / ".ci" / "checks")
    if folder not in sys.path:
        sys.path.append(folder)
    return importlib.import_module(name)
