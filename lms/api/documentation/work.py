"""Submissions and self-ratings."""

from __future__ import annotations

from lms.api.documentation import parts as build
from lms.api.documentation import work_examples
from lms.api.documentation.learning import READ, READ_ONE, operation
from lms.api.serializers import work as shapes
from lms.api.serializers.learning import OneQuery

list_submissions = operation(
    "list_submissions",
    "Work handed in",
    description=(
        "State and points of each piece of work. Its text, its files' names and the feedback are in the one "
        "submission, for the doctor alone."
    ),
    query=shapes.SubmissionQuery,
    answers={
        200: (
            build.page_of(shapes.SubmissionSerializer, "Submission"),
            "Newest first.",
            build.page(work_examples.SUBMISSION),
        )
    },
    problems=READ,
)
get_submission = operation(
    "get_submission",
    "One piece of work",
    description="With its text, the names of its files, marks and feedback, for the doctor.",
    query=OneQuery,
    answers={200: (shapes.SubmissionDetailSerializer, "The submission.", work_examples.SUBMISSION_DETAIL)},
    problems=READ_ONE,
)
hand_in = operation(
    "hand_in",
    "Hand in an assignment",
    description=(
        "Gives the work to its markers, with the files that were added on the site. 200 with the same "
        "submission when the same request comes again. While it is with the markers nothing else can be "
        "handed in: 409."
    ),
    body=(shapes.HandInSerializer, work_examples.HANDING_IN),
    answers={
        201: (shapes.SubmissionDetailSerializer, "Handed in.", work_examples.SUBMISSION_DETAIL),
        200: (shapes.SubmissionDetailSerializer, "Handed in before.", work_examples.SUBMISSION_DETAIL),
    },
    problems=(*build.WRITE, 404, 409),
    headers=[build.IDEMPOTENCY_KEY, build.LOCATION],
)
list_self_ratings = operation(
    "list_self_ratings",
    "Self-ratings",
    description="Your own alone: no trust is ever told how a doctor rates themselves.",
    query=shapes.SelfRatingQuery,
    answers={
        200: (
            build.page_of(shapes.SelfRatingSerializer, "SelfRating"),
            "Newest first.",
            build.page(work_examples.SELF_RATING),
        )
    },
    problems=(401,),
)
