"""Contexts for the edges: a learner's request, a trust lead's, an operator's."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kernel.access import Viewer
from kernel.audit import Actor
from lms.actions.base import Context
from lms.people import selectors as people


def for_learner(user: Any, *, now: datetime) -> Context:
    """The user as themselves; somebody who is no person yet sees nothing."""
    person = people.person_of(user)
    viewer = Viewer.of_person(person.pk) if person else Viewer.nobody()
    return Context(Actor.user(user.pk), viewer, now)


def for_lead(user: Any, *, now: datetime) -> Context | None:
    """The user as lead of their organisations today, or None."""
    person = people.person_of(user)
    context = Context(Actor.user(user.pk), Viewer.nobody(), now)
    viewer = people.viewer_for_lead(person, on=context.today) if person else None
    return Context(context.actor, viewer, now) if viewer else None


def for_operator(user: Any, *, reason: str, now: datetime) -> Context:
    return Context(Actor.user(user.pk), Viewer.system(reason), now)
