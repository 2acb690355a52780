"""The small questionnaire as a draft and published, and the one that is shipped."""

from __future__ import annotations

import pytest

from engagement.instruments.models import InstrumentVersion
from tests.factories.instruments import an_instrument, load, publish, small_file
from tests.ready import ready


@pytest.fixture
def draft(db: None) -> InstrumentVersion:
    return load(small_file())


ready_small_instrument = ready("ready_small_instrument", lambda: publish(load(small_file())))


@pytest.fixture
def small(ready_small_instrument: InstrumentVersion) -> InstrumentVersion:
    return ready_small_instrument


ready_omeq = ready("ready_omeq", an_instrument)


@pytest.fixture
def omeq(ready_omeq: InstrumentVersion) -> InstrumentVersion:
    return ready_omeq
