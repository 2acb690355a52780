"""Writing claims into the draft of a module, and remembering which were not wanted."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction

from programmes.activity_types import is_registered
from programmes.models import DismissedClaim, Module
from programmes.models.drafts import PublishedSnippet


class Locked(ValueError):
    """Somebody else holds the draft, or it is being signed."""


@transaction.atomic
def add_claim(module_pk: int, *, activity: str, node: str, strength: str, user: Any) -> bool:
    """A new revision of the draft, in which the activity claims this; False where it has no such activity."""
    # Whoever saves or publishes at the same moment waits.
    row = Module.objects.select_for_update(no_key=True).get(pk=module_pk)
    draft: Module = row.get_latest_revision_as_object()
    _refuse_locked(draft, user)
    body = draft.stored("body")
    found = next((item for item in body if item["id"] == activity), None)
    if found is None or not is_registered(found["type"]):
        return False
    claim = {"competence": node, "strength": strength}
    held = found["value"].setdefault("claims", [])
    if all(each["value"].get("competence") != node for each in held):
        held.append({"type": "item", "id": str(uuid4()), "value": claim})
        draft.body = body  # type: ignore[assignment]  # the field takes plain data too
        draft.save_revision(user=user, log_action=True)
    return True


def dismiss(module: Module, *, node: str, user: Any, now: datetime) -> None:
    values = {"dismissed_by": user, "dismissed_at": now}
    DismissedClaim.objects.get_or_create(module_key=module.translation_key, node=node, defaults=values)


def suggest_again(module: Module, *, node: str) -> None:
    DismissedClaim.objects.filter(module_key=module.translation_key, node=node).delete()


def _refuse_locked(draft: PublishedSnippet, user: Any) -> None:
    lock = draft.get_lock()
    if lock is not None and lock.for_user(user):
        raise Locked(str(lock.get_message(user) or ""))
