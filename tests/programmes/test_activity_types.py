"""Activity types judge by themselves, and registering one takes no migration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from wagtail import blocks

from programmes import activity_types
from programmes.activity_types import ActivityType, Outcome, registry
from programmes.blocks import module_body
from programmes.models import Module
from programmes.services.authoring import ActivityData
from tests.factories.programmes import make_module, module_version

SCORING = {
    "questions": [
        {"id": "q1", "kind": "single", "options": ["a", "b"], "correct": ["a"]},
        {"id": "q2", "kind": "multiple", "options": ["c", "d", "e"], "correct": ["c", "d"]},
    ],
    "pass_mark": 2,
    "feedback": True,
}


def judge(code: str, answers: Any, scoring: dict[str, Any] | None = None) -> Outcome:
    return activity_types.get(code).judge(SCORING if scoring is None else scoring, answers)


SHIPPED = [
    *("reading", "quiz", "reflection", "link", "checklist", "media", "bank_quiz"),
    *("assignment", "project", "evaluation", "self_assessment"),
]


def test_these_types_are_shipped() -> None:
    assert [each.code for each in activity_types.all_types()] == SHIPPED


def test_reading_is_complete_when_handed_in() -> None:
    assert judge("reading", {}, {}) == Outcome(completed=True)


def test_quiz_all_right() -> None:
    assert judge("quiz", {"answers": {"q1": ["a"], "q2": ["d", "c"]}}) == Outcome(
        completed=True,
        result={"score": 2, "of": 2, "passed": True},
        feedback=[
            {"question": "q1", "correct": True, "options": ["a"]},
            {"question": "q2", "correct": True, "options": ["d", "c"]},
        ],
    )


def test_quiz_below_the_pass_mark_is_scored_but_not_complete() -> None:
    outcome = judge("quiz", {"answers": {"q1": ["a"], "q2": ["c"]}})

    assert not outcome.completed
    assert outcome.result == {"score": 1, "of": 2, "passed": False}
    assert [each["correct"] for each in outcome.feedback] == [True, False]


def test_quiz_without_pass_mark_is_complete_with_any_answers() -> None:
    outcome = judge("quiz", {"answers": {"q1": ["b"], "q2": ["e"]}}, SCORING | {"pass_mark": 0})

    assert outcome.completed
    assert outcome.result == {"score": 0, "of": 2, "passed": True}


def test_quiz_without_feedback_tells_the_score_only() -> None:
    outcome = judge("quiz", {"answers": {"q1": ["a"], "q2": ["c", "d"]}}, SCORING | {"feedback": False})

    assert outcome.feedback == []
    assert outcome.result == {"score": 2, "of": 2, "passed": True}


@pytest.mark.parametrize(
    ("answers", "errors"),
    [
        ({}, {"q1": "Choose an answer.", "q2": "Choose one or more answers."}),
        ({"answers": None}, {"q1": "Choose an answer.", "q2": "Choose one or more answers."}),
        ({"answers": ["q1"]}, {"q1": "Choose an answer.", "q2": "Choose one or more answers."}),
        (
            {"answers": {"q1": 7, "q2": [7, None]}},
            {"q1": "Choose an answer.", "q2": "Choose one or more answers."},
        ),
        ({"answers": {"q1": ["a"]}}, {"q2": "Choose one or more answers."}),
        ({"answers": {"q1": ["a", "b"], "q2": ["c"]}}, {"q1": "Choose one answer only."}),
        ({"answers": {"q1": "z", "q2": ["c"]}}, {"q1": "Choose from the answers shown."}),
        ({"answers": {"q1": "a", "q2": ["c", "a"]}}, {"q2": "Choose from the answers shown."}),
    ],
)
def test_quiz_answers_that_cannot_be_judged(answers: Any, errors: dict[str, str]) -> None:
    outcome = judge("quiz", answers)

    assert {key: str(message) for key, message in outcome.errors.items()} == errors
    assert (outcome.completed, outcome.result, outcome.feedback) == (False, {}, [])


def test_quiz_ignores_answers_to_questions_it_does_not_ask() -> None:
    outcome = judge("quiz", {"answers": {"q1": ["a"], "q2": ["c", "d"], "q3": ["x"]}})

    assert outcome.result == {"score": 2, "of": 2, "passed": True}


def test_reflection_counts_words() -> None:
    assert judge("reflection", {"text": "I  spoke\nless."}, {"min_words": 3}) == Outcome(
        completed=True, result={"words": 3}
    )


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({}, "Write your reflection."),
        ({"text": "  \n "}, "Write your reflection."),
        ({"text": ["a", "b", "c", "d"]}, "Write your reflection."),
        ({"text": "One"}, "Write at least 3 words: there is 1 so far."),
        ({"text": "Two words"}, "Write at least 3 words: there are 2 so far."),
    ],
)
def test_reflection_too_short(answers: Any, message: str) -> None:
    outcome = judge("reflection", answers, {"min_words": 3})

    assert outcome == Outcome(completed=False, errors=outcome.errors)
    assert {key: str(text) for key, text in outcome.errors.items()} == {"text": message}


def test_reflection_without_a_minimum_needs_one_word() -> None:
    assert judge("reflection", {"text": "Less."}, {"min_words": 0}).result == {"words": 1}
    assert not judge("reflection", {"text": ""}, {"min_words": 0}).completed


def test_link_is_complete_when_handed_in() -> None:
    assert judge("link", {}, {}) == Outcome(completed=True)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://www.example.org/guide?part=2#first", None),
        ("http://www.example.org/", "not_https"),
        ("javascript:alert(1)", "not_https"),
        ("https://", "not_https"),
        ("https://[::1", "not_https"),
        ("", "not_https"),
        (None, "not_https"),
        ("https://ada:secret@www.example.org/", "holds_password"),
        ("https://ada@www.example.org/", "holds_password"),
    ],
)
def test_link_leads_to_a_safe_address(url: str | None, code: str | None) -> None:
    problems = activity_types.get("link").problems({"url": url, "text": "Why"})

    assert [(problem.path, problem.code) for problem in problems] == ([(("url",), code)] if code else [])


ITEMS = {"items": ["a", "b", "c"]}


def test_checklist_with_everything_ticked() -> None:
    assert judge("checklist", {"ticked": ["c", "a", "b", "x"]}, ITEMS) == Outcome(
        completed=True, result={"ticked": 3, "of": 3}
    )


NOTHING = "Nothing is ticked yet. Tick what you have done."


@pytest.mark.parametrize(
    ("answers", "errors"),
    [
        ({}, {"a": NOTHING}),
        ({"ticked": []}, {"a": NOTHING}),
        ({"ticked": "abc"}, {"a": NOTHING}),
        ({"ticked": [7, None, "x"]}, {"a": NOTHING}),
        (
            {"ticked": ["a"]},
            {"b": "1 of 3 is ticked. What you ticked is kept when you press “Save draft”."},
        ),
        (
            {"ticked": ["b", "c", "c"]},
            {"a": "2 of 3 are ticked. What you ticked is kept when you press “Save draft”."},
        ),
    ],
)
def test_checklist_with_something_left(answers: Any, errors: dict[str, str]) -> None:
    outcome = judge("checklist", answers, ITEMS)

    assert outcome == Outcome(completed=False, errors=outcome.errors)
    assert {key: str(message) for key, message in outcome.errors.items()} == errors


def test_a_code_belongs_to_one_type() -> None:
    class Impostor(Vote):
        code = "quiz"

    with pytest.raises(ValueError, match=r"registered already, by programmes\.activity_types\.quiz"):
        activity_types.register(Impostor())
    assert type(activity_types.get("quiz")).__name__ == "Quiz"


@pytest.mark.parametrize("code", ["", "Vote", "a b", "text", "x" * 41])
def test_a_code_is_short_and_plain(code: str) -> None:
    bad = type("Bad", (Vote,), {"code": code})

    with pytest.raises(ValueError, match=r"code|text"):
        activity_types.register(bad())


def test_an_unknown_type_says_its_code() -> None:
    with pytest.raises(activity_types.UnknownActivityType, match="'vote'"):
        activity_types.get("vote")


class Vote(ActivityType):
    """A type as another app might bring it."""

    code = "vote"
    label = "Vote"
    icon = "tick"
    help_text = ""

    def fields(self) -> list[tuple[str, blocks.Block]]:
        return [("question", blocks.CharBlock())]

    def compile(self, value: Mapping[str, Any]) -> dict[str, Any]:
        return {"asked": True}

    def judge(self, scoring: dict[str, Any], answers: Mapping[str, Any]) -> Outcome:
        return Outcome(completed=answers.get("vote") == "yes", result={"vote": 1})


@pytest.fixture
def vote() -> Iterator[ActivityType]:
    """Registered as in an AppConfig's ready(): before the field's blocks are first asked for."""
    field = Module._meta.get_field("body")
    kept = field.__dict__.pop("stream_block", None)
    activity_types.register(Vote())
    yield activity_types.get("vote")
    registry.unregister("vote")
    field.__dict__.pop("stream_block", None)
    if kept is not None:
        field.stream_block = kept


@pytest.mark.django_db
def test_another_type_needs_no_migration_and_works(vote: ActivityType) -> None:
    said = StringIO()
    call_command("makemigrations", "leadership_programmes", check=True, dry_run=True, stdout=said)
    assert said.getvalue() == "No changes detected in app 'leadership_programmes'\n"

    assert list(module_body().child_blocks) == ["text", *SHIPPED, "vote"]
    ballot = ActivityData("vote", "A vote", content={"question": "Shall we?"})
    (activity,) = module_version(make_module(activities=[ballot])).activities.all()
    assert (activity.kind, activity.scoring) == ("vote", {"asked": True})
    assert vote.judge(activity.scoring, {"vote": "yes"}).completed
