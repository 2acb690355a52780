"""An organisation's survey waves: what the trust desk's list and the head of each page say."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from engagement.waves.models import SurveyWave
from engagement.waves.selectors import turnouts, waves_for
from engagement.web.api import documented
from engagement.web.api.shapes import SurveyWaveSerializer, WaveQuery, wave_data
from lms.api.views.base import ApiView


class SurveyWaves(ApiView):
    query = WaveQuery

    @documented.list_survey_waves
    def get(self, request: Request) -> Response:
        rows = waves_for(self.trust_viewer)
        if "state" in self.params:
            rows = rows.filter(state=self.params["state"])
        return self.page(rows, _shaped)


def _shaped(waves: list[SurveyWave]) -> Any:
    counted = turnouts(waves)
    return SurveyWaveSerializer([wave_data(wave, counted.get(wave.pk)) for wave in waves], many=True)
