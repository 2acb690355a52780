"""Submissions and self-ratings."""

from __future__ import annotations

from lms.api.documentation import examples
from lms.api.documentation import parts as build
from lms.api.documentation.learning import READ, operation
from lms.api.serializers import work as shapes

list_submissions = operation(
    "list_submissions",
    "Work handed in",
    description=(
        "State and points of each piece of work. Its text, files and feedback are on the site: for the "
        "doctor and the markers."
    ),
    query=shapes.SubmissionQuery,
    answers={
        200: (
            build.page_of(shapes.SubmissionSerializer, "Submission"),
            "Newest first.",
            build.page(examples.SUBMISSION),
        )
    },
    problems=READ,
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
            build.page(examples.SELF_RATING),
        )
    },
    problems=(401,),
)
