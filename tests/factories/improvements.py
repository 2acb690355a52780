"""Improvements for tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from engagement.actions import improving
from engagement.improving.models import Improvement
from engagement.improving.services.keeping import Promise
from engagement.waves.models import SurveyWave
from tests.factories.trusts import TODAY
from tests.factories.waves import lead_context


def a_promise(**given: Any) -> Promise:
    values: dict[str, Any] = {
        "said": "Rotas come too late.",
        "doing": "Rotas are out eight weeks before.",
        "owner": "Rota manager",
        "due_on": TODAY + timedelta(days=30),
    }
    return Promise(**{**values, **given})


def an_improvement(lead: Any, wave: SurveyWave, **given: Any) -> Improvement:
    return improving.make_improvement(lead_context(lead), wave_uid=wave.uid, promise=a_promise(**given))
