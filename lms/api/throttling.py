"""Limits on what one user may write in a short time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from rest_framework.permissions import SAFE_METHODS
from rest_framework.throttling import SimpleRateThrottle

from kernel import clock
from kernel.conf import setting
from lms.api.services import limits

RATES: Mapping[str, str] = {"write": "120/minute", "token": "10/hour"}
"""Overridden by LEADERSHIP_API_RATES; a scope that it leaves out has no limit."""


class WriteThrottle(SimpleRateThrottle):
    """Counts in the database itself: the cache would take four queries, and lose counts side by side."""

    scope = "write"
    num_requests: int | None
    duration: int | None
    waiting: timedelta | None = None

    def get_rate(self) -> str | None:
        return setting("LEADERSHIP_API_RATES", RATES).get(str(self.scope))

    def allow_request(self, request: Any, view: Any) -> bool:
        limit, seconds = self.num_requests, self.duration
        if request.method in SAFE_METHODS or not request.user.pk or limit is None or seconds is None:
            return True
        self.waiting = limits.take(
            request.user.pk,
            str(self.scope),
            limit=limit,
            period=timedelta(seconds=seconds),
            now=clock.now(),
        )
        return self.waiting is None

    def wait(self) -> float | None:
        return self.waiting.total_seconds() if self.waiting else None


class TokenThrottle(WriteThrottle):
    scope = "token"
