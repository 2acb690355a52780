"""What became of quizzes and evaluation forms, in figures that name nobody."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from lms.records.items import ItemLine, QuizLine
from lms.reports import suppression
from lms.reports.evaluation import Figures, Form, Level, Question
from programmes.enums import QuestionKind

HELD_BACK = "Null where too few people would be told of."


class QuizSerializer(serializers.Serializer[Any]):
    key = serializers.UUIDField(help_text="Of the activity, the same in every version.")
    title = serializers.CharField()
    module = serializers.UUIDField(help_text="Its key, the same in every version.")
    module_title = serializers.CharField()
    attempts = serializers.IntegerField(help_text="First ones of each doctor.")
    passed = serializers.IntegerField(allow_null=True, help_text=f"Per cent. {HELD_BACK}")


class QuizzesSerializer(serializers.Serializer[Any]):
    quizzes = QuizSerializer(many=True, help_text="Of the latest published modules, by title.")


class ItemSerializer(serializers.Serializer[Any]):
    key = serializers.UUIDField(help_text="Of the question.")
    title = serializers.CharField(allow_null=True, help_text="Null where it is in no bank any more.")
    kind = serializers.ChoiceField(choices=QuestionKind.choices, allow_null=True)
    asked = serializers.IntegerField(help_text="How many people, in their first attempts.")
    facility = serializers.IntegerField(allow_null=True, help_text=f"Per cent who had it right. {HELD_BACK}")
    discrimination = serializers.DecimalField(
        max_digits=3,
        decimal_places=2,
        allow_null=True,
        help_text=f"Corrected item-total correlation, -1.00 to 1.00. {HELD_BACK}",
    )


class ItemsSerializer(serializers.Serializer[Any]):
    key = serializers.UUIDField()
    title = serializers.CharField()
    questions = ItemSerializer(many=True, help_text="That it may draw or has asked, by title.")


def quizzes_data(lines: list[QuizLine]) -> dict[str, Any]:
    return {
        "quizzes": [
            {
                "key": line.activity.key,
                "title": line.activity.title,
                "module": line.activity.version.module_key,
                "module_title": line.activity.version.title,
                "attempts": line.attempts,
                "passed": line.passed,
            }
            for line in lines
        ]
    }


def items_data(activity: Any, lines: list[ItemLine]) -> dict[str, Any]:
    return {
        "key": activity.key,
        "title": activity.title,
        "questions": [
            {
                "key": line.key,
                "title": line.question.title if line.question else None,
                "kind": line.question.kind if line.question else None,
                "asked": line.numbers.asked,
                "facility": line.numbers.facility,
                "discrimination": line.numbers.discrimination,
            }
            for line in lines
        ],
    }


# Evaluation


class FormSerializer(serializers.Serializer[Any]):
    key = serializers.UUIDField(help_text="Of the activity, the same in every version.")
    title = serializers.CharField()
    module = serializers.UUIDField(help_text="Its key, the same in every version.")
    module_title = serializers.CharField()
    respondents = serializers.IntegerField(allow_null=True, help_text=HELD_BACK)


class FormsSerializer(serializers.Serializer[Any]):
    forms = FormSerializer(many=True)


class FiguresSerializer(serializers.Serializer[Any]):
    count = serializers.IntegerField(allow_null=True, help_text=f"Answers. {HELD_BACK}")
    now = serializers.DecimalField(max_digits=4, decimal_places=1, allow_null=True, help_text="Mean.")
    before = serializers.DecimalField(
        max_digits=4, decimal_places=1, allow_null=True, help_text="Mean, looking back; null where not asked."
    )
    higher = serializers.IntegerField(
        allow_null=True, help_text="Per cent who rate themselves higher now than, looking back, before."
    )


class ShareSerializer(serializers.Serializer[Any]):
    text = serializers.CharField()
    percent = serializers.IntegerField(allow_null=True, help_text=HELD_BACK)


class EvaluationQuestionSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    text = serializers.CharField()
    kind = serializers.CharField()
    figures = FiguresSerializer()
    shares = ShareSerializer(many=True, help_text="Of a choice.")
    comments = serializers.ListField(child=serializers.CharField(), help_text="Of a text, in no order.")


class LevelSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="As the scheme calls it.")
    title = serializers.CharField()
    questions = EvaluationQuestionSerializer(many=True)


class EvaluationSerializer(serializers.Serializer[Any]):
    key = serializers.UUIDField()
    title = serializers.CharField()
    points = serializers.IntegerField(help_text="Of the rating scale.")
    levels = LevelSerializer(many=True)


def forms_data(forms: list[Form]) -> dict[str, Any]:
    fewest = suppression.threshold()
    return {
        "forms": [
            {
                "key": form.activity.key,
                "title": form.activity.title,
                "module": form.module_key,
                "module_title": form.activity.version.title,
                "respondents": form.respondents
                if suppression.is_shown(form.respondents, fewest=fewest)
                else None,
            }
            for form in forms
        ]
    }


def evaluation_data(activity: Any, levels: list[Level]) -> dict[str, Any]:
    return {
        "key": activity.key,
        "title": activity.title,
        "points": activity.scoring["points"],
        "levels": [
            {
                "code": level.code,
                "title": level.title,
                "questions": [_question(each) for each in level.questions],
            }
            for level in levels
        ],
    }


def _question(question: Question) -> dict[str, Any]:
    return {
        "id": question.id,
        "text": question.text,
        "kind": question.kind,
        "figures": _figures(question.figures),
        "shares": [{"text": share.text, "percent": share.percent} for share in question.shares],
        "comments": list(question.comments),
    }


def _figures(figures: Figures) -> dict[str, Any]:
    return {name: getattr(figures, name) for name in ("count", "now", "before", "higher")}
