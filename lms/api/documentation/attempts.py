"""Attempts at a question bank quiz."""

from __future__ import annotations

from lms.api.documentation import examples, work_examples
from lms.api.documentation import parts as build
from lms.api.documentation.learning import operation
from lms.api.serializers import attempts as shapes

list_attempts = operation(
    "list_attempts",
    "Attempts",
    description="Your own alone, of question bank quizzes.",
    query=shapes.AttemptQuery,
    answers={
        200: (
            build.page_of(shapes.AttemptSerializer, "Attempt"),
            "Newest first.",
            build.page(work_examples.ATTEMPT),
        )
    },
    problems=(401,),
)
begin_attempt = operation(
    "begin_attempt",
    "Begin an attempt",
    description=(
        "Draws the questions and starts the clock, with your extra time. One that is open is answered as it "
        "is. Hand it in with `POST /facts/` and `answers` in `answers`, or with none where the time is over: "
        "then what was kept counts."
    ),
    body=(shapes.BeginSerializer, {"enrolment": examples.ENROLMENT_UID, "activity": examples.ACTIVITY_KEY}),
    answers={
        201: (shapes.AttemptDetailSerializer, "Begun.", work_examples.ATTEMPT_DETAIL),
        200: (shapes.AttemptDetailSerializer, "Open already.", work_examples.ATTEMPT_DETAIL),
    },
    problems=(*build.WRITE, 404, 409),
    headers=[build.LOCATION],
)
get_attempt = operation(
    "get_attempt",
    "One attempt",
    description="Its questions, what was answered and, once it is handed in, what came of it.",
    answers={200: (shapes.AttemptDetailSerializer, "The attempt.", work_examples.ATTEMPT_DETAIL)},
    problems=(401, 404),
)
keep_answers = operation(
    "keep_answers",
    "Keep answers on the way",
    description="In place of those that were kept before. What comes after the end does not count.",
    body=(shapes.AnswersSerializer, {"answers": {work_examples.QUESTION_KEY: [work_examples.OPTION]}}),
    answers={200: (shapes.AttemptDetailSerializer, "Kept.", work_examples.ATTEMPT_DETAIL)},
    problems=(*build.WRITE, 404, 409),
)
