"""What designers ask of the Studio."""

from __future__ import annotations

from functools import partial

from lms.api.documentation import parts as build
from lms.api.documentation import studio_examples
from lms.api.serializers import studio as shapes

operation = partial(build.operation, tag="Studio")

get_coverage = operation(
    "get_coverage",
    "Published modules against the elements of a framework",
    description=(
        "For those who work in the Studio. Counted are the latest versions of published modules; an activity "
        "that claims two elements counts its minutes for both."
    ),
    query=shapes.CoverageQuery,
    answers={200: (shapes.CoverageSerializer, "The coverage.", studio_examples.COVERAGE)},
    problems=[401, 404],
)
