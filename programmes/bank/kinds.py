"""The kinds of question: the fields of each in the editor, what judging needs of it, and the judge. Pure.

A question's value is the block's stored form. What judging needs are ids and numbers; only a short answer has
words in it, for there the words are what is judged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID, uuid5

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from programmes.activity_types.base import Value, Words, items
from programmes.block_errors import as_block_error
from programmes.enums import QuestionKind
from programmes.rules.problems import Problem

LONGEST_ANSWER = 200
RIGHT_SIDE = UUID("5b0a3a2c-53a7-4f0e-9d2e-0f8e0d1c7a52")
"""Right sides of matching questions have ids of their own, so that a page does not give the pairs away."""

Scoring = dict[str, Any]


@dataclass(frozen=True)
class Mark:
    """What became of one answer. ``chosen`` are ids of the answers that were given, never typed words."""

    correct: bool
    chosen: tuple[str, ...] = ()


def right_id(pair_id: str) -> str:
    return str(uuid5(RIGHT_SIDE, pair_id))


# The fields


def _text(label: Words, *, longest: int = 300, **given: Any) -> blocks.CharBlock:
    return blocks.CharBlock(max_length=longest, label=label, **given)


def _feedback(help_text: Words) -> blocks.CharBlock:
    return blocks.CharBlock(required=False, max_length=500, label=_("Feedback"), help_text=help_text)


def _list(fields: list[tuple[str, blocks.Block]], label: Words, plural: Words, **limits: int) -> Any:
    """The rows of a question: its answers, items or pairs."""
    row = blocks.StructBlock(fields, label=label)
    return blocks.ListBlock(row, label=plural, **{"min_num": 2, "max_num": 12, **limits})


def _options() -> list[tuple[str, blocks.Block]]:
    fields = [
        ("text", _text(_("Answer"))),
        ("correct", blocks.BooleanBlock(required=False, label=_("This is a right answer"))),
        (
            "feedback",
            _feedback(_("Shown to those who chose it: why it is right, or where it leads astray.")),
        ),
    ]
    return [("options", _list(fields, _("Answer"), _("Answers")))]


def _ordering() -> list[tuple[str, blocks.Block]]:
    row = blocks.StructBlock([("text", _text(_("Step")))], label=_("Step"))
    steps = blocks.ListBlock(row, min_num=2, max_num=12, label=_("Steps, in the right order"))
    return [("steps", steps)]


def _matching() -> list[tuple[str, blocks.Block]]:
    fields = [("left", _text(_("This"))), ("right", _text(_("Belongs to")))]
    extra = blocks.ListBlock(
        blocks.StructBlock([("text", _text(_("Belongs to none")))], label=_("One more to choose from")),
        min_num=0,
        max_num=6,
        default=[],
        label=_("More to choose from, which belong to none"),
    )
    return [("pairs", _list(fields, _("Pair"), _("Pairs"))), ("extra", extra)]


def _numeric() -> list[tuple[str, blocks.Block]]:
    fields = [
        ("value", _text(_("Number"), longest=30, help_text=_("With a point for decimals, such as 2.5."))),
        (
            "tolerance",
            _text(
                _("How far off is still right"),
                longest=30,
                default="0",
                help_text=_("0 where only the number itself is right."),
            ),
        ),
        ("feedback", _feedback(_("Shown to those who gave it."))),
    ]
    return [("accepted", _list(fields, _("Right number"), _("Right numbers"), min_num=1))]


def _short_text() -> list[tuple[str, blocks.Block]]:
    fields = [
        ("text", _text(_("Answer"), longest=LONGEST_ANSWER)),
        ("feedback", _feedback(_("Shown to those who gave it."))),
    ]
    exact = blocks.BooleanBlock(
        required=False,
        label=_("Capitals count"),
        help_text=_("Spaces never count, neither do capitals unless you tick this."),
    )
    return [
        ("accepted", _list(fields, _("Accepted answer"), _("Accepted answers"), min_num=1, max_num=30)),
        ("match_case", exact),
    ]


# What keeps one from being saved


def _option_problems(value: Value, *, several: bool) -> list[Problem]:
    options = items(value, "options")
    correct = sum(bool(option.get("correct")) for _id, option in options)
    if not correct:
        return [Problem(now_("Mark at least one answer as right."), ("options",))]
    if not several and correct > 1:
        message = now_("Several answers are marked as right: mark only one, or make it “Several answers”.")
        return [Problem(message, ("options",))]
    return _twice(options, "options", "text")


def _twice(rows: list[tuple[str, Any]], name: str, part: str) -> list[Problem]:
    seen: set[str] = set()
    found = []
    for place, (_id, row) in enumerate(rows):
        text = folded(str(row.get(part) or ""))
        if text in seen:
            found.append(Problem(now_("This stands above already."), (name, place, part)))
        seen.add(text)
    return found


def _matching_problems(value: Value) -> list[Problem]:
    rights = {folded(pair["right"]) for _id, pair in items(value, "pairs")}
    clashes = [
        Problem(now_("This belongs to one of the pairs."), ("extra", place, "text"))
        for place, (_id, row) in enumerate(items(value, "extra"))
        if folded(str(row.get("text") or "")) in rights
    ]
    return _twice(items(value, "pairs"), "pairs", "left") + clashes


def _numeric_problems(value: Value) -> list[Problem]:
    found = []
    for place, (_id, row) in enumerate(items(value, "accepted")):
        if number(str(row.get("value") or "")) is None:
            found.append(Problem(now_("This is no number."), ("accepted", place, "value")))
        off = number(str(row.get("tolerance") or "0"))
        if off is None or off < 0:
            message = now_("This is no number of 0 or more.")
            found.append(Problem(message, ("accepted", place, "tolerance")))
    return found


# What judging needs


def _option_scoring(value: Value) -> Scoring:
    options = items(value, "options")
    return {
        "options": [option_id for option_id, _option in options],
        "correct": [option_id for option_id, option in options if option.get("correct")],
    }


def _matching_scoring(value: Value) -> Scoring:
    """Sides that read the same are one: the first of them stands for all."""
    pairs = items(value, "pairs")
    rights: dict[str, str] = {}
    for pair_id, pair in pairs:
        rights.setdefault(folded(pair["right"]), right_id(pair_id))
    for extra_id, extra in items(value, "extra"):
        rights.setdefault(folded(extra["text"]), right_id(extra_id))
    return {
        "left": [pair_id for pair_id, _pair in pairs],
        "right": list(rights.values()),
        "pairs": {pair_id: rights[folded(pair["right"])] for pair_id, pair in pairs},
    }


def _numeric_scoring(value: Value) -> Scoring:
    rows = items(value, "accepted")
    accepted = [[row_id, row["value"].strip(), (row.get("tolerance") or "0").strip()] for row_id, row in rows]
    return {"accepted": accepted}


def _short_scoring(value: Value) -> Scoring:
    exact = bool(value.get("match_case"))
    rows = items(value, "accepted")
    return {
        "exact": exact,
        "accepted": [[row_id, folded(row["text"], exact=exact)] for row_id, row in rows],
    }


# What somebody answered


def _chosen(given: Any) -> list[str]:
    """The ids in an answer, which may have come from anywhere."""
    if isinstance(given, str):
        return [given]
    if isinstance(given, list | tuple):
        return list(dict.fromkeys(item for item in given if isinstance(item, str)))
    return []


def _option_mark(scoring: Scoring, given: Any) -> Mark:
    chosen = [each for each in scoring["options"] if each in _chosen(given)]
    return Mark(set(chosen) == set(scoring["correct"]), tuple(chosen))


def _option_error(scoring: Scoring, given: Any) -> Words | None:
    chosen, single = _chosen(given), scoring["kind"] == QuestionKind.SINGLE
    if not chosen:
        return _("Choose an answer.") if single else _("Choose one or more answers.")
    if not set(chosen) <= set(scoring["options"]):
        return _("Choose from the answers shown.")
    return _("Choose one answer only.") if single and len(chosen) > 1 else None


def _said(given: Any) -> dict[str, str]:
    """What was chosen in several lists, by the row that each belongs to."""
    if not isinstance(given, Mapping):
        return {}
    return {str(key): value for key, value in given.items() if isinstance(value, str) and value}


def _ordering_mark(scoring: Scoring, given: Any) -> Mark:
    said, steps = _said(given), scoring["steps"]
    placed = {place: step for step in steps if (place := said.get(step, "")).isascii() and place.isdigit()}
    order = tuple(placed[place] for place in sorted(placed, key=int))
    return Mark(list(order) == steps, order)


def _ordering_error(scoring: Scoring, given: Any) -> Words | None:
    said, places = _said(given), {str(number + 1) for number in range(len(scoring["steps"]))}
    chosen = [said.get(step, "") for step in scoring["steps"]]
    if not all(chosen):
        return _("Choose a place for each step.")
    return None if set(chosen) == places else _("Give each place once.")


def _matching_mark(scoring: Scoring, given: Any) -> Mark:
    said = _said(given)
    chosen = tuple(f"{left}:{said[left]}" for left in scoring["left"] if said.get(left) in scoring["right"])
    return Mark(all(said.get(left) == right for left, right in scoring["pairs"].items()), chosen)


def _matching_error(scoring: Scoring, given: Any) -> Words | None:
    said = _said(given)
    if not all(said.get(left) for left in scoring["left"]):
        return _("Choose what each belongs to.")
    known = set(scoring["right"])
    return None if {said[left] for left in scoring["left"]} <= known else _("Choose from the answers shown.")


def _numeric_mark(scoring: Scoring, given: Any) -> Mark:
    said = number(given) if isinstance(given, str) else None
    for row_id, value, off in scoring["accepted"]:
        if said is not None and abs(said - Decimal(value)) <= Decimal(off):
            return Mark(True, (row_id,))
    return Mark(False)


def _numeric_error(scoring: Scoring, given: Any) -> Words | None:
    if not isinstance(given, str) or not given.strip():
        return _("Write a number.")
    return _("Write a number, such as 12 or 2.5.") if number(given) is None else None


def _short_mark(scoring: Scoring, given: Any) -> Mark:
    said = folded(given, exact=scoring["exact"]) if isinstance(given, str) else ""
    found = next((row_id for row_id, text in scoring["accepted"] if text == said), None)
    return Mark(found is not None, (found,) if found else ())


def _short_error(scoring: Scoring, given: Any) -> Words | None:
    return None if isinstance(given, str) and given.strip() else _("Write an answer.")


def folded(text: str, *, exact: bool = False) -> str:
    """White space evened out and, unless capitals count, no capitals."""
    even = " ".join(text.split())
    return even if exact else even.casefold()


def number(text: str) -> Decimal | None:
    """A plain decimal number; a comma is read as the point that was meant."""
    plain = text.strip().replace("\N{MINUS SIGN}", "-").replace(",", ".")
    try:
        found = Decimal(plain)
    except InvalidOperation:
        return None
    return found if found.is_finite() and len(plain) <= 30 and abs(found.adjusted()) <= 30 else None


@dataclass(frozen=True)
class Kind:
    """``scoring`` is completed with the kind itself."""

    fields: Callable[[], list[tuple[str, blocks.Block]]]
    problems: Callable[[Value], list[Problem]]
    scoring: Callable[[Value], Scoring]
    mark: Callable[[Scoring, Any], Mark]
    error: Callable[[Scoring, Any], Words | None]
    icon: str


KINDS: Mapping[str, Kind] = {
    QuestionKind.SINGLE: Kind(
        _options,
        lambda value: _option_problems(value, several=False),
        _option_scoring,
        _option_mark,
        _option_error,
        "radio-full",
    ),
    QuestionKind.MULTIPLE: Kind(
        _options,
        lambda value: _option_problems(value, several=True),
        _option_scoring,
        _option_mark,
        _option_error,
        "tick-inverse",
    ),
    QuestionKind.ORDERING: Kind(
        _ordering,
        lambda value: _twice(items(value, "steps"), "steps", "text"),
        lambda value: {"steps": [step_id for step_id, _step in items(value, "steps")]},
        _ordering_mark,
        _ordering_error,
        "list-ol",
    ),
    QuestionKind.MATCHING: Kind(
        _matching, _matching_problems, _matching_scoring, _matching_mark, _matching_error, "resubmit"
    ),
    QuestionKind.NUMERIC: Kind(
        _numeric, _numeric_problems, _numeric_scoring, _numeric_mark, _numeric_error, "order"
    ),
    QuestionKind.SHORT_TEXT: Kind(
        _short_text,
        lambda value: _twice(items(value, "accepted"), "accepted", "text"),
        _short_scoring,
        _short_mark,
        _short_error,
        "pilcrow",
    ),
}


def scoring_of(kind: str, value: Value) -> Scoring:
    return {"kind": str(kind), **KINDS[kind].scoring(value)}


def mark(scoring: Scoring, given: Any) -> Mark:
    return KINDS[scoring["kind"]].mark(scoring, given)


def error(scoring: Scoring, given: Any) -> Words | None:
    """What is missing from an answer, or cannot be one."""
    return KINDS[scoring["kind"]].error(scoring, given)


class KindBlock(blocks.StructBlock):
    """The fields of one kind of question, and what is wrong with them said beside each."""

    def __init__(self, kind: QuestionKind) -> None:
        self.kind = kind
        super().__init__(KINDS[kind].fields(), label=kind.label, icon=KINDS[kind].icon)

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        cleaned: blocks.StructValue = super().clean(value)
        if not self.is_deferred_validation:
            problems = KINDS[self.kind].problems(self.get_prep_value(cleaned))
            if problems:
                raise as_block_error(self, problems)
        return cleaned


def question_content() -> blocks.StreamBlock:
    """One block: the kind of the question, with its answers."""
    return blocks.StreamBlock([(kind.value, KindBlock(kind)) for kind in QuestionKind], min_num=1, max_num=1)
