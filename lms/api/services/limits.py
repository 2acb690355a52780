"""How much one user may write in a short time: one statement a write, true for requests side by side."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import connection

TAKE = """
INSERT INTO leadership_api_recentwrites AS r (user_id, scope, at)
SELECT %(user)s, %(scope)s, ARRAY[%(now)s::timestamptz] WHERE %(limit)s > 0
ON CONFLICT (user_id, scope) DO UPDATE
SET at = ARRAY(SELECT t FROM unnest(r.at) t WHERE t > %(since)s ORDER BY t) || EXCLUDED.at
WHERE (SELECT count(*) FROM unnest(r.at) t WHERE t > %(since)s) < %(limit)s
RETURNING 1
"""

OLDEST = """
SELECT min(t) FROM leadership_api_recentwrites r, unnest(r.at) t
WHERE r.user_id = %(user)s AND r.scope = %(scope)s AND t > %(since)s
"""


def take(user_id: int, scope: str, *, limit: int, period: timedelta, now: datetime) -> timedelta | None:
    """Count one more write; how long to wait instead, where there were ``limit`` within ``period``."""
    asked: dict[str, Any] = {
        "user": user_id,
        "scope": scope,
        "limit": limit,
        "now": now,
        "since": now - period,
    }
    with connection.cursor() as cursor:
        cursor.execute(TAKE, asked)
        if cursor.fetchone():
            return None
        cursor.execute(OLDEST, asked)
        (oldest,) = cursor.fetchone()
    return period - (now - oldest) if oldest else period
