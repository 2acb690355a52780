"""The integrity check says where a wave lost its key, its count or its promise (bar 18)."""

from __future__ import annotations

from typing import Any

import pytest

from engagement.actions import waves
from engagement.waves import keys
from engagement.waves.enums import EnvelopeKind, WaveState
from engagement.waves.models import Envelope, SurveyWave
from lms.actions import integrity
from tests.factories.trusts import make_lead, make_trust
from tests.factories.waves import REASON, doctors, lead_context, make_open_wave

pytestmark = [pytest.mark.django_db, pytest.mark.bar(18)]


@pytest.fixture
def lead() -> Any:
    return make_lead(make_trust())


@pytest.fixture
def wave(lead: Any) -> SurveyWave:
    return make_open_wave(lead, asked=doctors(10))


def kinds() -> set[str]:
    return {problem.kind for problem in integrity.problems()}


def test_nothing_is_wrong_with_waves_that_are_open_or_closed(wave: SurveyWave, lead: Any) -> None:
    assert kinds() == set()
    waves.close_wave(lead_context(lead), wave_uid=wave.uid)

    assert kinds() == set()


def test_a_lost_key(wave: SurveyWave) -> None:
    keys.destroy(wave.uid)

    assert kinds() == {"survey_key"}


def test_an_answer_without_a_used_code(wave: SurveyWave) -> None:
    Envelope.objects.create(wave=wave, kind=EnvelopeKind.ANSWERS, sealed=b"forged")

    assert kinds() == {"survey_marks"}


def test_a_list_that_outlived_its_wave(wave: SurveyWave) -> None:
    rows = SurveyWave.objects.unscoped(reason=REASON)
    rows.filter(pk=wave.pk).update(state=WaveState.CLOSED, closed_at=wave.opened_at)

    assert kinds() == {"survey_left"}
