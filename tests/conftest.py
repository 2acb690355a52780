"""What every test has: its own clone of the migrated database, and the site's own role to look at it with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, connections, transaction
from django.test import TransactionTestCase
from django.utils import translation
from hypothesis import settings as hypothesis_settings
from pytest_django.plugin import DjangoDbBlocker, blocking_manager_key

from cms.rubbish import look_less_often
from tests.database import databases
from tests.factories.courses import make_world
from tests.ready import forget_rows, ready, worlds
from tests.sizes import FULL
from tests.tasks import AT_ONCE

# A busy machine is no fault of the code: examples have no time limit of their own.
hypothesis_settings.register_profile("project", deadline=None)
hypothesis_settings.load_profile("project")

LONGEST = frozenset({"foreign_site", "crashes", "local"})
"""Where single tests take up to a minute: begun last, they would go on alone when all others are done."""

MANY = 30

AsSite = Callable[[], AbstractContextManager[None]]

ready_world = ready("ready_world", make_world)
"""The trust with seats that most tests of the site need."""


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """In place of Django's own: a clone of the template takes part of a second, migrating takes many."""
    with django_db_blocker.unblock():
        databases().begin()
    yield
    with django_db_blocker.unblock():
        worlds.leave()
        connections.close_all()
        databases().finish()


@pytest.fixture
def _ready_world(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock():
        worlds.change_to(worlds.wanted_by(request.node))


@pytest.fixture
def _django_db_helper(_ready_world: None, _django_db_helper: None) -> None:
    """pytest-django's own, which begins every test that has a database, inside the world it asks for."""


def pytest_collection_finish() -> None:
    """A fifth of the time of all tests would go into it."""
    look_less_often()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """A world that is over is left before a browser's loop changes whose connection is whose."""
    if worlds.is_over_for(item):
        with item.config.stash[blocking_manager_key].unblock():
            worlds.leave()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that begin with the same world stand together, otherwise in the random order that they have."""
    waiting = [item for item in items if _can_wait(item)]
    if waiting:
        waiting[0].config.hook.pytest_deselected(items=waiting)
        items[:] = [item for item in items if item not in waiting]
    wanted = [worlds.wanted_by(item) for item in items]
    # Before those that commit.
    place = {name: wanted.index(name) if name else len(items) for name in wanted}
    items.sort(
        key=lambda item: (
            item.path.parent.name not in LONGEST,
            not worlds.begins_with_a_large_one(item),
            place[worlds.wanted_by(item)],
        )
    )


def pytest_itemcollected(item: pytest.Item) -> None:
    """The same questions at 1, 3 and 30 rows are bar 21, and thirty take long to make."""
    if any(
        MANY in mark.args[1] for mark in item.iter_markers("parametrize") if isinstance(mark.args[1], list)
    ):
        item.add_marker(pytest.mark.bar(21))
        if _is_about_many_rows(item):
            item.add_marker(pytest.mark.slow)


def _is_about_many_rows(item: pytest.Item) -> bool:
    params = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
    return MANY in (params.get("size"), params.get("count"))


def _can_wait(item: pytest.Item) -> bool:
    """Unless they are named, and the same in every run: ``make bars`` leaves none out.

    Three of four that ask at thirty rows, and those that start a site with a seeded fault to see it noticed.
    """
    if FULL or any("::" in argument for argument in item.config.args):
        return False
    many = _is_about_many_rows(item) and crc32(item.nodeid.encode()) % 4 > 0
    return many or item.get_closest_marker("faulty_site") is not None


def _restore_database(test: TransactionTestCase) -> None:
    """After a test that commits: a fresh clone, with the root page and locale that flushing would lose."""
    connections.close_all()
    databases().restore()
    ContentType.objects.clear_cache()
    # Ids begin anew: what is kept by them, because versions never change, is of another programme now.
    forget_rows()


# django.test.TestCase has a way of its own: this is only for tests that really commit.
TransactionTestCase._fixture_teardown = _restore_database  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """A page that a test read in Welsh leaves the thread in Welsh: the next test begins as a process does."""
    yield
    translation.deactivate()


@pytest.fixture
def indexed(settings: Any) -> None:
    """What is saved is found by search and by those who ask what refers to it, as on a running site."""
    settings.TASKS = AT_ONCE
    settings.FINDING_FOLLOWS = True


@pytest.fixture
def on_disk(settings: Any, tmp_path: Path) -> None:
    """Private files where a server has them. In memory, all who read the same file share one place in it."""
    backend = "django.core.files.storage.FileSystemStorage"
    private = {"BACKEND": backend, "OPTIONS": {"location": tmp_path / "private"}}
    settings.STORAGES = {**settings.STORAGES, "leadership_private": private}


@pytest.fixture
def as_site() -> AsSite:
    """``with as_site():`` runs what is inside with the rights of the running site, which owns no table."""

    @contextmanager
    def role() -> Iterator[None]:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL ROLE {databases().site}")
            yield
            with connection.cursor() as cursor:
                cursor.execute("RESET ROLE")

    return role
