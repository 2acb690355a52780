"""A study with a lead, made once for each process."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine

from engagement.studies.models import Study
from tests.factories.studies import TEMPLATE, context_of, make_researcher, make_study
from tests.factories.trusts import NOW
from tests.ready import ready


@dataclass
class StudyWorld:
    lead: Any
    study: Study

    @property
    def context(self) -> Any:
        return context_of(self.lead)

    @property
    def uid(self) -> dict[str, Any]:
        return {"study_uid": self.study.uid}


def make_study_world() -> StudyWorld:
    lead = make_researcher("lead@study.example")
    return StudyWorld(lead, make_study(lead, template=TEMPLATE))


ready_study = ready("ready_study", make_study_world)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield
