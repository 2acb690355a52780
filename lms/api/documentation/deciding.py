"""Cases that a move left open, and equivalences."""

from __future__ import annotations

from lms.api.documentation import parts as build
from lms.api.documentation import studio_examples as examples
from lms.api.documentation.moves import FOR_PUBLISHERS, READ
from lms.api.documentation.studio import operation
from lms.api.serializers import deciding as shapes

list_cases = operation(
    "list_cases",
    "People whom a move left for somebody to decide",
    description=(
        f"{FOR_PUBLISHERS} Without names: they have begun something that the new version does not hold."
    ),
    query=shapes.CaseQuery,
    answers={200: (build.page_of(shapes.CaseSerializer, "Case"), "Newest first.", build.page(examples.CASE))},
    problems=READ,
)
get_case = operation(
    "get_case",
    "One case",
    description=FOR_PUBLISHERS,
    answers={200: (shapes.CaseSerializer, "The case.", examples.CASE)},
    problems=READ,
)
decide_case = operation(
    "decide_case",
    "Decide a case",
    description=(
        f"{FOR_PUBLISHERS} `recognise` moves them and lets what was begun count, `move` moves them without, "
        "`stay` leaves them where they are. One that is decided already is answered as it is. 409 while the "
        "move is being taken back."
    ),
    body=(shapes.DecisionSerializer, {"choice": "recognise"}),
    answers={200: (shapes.CaseSerializer, "As it is decided.", {**examples.CASE, **examples.DECIDED})},
    problems=(*build.WRITE, 404, 409),
)
list_equivalences = operation(
    "list_equivalences",
    "Which activities count for which",
    description=(
        f"{FOR_PUBLISHERS} They hold for whoever is moved to a version after they were said. "
        "`may_count` of `studio/programmes/{uid}/people/` names activities that can be equated."
    ),
    query=shapes.EquivalenceQuery,
    answers={
        200: (
            build.page_of(shapes.EquivalenceSerializer, "Equivalence"),
            "Newest first.",
            build.page(examples.EQUIVALENCE),
        )
    },
    problems=READ,
)
get_equivalence = operation(
    "get_equivalence",
    "One equivalence",
    description=FOR_PUBLISHERS,
    answers={200: (shapes.EquivalenceSerializer, "The equivalence.", examples.EQUIVALENCE)},
    problems=READ,
)
equate = operation(
    "equate",
    "Let one activity count for another",
    description=f"{FOR_PUBLISHERS} For all who are moved to this version from now on. Twice is once.",
    body=(shapes.EquateSerializer, examples.EQUATE),
    answers={
        201: (shapes.EquivalenceSerializer, "It counts.", examples.EQUIVALENCE),
        200: (shapes.EquivalenceSerializer, "It counted already.", examples.EQUIVALENCE),
    },
    problems=(*build.WRITE, 404, 409),
    headers=[build.LOCATION],
)
