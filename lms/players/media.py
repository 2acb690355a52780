"""A recording with its transcript; what stands at a provider is loaded only when the learner asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.rich_text import RichText

from lms.players.base import Player
from programmes.addresses import files_at
from programmes.enums import MediaKind, Provider
from programmes.models import Activity, Media
from programmes.rules import embeds
from programmes.rules.recordings import Recording
from programmes.services.media import embed_hosts

LOAD = "load"
LONGEST = 6 * 3600
NEAR_THE_START = 3
"""Seconds: whoever stopped that early begins anew."""


class MediaPlayer(Player):
    code = "media"
    template = "leadership/players/media.html"
    script = "leadership/players/media.js"

    def context(
        self,
        activity: Activity | None,
        block_value: blocks.StructValue,
        state: Mapping[str, Any],
        language: str,
    ) -> dict[str, Any]:
        chosen = block_value.get("media")
        recording = chosen.recording() if isinstance(chosen, Media) else chosen
        if recording is None:
            return {"recording": None, "language": language}
        position = _position(state.get("position"))
        return {
            "recording": recording,
            "transcript": RichText(recording.transcript),
            # A preview plays a file from the Studio; learners have theirs below the page they are on.
            "files": "media/" if activity else files_at(recording.uid),
            "provider": _provider_name(recording),
            "embed": embeds.player_url(_embed(recording), embed_hosts()) if recording.provider else "",
            "page": embeds.page_url(_embed(recording)) if recording.provider else "",
            "position": position if position > NEAR_THE_START else 0,
            "stopped_at": f"{position // 60}:{position % 60:02}",
            "submit_label": _listened() if recording.kind == MediaKind.AUDIO else self.submit_label,
            "language": language,
        }

    def read(self, post: QueryDict) -> dict[str, Any]:
        position = _position(post.get("position"))
        return {"position": position} if position else {}

    def frames(self, block_value: blocks.StructValue, asked: QueryDict) -> str:
        recording = block_value.get("media")
        if not isinstance(recording, Recording) or asked.get(LOAD) != recording.provider:
            return ""
        return embeds.player_url(_embed(recording), embed_hosts()) if recording.provider else ""

    @property
    def submit_label(self) -> str:
        return _("I have watched it")


def _listened() -> str:
    return _("I have listened to it")


def _embed(recording: Recording) -> embeds.Embed:
    return embeds.Embed(recording.provider, recording.address)


def _provider_name(recording: Recording) -> str:
    return str(Provider(recording.provider).label) if recording.provider in Provider.values else ""


def _position(given: Any) -> int:
    """Whole seconds, from whatever was kept or posted."""
    text = str(given) if isinstance(given, int | str) and not isinstance(given, bool) else ""
    return min(int(text), LONGEST) if text.isascii() and text.isdigit() and len(text) < 7 else 0
