"""For ``make bars``: ``--bar 13`` chooses the tests of a bar, collecting prints all numbers."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--bar", type=int, help="only the tests marked with this bar")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    chosen = config.getoption("--bar")
    if chosen is not None:
        config.hook.pytest_deselected(items=[item for item in items if chosen not in numbers(item)])
        items[:] = [item for item in items if chosen in numbers(item)]


def pytest_collection_finish(session: pytest.Session) -> None:
    if session.config.option.collectonly:
        for number in sorted({number for item in session.items for number in numbers(item)}):
            print(f"\nbar {number}")


def numbers(item: pytest.Item) -> set[int]:
    return {int(mark.args[0]) for mark in item.iter_markers("bar")}
