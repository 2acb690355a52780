"""Assignments, projects, evaluation forms and self-assessments: what each asks for, and how it is judged."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from programmes import activity_types
from programmes.activity_types import Outcome, project
from programmes.activity_types.evaluation import given_to
from programmes.activity_types.self_assessment import ratings_in


def judge(code: str, scoring: dict[str, Any], answers: Any) -> Outcome:
    return activity_types.get(code).judge(scoring, answers)


def messages(outcome: Outcome) -> dict[str, str]:
    return {key: str(message) for key, message in outcome.errors.items()}


def codes(code: str, value: dict[str, Any]) -> list[tuple[Any, str]]:
    return [(each.path, each.code) for each in activity_types.get(code).problems(value)]


def listed(*values: Any) -> list[dict[str, Any]]:
    return [{"type": "item", "id": f"i{n}", "value": value} for n, value in enumerate(values)]


# Assignments

ASKS = {
    "text": "needed",
    "min_words": 3,
    "max_words": 5,
    "files": {"least": 1, "most": 2, "groups": ["documents"]},
}


@pytest.mark.parametrize(
    ("answers", "errors"),
    [
        ({}, {"text": "Write your text.", "files": "Add at least 1 file: there are 0 so far."}),
        ({"text": "One", "files": 1}, {"text": "Write at least 3 words: there is 1 so far."}),
        ({"text": "One two", "files": 1}, {"text": "Write at least 3 words: there are 2 so far."}),
        ({"text": "a b c d e f", "files": 1}, {"text": "Shorten it to 5 words: there are 6."}),
        ({"text": "a b c", "files": 3}, {"files": "Remove files until there are 2: there are 3."}),
        (
            {"text": ["a"], "files": "x"},
            {"text": "Write your text.", "files": "Add at least 1 file: there are 0 so far."},
        ),
    ],
)
def test_an_assignment_says_what_is_missing(answers: Any, errors: dict[str, str]) -> None:
    assert messages(judge("assignment", ASKS, answers)) == errors


def test_an_assignment_is_never_complete_by_itself() -> None:
    assert judge("assignment", ASKS, {"text": "One two three", "files": 2}) == Outcome(
        completed=False, result={"words": 3, "files": 2}
    )


def test_an_assignment_wants_something() -> None:
    asks = {**ASKS, "text": "optional", "files": {"least": 0, "most": 2, "groups": ["documents"]}}

    assert messages(judge("assignment", asks, {})) == {"text": "Write something, or add a file."}
    assert judge("assignment", asks, {"files": 1}).result == {"words": 0, "files": 1}
    nothing = {**asks, "text": "none"}
    assert judge("assignment", nothing, {"text": "is not asked for", "files": 1}).result == {
        "words": 0,
        "files": 1,
    }


LEVELS = listed({"title": "Low", "points": 0}, {"title": "High", "points": 10})


@pytest.mark.parametrize(
    ("changed", "problems"),
    [
        ({}, []),
        ({"pass_points": 11}, [(("pass_points",), "pass_unreachable")]),
        ({"text": "none", "files": {"most": 0}}, [(("text",), "asks_nothing")]),
        ({"files": {"least": 2, "most": 1, "documents": True}}, [(("files", "least"), "files_backwards")]),
        ({"files": {"most": 1}}, [(("files", "most"), "no_kinds")]),
        ({"min_words": 9, "max_words": 8}, [(("min_words",), "words_backwards")]),
        (
            {"criteria": listed({"title": "A", "levels": LEVELS, "least": 11})},
            [(("criteria", 0, "least"), "least_unreachable")],
        ),
    ],
)
def test_an_assignment_that_cannot_be_passed_is_not_published(
    changed: dict[str, Any], problems: list[Any]
) -> None:
    value = {
        "text": "needed",
        "files": {"most": 0},
        "criteria": listed({"title": "A", "levels": LEVELS}),
        "pass_points": 10,
        **changed,
    }

    assert codes("assignment", value) == problems


def test_an_assignment_compiles_to_ids_and_numbers() -> None:
    value = {
        "text": "optional",
        "files": {"least": 0, "most": 2, "documents": True, "pictures": False, "slides": True},
        "criteria": listed({"title": "Aim", "levels": LEVELS, "least": 5}),
        "pass_points": 8,
        "second_marker": True,
        "margin": 2,
        "resubmissions": 0,
    }

    assert activity_types.get("assignment").compile(value) == {
        "text": "optional",
        "min_words": 0,
        "max_words": 0,
        "files": {"least": 0, "most": 2, "groups": ["documents", "slides"]},
        "criteria": [
            {"id": "i0", "levels": [{"id": "i0", "points": 0}, {"id": "i1", "points": 10}], "least": 5}
        ],
        "pass_points": 8,
        "markers": 2,
        "margin": 2,
        "resubmissions": 0,
    }


# Projects

CYCLE = {
    "plan": "Ask first.",
    "do": "Asked.",
    "study": "Shorter by ten minutes.",
    "act": "",
    "starts_on": "2026-09-01",
    "ends_on": "2026-09-08",
}
DONE = {
    "aim": "Ten minutes less by March.",
    "measure": "Minutes.",
    "change": "An agenda.",
    "outcome": "It worked.",
    "cycles": [CYCLE],
    "points": [{"on": "2026-09-01", "value": "40"}, {"on": "2026-09-08", "value": "30,5"}],
}
RULE = {"cycles": 1, "points": 2, "sponsor": False}


def test_a_project_is_complete_with_its_cycles_and_an_outcome() -> None:
    assert judge("project", RULE, DONE) == Outcome(completed=True, result={"cycles": 1, "points": 2})


@pytest.mark.parametrize(
    ("rule", "changed", "errors"),
    [
        ({}, {"outcome": " "}, {"outcome": "Say what came of it, whether or not it improved."}),
        (
            {"cycles": 2},
            {"cycles": [CYCLE, {"plan": "Again"}]},
            {"cycle-1-do": "Plan, do and study at least 2 cycles: 1 so far."},
        ),
        ({}, {"cycles": []}, {"cycle-0-plan": "Plan, do and study at least 1 cycle: 0 so far."}),
        (
            {},
            {"cycles": [{**CYCLE, "ends_on": "2026-08-31"}]},
            {"cycle-0-ends_on": "The last day cannot be before the first."},
        ),
        (
            {},
            {"cycles": [{**CYCLE, "starts_on": "last week"}]},
            {"cycle-0-starts_on": "Write the day as in 2026-08-05."},
        ),
        (
            {"points": 1},
            {"points": [{"on": "2026-09-01", "value": "many"}, {"on": "2026-09-02", "value": "3"}]},
            {"point-0-value": "Write a number, such as 12 or 12.5."},
        ),
        ({"points": 3}, {}, {"point-0-on": "Give at least 3 data points: 2 so far."}),
        (
            {"sponsor": True},
            {"sponsor_name": "Dr Example"},
            {"sponsor_role": "Say what your sponsor’s role is."},
        ),
    ],
)
def test_a_project_says_what_is_missing(
    rule: dict[str, Any], changed: dict[str, Any], errors: dict[str, str]
) -> None:
    assert messages(judge("project", {**RULE, **rule}, {**DONE, **changed})) == errors


def test_a_project_of_nonsense_is_judged() -> None:
    nonsense = {"aim": 7, "cycles": [None, {"plan": []}], "points": "x"}

    assert set(judge("project", {"cycles": 1, "points": 0, "sponsor": False}, nonsense).errors) == {
        "aim",
        "measure",
        "change",
        "outcome",
        "cycle-0-plan",
    }


def test_points_are_read_in_the_order_of_their_days() -> None:
    rows = [
        {"on": "2026-09-08", "value": "1e400"},
        {"on": "2026-09-08", "value": "2"},
        {"on": "2026-09-01", "value": "-1.5"},
        {"on": "", "value": "9"},
    ]

    assert project.read_points(rows) == [
        (date(2026, 9, 1), Decimal("-1.5")),
        (date(2026, 9, 8), Decimal("2")),
    ]


# Evaluation forms

FORM = {
    "points": 5,
    "questions": [
        {"id": "a", "level": "1", "kind": "rating", "before": False, "options": [], "required": True},
        {"id": "b", "level": "2b", "kind": "rating", "before": True, "options": [], "required": False},
        {
            "id": "c",
            "level": "2b",
            "kind": "choice",
            "before": False,
            "options": ["x", "y"],
            "required": True,
        },
        {"id": "d", "level": "3b", "kind": "text", "before": False, "options": [], "required": False},
    ],
}


def test_an_evaluation_counts_its_answers_and_keeps_nothing_else() -> None:
    answers = {"a": {"now": "4"}, "b": {"now": 5, "before": 2}, "c": {"option": "y"}, "d": {"text": " "}}

    assert judge("evaluation", FORM, {"answers": answers}) == Outcome(completed=True, result={"answered": 3})


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"a": {"now": "6"}}, ("a", "Choose a rating.")),
        ({"a": {"now": True}}, ("a", "Choose a rating.")),
        ({"a": "4"}, ("a", "Choose a rating.")),
        ({"b": {"now": "4"}}, ("b", "Choose a rating for both, before and now.")),
        ({"c": {"option": "z"}}, ("c", "Choose an answer.")),
    ],
)
def test_an_evaluation_with_an_answer_that_is_none(given: dict[str, Any], error: tuple[str, str]) -> None:
    answers = {"a": {"now": "4"}, "c": {"option": "x"}, **given}

    assert list(messages(judge("evaluation", FORM, {"answers": answers})).items()) == [error]


def test_what_is_kept_of_an_answer() -> None:
    questions = {each["id"]: each for each in FORM["questions"]}

    def kept(question: str, given: Any) -> dict[str, Any]:
        return given_to(questions[question], {"answers": {question: given}}, points=5)

    assert kept("b", {"now": "4", "before": "1", "text": "x"}) == {"now": 4, "before": 1}
    assert kept("a", {"now": "4", "before": "1"}) == {"now": 4}
    assert kept("d", {"text": " It helped. "}) == {"text": "It helped."}
    assert kept("c", {"option": ["x"]}) == {}


@pytest.mark.parametrize(
    ("question", "problems"),
    [
        ({"kind": "rating"}, []),
        ({"kind": "choice", "options": listed({"text": "One"})}, [("options", "no_options")]),
        ({"kind": "text", "options": listed({"text": "One"})}, [("kind", "options_unused")]),
        ({"kind": "text", "before": True}, [("before", "before_unused")]),
    ],
)
def test_a_form_that_makes_no_sense_is_not_published(
    question: dict[str, Any], problems: list[tuple[str, str]]
) -> None:
    value = {"levels": listed({"code": "1", "questions": listed(question)})}

    assert codes("evaluation", value) == [
        (("levels", 0, "questions", 0, field), code) for field, code in problems
    ]


def test_a_level_stands_in_a_form_once() -> None:
    value = {"levels": listed({"code": "1", "questions": []}, {"code": " 1", "questions": []})}

    assert codes("evaluation", value) == [(("levels", 1, "code"), "level_twice")]


# Self-assessments

ASKED = {
    "elements": [{"id": "a", "node": "mlcf-3:1.1"}, {"id": "b", "node": "mlcf-3:1.2"}],
    "scale": ["s", "t"],
}


def test_not_assessed_is_an_answer_and_never_the_lowest_step() -> None:
    answers = {"ratings": {"a": "t", "b": "none"}}

    assert judge("self_assessment", ASKED, answers) == Outcome(completed=True, result={"elements": 2})
    assert ratings_in(ASKED, answers) == {"a": 2, "b": None}


@pytest.mark.parametrize("given", [{}, {"a": "s"}, {"a": "s", "b": ""}, {"a": "s", "b": 1}, "a"])
def test_every_element_is_rated_or_not_assessed(given: Any) -> None:
    outcome = judge("self_assessment", ASKED, {"ratings": given})

    assert messages(outcome)["b"] == "Choose a step, or “Not assessed”."
    assert not outcome.completed


def test_an_element_is_rated_once() -> None:
    value = {"elements": listed({"competence": "mlcf-3:1.1"}, {"competence": "mlcf-3:1.1"})}

    assert codes("self_assessment", value) == [(("elements", 1, "competence"), "rated_twice")]
