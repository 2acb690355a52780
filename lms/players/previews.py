"""An activity as its player shows it, for the editor's preview."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from lms.players.registry import has_player, player_for
from programmes.presenters import plain
from programmes.selectors import ActivityPage


def render_preview(page: ActivityPage) -> SafeString:
    if not has_player(page.kind):
        return plain(page)
    player = player_for(page.kind)
    context = player.context(None, page.value, {}, get_language() or "")
    return render_to_string(player.template, {**context, "errors": {}, "outcome": None, "is_preview": True})
