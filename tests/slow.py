"""Which tests ``make test-fast`` leaves out because of what they cost: a list that a whole run writes.

``UPDATE_SLOW=1 make test`` measures every test and writes it anew. What is not in it yet counts as fast.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

LIST = Path(__file__).with_name("slow.txt")
SECONDS = 0.125
"""Of the processor, in the test itself: what is made ready for it is made for others too."""
COST = "processor seconds"
LEFT_OUT = frozenset({"browser", "race", "crash"})
"""They are no part of ``make test-fast`` anyway."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    slow = set(LIST.read_text(encoding="utf-8").splitlines())
    for item in items:
        if item.nodeid in slow:
            item.add_marker(pytest.mark.slow)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    before = time.process_time()
    try:
        return (yield)
    finally:
        item.user_properties.append((COST, time.process_time() - before))


class Writer:
    """In the process that gathers what the workers report."""

    def __init__(self) -> None:
        self.slow: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        cost = dict(report.user_properties).get(COST, 0)
        if isinstance(cost, float) and cost >= SECONDS and LEFT_OUT.isdisjoint(report.keywords):
            self.slow.add(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        LIST.write_text("".join(f"{name}\n" for name in sorted(self.slow)), encoding="utf-8")


def pytest_configure(config: pytest.Config) -> None:
    if os.environ.get("UPDATE_SLOW") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Writer())
