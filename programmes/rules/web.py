"""Which addresses outside the site may be asked for: public ones, on the ports of the web."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

PORTS = {"http": 80, "https": 443}
LONGEST = 2000


@dataclass(frozen=True)
class Place:
    """An address of the web, taken apart."""

    scheme: str
    host: str
    target: str
    """Path and query, as they are sent."""


def place_of(url: str) -> Place | None:
    """None for what is no plain web address: another scheme, another port, a name and password."""
    try:
        parts: SplitResult = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        ascii_host = host.encode("idna").decode("ascii") if not host.isascii() else host
    except ValueError:
        return None
    if parts.scheme not in PORTS or not ascii_host or "@" in parts.netloc:
        return None
    if port not in (None, PORTS[parts.scheme]) or len(url.encode()) > LONGEST:
        return None
    target = parts.path or "/"
    return Place(parts.scheme, ascii_host, f"{target}?{parts.query}" if parts.query else target)


def is_web(url: str) -> bool:
    return place_of(url) is not None


def is_public(address: str) -> bool:
    """Whether a numeric address is one of the public internet: not of this machine, house or cloud."""
    try:
        found = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    if mapped is not None:
        return is_public(str(mapped))
    return found.is_global and not found.is_multicast and not found.is_reserved
