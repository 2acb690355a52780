"""A trust with seats, on a day that stands still."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests.factories.courses import World
from tests.factories.trusts import NOW


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def world(ready_world: World) -> World:
    return ready_world


@pytest.fixture
def as_user() -> Any:
    """``as_user(user)`` is a browser in which they are signed in."""

    def signed_in(user: Any, **given: Any) -> Client:
        client = Client(**given)
        client.force_login(user)
        return client

    return signed_in


def text_of(response: Any) -> str:
    """The page with its white space evened out, as a reader has it, without the tokens of its forms."""
    page = " ".join(response.content.decode().split())
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)
