"""An activity as the value of a form's field: its module's key and its own."""

from __future__ import annotations

import uuid


def activity_named(value: str) -> tuple[uuid.UUID, uuid.UUID]:
    module, _colon, activity = value.partition(":")
    return uuid.UUID(module), uuid.UUID(activity)
