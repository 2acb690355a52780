"""The description of the operations on waves."""

from __future__ import annotations

from functools import partial

from engagement.web.api import shapes
from lms.api.documentation import parts as build

operation = partial(build.operation, tag="Surveys")

WAVE = {
    "uid": "0b0cf2f0-7c39-4a3c-9a4c-7a9d0d1d6f11",
    "title": "Autumn 2026",
    "organisation": {
        "uid": "5b1f8f66-2a51-4a7e-8a8e-0d5b8a1f7c02",
        "name": "Northvale NHS Trust (invented)",
        "ods_code": "ZZ01",
    },
    "questionnaire": {"code": "omeq", "title": "Open Medical Engagement Questionnaire", "number": 1},
    "campaign": None,
    "state": "open",
    "opens_on": "2026-09-01",
    "closes_on": "2026-09-22",
    "target": 60,
    "invited": 240,
    "answered": 87,
    "answered_percent": 36,
}

list_survey_waves = operation(
    "list_survey_waves",
    "Survey waves of the trusts that you lead",
    description="With how many were invited and how many answered: of a whole wave, as the trust desk shows "
    "it. Nothing says who, and no answer or result is here.",
    query=shapes.WaveQuery,
    answers={
        200: (
            build.page_of(shapes.SurveyWaveSerializer, "SurveyWave"),
            "Newest first.",
            build.page(WAVE),
        )
    },
    problems=(401, 403),
)
