"""What other apps add to the interface, when apps are loaded: the name of a module with ``urlpatterns``.

Their views are built on ``ApiView``, and their operations described, as ours are: one description has both.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_modules: list[str] = []


def add(module: str) -> None:
    if module not in _modules:
        _modules.append(module)


def urlpatterns() -> list[Any]:
    """Read once, when the first address is looked up."""
    return [pattern for module in _modules for pattern in import_module(module).urlpatterns]
