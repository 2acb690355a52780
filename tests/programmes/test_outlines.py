"""Trees in words: the same for a draft and for what was published of it."""

from __future__ import annotations

from typing import Any

import pytest

from programmes.models import Programme
from programmes.outlines import draft_outline, opening_of, outline_of
from programmes.rules.keys import stable_id
from programmes.rules.tree import parse
from programmes.selectors import requirement_tree
from programmes.services.authoring import GroupData, credits_item, module_item, recognition_item
from tests.factories.programmes import a_reading, make_module, make_programme, programme_version
from tests.programmes.test_tree_rows import KEY
from tests.programmes.trees import at_least, group, item, points, tree, uid


@pytest.mark.django_db
def test_a_tree_in_words() -> None:
    module = make_module("Meetings", summary="End on time.", activities=[a_reading(minutes=25)])
    start = stable_id(KEY, "Start")
    programme = make_programme(
        key=KEY,
        parts=[
            module_item(module, due_days=30),
            GroupData(
                title="Start",
                children=(
                    recognition_item("One", opens={"after_start": 7}),
                    GroupData(
                        title="Choose",
                        at_least=1,
                        children=(
                            credits_item("Conferences", "2.5"),
                            recognition_item("Two", required=False),
                        ),
                        stages=("continuing",),
                    ),
                    recognition_item("Three", required=False),
                ),
            ),
            GroupData(
                title="Points",
                points_needed=2,
                needs=(start,),
                delay_days=14,
                children=(recognition_item("Four", points=2),),
            ),
        ],
    )

    def shown(parts: Any) -> list[Any]:
        return [
            (
                part.level,
                part.title,
                part.rule,
                part.notes,
                [(each.title, each.kind, each.required, each.notes) for each in part.items],
            )
            for part in parts
        ]

    drafted = draft_outline(programme)
    published = outline_of(requirement_tree(programme_version(programme)))

    rule = "Complete all that is required."
    assert shown(drafted) == [
        (1, "", "", (), [("Meetings", "", True, ("Due 30 days after the start",))]),
        (1, "Start", rule, (), [("One", "Earlier learning", True, ("Opens 7 days after the start",))]),
        (
            2,
            "Choose",
            "Choose at least 1 of these.",
            ("Only for Continuing practice",),
            [("Conferences", "CPD credits", True, ()), ("Two", "Earlier learning", True, ())],
        ),
        (1, "", "", (), [("Three", "Earlier learning", False, ())]),
        (
            1,
            "Points",
            "Earn at least 2 points.",
            ("Opens 14 days after “Start”",),
            [("Four", "Earlier learning", True, ("2 points",))],
        ),
    ]
    assert shown(published) == shown(drafted)
    assert (drafted[0].items[0].summary, published[0].items[0].minutes) == ("End on time.", 25)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, ""),
        ({"needs": ["One"]}, "Opens after “One”"),
        ({"needs": ["One", "Two"]}, "Opens after “One” and “Two”"),
        ({"needs": ["One"], "delay_days": 1}, "Opens 1 day after “One”"),
        ({"opens": {"after_start": 1}}, "Opens 1 day after the start"),
        ({"opens": {"on": "2027-03-01"}}, "Opens on 1 March 2027"),
        ({"needs": ["One"], "opens": {"on": "2027-03-01"}}, "Opens after “One”, not before 1 March 2027"),
        (
            {"needs": ["One"], "delay_days": 7, "opens": {"after_start": 30}},
            "Opens 7 days after “One”, not before 30 days after the start",
        ),
    ],
)
def test_when_something_opens(given: dict[str, Any], said: str) -> None:
    (node,) = parse(tree(item("Three", **given))).children
    names = {uid(name): name for name in ("One", "Two")}

    assert opening_of(node, names.__getitem__) == said


def test_an_unfinished_draft_is_shown_as_far_as_it_goes() -> None:
    unfinished = Programme(
        title="Half", tree=tree(group("", at_least(None, "Inner")), points(None, "Some", item("")))
    )

    found = draft_outline(unfinished)

    assert [(part.level, part.title, part.rule, len(part.items)) for part in found] == [
        (1, "", "Complete all that is required.", 0),
        (2, "Inner", "Choose at least 0 of these.", 0),
        (1, "Some", "Earn at least 0 points.", 1),
    ]
