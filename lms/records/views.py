"""The analysis of questions in the Studio: quizzes, the questions of one, and one question's answers."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button
from wagtail.permissions import policy_registry

from kernel.admin import formula_safe
from lms.records import items
from lms.records.rules import LEAST, LEAST_TO_DISCRIMINATE
from programmes.bank.selectors import quizzes_asking
from programmes.models import Activity, Module, Question

INDEX, QUIZ, QUIZ_CSV, QUESTION = (
    "leadership_items",
    "leadership_items_quiz",
    "leadership_items_quiz_csv",
    "leadership_items_question",
)
SEEING = ("view", "add", "change")
LIMITS = {"least": LEAST, "least_to_discriminate": LEAST_TO_DISCRIMINATE}


def may_see(user: Any) -> bool:
    """Whoever sees the Studio's questions."""
    return bool(policy_registry.get_by_type(Question).user_has_any_permission(user, SEEING))


class StudioView(WagtailAdminTemplateMixin, TemplateView):
    http_method_names = ("get", "head", "options")
    header_icon = "help"
    page_title: Any = _("Analysis of questions")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_see(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": reverse(INDEX), "label": StudioView.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**LIMITS, **kwargs)


class IndexView(StudioView):
    template_name = "leadership/records/admin/quizzes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(quizzes=items.quizzes(), **kwargs)


class QuizView(StudioView):
    template_name = "leadership/records/admin/quiz.html"

    @cached_property
    def quiz(self) -> Activity:
        return _quiz_or_404(self.kwargs["module_key"], self.kwargs["activity_key"])

    def get_page_title(self) -> str:
        return self.quiz.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.quiz.title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(quiz=self.quiz, lines=items.lines_of(self.quiz), **kwargs)


class QuestionView(StudioView):
    template_name = "leadership/records/admin/question.html"

    @cached_property
    def question(self) -> Question:
        found = items.question_with(self.kwargs["question_key"])
        if found is None:
            raise Http404
        return found

    def get_page_title(self) -> str:
        return str(self.question)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": str(self.question)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        line = items.line_of(self.question)
        return super().get_context_data(
            question=self.question,
            line=line,
            answers=items.answers_of(line),
            quizzes=quizzes_asking(self.question.translation_key),
            edit_url=reverse(Question.snippet_viewset.get_url_name("edit"), args=[quote(self.question.pk)]),
            **kwargs,
        )


def _quiz_or_404(module_key: UUID, activity_key: UUID) -> Activity:
    found = items.quiz(module_key, activity_key)
    if found is None:
        raise Http404
    return found


@require_safe
def quiz_csv(request: HttpRequest, module_key: UUID, activity_key: UUID) -> HttpResponseBase:
    """The table of the screen, as a spreadsheet reads it."""
    if not may_see(request.user):
        raise PermissionDenied
    lines = items.lines_of(_quiz_or_404(module_key, activity_key))
    return StreamingHttpResponse(
        csv_lines(lines),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="questions.csv"'},
    )


class _Echo:
    def write(self, line: str) -> str:
        return line


def csv_lines(lines: list[items.ItemLine]) -> Iterator[str]:
    """What is not told stands empty."""
    writer: Any = csv.writer(_Echo())
    heading = [
        _now("Question"),
        _now("Kind"),
        _now("Difficulty"),
        _now("Asked"),
        _now("Right, per cent"),
        _now("Discrimination"),
    ]
    yield "\ufeff" + writer.writerow([formula_safe(cell) for cell in heading])
    for line in lines:
        question, numbers = line.question, line.numbers
        cells = [
            question.title if question else "",
            str(question.get_kind_display()) if question else "",
            question.difficulty if question else "",
            numbers.asked if numbers.is_told else "",
            "" if numbers.facility is None else numbers.facility,
            "" if numbers.discrimination is None else numbers.discrimination,
        ]
        yield writer.writerow([formula_safe(cell) for cell in cells])


class ItemsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_see(request.user)


def menu_item() -> MenuItem:
    title = StudioView.page_title
    return ItemsMenuItem(title, reverse(INDEX), name="items", icon_name="help", order=350)


def question_button(request: HttpRequest, question: Question) -> Button:
    url = reverse(QUESTION, args=[question.translation_key])
    return Button(_now("Analysis"), url=url, icon_name="table", priority=40)


def module_buttons(request: HttpRequest, module: Module) -> list[Button]:
    """One for each of its quizzes that draw from a bank."""
    return [
        Button(
            _now("Analysis: %(quiz)s") % {"quiz": each.title},
            url=reverse(QUIZ, args=[module.translation_key, each.key]),
            icon_name="table",
            priority=40,
        )
        for each in items.quizzes_of(module.translation_key)
    ]


def addresses() -> list[URLPattern]:
    one = "studio/items/<uuid:module_key>/<uuid:activity_key>"
    return [
        path("studio/items/", IndexView.as_view(), name=INDEX),
        path("studio/items/questions/<uuid:question_key>/", QuestionView.as_view(), name=QUESTION),
        path(f"{one}/", QuizView.as_view(), name=QUIZ),
        path(f"{one}/questions.csv", quiz_csv, name=QUIZ_CSV),
    ]
