"""Claims that a module's words suggest."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from competencies.enums import ClaimStrength
from lms.api.inputs import Body
from programmes.suggesting.elements import Element
from programmes.suggesting.suggestions import Suggested, Suggestion

CLAIM, DISMISS, RESTORE = "claim", "dismiss", "restore"


class ElementSerializer(serializers.Serializer[Any]):
    element = serializers.CharField(help_text="Its key, as claims name it: `mlcf-3:1.1`.")
    code = serializers.CharField()
    title = serializers.CharField()


class SentenceSerializer(serializers.Serializer[Any]):
    text = serializers.CharField()
    activity = serializers.UUIDField(help_text="In which it stands, or that it leads into.")


class SuggestionSerializer(ElementSerializer):
    activity = serializers.UUIDField(help_text="In which it could be claimed.")
    sentences = SentenceSerializer(many=True, help_text="Those that speak for it, in the module's order.")


class SuggestedSerializer(serializers.Serializer[Any]):
    reads = serializers.BooleanField(help_text="Whether the module is in a language that is read here.")
    has_framework = serializers.BooleanField(help_text="Whether a framework is published.")
    suggestions = SuggestionSerializer(many=True, help_text="The likeliest first.")
    dismissed = ElementSerializer(many=True, help_text="Not suggested any more until they are restored.")


class ClaimActSerializer(Body):
    act = serializers.ChoiceField(choices=[CLAIM, DISMISS, RESTORE])
    element = serializers.CharField(max_length=120, help_text="Its key: `mlcf-3:1.1`.")
    activity = serializers.CharField(
        required=False, max_length=64, help_text="To claim: in which activity of the draft."
    )
    strength = serializers.ChoiceField(
        choices=ClaimStrength.values, required=False, help_text="To claim: how far it goes."
    )


def suggested_data(found: Suggested) -> dict[str, Any]:
    return {
        "reads": found.reads,
        "has_framework": found.has_framework,
        "suggestions": [_suggestion(each) for each in found.suggestions],
        "dismissed": [_element(each) for each in found.dismissed],
    }


def _suggestion(each: Suggestion) -> dict[str, Any]:
    sentences = [{"text": found.text, "activity": found.activity} for found in each.sentences]
    return {**_element(each.element), "activity": each.activity, "sentences": sentences}


def _element(each: Element) -> dict[str, Any]:
    return {"element": each.key, "code": each.code, "title": each.title}
