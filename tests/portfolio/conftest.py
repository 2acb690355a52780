"""A doctor on a programme whose one module claims something, on a day that stands still."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine

from lms.actions.base import Context
from lms.enrolment.models import Enrolment
from tests.competencies.conftest import load, publish, small_file
from tests.factories import programmes, trusts
from tests.factories.courses import World, make_world
from tests.factories.evidence import COMPETENCE, OTHER
from tests.factories.trusts import NOW
from tests.factories.work import with_activities
from tests.ready import ready


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@dataclass
class Doctor:
    world: World
    user: Any
    row: Enrolment

    @property
    def context(self) -> Context:
        return trusts.learner_context(self.user, now=self.world.now)

    @property
    def viewer(self) -> Any:
        return self.context.viewer


def make_doctor() -> Doctor:
    publish(load(small_file()))
    world = with_activities(
        make_world(),
        programmes.a_reading("Read", claims={COMPETENCE: "introduces"}),
        programmes.a_reading("Do", claims={OTHER: "practises"}),
    )
    return Doctor(world, *world.enrolled())


ready_doctor = ready("ready_doctor", make_doctor)


@pytest.fixture
def doctor(ready_doctor: Doctor) -> Doctor:
    return ready_doctor


@pytest.fixture
def stranger(doctor: Doctor) -> Context:
    """Another doctor."""
    user = trusts.make_user()
    trusts.make_person(user)
    return trusts.learner_context(user)
