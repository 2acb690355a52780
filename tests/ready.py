"""Worlds that many tests begin with: made once for each process, and handed to every test as its own copy.

``ready("ready_cast", make_cast)`` makes a fixture. Tests that ask for it run one after another, each in a
savepoint of the transaction that holds what was made; all others find the database as migrations leave it.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import connection, transaction

import competencies.selectors.frameworks
import engagement.instruments.selectors
import programmes.selectors
from lms.calendar.services import due_dates
from lms.progress import selectors as progress
from lms.reminders.services import planning
from lms.reports.insight import keeping
from lms.web.selectors.outline import _activity
from tests.factories.trusts import NOW

STORES = ("default", "leadership_private")


class ReadyWorlds:
    """At most one of the known worlds is in the database at any time."""

    def __init__(self) -> None:
        self._makers: dict[str, Callable[[], Any]] = {}
        self._large: set[str] = set()
        self._there = ""
        self._made: Any = None
        self._around = ExitStack()

    def know(self, name: str, make: Callable[[], Any], at: datetime, *, is_large: bool) -> None:
        def made() -> Any:
            with time_machine.travel(at, tick=False):
                return make()

        assert name not in self._makers, f"{name} is known already"
        self._makers[name] = made
        if is_large:
            self._large.add(name)

    def wanted_by(self, item: pytest.Item) -> str:
        """The world that a test begins with: the first it asks for. Tests that commit begin with none."""
        fixtures = getattr(item, "fixturenames", ())
        marker = item.get_closest_marker("django_db")
        if "transactional_db" in fixtures or (marker and marker.kwargs.get("transaction")):
            return ""
        return next((name for name in fixtures if name in self._makers), "")

    def begins_with_a_large_one(self, item: pytest.Item) -> bool:
        return self.wanted_by(item) in self._large

    def is_over_for(self, item: pytest.Item) -> bool:
        return bool(self._there) and self.wanted_by(item) != self._there

    def change_to(self, name: str) -> None:
        if name == self._there:
            return
        self.leave()
        if name:
            self._around.enter_context(_taken_back())
            earlier = stored_files()
            world = self._makers[name]()
            # Otherwise every test in it would ask again whether all that was made refers to what is there.
            connection.check_constraints()
            new = {place: content for place, content in stored_files().items() if place not in earlier}
            self._made = (world, list(mail.outbox), new)
            self._there = name

    def leave(self) -> None:
        self._there, self._made = "", None
        self._around.close()

    def copy_of(self, name: str) -> Any:
        if name != self._there:
            return self._makers[name]()
        forget_rows()
        world, mails, files = self._made
        mail.outbox[:] = mails
        store_again(files)
        return copy.deepcopy(world)


def _taken_back() -> AbstractContextManager[None]:
    around = ExitStack()
    around.enter_context(transaction.atomic())
    around.callback(transaction.set_rollback, True)
    return around


def forget_rows() -> None:
    """What this process remembers of rows, because they never change, and what a test may count on."""
    remembered = (
        progress._whole,
        progress._at_stage,
        programmes.selectors._tree,
        competencies.selectors.frameworks._claim_choices,
        engagement.instruments.selectors._published,
        _activity,
        planning.promises_nudges,
        planning.same_reminders,
        due_dates._that_differ,
    )
    for each in remembered:
        each.cache_clear()
    keeping.forget()


def stored_files() -> dict[tuple[str, str], bytes]:
    """What the stores hold: transactions do not bring back a file that a test deletes."""
    return {(alias, path): _read(alias, path) for alias in STORES for path in _paths(storages[alias], "")}


def _paths(storage: Storage, folder: str) -> Iterator[str]:
    folders, files = storage.listdir(folder)
    yield from (f"{folder}{name}" for name in files)
    for name in folders:
        yield from _paths(storage, f"{folder}{name}/")


def _read(alias: str, path: str) -> bytes:
    with storages[alias].open(path) as file:
        return bytes(file.read())


def store_again(files: dict[tuple[str, str], bytes]) -> None:
    for (alias, path), content in files.items():
        if storages[alias].exists(path):
            if _read(alias, path) == content:
                continue
            storages[alias].delete(path)
        storages[alias].save(path, ContentFile(content))


worlds = ReadyWorlds()


def ready(name: str, make: Callable[[], Any], *, at: datetime = NOW, is_large: bool = False) -> Any:
    """A fixture of that name, which must be the only one, with what ``make`` makes at that time.

    Tests that begin with a large one come early: a process that has nothing left to do takes over what
    another would do last, and would make the world once more.
    """
    worlds.know(name, make, at, is_large=is_large)

    @pytest.fixture(name=name)
    def give(db: None) -> Any:
        return worlds.copy_of(name)

    return give
