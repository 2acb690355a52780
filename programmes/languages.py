"""How far the Welsh of everything published keeps up, in the Studio."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.utils import quote
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column

from programmes.addresses import LANGUAGES
from programmes.coverage.views import StudioMenuItem, StudioView
from programmes.enums import Parity
from programmes.models import Module, Programme
from programmes.models.drafts import PublishedSnippet
from programmes.parity import WELSH, originals, parity_of, with_parity

KINDS: dict[str, type[PublishedSnippet]] = {"module": Module, "programme": Programme}


@dataclass(frozen=True)
class Row:
    title: str
    kind: str
    parity: Parity
    promised: bool
    """Of a programme: whether it promises Welsh."""
    url: str
    """The editor of the Welsh where there is one, else of the original."""


def rows() -> list[Row]:
    """Of all that is live, what is missing first: four queries."""
    found = [row for model in KINDS.values() for row in _of(model)]
    order = list(Parity)
    return sorted(found, key=lambda row: order.index(row.parity))


def _of(model: type[PublishedSnippet]) -> list[Row]:
    live = with_parity(originals(model).filter(live=True)).defer(*model.large_fields).order_by("title", "pk")
    welsh = dict(
        model._default_manager.filter(locale__language_code=WELSH).values_list("translation_key", "pk")
    )
    edit = model.snippet_viewset.get_url_name("edit")
    return [
        Row(
            str(row),
            capfirst(str(model._meta.verbose_name)),
            parity,
            getattr(row, "promises_welsh", False),
            reverse(edit, args=[quote(welsh.get(row.translation_key, row.pk))]),
        )
        for row in live
        if (parity := parity_of(row)) is not None
    ]


class LanguagesView(StudioView):
    template_name = "leadership/programmes/admin/languages.html"
    header_icon = "globe"
    page_title = _("Welsh")
    address = LANGUAGES

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        state = self.request.GET.get("state", "")
        wanted = state if state in Parity.values else ""
        found = rows()
        counts = Counter(row.parity for row in found)
        return super().get_context_data(
            rows=[row for row in found if wanted in ("", row.parity)],
            all=len(found),
            complete=counts[Parity.COMPLETE],
            filters=[(each.value, capfirst(str(each.label)), counts[each]) for each in Parity],
            wanted=wanted,
            **kwargs,
        )


def _shown(row: Any) -> str:
    parity = parity_of(row) if hasattr(row, "ever_translated") else None
    return capfirst(str(parity.label)) if parity else ""


def welsh_column() -> Column:
    """For lists whose rows ``with_parity`` brings."""
    return Column("welsh", label=_("Welsh"), accessor=_shown)


def menu_item() -> MenuItem:
    return StudioMenuItem(_("Welsh"), reverse(LANGUAGES), icon_name="globe", order=70)


def addresses() -> list[URLPattern]:
    return [path("studio/welsh/", LanguagesView.as_view(), name=LANGUAGES)]
