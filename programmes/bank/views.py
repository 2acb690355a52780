"""GIFT in the Studio: a file is looked through first, and taken on a second press; a bank is downloaded."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.permissions import policy_registry

from programmes.addresses import GIFT_EXPORT, GIFT_IMPORT
from programmes.bank.forms import GiftForm
from programmes.bank.gift import reading, taking
from programmes.models import Question, QuestionBank

SEEING = ("view", "add", "change")


def may(user: Any, *actions: str) -> bool:
    return bool(policy_registry.get_by_type(Question).user_has_any_permission(user, actions))


class GiftView(WagtailAdminTemplateMixin, TemplateView):
    http_method_names = ("get", "post", "head", "options")
    template_name = "leadership/programmes/admin/gift.html"
    header_icon = "upload"
    page_title = _("Import GIFT")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not (may(request.user, "add") and may(request.user, "change")):
            raise PermissionDenied
        self.bank = get_object_or_404(QuestionBank, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        names = QuestionBank.snippet_viewset
        return [
            *self.breadcrumbs_items,
            {"url": reverse(names.get_url_name("list")), "label": names.menu_label},
            {"url": reverse(names.get_url_name("edit"), args=[self.bank.pk]), "label": self.bank.title},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"bank": self.bank, "form": GiftForm(), **kwargs})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if "text" in request.POST:
            return self.take(request)
        form = GiftForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            upload = form.cleaned_data["file"]
            text, note = reading.text_of(upload.read(reading.LARGEST + 1))
        except reading.NoGift as refusal:
            form.add_error("file", str(refusal))
            return self.render_to_response(self.get_context_data(form=form), status=422)
        plan = taking.plan(self.bank, reading.read_text(text, note=note))
        return self.render_to_response(self.get_context_data(plan=plan, text=text))

    def take(self, request: HttpRequest) -> HttpResponseBase:
        """What was looked through: the text came back with the button, and is read again."""
        text = request.POST["text"][: reading.LARGEST]
        plan = taking.plan(self.bank, reading.read_text(text))
        taking.carry_out(self.bank, plan, user=request.user)
        number = plan.new + plan.changed
        message = ngettext("%(number)s question was taken.", "%(number)s questions were taken.", number)
        messages.success(request, message % {"number": number})
        return redirect(f"{reverse(Question.snippet_viewset.get_url_name('list'))}?bank={self.bank.pk}")


@require_safe
def gift_file(request: HttpRequest, pk: int) -> HttpResponse:
    if not may(request.user, *SEEING):
        raise PermissionDenied
    bank = get_object_or_404(QuestionBank, pk=pk)
    name = slugify(bank.title) or _now("questions")
    return HttpResponse(
        taking.as_gift(bank),
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.gift.txt"'},
    )


def addresses() -> list[URLPattern]:
    return [
        path("studio/banks/<int:pk>/gift/", GiftView.as_view(), name=GIFT_IMPORT),
        path("studio/banks/<int:pk>/gift.txt", gift_file, name=GIFT_EXPORT),
    ]
