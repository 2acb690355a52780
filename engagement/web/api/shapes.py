"""Shapes of waves. No figure here is finer than on the page: of a whole wave, never of a part of it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from engagement.waves.enums import WaveState
from engagement.waves.models import SurveyWave
from engagement.waves.selectors import Turnout
from engagement.web.presenters import percent
from lms.api.inputs import ListQuery
from lms.api.serializers.common import OrganisationNameSerializer


class WaveQuery(ListQuery):
    state = serializers.ChoiceField(choices=WaveState.choices, required=False)


class QuestionnaireSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    title = serializers.CharField()
    number = serializers.IntegerField(help_text="Of the version.")


class SurveyWaveSerializer(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    title = serializers.CharField()
    organisation = OrganisationNameSerializer()
    questionnaire = QuestionnaireSerializer()
    campaign = serializers.UUIDField(
        allow_null=True, help_text="The same in waves of several organisations that were planned together."
    )
    state = serializers.ChoiceField(choices=WaveState.choices)
    opens_on = serializers.DateField()
    closes_on = serializers.DateField(help_text="The last day.")
    target = serializers.IntegerField(allow_null=True, help_text="How many should answer, in percent.")
    invited = serializers.IntegerField(allow_null=True, help_text="Null before it was opened.")
    answered = serializers.IntegerField(allow_null=True, help_text="Of the whole wave. Null as above.")
    answered_percent = serializers.IntegerField(allow_null=True, help_text="Rounded half up.")


def wave_data(wave: SurveyWave, turnout: Turnout | None) -> dict[str, Any]:
    return {
        "uid": wave.uid,
        "title": wave.title,
        "organisation": wave.organisation,
        "questionnaire": {
            "code": wave.version.instrument.code,
            "title": wave.version.instrument.title,
            "number": wave.version.number,
        },
        "campaign": wave.campaign.uid if wave.campaign else None,
        "state": wave.state,
        "opens_on": wave.opens_on,
        "closes_on": wave.closes_on,
        "target": wave.target,
        "invited": turnout.asked if turnout else None,
        "answered": turnout.answered if turnout else None,
        "answered_percent": percent(turnout.answered, turnout.asked) if turnout else None,
    }
