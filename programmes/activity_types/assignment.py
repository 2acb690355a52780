"""Assignment: work that is handed in with files and marked by people against a rubric.

The judge only says what is missing: the verdict is the markers', by the points of the rubric
(`programmes.rules.rubrics`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import blocks

from programmes.activity_types.base import ActivityType, Outcome, Value, items
from programmes.activity_types.reading import RICH_TEXT
from programmes.rules import rubrics
from programmes.rules.problems import Problem
from programmes.rules.work_files import FILE_GROUPS

NONE, OPTIONAL, NEEDED = "none", "optional", "needed"
MOST_FILES = 10


def level_block() -> blocks.StructBlock:
    return blocks.StructBlock(
        [
            ("title", blocks.CharBlock(max_length=60, label=_("Level"))),
            ("points", blocks.IntegerBlock(min_value=0, max_value=100, label=_("Points"))),
            (
                "text",
                blocks.TextBlock(
                    required=False,
                    rows=2,
                    label=_("What it looks like"),
                    help_text=_("So that two markers who do not know each other give the same points."),
                ),
            ),
        ],
        label=_("Level"),
        label_format="{title} {points}",
    )


def criterion_block() -> blocks.StructBlock:
    return blocks.StructBlock(
        [
            ("title", blocks.CharBlock(max_length=120, label=_("Criterion"))),
            ("levels", blocks.ListBlock(level_block(), min_num=2, max_num=8, label=_("Levels"))),
            (
                "least",
                blocks.IntegerBlock(
                    required=False,
                    min_value=0,
                    max_value=100,
                    label=_("Fewest points needed here"),
                    help_text=_("Leave empty where a weak criterion may be made up for by the others."),
                ),
            ),
        ],
        label=_("Criterion"),
        label_format="{title}",
    )


def files_block() -> blocks.StructBlock:
    return blocks.StructBlock(
        [
            (
                "least",
                blocks.IntegerBlock(
                    default=0, min_value=0, max_value=MOST_FILES, label=_("Fewest files needed")
                ),
            ),
            (
                "most",
                blocks.IntegerBlock(
                    default=3,
                    min_value=0,
                    max_value=MOST_FILES,
                    label=_("Most files taken"),
                    help_text=_("0 where no files are wanted."),
                ),
            ),
            *(
                (
                    group.code,
                    blocks.BooleanBlock(
                        required=False,
                        default=group.code == "documents",
                        label=group.label,
                        help_text=group.help_text,
                    ),
                )
                for group in FILE_GROUPS
            ),
        ],
        label=_("Files"),
        icon="doc-full",
    )


class Assignment(ActivityType):
    code = "assignment"
    label = _("Assignment")
    icon = "clipboard-list"
    help_text = _("Work with text or files, marked by people against a rubric.")
    is_marked = True
    is_assessed = True

    def fields(self) -> list[tuple[str, blocks.Block]]:
        return [
            ("instructions", blocks.RichTextBlock(features=RICH_TEXT, label=_("What to do"))),
            (
                "text",
                blocks.ChoiceBlock(
                    choices=[(NEEDED, _("Needed")), (OPTIONAL, _("If wanted")), (NONE, _("Not asked for"))],
                    default=NEEDED,
                    label=_("Text"),
                ),
            ),
            (
                "min_words",
                blocks.IntegerBlock(required=False, min_value=1, max_value=5000, label=_("Fewest words")),
            ),
            (
                "max_words",
                blocks.IntegerBlock(required=False, min_value=1, max_value=10000, label=_("Most words")),
            ),
            ("files", files_block()),
            ("criteria", blocks.ListBlock(criterion_block(), min_num=1, max_num=12, label=_("Rubric"))),
            (
                "pass_points",
                blocks.IntegerBlock(min_value=0, max_value=1200, label=_("Points needed to pass")),
            ),
            (
                "second_marker",
                blocks.BooleanBlock(
                    required=False,
                    label=_("Marked by two"),
                    help_text=_("Neither sees the other’s marks before both have finished."),
                ),
            ),
            (
                "margin",
                blocks.IntegerBlock(
                    default=0,
                    min_value=0,
                    max_value=1200,
                    label=_("Points by which two markers may differ"),
                    help_text=_("Up to here the mean counts. Beyond it they agree on a mark."),
                ),
            ),
            (
                "resubmissions",
                blocks.IntegerBlock(
                    default=1,
                    min_value=0,
                    max_value=9,
                    label=_("How often it may be handed in again"),
                    help_text=_("After it was returned with feedback."),
                ),
            ),
        ]

    def problems(self, value: Value) -> list[Problem]:
        return [*_asking_problems(value), *_rubric_problems(value)]

    def compile(self, value: Value) -> dict[str, Any]:
        files = value.get("files") or {}
        groups = [group.code for group in FILE_GROUPS if files.get(group.code)]
        return {
            "text": value.get("text") or NEEDED,
            "min_words": value.get("min_words") or 0,
            "max_words": value.get("max_words") or 0,
            "files": {"least": files.get("least") or 0, "most": files.get("most") or 0, "groups": groups},
            "criteria": [_criterion(item_id, each) for item_id, each in items(value, "criteria")],
            "pass_points": value.get("pass_points") or 0,
            "markers": 2 if value.get("second_marker") else 1,
            "margin": value.get("margin") or 0,
            "resubmissions": value.get("resubmissions") or 0,
        }

    def judge(self, scoring: dict[str, Any], answers: Mapping[str, Any]) -> Outcome:
        """``answers`` are ``text`` and the number of ``files``."""
        text, files = answers.get("text"), answers.get("files")
        words = len(text.split()) if isinstance(text, str) and scoring["text"] != NONE else 0
        count = files if isinstance(files, int) else 0
        errors = dict([*_text_errors(scoring, words), *_file_errors(scoring["files"], count)])
        if not errors and not words and not count:
            errors = {"text": now_("Write something, or add a file.")}
        if errors:
            return Outcome(completed=False, errors=dict(errors))
        return Outcome(completed=False, result={"words": words, "files": count})


def _criterion(item_id: str, value: Mapping[str, Any]) -> dict[str, Any]:
    levels = [
        {"id": level_id, "points": level.get("points") or 0} for level_id, level in items(value, "levels")
    ]
    return {"id": item_id, "levels": levels, "least": value.get("least") or 0}


def _asking_problems(value: Value) -> Iterator[Problem]:
    files = value.get("files") or {}
    least, most = files.get("least") or 0, files.get("most") or 0
    if least > most:
        yield Problem(
            now_("More files are needed than are taken."), ("files", "least"), code="files_backwards"
        )
    if most and not any(files.get(group.code) for group in FILE_GROUPS):
        yield Problem(now_("Say which kinds of file are taken."), ("files", "most"), code="no_kinds")
    if value.get("text") == NONE and not most:
        yield Problem(now_("It asks for neither text nor files."), ("text",), code="asks_nothing")
    low, high = value.get("min_words") or 0, value.get("max_words") or 0
    if high and low > high:
        yield Problem(
            now_("The fewest words are more than the most words."), ("min_words",), code="words_backwards"
        )


def _rubric_problems(value: Value) -> Iterator[Problem]:
    criteria = [_criterion(item_id, each) for item_id, each in items(value, "criteria")]
    for place, criterion in enumerate(criteria):
        points = [level["points"] for level in criterion["levels"]]
        if points and criterion["least"] > max(points):
            yield Problem(
                now_("No level of this criterion gives so many points."),
                ("criteria", place, "least"),
                code="least_unreachable",
            )
    if not all(criterion["levels"] for criterion in criteria):
        return
    best = rubrics.most({"criteria": criteria})
    if (value.get("pass_points") or 0) > best:
        message = now_("The rubric gives %(best)s points at most, so nobody could pass.") % {"best": best}
        yield Problem(message, ("pass_points",), code="pass_unreachable")


def _text_errors(scoring: Mapping[str, Any], words: int) -> Iterator[tuple[str, Any]]:
    if not words:
        if scoring["text"] == NEEDED:
            yield "text", now_("Write your text.")
        return
    if words < scoring["min_words"]:
        message = ngettext(
            "Write at least %(wanted)s words: there is %(words)s so far.",
            "Write at least %(wanted)s words: there are %(words)s so far.",
            words,
        )
        yield "text", message % {"wanted": scoring["min_words"], "words": words}
    if scoring["max_words"] and words > scoring["max_words"]:
        message = now_("Shorten it to %(most)s words: there are %(words)s.")
        yield "text", message % {"most": scoring["max_words"], "words": words}


def _file_errors(wanted: Mapping[str, Any], count: int) -> Iterator[tuple[str, Any]]:
    if count < wanted["least"]:
        message = ngettext(
            "Add at least %(least)s file: there are %(files)s so far.",
            "Add at least %(least)s files: there are %(files)s so far.",
            wanted["least"],
        )
        yield "files", message % {"least": wanted["least"], "files": count}
    elif count > wanted["most"]:
        message = now_("Remove files until there are %(most)s: there are %(files)s.")
        yield "files", message % {"most": wanted["most"], "files": count}
