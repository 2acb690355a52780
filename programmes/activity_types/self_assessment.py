"""Self-assessment request: the doctor rates themselves against chosen competences, for their own eyes.

"Not assessed" is an answer of its own and never a low one. It may be done again: each time is kept with its
date.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from competencies.selectors import claim_choices
from programmes.activity_types.base import ActivityType, Outcome, Value, items
from programmes.claim_blocks import CompetenceBlock
from programmes.rules.problems import Problem

NOT_ASSESSED = "none"


def element_block() -> blocks.StructBlock:
    return blocks.StructBlock(
        [("competence", CompetenceBlock(choices=claim_choices, label=_("Element or competence")))],
        label=_("Element"),
        label_format="{competence}",
    )


def step_block() -> blocks.StructBlock:
    return blocks.StructBlock(
        [
            ("title", blocks.CharBlock(max_length=60, label=_("Step"))),
            (
                "text",
                blocks.CharBlock(
                    required=False,
                    max_length=300,
                    label=_("What it means"),
                    help_text=_("In words that a doctor recognises in their own work."),
                ),
            ),
        ],
        label=_("Step"),
        label_format="{title}",
    )


def usual_scale() -> list[dict[str, str]]:
    """From the first try to helping others, in words of our own."""
    return [
        {"title": now_("Beginning"), "text": now_("I have seen others do it, or tried it once or twice.")},
        {"title": now_("Growing"), "text": now_("I do it with advice, in situations that I know.")},
        {"title": now_("Steady"), "text": now_("I do it on my own, also when it is hard.")},
        {"title": now_("Helping others"), "text": now_("Others come to me to learn it.")},
    ]


class SelfAssessment(ActivityType):
    code = "self_assessment"
    label = _("Self-assessment request")
    icon = "sliders"
    help_text = _("Asks the doctor to rate themselves. Only they see how they did.")
    repeats = True

    def fields(self) -> list[tuple[str, blocks.Block]]:
        return [
            ("introduction", blocks.TextBlock(required=False, rows=3, label=_("Introduction"))),
            ("elements", blocks.ListBlock(element_block(), min_num=1, max_num=20, label=_("Rated are"))),
            (
                "scale",
                blocks.ListBlock(
                    step_block(),
                    default=usual_scale,
                    min_num=2,
                    max_num=7,
                    label=_("Scale"),
                    help_text=_("From the lowest step to the highest. “Not assessed” is always offered."),
                ),
            ),
        ]

    def problems(self, value: Value) -> list[Problem]:
        return list(_twice(value))

    def compile(self, value: Value) -> dict[str, Any]:
        elements = items(value, "elements")
        return {
            "elements": [{"id": item_id, "node": each.get("competence") or ""} for item_id, each in elements],
            "scale": [step_id for step_id, _step in items(value, "scale")],
        }

    def judge(self, scoring: dict[str, Any], answers: Mapping[str, Any]) -> Outcome:
        given = ratings_in(scoring, answers)
        missing = [each["id"] for each in scoring["elements"] if each["id"] not in given]
        if missing:
            message = now_("Choose a step, or “Not assessed”.")
            return Outcome(completed=False, errors=dict.fromkeys(missing, message))
        # How many were assessed is the doctor's own too, so that the fact says only what was asked.
        return Outcome(completed=True, result={"elements": len(given)})


def ratings_in(scoring: Mapping[str, Any], answers: Mapping[str, Any]) -> dict[str, int | None]:
    """By element the place of the step chosen, from 1; None for *not assessed*."""
    all_given = answers.get("ratings")
    places: dict[str, int | None] = {step: place for place, step in enumerate(scoring["scale"], start=1)}
    places[NOT_ASSESSED] = None
    found: dict[str, int | None] = {}
    for element in scoring["elements"]:
        given = all_given.get(element["id"]) if isinstance(all_given, Mapping) else None
        if isinstance(given, str) and given in places:
            found[element["id"]] = places[given]
    return found


def _twice(value: Value) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, (_id, each) in enumerate(items(value, "elements")):
        node = each.get("competence") or ""
        if node in seen:
            yield Problem(
                now_("This one is rated already: remove it here."),
                ("elements", index, "competence"),
                code="rated_twice",
            )
        seen.add(node)
