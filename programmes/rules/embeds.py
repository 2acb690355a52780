"""Videos at known providers: an address that people copy, as the id it holds, and the page that plays it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, urlencode, urlsplit

from programmes.enums import Provider

HOSTS: Mapping[str, str] = {
    Provider.YOUTUBE: "www.youtube-nocookie.com",
    Provider.VIMEO: "player.vimeo.com",
}
"""Where the players of the providers are. A setting may name other hosts, or fewer providers."""

YOUTUBE = frozenset(
    {
        "youtube.com",
        "www.youtube.com",
        "m.youtube.com",
        "youtube-nocookie.com",
        "www.youtube-nocookie.com",
    }
)
YOUTUBE_ID = re.compile(r"[A-Za-z0-9_-]{11}")
YOUTUBE_PATH = re.compile(r"/(?:embed|shorts|live|v)/([^/]+)/?")
VIMEO = frozenset({"vimeo.com", "www.vimeo.com", "player.vimeo.com"})
VIMEO_PATH = re.compile(r"/(?:video/)?(\d{1,15})(?:/([0-9a-f]{6,20}))?/?")
VIMEO_HASH = re.compile(r"[0-9a-f]{6,20}")


@dataclass(frozen=True)
class Embed:
    provider: str
    address: str
    """What the provider calls it; at Vimeo with the key of an unlisted video after a stroke."""


def parse(url: str) -> Embed | None:
    """The video that an address leads to; None where it is at no provider we know."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    if parts.scheme != "https" or parts.username is not None:
        return None
    if host == "youtu.be":
        return _youtube(parts.path.strip("/"))
    if host in YOUTUBE:
        inside = YOUTUBE_PATH.fullmatch(parts.path)
        return _youtube(inside[1] if inside else _first(parts, "v"))
    return _vimeo(parts) if host in VIMEO else None


def _first(parts: SplitResult, name: str) -> str:
    return parse_qs(parts.query).get(name, [""])[0]


def _youtube(video: str) -> Embed | None:
    return Embed(Provider.YOUTUBE, video) if YOUTUBE_ID.fullmatch(video) else None


def _vimeo(parts: SplitResult) -> Embed | None:
    found = VIMEO_PATH.fullmatch(parts.path)
    if found is None:
        return None
    key = found[2] or _first(parts, "h")
    if key and not VIMEO_HASH.fullmatch(key):
        return None
    return Embed(Provider.VIMEO, f"{found[1]}/{key}" if key else found[1])


def player_url(embed: Embed, hosts: Mapping[str, str]) -> str:
    """What is framed. Empty where this installation does not load anything from the provider."""
    host = hosts.get(embed.provider, "")
    if not host:
        return ""
    if embed.provider == Provider.YOUTUBE:
        return f"https://{host}/embed/{embed.address}?rel=0"
    video, _stroke, key = embed.address.partition("/")
    return f"https://{host}/video/{video}?{urlencode({'dnt': '1'} | ({'h': key} if key else {}))}"


def page_url(embed: Embed) -> str:
    """Its own page at the provider's."""
    if embed.provider == Provider.YOUTUBE:
        return f"https://www.youtube.com/watch?v={embed.address}"
    return f"https://vimeo.com/{embed.address}"
