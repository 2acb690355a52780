"""What became of quizzes and evaluation forms, for those who build programmes."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import get_language
from rest_framework.request import Request
from rest_framework.response import Response

from lms.api.documentation import reports as documented
from lms.api.problems import not_found
from lms.api.selectors.studio import quiz_with
from lms.api.serializers.reports import (
    EvaluationSerializer,
    FormsSerializer,
    ItemsSerializer,
    QuizzesSerializer,
    evaluation_data,
    forms_data,
    items_data,
    quizzes_data,
)
from lms.api.views.studio import StudioView
from lms.records import items
from lms.reports import evaluation


class Quizzes(StudioView):
    @documented.get_quizzes
    def get(self, request: Request) -> Response:
        return Response(QuizzesSerializer(quizzes_data(items.quizzes())).data)


class OneQuiz(StudioView):
    @documented.get_quiz
    def get(self, request: Request, uid: UUID) -> Response:
        activity = quiz_with(uid)
        if activity is None:
            raise not_found()
        return Response(ItemsSerializer(items_data(activity, items.lines_of(activity))).data)


class Evaluations(StudioView):
    @documented.get_evaluations
    def get(self, request: Request) -> Response:
        return Response(FormsSerializer(forms_data(evaluation.forms())).data)


class OneEvaluation(StudioView):
    @documented.get_evaluation
    def get(self, request: Request, uid: UUID) -> Response:
        activity = evaluation.form_of(uid)
        if activity is None:
            raise not_found()
        levels = evaluation.report(activity, language=get_language() or "")
        return Response(EvaluationSerializer(evaluation_data(activity, levels)).data)
