"""Rules about videos and sound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.html import strip_tags
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from programmes.enums import MediaKind, Provider
from programmes.models import Media
from programmes.preflight.base import Finding, Rule, Severity
from programmes.preflight.context import ActivityDraft, ModuleContext
from programmes.services.media import embed_hosts

FEWEST_WORDS_A_MINUTE = 20
"""Slow speech with long silences: people speak 120 to 160."""


def _recorded(module: ModuleContext) -> Iterator[tuple[ActivityDraft, Media]]:
    for activity in module.activities:
        found = module.around.recordings.get(activity.value.get("media") or 0)
        if activity.kind.code == "media" and found is not None:
            yield activity, found


class NoCaptions(Rule):
    code = "no_captions"
    severity = Severity.WARN
    title = _("A film without captions")
    why = _("Doctors who cannot hear, or watch on a ward without sound, miss what is said.")

    def in_module(self, module: ModuleContext) -> Iterable[Finding]:
        for activity, media in _recorded(module):
            if media.kind == MediaKind.VIDEO and not media.provider and media.captions_id is None:
                what = now_("“%(title)s” has no captions.") % {"title": media.title}
                mend = now_("Under “Video and audio” add a WebVTT file to it.")
                yield Finding(activity.where, what, mend, (*activity.path, "media"))


class TranscriptTooShort(Rule):
    code = "transcript_too_short"
    severity = Severity.WARN
    title = _("A transcript that is missing or cannot be all that is said")
    why = _("It is the text alternative: for those who cannot see or hear it, and for those who search.")

    def in_module(self, module: ModuleContext) -> Iterable[Finding]:
        for activity, media in _recorded(module):
            words = len(strip_tags(media.transcript.replace("<", " <")).split())
            if words * 60 < media.seconds * FEWEST_WORDS_A_MINUTE:
                what = now_("The transcript of “%(title)s” has %(words)s words for %(seconds)s seconds.")
                values = {"title": media.title, "words": words, "seconds": media.seconds}
                mend = now_(
                    "Under “Video and audio” write all that is said, and what is seen where it matters."
                )
                yield Finding(activity.where, what % values, mend, (*activity.path, "media"))


class ProviderNotAllowed(Rule):
    code = "provider_not_allowed"
    severity = Severity.BLOCK
    title = _("A video at a provider from which this site loads nothing")
    why = _("The page could not play it: doctors would find an empty frame.")

    def in_module(self, module: ModuleContext) -> Iterable[Finding]:
        for activity, media in _recorded(module):
            if media.provider and not embed_hosts().get(media.provider):
                what = now_("“%(title)s” is at %(provider)s, from which this site loads nothing.")
                values = {
                    "title": media.title,
                    "provider": dict(Provider.choices).get(media.provider, media.provider),
                }
                mend = now_("Choose another recording, or keep it here as a file.")
                yield Finding(activity.where, what % values, mend, (*activity.path, "media"))


class RecordingInOtherLanguage(Rule):
    code = "recording_in_other_language"
    severity = Severity.WARN
    title = _("A recording in another language than the words around it")
    why = _("Whoever chose to read in one language is made to listen in another.")

    def in_module(self, module: ModuleContext) -> Iterable[Finding]:
        for activity, media in _recorded(module):
            if media.language.split("-")[0] != module.language.split("-")[0]:
                what = now_("“%(title)s” is not in the language of this module.") % {"title": media.title}
                mend = now_("Choose a recording in this language, or say before it in which it is.")
                yield Finding(activity.where, what, mend, (*activity.path, "media"))


class RecordingLongerThanMinutes(Rule):
    code = "recording_longer_than_minutes"
    severity = Severity.WARN
    title = _("A recording that takes longer than its activity says")
    why = _("Doctors plan by the minutes, and trusts give time by them.")

    def in_module(self, module: ModuleContext) -> Iterable[Finding]:
        for activity, media in _recorded(module):
            takes = -(-media.seconds // 60)
            if activity.minutes and takes > activity.minutes:
                what = now_("“%(title)s” takes %(takes)s minutes; the activity says %(given)s.")
                values = {"title": media.title, "takes": takes, "given": activity.minutes}
                mend = now_("Give it %(takes)s minutes or more.") % values
                yield Finding(activity.where, what % values, mend, (*activity.path, "minutes"))


RULES = (
    NoCaptions,
    TranscriptTooShort,
    ProviderNotAllowed,
    RecordingInOtherLanguage,
    RecordingLongerThanMinutes,
)
