"""For ``make bars``: ``--bar 13`` chooses the tests of a bar, collecting prints all numbers.

``--passed FILE`` leaves out the tests that the file names, and adds to it each that passes: a long bar that
was stopped goes on with the test at which it was.
"""

from __future__ import annotations

from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--bar", type=int, help="only the tests marked with this bar")
    parser.addoption("--passed", type=Path, help="where the tests are named that have passed")


def pytest_configure(config: pytest.Config) -> None:
    if passed := config.getoption("--passed"):
        config.pluginmanager.register(Passed(passed))


class Passed:
    """A test has passed when its end has, too."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.known = read(file)
        self._ran = ""

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        config.hook.pytest_deselected(items=[item for item in items if item.nodeid in self.known])
        items[:] = [item for item in items if item.nodeid not in self.known]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" and report.passed:
            self._ran = report.nodeid
        if report.when == "teardown" and report.passed and self._ran == report.nodeid:
            with self.file.open("a", encoding="utf-8") as written:
                written.write(f"{report.nodeid}\n")


def read(file: Path) -> frozenset[str]:
    return frozenset(file.read_text(encoding="utf-8").splitlines()) if file.exists() else frozenset()


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
