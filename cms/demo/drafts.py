"""A draft of the next version, so that there is something to compare, and people in flight to look at."""

from __future__ import annotations

from typing import Any

from programmes.models import Programme

WEEK = 7


def amend(programme: Programme, *, user: Any) -> None:
    """The first module is due a week later, the service part asks for one module more: in a draft."""
    draft: Programme = programme.get_latest_revision_as_object()
    people, service = _group(draft, "You and the people around you"), _group(draft, "Your service")
    people["children"][0]["due_days"] += WEEK
    service["at_least"] += 1
    draft.save_revision(user=user)


def _group(draft: Programme, title: str) -> dict[str, Any]:
    children: list[dict[str, Any]] = draft.tree["root"]["children"]
    return next(each for each in children if each.get("title") == title)
