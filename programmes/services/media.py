"""Keeping recordings: what is refused and why, then the file in private storage and its row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from kernel import files
from kernel.conf import setting
from programmes.enums import MediaKind
from programmes.models import Media
from programmes.rules import captions, recordings
from programmes.rules.embeds import HOSTS, Embed

MEGABYTE = 1024 * 1024
MOST_CAPTIONS = MEGABYTE


def most_bytes() -> int:
    return setting("LEADERSHIP_MEDIA_MAX_MB", 300) * MEGABYTE


def embed_hosts() -> Mapping[str, str]:
    """Where the players are of the providers from which this installation loads videos."""
    return setting("LEADERSHIP_EMBED_HOSTS", HOSTS)


def content_type_of(file: File[bytes], *, kind: str) -> str:
    """How this recording is served; ValidationError where browsers cannot play it as this kind."""
    name = {"name": file.name or "", "size": filesizeformat(file.size)}
    if not file.size:
        raise ValidationError(_("“%(name)s” is empty. Choose another file.") % name, code="empty")
    if file.size > most_bytes():
        message = _("“%(name)s” is %(size)s, and at most %(most)s can be kept. Save it smaller or shorter.")
        raise ValidationError(message % {**name, "most": filesizeformat(most_bytes())}, code="too_big")
    file.seek(0)
    found = recordings.format_of(file.read(recordings.HEAD))
    file.seek(0)
    if found is None:
        message = _(
            "“%(name)s” does not begin like a recording, whatever it is called. Choose a WebM or MP4 film, "
            "or an MP3, M4A or Ogg sound file."
        )
        raise ValidationError(message % name, code="no_recording")
    if not found.content_types:
        message = _(
            "“%(name)s” is %(format)s, which browsers do not play. Save it as WebM or MP4, or sound as MP3."
        )
        raise ValidationError(message % {**name, "format": found.name}, code="not_played")
    if kind not in found.content_types:
        message = _("“%(name)s” is a sound file. Choose “Audio” above, or a film.")
        if kind == MediaKind.AUDIO:
            message = _("“%(name)s” is a film. Choose “Video” above, or a sound file.")
        raise ValidationError(message % name, code="other_kind")
    return found.content_types[kind]


def check_captions(file: File[bytes]) -> None:
    """ValidationError with the line where it is not WebVTT."""
    name = {"name": file.name or ""}
    if file.size > MOST_CAPTIONS:
        message = _("“%(name)s” is too big for captions. Choose a WebVTT file.")
        raise ValidationError(message % name, code="too_big")
    file.seek(0)
    content = file.read()
    file.seek(0)
    try:
        captions.check(content)
    except captions.BadCaptions as problem:
        message = _("“%(name)s” cannot be used as captions. %(problem)s")
        raise ValidationError(message % {**name, "problem": problem}, code="bad_captions") from problem


def keep_media(
    media: Media,
    *,
    now: datetime,
    file: File[bytes] | None = None,
    captions_file: File[bytes] | None = None,
    embed: Embed | None = None,
    remove_captions: bool = False,
) -> Media:
    """Save a recording with what is new of it: a file takes the place of an address, and the reverse."""
    if remove_captions:
        media.captions = None
    if embed is not None:
        media.file, media.captions, media.content_type = None, None, ""
        media.provider, media.address = embed.provider, embed.address
    if file is not None:
        media.content_type = content_type_of(file, kind=media.kind)
        media.file = files.store(file, content_type=media.content_type, now=now)
        media.provider, media.address = "", ""
    elif media.file is not None:
        with open_file(media) as held:
            media.content_type = content_type_of(held, kind=media.kind)
    if captions_file is not None:
        check_captions(captions_file)
        media.captions = files.store(captions_file, content_type=recordings.CAPTIONS, now=now)
    media.save()
    return media


def create_media(
    *,
    title: str,
    transcript: str,
    seconds: int,
    now: datetime,
    kind: str = MediaKind.VIDEO,
    language: str = "en-gb",
    file: File[bytes] | None = None,
    captions_file: File[bytes] | None = None,
    embed: Embed | None = None,
    **given: Any,
) -> Media:
    """A new recording from a file or from a provider; ``uid`` may be given."""
    media = Media(title=title, transcript=transcript, seconds=seconds, kind=kind, language=language, **given)
    media.full_clean(exclude=["file", "captions"])
    return keep_media(media, now=now, file=file, captions_file=captions_file, embed=embed)


def open_file(media: Media) -> File[bytes]:
    """The file that is kept, under the title by which people know it."""
    assert media.file is not None, "only of a recording with a file"  # noqa: S101
    held = files.open_stored(media.file)
    held.name = media.title
    return held
