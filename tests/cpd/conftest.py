"""A doctor with schemes to follow, on a programme that asks for credits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine

from lms.actions.base import Context
from lms.enrolment.models import Enrolment
from programmes.services.authoring import PartData, PartModule, credits_item
from tests.factories import programmes, trusts
from tests.factories.courses import World, make_world
from tests.factories.cpd import a_scheme
from tests.factories.trusts import NOW
from tests.ready import ready


@dataclass
class Cast:
    world: World
    user: Any
    row: Enrolment

    @property
    def me(self) -> Context:
        return trusts.learner_context(self.user)


def make_cast() -> Cast:
    a_scheme()
    long = programmes.make_module(
        "A long evening", activities=[programmes.a_reading("Long text", minutes=35)]
    )
    parts = [credits_item("CPD of your own", "2.5"), PartData("Read", (PartModule(long),))]
    world = make_world(more=parts)
    return Cast(world, *world.enrolled())


ready_cpd = ready("ready_cpd", make_cast)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cast(ready_cpd: Cast) -> Cast:
    return ready_cpd
