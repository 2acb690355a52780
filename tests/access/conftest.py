"""The scene, on a day that stands still: made afresh, or once for all tests of a module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.core.cache import cache
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tests.access.scene import Scene, make_scene
from tests.factories.trusts import NOW


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def scene(db: None) -> Scene:
    return make_scene()


@pytest.fixture(scope="module")
def module_scene(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    """In one transaction around all tests of the module, which must not ask for ``db`` beside it."""
    with django_db_blocker.unblock(), transaction.atomic():
        with time_machine.travel(NOW, tick=False):
            yield make_scene()
        transaction.set_rollback(True)
    cache.close()


@pytest.fixture
def shared_scene(module_scene: Scene, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    """The module's scene; what a test changes is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield module_scene
        transaction.set_rollback(True)
