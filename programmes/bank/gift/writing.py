"""Questions to GIFT, so that reading it again gives the same questions."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from programmes.activity_types.base import items
from programmes.bank.gift.reading import CAPITALS
from programmes.bank.gift.words import EDITORS_MARK, escaped, remark
from programmes.enums import QuestionKind

DEFAULT_DIFFICULTY = 3


def write(
    *,
    key: UUID,
    title: str,
    body: str,
    kind: str,
    value: Mapping[str, Any],
    feedback: str = "",
    tags: Sequence[str] = (),
    difficulty: int = DEFAULT_DIFFICULTY,
) -> str:
    """One question. ``value`` is its kind's, as stored."""
    marks = [remark("id", str(key)), *(remark("tag", tag) for tag in tags)]
    if difficulty != DEFAULT_DIFFICULTY:
        marks.append(remark("tag", f"difficulty-{difficulty}"))
    if value.get("match_case"):
        marks.append(remark("tag", CAPITALS))
    general = f"\n####{_words(feedback)}" if feedback else ""
    question = escaped(EDITORS_MARK.sub("", body).replace("\r", ""))
    inside = "\n".join(_answers(kind, value))
    return f"// {' '.join(marks)}\n::{escaped(title)}::[html]{question}{{{inside}{general}\n}}\n"


def _answers(kind: str, value: Mapping[str, Any]) -> Iterable[str]:
    match kind:
        case QuestionKind.SINGLE | QuestionKind.MULTIPLE:
            return _options(kind, value)
        case QuestionKind.ORDERING:
            return [
                "> ALL VERTICAL ALL_OR_NOTHING",
                *(_step(row["text"]) for _id, row in items(value, "steps")),
            ]
        case QuestionKind.MATCHING:
            pairs = [(row["left"], row["right"]) for _id, row in items(value, "pairs")]
            extra = [("", row["text"]) for _id, row in items(value, "extra")]
            return ["", *(f"={_words(left)} -> {_words(right)}" for left, right in [*pairs, *extra])]
        case QuestionKind.NUMERIC:
            return ["#", *(_accepted_number(row) for _id, row in items(value, "accepted"))]
        case _:
            return ["", *(_accepted_text(row) for _id, row in items(value, "accepted"))]


def _options(kind: str, value: Mapping[str, Any]) -> list[str]:
    rows = [row for _id, row in items(value, "options")]
    number = sum(bool(row.get("correct")) for row in rows)
    lines = [""]
    for row in rows:
        if kind == QuestionKind.SINGLE:
            mark = "=" if row.get("correct") else "~"
            weight = ("%100%" if row.get("correct") else "%0%") if row["text"].startswith("%") else ""
        else:
            mark, weight = "~", _share(number) if row.get("correct") else "%-100%"
        lines.append(f"{mark}{weight}{_words(row['text'])}{_feedback(row)}")
    return lines


def _share(number: int) -> str:
    """Of one right answer among several. A lone one is written as less than all, to stay one of several."""
    return f"%{100 / number:.5f}%" if number > 1 else "%99%"


def _accepted_number(row: Mapping[str, Any]) -> str:
    value, off = (str(row.get(name) or "0").strip().replace(",", ".") for name in ("value", "tolerance"))
    return f"={value}:{off}{_feedback(row)}"


def _accepted_text(row: Mapping[str, Any]) -> str:
    text = escaped(row["text"]).replace("*", "\\*")
    return f"={'%100%' if text.startswith('%') else ''}{text}{_feedback(row)}"


def _step(text: str) -> str:
    """A line of its own, which must look like no comment and no category."""
    words = _words(text)
    return f"&\\#{ord(words[0])};{words[1:]}" if words[:1] in {"/", "$"} else words


def _words(text: str) -> str:
    return escaped(html.escape(text, quote=False))


def _feedback(row: Mapping[str, Any]) -> str:
    return f"#{_words(row['feedback'])}" if row.get("feedback") else ""
