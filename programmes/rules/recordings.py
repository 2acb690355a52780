"""Which recordings browsers play, told by how a file begins, and what a published text keeps of one.

What a file is called is not asked: names lie, first bytes must fit the player that reads them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from programmes.enums import MediaKind

HEAD = 512
"""How many bytes are enough to tell."""

CAPTIONS = "text/vtt"

EXTENSIONS: Mapping[str, str] = {
    "video/webm": "webm",
    "audio/webm": "weba",
    "video/mp4": "mp4",
    "audio/mp4": "m4a",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "video/ogg": "ogv",
    CAPTIONS: "vtt",
}
CONTENT_TYPES: Mapping[str, str] = {extension: kind for kind, extension in EXTENSIONS.items()}

NAME = re.compile(r"([0-9a-f]{64})\.([a-z0-9]{3,4})")


@dataclass(frozen=True)
class Format:
    name: str
    content_types: Mapping[str, str]
    """By kind; empty for a format that we know and browsers do not play."""


WEBM = Format("WebM", {MediaKind.VIDEO: "video/webm", MediaKind.AUDIO: "audio/webm"})
MP4 = Format("MP4", {MediaKind.VIDEO: "video/mp4", MediaKind.AUDIO: "audio/mp4"})
M4A = Format("M4A", {MediaKind.AUDIO: "audio/mp4"})
MP3 = Format("MP3", {MediaKind.AUDIO: "audio/mpeg"})
OGG_AUDIO = Format("Ogg", {MediaKind.AUDIO: "audio/ogg"})
OGG_VIDEO = Format("Ogg", {MediaKind.VIDEO: "video/ogg"})
KNOWN_BUT_NOT_PLAYED = (
    (re.compile(rb"\x1a\x45\xdf\xa3"), Format("Matroska (MKV)", {})),
    (re.compile(rb".{4}ftypqt  ", re.DOTALL), Format("QuickTime (MOV)", {})),
    (re.compile(rb"RIFF.{4}AVI ", re.DOTALL), Format("AVI", {})),
    (re.compile(rb"RIFF.{4}WAVE", re.DOTALL), Format("WAV", {})),
    (re.compile(rb"\x30\x26\xb2\x75"), Format("Windows Media", {})),
)
MP4_BRANDS = re.compile(rb"iso[m2-9]|mp4[12]|avc1|dash|M4V |M4VH|MSNV|f4v ")
M4A_BRANDS = re.compile(rb"M4A |M4B ")
OGG_SOUNDS = (b"OpusHead", b"\x01vorbis", b"\x7fFLAC", b"Speex   ")


def format_of(head: bytes) -> Format | None:
    """What a file that begins like this is; None for what is no recording at all."""
    if head[:4] == b"\x1a\x45\xdf\xa3" and b"\x42\x82\x84webm" in head:
        return WEBM
    if head[4:8] == b"ftyp" and M4A_BRANDS.fullmatch(head[8:12]):
        return M4A
    if head[4:8] == b"ftyp" and MP4_BRANDS.fullmatch(head[8:12]):
        return MP4
    if head[:3] == b"ID3" or _begins_a_layer_3_frame(head):
        return MP3
    if head[:4] == b"OggS":
        return _ogg(head)
    return next((found for start, found in KNOWN_BUT_NOT_PLAYED if start.match(head)), None)


def _begins_a_layer_3_frame(head: bytes) -> bool:
    """Eleven bits of synchronisation, then a version and layer III; not the reserved rates."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    version, layer, rate = (head[1] >> 3) & 3, (head[1] >> 1) & 3, head[2]
    return version != 1 and layer == 1 and rate >> 4 not in (0, 15) and (rate >> 2) & 3 != 3


def _ogg(head: bytes) -> Format | None:
    if b"\x80theora" in head:
        return OGG_VIDEO
    return OGG_AUDIO if any(sound in head for sound in OGG_SOUNDS) else None


@dataclass(frozen=True)
class Recording:
    """A recording as a published text keeps it: whatever becomes of the original, this one stays."""

    uid: str
    title: str
    kind: str
    language: str
    seconds: int
    transcript: str
    file: str = ""
    """The name under which it is served: its digest, and the ending of its type."""
    captions: str = ""
    provider: str = ""
    address: str = ""

    def stored(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Recording:
        """What ``stored`` gave; later versions may have left something out or added to it."""
        names = {each.name for each in fields(cls)}
        return cls(**{name: value for name, value in stored.items() if name in names})

    @property
    def content_type(self) -> str:
        return CONTENT_TYPES.get(self.file.rpartition(".")[2], "")


def name_of(sha256: str, content_type: str) -> str:
    return f"{sha256}.{EXTENSIONS[content_type]}"


@dataclass(frozen=True)
class Wanted:
    """A file as an address asks for it."""

    sha256: str
    content_type: str


def wanted(name: str) -> Wanted | None:
    """What is asked for; None for a name that none of ours can have."""
    found = NAME.fullmatch(name)
    if found is None or found[2] not in CONTENT_TYPES:
        return None
    return Wanted(found[1], CONTENT_TYPES[found[2]])
