"""Where the trust desk leads beside its own pages: a higher app adds to it when apps are loaded."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class DeskLink:
    label: str | Promise
    url_name: str
    """Of a page for every lead."""


_links: list[DeskLink] = []


def add(link: DeskLink) -> None:
    if link not in _links:
        _links.append(link)


def links() -> tuple[DeskLink, ...]:
    return tuple(_links)
