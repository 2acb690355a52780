"""What designers ask of the Studio."""

from __future__ import annotations

from functools import partial

from lms.api.documentation import parts as build
from lms.api.documentation import studio_examples
from lms.api.serializers import banks
from lms.api.serializers import studio as shapes

operation = partial(build.operation, tag="Studio")
FOR_DESIGNERS = "For those who work in the Studio."
READ = (401, 404)

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
list_drafts = operation(
    "list_drafts",
    "Modules or programmes",
    description=f"{FOR_DESIGNERS} The originals, published or not.",
    query=shapes.DraftQuery,
    answers={
        200: (
            build.page_of(shapes.DraftSerializer, "Draft"),
            "Newest first.",
            build.page(studio_examples.DRAFT),
        )
    },
    problems=READ,
)
get_preflight = operation(
    "get_preflight",
    "What preflight finds in all that is published",
    description=f"{FOR_DESIGNERS} The same findings as the screen and `manage.py preflight`.",
    query=shapes.PreflightQuery,
    answers={200: (shapes.PreflightSerializer, "The findings.", studio_examples.PREFLIGHT)},
    problems=READ,
)
get_draft_preflight = operation(
    "get_draft_preflight",
    "What preflight finds in the newest draft",
    description=f"{FOR_DESIGNERS} `uid` is the key of the module or programme.",
    query=shapes.LanguageQuery,
    answers={200: (shapes.PreflightSerializer, "The findings.", studio_examples.PREFLIGHT)},
    problems=READ,
)
get_uses = operation(
    "get_uses",
    "Where it is used",
    description=f"{FOR_DESIGNERS} The programmes that have the module or programme with this key.",
    answers={200: (shapes.UsesSerializer, "The programmes.", studio_examples.USES)},
    problems=READ,
)
get_differences = operation(
    "get_differences",
    "What is different between two versions, or a version and the draft",
    description=f"{FOR_DESIGNERS} `uid` is the key of the module or programme.",
    query=shapes.DifferencesQuery,
    answers={200: (shapes.DifferencesSerializer, "The differences.", studio_examples.DIFFERENCES)},
    problems=READ,
)
list_banks = operation(
    "list_question_banks",
    "Question banks",
    description=FOR_DESIGNERS,
    query=banks.BankQuery,
    answers={
        200: (build.page_of(banks.BankSerializer, "Bank"), "Newest first.", build.page(studio_examples.BANK))
    },
    problems=READ,
)
get_bank = operation(
    "get_question_bank",
    "One question bank",
    description=FOR_DESIGNERS,
    answers={200: (banks.BankSerializer, "The bank.", studio_examples.BANK)},
    problems=READ,
)
list_questions = operation(
    "list_questions",
    "The questions of a bank",
    description=f"{FOR_DESIGNERS} As they are in the bank today, with their right answers.",
    query=banks.QuestionQuery,
    answers={
        200: (
            build.page_of(banks.QuestionSerializer, "Question"),
            "Newest first.",
            build.page(studio_examples.QUESTION),
        )
    },
    problems=READ,
)
