"""Checklist: things to do away from the screen, ticked one by one. Complete when all are ticked.

Items have stable ids (those of their list items, the same in every language), which the scoring and the
learner's ticks use; words are only in the text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import blocks

from programmes.activity_types.base import ActivityType, Outcome, Value, items

MOST = 20


def item_block() -> blocks.StructBlock:
    return blocks.StructBlock(
        [
            (
                "text",
                blocks.CharBlock(
                    max_length=300,
                    label=_("What to do"),
                    help_text=_("One thing that is either done or not, such as: meet your medical director."),
                ),
            ),
            (
                "help",
                blocks.CharBlock(
                    required=False,
                    max_length=500,
                    label=_("Help"),
                    help_text=_("How to go about it, or where to find what is needed."),
                ),
            ),
        ],
        label=_("Item"),
        label_format="{text}",
    )


class Checklist(ActivityType):
    code = "checklist"
    label = _("Checklist")
    icon = "tasks"
    help_text = _("Things to do, ticked one by one. Complete when all are ticked.")

    def fields(self) -> list[tuple[str, blocks.Block]]:
        return [
            ("introduction", blocks.TextBlock(required=False, rows=2, label=_("Introduction"))),
            ("items", blocks.ListBlock(item_block(), min_num=1, max_num=MOST, label=_("Items"))),
        ]

    def compile(self, value: Value) -> dict[str, Any]:
        return {"items": [item_id for item_id, _item in items(value, "items")]}

    def judge(self, scoring: dict[str, Any], answers: Mapping[str, Any]) -> Outcome:
        given = answers.get("ticked")
        ticked = (
            {each for each in given if isinstance(each, str)} if isinstance(given, list | tuple) else set()
        )
        wanted: list[str] = scoring["items"]
        missing = [item_id for item_id in wanted if item_id not in ticked]
        if not missing:
            return Outcome(completed=True, result={"ticked": len(wanted), "of": len(wanted)})
        # Said of the first item that is missing, so that the message leads there.
        return Outcome(
            completed=False, errors={missing[0]: _how_far(len(wanted) - len(missing), len(wanted))}
        )


def _how_far(ticked: int, wanted: int) -> str:
    if not ticked:
        return now_("Nothing is ticked yet. Tick what you have done.")
    message = ngettext(
        "%(ticked)s of %(all)s is ticked. What you ticked is kept when you press “Save draft”.",
        "%(ticked)s of %(all)s are ticked. What you ticked is kept when you press “Save draft”.",
        ticked,
    )
    return message % {"ticked": ticked, "all": wanted}
