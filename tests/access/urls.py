"""Every address of the running site, found by walking its resolver."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.conf import settings
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver


@dataclass(frozen=True)
class Url:
    """One pattern. ``name`` is its qualified name, or its route where it has none."""

    name: str
    route: str
    needs: frozenset[str]
    """The names of its keyword arguments."""
    view: Any = field(compare=False, repr=False)
    named: bool = True

    def __str__(self) -> str:
        return f"{self.name} ({self.route})"


def every_url() -> list[Url]:
    return list(_every_url(settings.ROOT_URLCONF))


@cache
def _every_url(urlconf: str) -> tuple[Url, ...]:
    return tuple(_walk(get_resolver(urlconf), "", (), frozenset()))


def _walk(
    resolver: URLResolver, prefix: str, namespaces: tuple[str, ...], needs: frozenset[str]
) -> Iterator[Url]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        wanted = needs | set(pattern.pattern.converters) | set(pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from _walk(pattern, route, inner, wanted)
        else:
            yield _url(pattern, route, namespaces, wanted)


def _url(pattern: URLPattern, route: str, namespaces: tuple[str, ...], needs: frozenset[str]) -> Url:
    name = ":".join((*namespaces, pattern.name)) if pattern.name else route
    return Url(name, route, needs, pattern.callback, named=bool(pattern.name))
