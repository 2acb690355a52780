"""Quiz: questions with one or several right answers, and a pass mark.

Questions and options have stable ids (those of their list items, the same in every language), which the
scoring and the learner's answers use; words are only in the text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from programmes.activity_types.base import ActivityType, Outcome, Value, Words, items
from programmes.rules.problems import Problem

SINGLE, MULTIPLE = "single", "multiple"


def option_block() -> blocks.StructBlock:
    return blocks.StructBlock(
        [
            ("text", blocks.CharBlock(max_length=300, label=_("Answer"))),
            ("correct", blocks.BooleanBlock(required=False, label=_("This is a right answer"))),
            (
                "feedback",
                blocks.CharBlock(
                    required=False,
                    max_length=500,
                    label=_("Feedback"),
                    help_text=_("Shown to those who chose it: why it is right, or where it leads astray."),
                ),
            ),
        ],
        label=_("Answer"),
        label_format="{text}",
    )


def question_block() -> blocks.StructBlock:
    return blocks.StructBlock(
        [
            ("text", blocks.TextBlock(rows=2, label=_("Question"))),
            (
                "kind",
                blocks.ChoiceBlock(
                    choices=[(SINGLE, _("One answer")), (MULTIPLE, _("Several answers"))],
                    default=SINGLE,
                    label=_("The doctor chooses"),
                ),
            ),
            ("options", blocks.ListBlock(option_block(), min_num=2, max_num=12, label=_("Answers"))),
            (
                "feedback",
                blocks.TextBlock(
                    required=False,
                    rows=2,
                    label=_("Explanation"),
                    help_text=_("Shown to everyone after answering."),
                ),
            ),
        ],
        label=_("Question"),
        label_format="{text}",
    )


class Quiz(ActivityType):
    code = "quiz"
    label = _("Quiz")
    icon = "list-ul"
    help_text = _("Questions with one or several right answers. Complete when enough of them are right.")
    is_assessed = True

    def fields(self) -> list[tuple[str, blocks.Block]]:
        return [
            ("introduction", blocks.TextBlock(required=False, rows=2, label=_("Introduction"))),
            ("questions", blocks.ListBlock(question_block(), min_num=1, max_num=50, label=_("Questions"))),
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
                "show_feedback",
                blocks.BooleanBlock(
                    required=False,
                    default=True,
                    label=_("Show feedback after answering"),
                    help_text=_(
                        "Which answers were right, with your feedback. It can be tried again in any case."
                    ),
                ),
            ),
        ]

    def problems(self, value: Value) -> list[Problem]:
        questions = items(value, "questions")
        found: list[Problem] = []
        for index, (_id, question) in enumerate(questions):
            place = now_("Question %(number)s") % {"number": index + 1}
            for problem in _question_problems(question):
                found.append(problem.under("questions", index, place=place))
        if (value.get("pass_mark") or 0) > len(questions):
            message = now_(
                "The pass mark is %(mark)s, but there are %(count)s questions. Lower it or add questions."
            )
            found.append(
                Problem(
                    message % {"mark": value["pass_mark"], "count": len(questions)},
                    ("pass_mark",),
                    code="pass_mark_too_high",
                )
            )
        return found

    def compile(self, value: Value) -> dict[str, Any]:
        questions = []
        for question_id, question in items(value, "questions"):
            options = items(question, "options")
            questions.append(
                {
                    "id": question_id,
                    "kind": question["kind"],
                    "options": [option_id for option_id, _option in options],
                    "correct": [option_id for option_id, option in options if option.get("correct")],
                }
            )
        return {
            "questions": questions,
            "pass_mark": value.get("pass_mark") or 0,
            "feedback": bool(value.get("show_feedback")),
        }

    def judge(self, scoring: dict[str, Any], answers: Mapping[str, Any]) -> Outcome:
        given = answers.get("answers")
        chosen = {
            question["id"]: _chosen(given.get(question["id"]) if isinstance(given, Mapping) else None)
            for question in scoring["questions"]
        }
        errors = {
            question["id"]: message
            for question in scoring["questions"]
            if (message := _error(question, chosen[question["id"]]))
        }
        if errors:
            return Outcome(completed=False, errors=errors)
        marks = [(question["id"], set(question["correct"])) for question in scoring["questions"]]
        right = {question_id: set(chosen[question_id]) == correct for question_id, correct in marks}
        score = sum(right.values())
        passed = score >= scoring["pass_mark"]
        feedback = [
            {"question": question_id, "correct": is_right, "options": chosen[question_id]}
            for question_id, is_right in right.items()
        ]
        return Outcome(
            completed=passed,
            result={"score": score, "of": len(right), "passed": passed},
            feedback=feedback if scoring["feedback"] else [],
        )


def _question_problems(question: Mapping[str, Any]) -> list[Problem]:
    options = items(question, "options")
    correct = sum(bool(option.get("correct")) for _id, option in options)
    if not correct:
        message = now_("Mark at least one answer as right.")
        return [Problem(message, ("options",), code="no_right_answer")]
    if question.get("kind") == SINGLE and correct > 1:
        message = now_("Several answers are marked as right: choose “Several answers”, or mark only one.")
        return [Problem(message, ("kind",), code="several_right_answers")]
    return []


def _chosen(given: Any) -> list[str]:
    """The option ids in an answer, which may have come from anywhere."""
    if isinstance(given, str):
        return [given]
    if isinstance(given, list | tuple):
        return list(dict.fromkeys(item for item in given if isinstance(item, str)))
    return []


def _error(question: Mapping[str, Any], chosen: list[str]) -> Words | None:
    if not chosen:
        return _("Choose an answer.") if question["kind"] == SINGLE else _("Choose one or more answers.")
    if not set(chosen) <= set(question["options"]):
        return _("Choose from the answers shown.")
    if question["kind"] == SINGLE and len(chosen) > 1:
        return _("Choose one answer only.")
    return None
