"""Limits on what one user may write in a short time, counted in the shared cache."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework.permissions import SAFE_METHODS
from rest_framework.throttling import SimpleRateThrottle

from kernel.conf import setting

RATES: Mapping[str, str] = {"write": "120/minute", "token": "10/hour"}
"""Overridden by LEADERSHIP_API_RATES; a scope that it leaves out has no limit."""


class WriteThrottle(SimpleRateThrottle):
    scope = "write"

    def get_rate(self) -> str | None:
        return setting("LEADERSHIP_API_RATES", RATES).get(str(self.scope))

    def allow_request(self, request: Any, view: Any) -> bool:
        return request.method in SAFE_METHODS or super().allow_request(request, view)

    def get_cache_key(self, request: Any, view: Any) -> str | None:
        return f"leadership-api-{self.scope}-{request.user.pk}" if request.user.pk else None


class TokenThrottle(WriteThrottle):
    scope = "token"
