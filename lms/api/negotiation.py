"""Which format is answered in: the Accept header says so, never the address."""

from __future__ import annotations

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

from rest_framework import negotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request


class ByHeader(negotiation.DefaultContentNegotiation):
    """``?format=`` is an unknown parameter like any other."""

    settings: Any = SimpleNamespace(URL_FORMAT_OVERRIDE=None)

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        chosen: tuple[BaseRenderer, str] = super().select_renderer(request, renderers, None)
        return chosen
