"""What became of quizzes and evaluation forms."""

from __future__ import annotations

from lms.api.documentation import report_examples as examples
from lms.api.documentation.studio import FOR_DESIGNERS, READ, operation
from lms.api.serializers import reports as shapes

get_quizzes = operation(
    "get_quizzes",
    "Question bank quizzes and how many passed",
    description=f"{FOR_DESIGNERS} First attempts only; of fewer than 10 people nothing is said.",
    answers={200: (shapes.QuizzesSerializer, "The quizzes.", examples.QUIZZES)},
    problems=READ,
)
get_quiz = operation(
    "get_quiz_analysis",
    "Analysis of a quiz's questions",
    description=f"{FOR_DESIGNERS} `uid` is the key of the activity. Facility from 10 people on, "
    "discrimination from 30.",
    answers={200: (shapes.ItemsSerializer, "The questions.", examples.ITEMS)},
    problems=READ,
)
get_evaluations = operation(
    "get_evaluations",
    "Evaluation forms",
    description=FOR_DESIGNERS,
    answers={200: (shapes.FormsSerializer, "The forms.", examples.FORMS)},
    problems=READ,
)
get_evaluation = operation(
    "get_evaluation",
    "What a form was answered, by level",
    description=f"{FOR_DESIGNERS} `uid` is the key of the activity. What would tell of few people is null.",
    answers={200: (shapes.EvaluationSerializer, "The figures.", examples.EVALUATION)},
    problems=READ,
)
