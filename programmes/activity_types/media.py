"""Video or audio: something to watch or listen to, done when the doctor says so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from programmes import models
from programmes.activity_types.base import ActivityType, Outcome, Pinned, Value
from programmes.media_block import MediaBlock


class Media(ActivityType):
    code = "media"
    label = _("Video or audio")
    icon = "media"
    help_text = _("Something to watch or listen to, with a transcript. The doctor marks it as done.")
    is_taken_in = True

    def fields(self) -> list[tuple[str, blocks.Block]]:
        recording = MediaBlock(
            label=_("Recording"),
            help_text=_(
                "From “Video and audio” in the Studio. Publishing fixes the file and the transcript."
            ),
        )
        return [("media", recording)]

    def compile(self, value: Value) -> dict[str, Any]:
        """The recording counts as words: a translation may have one in its own language."""
        return {}

    def judge(self, scoring: dict[str, Any], answers: Mapping[str, Any]) -> Outcome:
        return Outcome(completed=True)

    def pin(self, value: Value) -> Pinned:
        if isinstance(value["media"], Mapping):
            return Pinned(value)
        rows = models.Media.objects.select_related("file", "captions")
        media = rows.get(pk=value["media"])
        kept = (media.file_id, media.captions_id)
        return Pinned(
            {**value, "media": media.recording().stored()}, tuple(pk for pk in kept if pk is not None)
        )
