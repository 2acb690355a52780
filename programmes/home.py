"""What the admin's home shows a designer: the state of the Studio, and where they stopped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.admin.utils import quote
from django.db.models import F
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst
from wagtail.admin.ui.components import Component
from wagtail.permissions import policy_registry

from programmes.addresses import COVERAGE, TEMPLATES
from programmes.models import Module, Programme
from programmes.models.drafts import PublishedSnippet
from programmes.states import WAITING, State, count_states, state_of

LATEST = 5
SEEING = ("view", "add", "change", "publish")


@dataclass(frozen=True)
class Figure:
    state: State
    count: int
    url: str


@dataclass(frozen=True)
class Shelf:
    """All that there is of one kind."""

    name: str
    url: str
    figures: tuple[Figure, ...]
    add_label: str
    add_url: str
    """Empty for those who may not add."""
    templates_url: str


@dataclass(frozen=True)
class Latest:
    title: str
    kind: str
    language: str
    state: State
    edited_at: datetime
    url: str


class StudioPanel(Component):
    name = "leadership_studio"
    template_name = "leadership/programmes/admin/home.html"
    order = 100

    def __init__(self, request: HttpRequest) -> None:
        self.user: Any = request.user
        self.seen = [model for model in (Module, Programme) if self._may(model, *SEEING)]

    def _may(self, model: type[PublishedSnippet], *actions: str) -> bool:
        policy = policy_registry.get_by_type(model)
        return bool(policy.user_has_any_permission(self.user, actions))

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        latest = [each for model in self.seen for each in self._latest(model)]
        latest.sort(key=lambda draft: draft.edited_at, reverse=True)
        return {
            "shelves": [self._shelf(model) for model in self.seen],
            "latest": latest[:LATEST],
            "coverage_url": reverse(COVERAGE) if Module in self.seen else "",
        }

    def _shelf(self, model: type[PublishedSnippet]) -> Shelf:
        viewset = model.snippet_viewset
        url = reverse(viewset.get_url_name("list"))
        counts = count_states(model._default_manager.all())
        figures = (Figure(state, counts[state], f"{url}?state={state.value}") for state in State)
        return Shelf(
            name=str(viewset.menu_label),
            url=url,
            figures=tuple(each for each in figures if each.count),
            add_label=str(viewset.add_label),
            add_url=reverse(viewset.get_url_name("add")) if self._may(model, "add") else "",
            templates_url=reverse(TEMPLATES, args=[model._meta.model_name]),
        )

    def _latest(self, model: type[PublishedSnippet]) -> list[Latest]:
        """What this user was the last to write in and nobody has published yet: one query."""
        if not self._may(model, "change"):
            return []
        mine = model._default_manager.filter(WAITING, latest_revision__user=self.user)
        rows = mine.annotate(edited_at=F("latest_revision__created_at")).select_related("locale")
        address = model.snippet_viewset.get_url_name("edit")
        return [
            Latest(
                title=draft.latest_title,
                kind=capfirst(str(model._meta.verbose_name)),
                language=draft.locale.get_display_name(),
                state=state_of(draft),
                edited_at=draft.edited_at,
                url=reverse(address, args=[quote(draft.pk)]),
            )
            for draft in rows.annotate(latest_title=F("latest_revision__object_str"))
            .defer(*model.large_fields, "summary")
            .order_by("-edited_at")[:LATEST]
        ]
