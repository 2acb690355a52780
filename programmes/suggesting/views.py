"""Suggested claims in the Studio: of one module, to accept or to dismiss."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.permissions import policy_registry

from competencies.enums import ClaimStrength
from kernel import clock
from programmes.addresses import SUGGESTED_CLAIMS
from programmes.models import Module
from programmes.services import claims
from programmes.suggesting.elements import known
from programmes.suggesting.suggestions import activities_of, suggested


class SuggestedClaimsView(WagtailAdminTemplateMixin, TemplateView):
    http_method_names = ("get", "post", "head", "options")
    template_name = "leadership/programmes/admin/suggested_claims.html"
    header_icon = "check"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        policy = policy_registry.get_by_type(Module)
        if not policy.user_has_permission(request.user, "change"):
            raise PermissionDenied
        if not policy.user_has_permission_for_instance(request.user, "change", self.module):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def module(self) -> Module:
        rows = Module.objects.select_related("latest_revision", "locale")
        found: Module = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found

    @property
    def editor(self) -> str:
        return reverse(Module.snippet_viewset.get_url_name("edit"), args=[quote(self.module.pk)])

    def get_page_title(self) -> str:
        return _now("Suggested claims for “%(title)s”") % {"title": self.module}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        viewset = Module.snippet_viewset
        return [
            *self.breadcrumbs_items,
            {"url": reverse(viewset.get_url_name("list")), "label": viewset.menu_label},
            {"url": self.editor, "label": str(self.module)},
            {"url": "", "label": _now("Suggested claims")},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        draft: Any = self.module.get_latest_revision_as_object()
        activities = activities_of(draft)
        return super().get_context_data(
            found=suggested(draft),
            activities=activities,
            titles=dict(activities),
            strengths=ClaimStrength.choices,
            editor_url=self.editor,
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        acts = {"accept": self.accept, "dismiss": self.dismiss, "restore": self.restore}
        act, given = acts.get(request.POST.get("act", "")), known()
        keys = {element.key: str(element) for element in given.elements.values()} if given else {}
        node = request.POST.get("element", "")
        if act is None or node not in keys:
            raise Http404
        act(node, keys[node])
        return redirect(reverse(SUGGESTED_CLAIMS, args=[self.module.pk]))

    def accept(self, node: str, name: str) -> None:
        strength = self.request.POST.get("strength", "")
        if strength not in ClaimStrength.values:
            raise Http404
        activity, user = self.request.POST.get("activity", ""), self.request.user
        try:
            done = claims.add_claim(
                self.module.pk, activity=activity, node=node, strength=strength, user=user
            )
        except claims.Locked as refusal:
            messages.error(self.request, str(refusal) or _now("The draft is locked: nothing was changed."))
            return
        if not done:
            raise Http404
        said = _now("The draft claims %(element)s now. Publish it when you are ready.")
        messages.success(self.request, said % {"element": name})

    def dismiss(self, node: str, name: str) -> None:
        claims.dismiss(self.module, node=node, user=self.request.user, now=clock.now())
        messages.success(
            self.request, _now("%(element)s is not suggested here any more.") % {"element": name}
        )

    def restore(self, node: str, name: str) -> None:
        claims.suggest_again(self.module, node=node)
        messages.success(self.request, _now("%(element)s may be suggested here again.") % {"element": name})


def addresses() -> list[URLPattern]:
    return [path("studio/suggested-claims/<int:pk>/", SuggestedClaimsView.as_view(), name=SUGGESTED_CLAIMS)]
