"""Preflight in the editor: the panel, what it shows of an unsaved form, and pressing publish."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.models import Locale
from wagtail.permissions import policy_registry

from competencies.selectors import choices_kept
from kernel import clock
from programmes.addresses import PREFLIGHT_CHECK
from programmes.models import Module, Programme
from programmes.models.drafts import PublishedSnippet
from programmes.preflight.running import Found, findings_of, sign_of
from programmes.review.signing import may_write

KINDS: dict[str, type[PublishedSnippet]] = {"module": Module, "programme": Programme}
ACCEPTED = "leadership-preflight"
FRAGMENT = "#preflight"
SAID_AT_ONCE = 5
EDITOR_FORM = "w-editor-form"
"""Wagtail's id of it, by which a button outside of it sends it."""


class PreflightSidePanel(BaseSidePanel):
    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = _("Toggle preflight")
        icon_name = "warning"
        counter_classname = "w-bg-critical-200"

    name = "preflight"
    title = _("Preflight")
    template_name = "leadership/programmes/admin/preflight_panel.html"
    order = 120

    class Media:
        js = ("leadership/programmes/preflight.js",)
        css = {"all": ("leadership/programmes/preflight.css",)}

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        return {**context, "url": reverse(PREFLIGHT_CHECK, args=[self.model._meta.model_name])}


@require_POST
@choices_kept()
def check(request: HttpRequest, kind: str) -> HttpResponse:
    """What the rules say about a form as it stands: a piece of a page. Nothing is saved."""
    model = KINDS.get(kind)
    if model is None:
        raise Http404
    draft = _draft(request, model)
    try:
        unread = _read_form(request, draft)
    except (KeyError, ValueError):  # Wagtail reads streams by counters that only its own editor sends
        return HttpResponseBadRequest()
    found = findings_of(draft, on=clock.today())
    context = {
        "blocks": [each for each in found if each.blocks],
        "warns": [each for each in found if not each.blocks],
        "unread": unread,
        "kind": model._meta.verbose_name,
    }
    return render(request, "leadership/programmes/admin/preflight_findings.html", context)


def _draft(request: HttpRequest, model: type[PublishedSnippet]) -> PublishedSnippet:
    given = request.GET.get("draft", "")
    policy = policy_registry.get_by_type(model)
    if not given.isdecimal() or len(given) > 18:
        if given or not policy.user_has_permission(request.user, "add"):
            raise PermissionDenied
        return model(locale=_locale(request))
    row = model._default_manager.filter(pk=int(given)).select_related("latest_revision", "locale").first()
    if row is None or not may_write(request.user, row):
        raise PermissionDenied
    draft: PublishedSnippet = row.get_latest_revision_as_object()
    return draft


def _locale(request: HttpRequest) -> Locale:
    return Locale.objects.filter(language_code=request.GET.get("locale", "")).first() or Locale.get_default()


def _read_form(request: HttpRequest, draft: PublishedSnippet) -> list[str]:
    """Fills the draft with what is in the form; the names of fields that cannot be read as they stand."""
    form_class = type(draft).snippet_viewset.get_form_class(for_update=True)
    form = form_class(request.POST, instance=draft, for_user=request.user)
    form.defer_required_fields()
    form.is_valid()
    return [
        capfirst(str(form.fields[name].label or name)) for name in form.errors if name in draft.content_fields
    ]


# Pressing publish


def warnings_of(draft: PublishedSnippet) -> list[Found]:
    """What somebody should see before they publish; nothing where publishing is refused anyway."""
    with choices_kept():
        found = findings_of(draft, on=clock.today())
    return [] if any(each.blocks for each in found) else found


def is_accepted(request: HttpRequest, draft: Any, warnings: Sequence[Found]) -> bool:
    """Whether the same person was shown all of these; from now on they have been."""
    name = f"{draft._meta.model_name}:{draft.pk}"
    shown = request.session.get(ACCEPTED, {})
    signs = [sign_of(each) for each in warnings]
    if set(signs) <= set(shown.pop(name, ())):
        request.session[ACCEPTED] = shown
        return True
    request.session[ACCEPTED] = {**dict(list(shown.items())[-20:]), name: signs}
    return False


def notice_of(warnings: Sequence[Found]) -> str:
    """What stands above the editor then: each warning with the way to it, and how to publish all the same."""
    context = {
        "count": len(warnings),
        "findings": warnings[:SAID_AT_ONCE],
        "rest": max(len(warnings) - SAID_AT_ONCE, 0),
        "form": EDITOR_FORM,
    }
    return render_to_string("leadership/programmes/admin/publish_warned.html", context)


def address_of(draft: Any) -> str:
    return reverse(type(draft).snippet_viewset.get_url_name("edit"), args=[quote(draft.pk)])


def editor_of(draft: Any) -> str:
    """The editor with the panel open."""
    return address_of(draft) + FRAGMENT
