"""The states of a draft as the Studio names them: in the row, in the list's filter and in its figures."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from programmes.models.drafts import PublishedSnippet


class State(TextChoices):
    DRAFT = "draft", _("Draft")
    CHANGED = "changed", _("Live, with changes")
    LIVE = "live", _("Live")
    ARCHIVED = "archived", _("Archived")


WHERE = {
    State.DRAFT: Q(live=False, first_published_at=None),
    State.CHANGED: Q(live=True, has_unpublished_changes=True),
    State.LIVE: Q(live=True, has_unpublished_changes=False),
    State.ARCHIVED: Q(live=False, first_published_at__isnull=False),
}
WAITING = WHERE[State.DRAFT] | WHERE[State.CHANGED]


def state_of(draft: PublishedSnippet) -> State:
    """From the row alone: Wagtail's own status asks the database for each row."""
    if not draft.live:
        return State.ARCHIVED if draft.first_published_at else State.DRAFT
    return State.CHANGED if draft.has_unpublished_changes else State.LIVE


def count_states(rows: QuerySet[Any]) -> dict[State, int]:
    """How many rows are in each state: one query."""
    found = rows.aggregate(
        **{f"n_{state.value}": Count("pk", filter=where) for state, where in WHERE.items()}
    )
    return {state: found[f"n_{state.value}"] for state in State}
