"""Messages of the contact page."""

from __future__ import annotations

from typing import Any

from cms.site.models import ContactMessage
from tests.factories.trusts import NOW


def a_message(*, answered_by: Any = None, **given: Any) -> ContactMessage:
    values: dict[str, Any] = {
        "received_at": NOW,
        "name": "Vera Visitor",
        "email": "vera@mail.example",
        "topic": "trust",
        "message": "How do we begin?",
    }
    if answered_by is not None:
        values |= {"answered_by": answered_by, "answered_at": given.get("received_at", NOW)}
    return ContactMessage.objects.create(**{**values, **given})
