"""Who decides about people on a programme."""

from __future__ import annotations

from typing import Any

from wagtail.permissions import policy_registry

from programmes.models import Programme


def may_move(user: Any) -> bool:
    """Whoever publishes programmes answers for those who are on them."""
    return bool(policy_registry.get_by_type(Programme).user_has_permission(user, "publish"))
