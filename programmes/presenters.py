"""A draft as its learners will see it, for the preview in the editor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail import blocks

from programmes.activity_types.bank_quiz import BankQuiz
from programmes.bank.pinning import PinnedBank, PinnedQuestion, words_of
from programmes.enums import RequirementKind
from programmes.models import Module, Programme, Question
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


@dataclass(frozen=True)
class ShownModule:
    title: str
    summary: str
    due: str
    required: bool


@dataclass(frozen=True)
class ShownPart:
    title: str
    rule: str
    modules: list[ShownModule]


def shown_parts(programme: Programme) -> list[ShownPart]:
    """The parts of a draft, whatever is still missing from them."""
    return [_shown_part(child.value) for child in programme.parts]


def _shown_part(value: blocks.StructValue) -> ShownPart:
    is_choice = value.get("rule") == RequirementKind.AT_LEAST
    modules = [
        ShownModule(
            title=entry["module"].title,
            summary=entry["module"].summary,
            due=_due(entry.get("due_days")),
            required=is_choice or bool(entry.get("required")),
        )
        for entry in value.get("modules") or []
        if entry.get("module")
    ]
    wanted = value.get("at_least") or 0
    rule = _("Complete all required modules.")
    if is_choice:
        rule = ngettext(
            "Complete at least %(count)s module.", "Complete at least %(count)s modules.", wanted
        ) % {"count": wanted}
    return ShownPart(value.get("title") or "", rule, modules)


def _due(days: int | None) -> str:
    if not days:
        return ""
    return ngettext("Due %(days)s day after the start", "Due %(days)s days after the start", days) % {
        "days": days
    }
