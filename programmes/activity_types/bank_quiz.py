"""Question bank quiz: each doctor is asked questions drawn from a bank, in as many attempts as there are.

What is drawn follows from a seed that the attempt keeps, so that judging needs no more than what was
published and what the attempt holds. Publishing fixes the questions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import blocks

from programmes.activity_types.base import ActivityType, Outcome, Pinned, Terms, Value, items
from programmes.bank import kinds
from programmes.bank.drawing import drawn
from programmes.bank.pinning import BankBlock, PinnedBank, pin_bank, pools_of
from programmes.bank.pools import draws_of
from programmes.enums import QuizFeedback
from programmes.rules.problems import Problem

MOST_QUESTIONS, MOST_TO_DRAW_FROM = 100, 300
LEVELS = [(str(level), str(level)) for level in range(1, 6)]


def draw_block() -> blocks.StructBlock:
    return blocks.StructBlock(
        [
            (
                "count",
                blocks.IntegerBlock(
                    min_value=1, max_value=MOST_QUESTIONS, default=5, label=_("How many questions")
                ),
            ),
            (
                "tags",
                blocks.CharBlock(
                    required=False,
                    max_length=200,
                    label=_("Tags"),
                    help_text=_("With commas between them: a question has all of them. Empty takes any."),
                ),
            ),
            ("easiest", blocks.ChoiceBlock(choices=LEVELS, default="1", label=_("Difficulty, from"))),
            ("hardest", blocks.ChoiceBlock(choices=LEVELS, default="5", label=_("Difficulty, to"))),
        ],
        label=_("Draw"),
        label_format="{count} {tags}",
    )


class BankQuiz(ActivityType):
    code = "bank_quiz"
    label = _("Question bank quiz")
    icon = "help"
    help_text = _("Questions drawn from a bank, others for each attempt. Complete when enough are right.")
    begins = True
    is_assessed = True

    def fields(self) -> list[tuple[str, blocks.Block]]:
        return [
            ("introduction", blocks.TextBlock(required=False, rows=2, label=_("Introduction"))),
            (
                "bank",
                BankBlock(
                    label=_("Question bank"),
                    help_text=_(
                        "Publishing fixes its questions: later changes in the bank wait for the next."
                    ),
                ),
            ),
            (
                "draws",
                blocks.ListBlock(
                    draw_block(),
                    min_num=1,
                    max_num=20,
                    label=_("Draws"),
                    help_text=_("One after the other. A question belongs to the first draw that it fits."),
                ),
            ),
            (
                "pass_mark",
                blocks.IntegerBlock(
                    min_value=0,
                    default=1,
                    label=_("Pass mark"),
                    help_text=_("How many questions must be right. With 0 any answers complete the quiz."),
                ),
            ),
            (
                "attempts",
                blocks.IntegerBlock(
                    required=False,
                    min_value=1,
                    max_value=20,
                    label=_("Attempts"),
                    help_text=_("Leave empty for as many as they like."),
                ),
            ),
            (
                "time_allowance",
                blocks.IntegerBlock(
                    required=False,
                    min_value=1,
                    max_value=300,
                    label=_("Minutes allowed"),
                    help_text=_("From the press on “Start”. Leave empty for no limit. Some have extra time."),
                ),
            ),
            ("shuffle", blocks.BooleanBlock(required=False, default=True, label=_("Shuffle the answers"))),
            (
                "show_feedback",
                blocks.ChoiceBlock(
                    choices=QuizFeedback.choices, default=QuizFeedback.SUBMIT, label=_("Feedback")
                ),
            ),
        ]

    def problems(self, value: Value) -> list[Problem]:
        """Asks the bank what there is to draw."""
        found: list[Problem] = []
        for place, (_id, draw) in enumerate(items(value, "draws")):
            if int(draw.get("easiest") or 1) > int(draw.get("hardest") or 5):
                found.append(Problem(now_("The easiest is above the hardest."), ("draws", place, "hardest")))
        wanted = sum(draw.count for draw in draws_of(value))
        if (value.get("pass_mark") or 0) > wanted:
            message = now_(
                "The pass mark is %(mark)s, but %(count)s questions are asked. Lower it or draw more."
            )
            values = {"mark": value["pass_mark"], "count": wanted}
            found.append(Problem(message % values, ("pass_mark",), code="cannot_be_passed"))
        if wanted > MOST_QUESTIONS:
            message = now_("At most %(most)s questions in one quiz: these are %(count)s.")
            values = {"most": MOST_QUESTIONS, "count": wanted}
            found.append(Problem(message % values, ("draws",), code="too_many_questions"))
        return found or _pool_problems(value)

    def compile(self, value: Value) -> dict[str, Any]:
        bank = value.get("bank")
        pinned = PinnedBank.of(bank) if isinstance(bank, Mapping) else None
        return {
            "draws": [dict(draw) for draw in pinned.draws] if pinned else [],
            "questions": {each.key: each.scoring() for each in pinned.questions.values()} if pinned else {},
            "pass_mark": value.get("pass_mark") or 0,
            "attempts": value.get("attempts") or 0,
            "minutes": value.get("time_allowance") or 0,
            "shuffle": bool(value.get("shuffle")),
            "feedback": value.get("show_feedback") or QuizFeedback.SUBMIT.value,
        }

    def pin(self, value: Value) -> Pinned:
        if isinstance(value.get("bank"), Mapping):
            return Pinned(value)
        return Pinned({**value, "bank": pin_bank(value).stored()})

    def terms(self, scoring: Mapping[str, Any]) -> Terms:
        return Terms(attempts=scoring["attempts"] or None, minutes=scoring["minutes"] or None)

    def judge(self, scoring: dict[str, Any], answers: Mapping[str, Any]) -> Outcome:
        """``answers["setup"]`` is what the attempt keeps: the seed, its number, and whether time is over."""
        setup = answers.get("setup")
        if not isinstance(setup, Mapping) or "seed" not in setup:
            return Outcome(completed=False, errors={"begin": _("Start the quiz first.")})
        asked = drawn(scoring, setup["seed"])
        given = answers.get("answers")
        said = {key: given.get(key) if isinstance(given, Mapping) else None for key in asked}
        if not setup.get("over"):
            errors = {
                key: message
                for key in asked
                if (message := kinds.error(scoring["questions"][key], said[key])) is not None
            }
            if errors:
                return Outcome(completed=False, errors=errors)
        marks = {key: kinds.mark(scoring["questions"][key], said[key]) for key in asked}
        return _outcome(scoring, marks, number=setup.get("number", 1), over=bool(setup.get("over")))


def _outcome(
    scoring: Mapping[str, Any], marks: Mapping[str, kinds.Mark], *, number: int, over: bool
) -> Outcome:
    score = sum(mark.correct for mark in marks.values())
    passed = score >= scoring["pass_mark"]
    result = {"score": score, "of": len(marks), "passed": passed, "attempt": number}
    told = scoring["feedback"]
    shows = told == QuizFeedback.SUBMIT or (told == QuizFeedback.PASS and passed)
    rows = [
        {"question": key, "correct": mark.correct, "options": list(mark.chosen)}
        for key, mark in marks.items()
    ]
    return Outcome(
        completed=passed,
        result={**result, "time_over": True} if over else result,
        feedback=rows if shows else [],
        items=rows,
    )


def _pool_problems(value: Value) -> list[Problem]:
    found: list[Problem] = []
    pools = pools_of(value)
    for place, (draw, keys) in enumerate(zip(draws_of(value), pools, strict=True)):
        if draw.count > len(keys):
            message = ngettext(
                "%(wanted)s questions are to be drawn, and %(there)s fits. Draw fewer, or widen the draw: "
                "what fits an earlier draw belongs to that.",
                "%(wanted)s questions are to be drawn, and %(there)s fit. Draw fewer, or widen the draw: "
                "what fits an earlier draw belongs to that.",
                len(keys),
            )
            values = {"wanted": draw.count, "there": len(keys)}
            path = ("draws", place, "count")
            found.append(Problem(message % values, path, code="too_few_questions"))
    if sum(map(len, pools)) > MOST_TO_DRAW_FROM:
        message = now_("At most %(most)s questions can be drawn from: these are %(count)s. Narrow the draws.")
        values = {"most": MOST_TO_DRAW_FROM, "count": sum(map(len, pools))}
        found.append(Problem(message % values, ("draws",), code="pool_too_large"))
    return found
