"""A draft as its learners will see it, for the preview in the editor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from programmes.activity_types.bank_quiz import BankQuiz
from programmes.bank.pinning import PinnedBank, PinnedQuestion, words_of
from programmes.models import Module, Question
from programmes.selectors import ActivityPage, Body, split_body

Renderer = Callable[[ActivityPage], SafeString]


def plain(page: ActivityPage) -> SafeString:
    """Where no app that can play activities is installed: what the fields hold."""
    context = {"fields": [bound for name, bound in page.value.bound_blocks.items() if name in _shown(page)]}
    return render_to_string("leadership/programmes/plain_activity.html", context)


def _shown(page: ActivityPage) -> set[str]:
    return set(page.value.bound_blocks) - {"title", "minutes", "required", "claims"}


_renderer: list[Renderer] = [plain]


def use_renderer(renderer: Renderer) -> None:
    """Called by the app that plays activities while it becomes ready: it stands above this one."""
    _renderer[0] = renderer


@dataclass(frozen=True)
class ShownActivity:
    page: ActivityPage
    html: SafeString


def shown_activities(module: Module) -> tuple[list[ShownActivity], Body]:
    """Each activity with its rendering, and the body for what stands around them."""
    body = split_body(module.body)
    return [ShownActivity(page, _renderer[0](page)) for page in body.pages], body


def shown_question(question: Question) -> SafeString | str:
    """A question as it would be asked; empty where it has no answers yet."""
    if not question.stored("content"):
        return ""
    key, kind = str(question.translation_key), question.stored("content")[0]["type"]
    alone = PinnedQuestion(key, kind, {question.language: words_of(question)})
    bank = PinnedBank("", ({"count": 1, "from": [key]},), {key: alone})
    value = BankQuiz().block().to_python({"bank": bank.stored(), "shuffle": True})
    return _renderer[0](ActivityPage(question.translation_key, BankQuiz.code, value, ()))
