"""Rules that pass on what publishing refuses, asked of kept drafts; and that every rule is tested."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from wagtail.models import Locale

from programmes import preflight
from programmes.enums import ReminderKind
from programmes.models import Module, Programme
from programmes.preflight import findings_of
from programmes.services.authoring import ActivityData, ReminderData, link, publish_draft, quiz
from tests.factories.programmes import a_quiz, a_reading, make_module, make_programme
from tests.programmes.preflight.made import TODAY
from tests.programmes.preflight.test_rules import CASES

pytestmark = pytest.mark.django_db
Made = Callable[[], Module | Programme]
Said = list[tuple[str, str]]


def said(code: str, draft: Any) -> Said:
    found = [each for each in findings_of(draft, on=TODAY) if each.rule.code == code]
    return [(each.finding.where, each.finding.what) for each in found]


def draft(*activities: ActivityData) -> Module:
    return make_module(activities=activities, publish=False)


def one_question(*options: dict[str, Any], kind: str = "single", pass_mark: int = 1) -> ActivityData:
    return quiz("Quiz", [{"text": "Which?", "kind": kind, "options": list(options)}], pass_mark=pass_mark)


RIGHT, WRONG = {"text": "A", "correct": True}, {"text": "B"}


def tree(*children: dict[str, Any], **given: Any) -> Programme:
    """A draft of what a tree holds."""
    made = make_programme(publish=False, **given)
    module = made.tree["root"]["children"][0]["children"][0]["item"]["module"]
    made.tree["root"]["children"] = [
        {"id": str(UUID(int=place + 1)), "kind": "all", "title": f"Part {place + 1}", **child}
        for place, child in enumerate(children)
    ]
    for node in made.tree["root"]["children"]:
        for each in node.get("children", []):
            each.setdefault("item", {"type": "module", "module": module})
    return made


def item(number: int, **given: Any) -> dict[str, Any]:
    return {"id": str(UUID(int=100 + number)), "kind": "item", **given}


def recognised(number: int, **given: Any) -> dict[str, Any]:
    return item(number, title="What you can do already", **{"item": {"type": "recognition"}, **given})


ONE, TWO = str(UUID(int=1)), str(UUID(int=2))

DRAFTS: dict[str, tuple[Made, Said]] = {
    "quiz_cannot_be_passed": (
        lambda: draft(one_question(WRONG, {"text": "C"}, pass_mark=2)),
        [
            ("Quiz 1 “Quiz”, Questions, Question 1, Answers", "Mark at least one answer as right."),
            (
                "Quiz 1 “Quiz”, Pass mark",
                "The pass mark is 2, but there are 1 questions. Lower it or add questions.",
            ),
        ],
    ),
    "quiz_kind_differs": (
        lambda: draft(one_question(RIGHT, {"text": "B", "correct": True})),
        [
            (
                "Quiz 1 “Quiz”, Questions, Question 1, The doctor chooses",
                "Several answers are marked as right: choose “Several answers”, or mark only one.",
            )
        ],
    ),
    "unsafe_address": (
        lambda: draft(link("Page", "http://www.example.org/", "Look.")),
        [
            (
                "Link 1 “Page”, Address",
                "Give an address that begins with https://, so that nobody can change the page.",
            )
        ],
    ),
    "field_wrong": (
        lambda: draft(ActivityData("reflection", "Think", content={"prompt": ""})),
        [("Reflection 1 “Think”, Prompt", "This field is required.")],
    ),
    "empty_programme": (
        lambda: make_programme(parts=[], publish=False),
        [("Requirements", "The programme is empty: add a part with at least one module.")],
    ),
    "too_many_reminders": (
        lambda: make_programme(
            reminders=[ReminderData(ReminderKind.INACTIVE, 7), ReminderData(ReminderKind.INACTIVE, 7)],
            publish=False,
        ),
        [],
    ),
    "impossible_completion": (
        lambda: tree({"kind": "at_least", "at_least": 2, "children": [item(1)]}),
        [
            (
                "Part 1, “Part 1”",
                "2 are asked for, and only 1 is in it. Lower the number or add some.",
            )
        ],
    ),
    "circular_completion": (
        lambda: tree({"needs": [ONE], "children": [item(1)]}),
        [("Part 1, “Part 1”", "It opens after itself, so never. Take this condition away.")],
    ),
    "unreachable": (
        lambda: tree(
            {"children": [item(1)]}, {"needs": [ONE], "delay_days": 200, "children": [recognised(2)]}
        ),
        [
            (
                "Part 2, “Part 2”",
                "It opens 200 days after the start at the earliest, but the programme lasts 180. "
                "Make that earlier, or the programme longer.",
            )
        ],
    ),
    "empty_group": (
        lambda: tree({"children": [item(1)]}, {"required": False, "children": []}),
        [("Part 2, “Part 2”", "There is nothing in it. Add something, or take it away.")],
    ),
    "number_missing": (
        lambda: tree({"kind": "at_least", "children": [item(1)]}),
        [("Part 1, “Part 1”", "Say how many are needed.")],
    ),
    "idle_condition": (
        lambda: tree({"delay_days": 3, "children": [item(1)]}),
        [
            (
                "Part 1, “Part 1”",
                "It opens some days after what it needs, but it needs nothing. "
                "Say what, or take the days away.",
            )
        ],
    ),
    "waits_for_optional": (
        lambda: tree(
            {"required": False, "children": [item(1)]}, {"needs": [ONE], "children": [recognised(2)]}
        ),
        [
            (
                "Part 2, “Part 2”",
                "“Part 2” is needed, but opens only after “Part 1”, which need not be done: whoever leaves "
                "that out cannot finish. Make “Part 1” required, or take this condition away.",
            )
        ],
    ),
    "opens_after_the_end": (
        lambda: tree({"opens": {"on": "2028-01-01"}, "children": [item(1)]}),
        [
            (
                "Part 1, “Part 1”",
                "It opens on 1 January 2028: for a doctor who starts today the programme has ended by then. "
                "Choose an earlier day, or say how many days after the start it opens.",
            )
        ],
    ),
    "due_before_it_opens": (
        lambda: tree({"opens": {"after_start": 30}, "children": [item(1, due_days=20)]}),
        [
            (
                "Item 1.1",
                "Due after 20 days, but it opens after 30 at the earliest. "
                "Make it due later or open earlier.",
            )
        ],
    ),
    "due_too_late": (
        lambda: tree({"children": [item(1, due_days=181)]}),
        [
            (
                "Item 1.1",
                "Due after 181 days, but the programme lasts 180. Make it earlier or the programme longer.",
            )
        ],
    ),
    "module_twice": (
        lambda: tree({"children": [item(1), item(2)]}),
        [],
    ),
}


@pytest.mark.parametrize("code", DRAFTS)
def test_what_is_passed_on(code: str) -> None:
    make, expected = DRAFTS[code]
    found = said(code, make())

    assert found == expected if expected else len(found) == 1, found


def test_what_is_in_order_is_let_pass() -> None:
    codes = {*DRAFTS, "translation_differs", "may_be_meant"}
    module = draft(a_reading(), a_quiz())
    programme = make_programme(reminder_days=[7])

    found = [*findings_of(module, on=TODAY), *findings_of(programme, on=TODAY)]
    assert not codes & {each.rule.code for each in found}


def test_a_translation_of_something_else(welsh: Locale) -> None:
    module = make_module(activities=[a_reading()])
    copied = module.copy_for_translation(welsh)
    copied.body = copied.stored("body")
    copied.save()
    assert said("translation_differs", copied) == []
    module.body = [*module.stored("body"), *draft(a_quiz()).stored("body")]
    publish_draft(module)

    assert said("translation_differs", copied) == [
        (
            "Body",
            "The original's activity “Check yourself” is missing here. Bring it back from the history, or "
            "start the translation again.",
        )
    ]


def test_what_no_rule_knows_is_passed_on_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    from programmes.preflight import drafts  # noqa: PLC0415
    from programmes.rules.problems import Problem  # noqa: PLC0415

    odd = [Problem("Odd.", ("tree",), "Somewhere", "odd", is_warning) for is_warning in (False, True)]
    monkeypatch.setattr(drafts, "programme_doubts", lambda programme, today: odd)
    programme = make_programme(publish=False)

    assert said("field_wrong", programme) == [("Somewhere", "Odd.")]
    assert said("may_be_meant", programme) == [("Somewhere", "Odd.")]


def test_every_rule_is_tested() -> None:
    here = {"translation_differs", "may_be_meant"}
    assert {rule.code for rule in preflight.all_rules()} == {*CASES, *DRAFTS, *here}
