"""Evaluation in the Studio: the forms, and what one was answered by level, on the screen and as a file."""

from __future__ import annotations

import csv
import uuid
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.permissions import policy_registry

from kernel.admin import formula_safe
from lms.reports import evaluation, suppression
from lms.reports.evaluation import Figures, Level
from programmes.models import Activity, Module

INDEX = "leadership_evaluations"
ONE = "leadership_evaluation"
FILE = "leadership_evaluation_csv"
SEEING = ("view", "add", "change", "publish")


def may_see(user: Any) -> bool:
    """Whoever sees the Studio's modules."""
    return bool(policy_registry.get_by_type(Module).user_has_any_permission(user, SEEING))


class StudioView(WagtailAdminTemplateMixin, TemplateView):
    http_method_names = ("get", "head", "options")
    header_icon = "form"
    page_title: Any = _("Evaluation")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_see(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": reverse(INDEX), "label": _("Evaluation")}]


class FormsView(StudioView):
    template_name = "leadership/reports/evaluations.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        fewest = suppression.threshold()
        rows = [
            (form, form.respondents if suppression.is_shown(form.respondents, fewest=fewest) else None)
            for form in evaluation.forms()
        ]
        return super().get_context_data(rows=rows, fewest=fewest, **kwargs)


def form_or_404(activity_key: uuid.UUID) -> Activity:
    found = evaluation.form_of(activity_key)
    if found is None:
        raise Http404
    return found


class FormView(StudioView):
    template_name = "leadership/reports/evaluation.html"

    @cached_property
    def form(self) -> Activity:
        return form_or_404(self.kwargs["activity_key"])

    def get_page_title(self) -> str:
        return f"{self.form.title} ({self.form.version.title})"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            levels=evaluation.report(self.form, language=get_language() or ""),
            points=self.form.scoring["points"],
            fewest=suppression.threshold(),
            csv_url=reverse(FILE, args=[self.form.key]),
            **kwargs,
        )


class _Echo:
    def write(self, line: str) -> str:
        return line


@require_safe
def evaluation_csv(request: HttpRequest, activity_key: uuid.UUID) -> StreamingHttpResponse:
    """The figures of the screen, as a spreadsheet reads them; what is held back is held back here too."""
    if not may_see(request.user):
        raise PermissionDenied
    form = form_or_404(activity_key)
    name = slugify(form.title) or "evaluation"
    return StreamingHttpResponse(
        csv_lines(evaluation.report(form, language=get_language() or "")),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def csv_lines(levels: list[Level]) -> Iterator[str]:
    writer: Any = csv.writer(_Echo())
    heading = [now_("Level"), now_("Question"), now_("Group"), now_("Answers"), now_("Now")]
    heading += [now_("Before, looking back"), now_("Higher now, %"), now_("Chosen, %")]
    yield "\ufeff" + writer.writerow(heading)
    for level in levels:
        for question in level.questions:
            here = [f"{level.code} {level.title}".strip(), question.text]
            if question.kind != "text":
                yield _line(writer, [*here, now_("All"), *_cells(question.figures), ""])
            for name, figures in question.versions:
                yield _line(writer, [*here, name, *_cells(figures), ""])
            for share in question.shares:
                yield _line(writer, [*here, share.text, "", "", "", "", share.percent])
            for comment in question.comments:
                yield _line(writer, [*here, comment, "", "", "", "", ""])


def _line(writer: Any, cells: list[Any]) -> str:
    written: str = writer.writerow([formula_safe(cell) for cell in cells])
    return written


def _cells(figures: Figures) -> list[Any]:
    if not figures.is_shown:
        return [now_("fewer than %(fewest)s") % {"fewest": suppression.threshold()}, "", "", ""]
    return [figures.count, figures.now, figures.before, figures.higher]


class EvaluationMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_see(request.user)


def menu_item() -> MenuItem:
    return EvaluationMenuItem(_("Evaluation"), reverse(INDEX), icon_name="form", order=60)


def addresses() -> list[URLPattern]:
    return [
        path("studio/evaluation/", FormsView.as_view(), name=INDEX),
        path("studio/evaluation/<uuid:activity_key>/", FormView.as_view(), name=ONE),
        path("studio/evaluation/<uuid:activity_key>/figures.csv", evaluation_csv, name=FILE),
    ]
