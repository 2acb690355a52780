"""Every kind of question: what is right, what is wrong, what is no answer. No database."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from programmes import activity_types
from programmes.bank import kinds
from programmes.bank.drawing import drawn, shown_order
from programmes.bank.kinds import mark, scoring_of
from programmes.bank.pools import Candidate, Draw, pools, tags_in
from programmes.enums import QuestionKind
from tests.factories.banks import CONTENT, right, rows


def value_of(kind: str, **changed: Any) -> dict[str, Any]:
    content = {**CONTENT[kind], **changed}
    return {
        name: rows(kind, name, inner) if isinstance(inner, list) else inner for name, inner in content.items()
    }


def scoring(kind: str, **changed: Any) -> dict[str, Any]:
    return scoring_of(kind, value_of(kind, **changed))


@pytest.mark.parametrize("kind", QuestionKind.values)
def test_the_right_answer_is_right_and_nothing_is_not(kind: str) -> None:
    needed = scoring(kind)

    assert kinds.error(needed, right(needed)) is None
    assert mark(needed, right(needed)).correct
    for nothing in (None, "", [], {}, 7, ["x"], {"x": "y"}):
        assert not mark(needed, nothing).correct


@pytest.mark.parametrize(
    ("kind", "given", "message"),
    [
        ("single", [], "Choose an answer."),
        ("single", ["x"], "Choose from the answers shown."),
        ("multiple", None, "Choose one or more answers."),
        ("ordering", {}, "Choose a place for each step."),
        ("matching", {}, "Choose what each belongs to."),
        ("numeric", " ", "Write a number."),
        ("numeric", "many", "Write a number, such as 12 or 2.5."),
        ("numeric", "NaN", "Write a number, such as 12 or 2.5."),
        ("numeric", "1e999999", "Write a number, such as 12 or 2.5."),
        ("short_text", "  ", "Write an answer."),
        ("short_text", ["a"], "Write an answer."),
    ],
)
def test_what_is_no_answer_is_said(kind: str, given: Any, message: str) -> None:
    assert str(kinds.error(scoring(kind), given)) == message


def test_one_answer_only() -> None:
    needed = scoring("single")
    assert str(kinds.error(needed, needed["options"])) == "Choose one answer only."


def test_several_answers_are_all_or_nothing() -> None:
    needed = scoring("multiple")
    tea, coffee, gravel = needed["options"]

    assert mark(needed, [coffee, tea]) == kinds.Mark(True, (tea, coffee))
    assert mark(needed, [tea]) == kinds.Mark(False, (tea,))
    assert mark(needed, [tea, coffee, gravel]).correct is False


def test_steps_have_each_place_once() -> None:
    needed = scoring("ordering")
    plan, do, study = needed["steps"]

    assert str(kinds.error(needed, {plan: "1", do: "1", study: "2"})) == "Give each place once."
    assert mark(needed, {plan: "2", do: "1", study: "3"}) == kinds.Mark(False, (do, plan, study))


def test_right_sides_that_read_the_same_are_one() -> None:
    pairs = [{"left": "Wren", "right": "Bird"}, {"left": "Robin", "right": " bird "}]
    needed = scoring("matching", pairs=pairs, extra=[])

    assert len(needed["right"]) == 1
    assert mark(needed, dict.fromkeys(needed["left"], needed["right"][0])).correct
    assert not set(needed["left"]) & set(needed["right"])


@pytest.mark.parametrize(
    ("said", "correct"),
    [
        ("3.14", True),
        ("3,15", True),
        ("3.13", True),
        ("3.151", False),
        ("\u22123.14", False),
        (" 3.14 ", True),
    ],
)
def test_numbers_within_the_tolerance(said: str, correct: bool) -> None:
    assert mark(scoring("numeric"), said).correct is correct


def test_decimals_are_exact() -> None:
    needed = scoring("numeric", accepted=[{"value": "0.3", "tolerance": "0.1"}])
    assert mark(needed, "0.2").correct
    assert mark(needed, "0.4").correct


@pytest.mark.parametrize(
    ("said", "exact", "correct"),
    [
        ("aneurin  BEVAN", False, True),
        ("aneurin bevan", True, False),
        (" Aneurin Bevan\n", True, True),
        ("Bevan", False, False),
    ],
)
def test_capitals_and_spaces(said: str, exact: bool, correct: bool) -> None:
    assert mark(scoring("short_text", match_case=exact), said).correct is correct


def test_what_was_typed_is_not_kept_among_the_codes() -> None:
    needed = scoring("short_text")
    assert mark(needed, "My own secret").chosen == ()
    assert mark(needed, "nye bevan").chosen == (needed["accepted"][1][0],)


@pytest.mark.parametrize(
    ("kind", "changed", "path"),
    [
        ("single", {"options": [{"text": "a"}, {"text": "b"}]}, ("options",)),
        (
            "single",
            {"options": [{"text": "a", "correct": True}, {"text": "b", "correct": True}]},
            ("options",),
        ),
        ("multiple", {"options": [{"text": "a", "correct": True}, {"text": "A "}]}, ("options", 1, "text")),
        ("ordering", {"steps": [{"text": "a"}, {"text": "a"}]}, ("steps", 1, "text")),
        ("matching", {"extra": [{"text": "Barks"}]}, ("extra", 0, "text")),
        ("numeric", {"accepted": [{"value": "many"}]}, ("accepted", 0, "value")),
        (
            "numeric",
            {"accepted": [{"value": "1", "tolerance": "-1"}]},
            ("accepted", 0, "tolerance"),
        ),
        ("short_text", {"accepted": [{"text": "a"}, {"text": "A"}]}, ("accepted", 1, "text")),
    ],
)
def test_what_cannot_be_saved(kind: str, changed: dict[str, Any], path: tuple[Any, ...]) -> None:
    assert [each.path for each in kinds.KINDS[kind].problems(value_of(kind, **changed))] == [path]


# Draws


def test_a_question_belongs_to_the_first_draw_that_it_fits() -> None:
    held = [
        Candidate("a", frozenset({"ward"}), 2),
        Candidate("b", frozenset({"ward", "night"}), 5),
        Candidate("c", frozenset(), 5),
    ]
    assert pools(held, [Draw(1, frozenset({"ward"})), Draw(1, easiest=4)]) == [["a", "b"], ["c"]]
    assert tags_in(" Ward , night,,ward ") == ["ward", "night"]


POOL = {"draws": [{"count": 2, "from": list("abcdef")}, {"count": 1, "from": list("xyz")}]}


def test_the_same_seed_draws_the_same_and_others_draw_others() -> None:
    assert drawn(POOL, 7) == drawn(POOL, 7)
    assert len(set(drawn(POOL, 7))) == 3
    found = Counter(key for seed in range(600) for key in drawn(POOL, seed))
    assert set(found) == set("abcdefxyz")
    # Each of six is expected 200 times; five standard deviations are about 58.
    assert all(140 <= found[key] <= 260 for key in "abcdef")


def test_answers_are_shuffled_for_each_question_and_seed() -> None:
    orders = {tuple(shown_order("abc", "q", seed, shuffle=True)) for seed in range(60)}
    assert len(orders) == 6
    assert shown_order("abc", "q", 1, shuffle=False) == ["a", "b", "c"]


# The quiz

QUIZ = {
    "draws": [{"count": 2, "from": ["q1", "q2"]}],
    "questions": {"q1": scoring("single"), "q2": scoring("numeric")},
    "pass_mark": 2,
    "attempts": 0,
    "minutes": 0,
    "shuffle": True,
    "feedback": "submit",
}
SETUP = {"seed": 1, "number": 3}


def judge(answers: Any, *, setup: Any = SETUP, **changed: Any) -> Any:
    given = {"answers": answers, "setup": setup}
    return activity_types.get("bank_quiz").judge({**QUIZ, **changed}, given)


def knows(*keys: str) -> dict[str, Any]:
    questions: dict[str, Any] = QUIZ["questions"]  # type: ignore[assignment]
    return {key: right(questions[key]) for key in keys}


def test_a_quiz_that_is_passed() -> None:
    outcome = judge(knows("q1", "q2"))

    assert outcome.completed
    assert outcome.result == {"score": 2, "of": 2, "passed": True, "attempt": 3}
    assert sorted(each["question"] for each in outcome.items) == ["q1", "q2"]
    assert outcome.feedback == outcome.items


def test_an_answer_that_is_missing_is_asked_for_while_there_is_time() -> None:
    outcome = judge(knows("q1"))
    assert {key: str(said) for key, said in outcome.errors.items()} == {"q2": "Write a number."}

    over = judge(knows("q1"), setup={**SETUP, "over": True})
    assert (over.errors, over.completed) == ({}, False)
    assert over.result == {"score": 1, "of": 2, "passed": False, "attempt": 3, "time_over": True}


@pytest.mark.parametrize(
    ("told", "known", "shown"),
    [("submit", 1, 2), ("pass", 1, 0), ("pass", 2, 2), ("never", 2, 0)],
)
def test_when_feedback_is_shown(told: str, known: int, shown: int) -> None:
    answers = knows("q1", "q2") if known == 2 else {**knows("q1"), "q2": "99"}
    outcome = judge(answers, feedback=told)

    assert len(outcome.feedback) == shown
    assert len(outcome.items) == 2


@pytest.mark.parametrize("setup", [None, {}, [], "seed"])
def test_what_was_not_begun_is_not_judged(setup: Any) -> None:
    assert list(judge(knows("q1", "q2"), setup=setup).errors) == ["begin"]
