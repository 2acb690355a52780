"""What stands between the braces of a GIFT question, kind by kind. The caller has hidden escaped letters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from programmes.bank.gift.words import Letters, plain
from programmes.bank.kinds import number
from programmes.enums import QuestionKind

WEIGHT = re.compile(r"%(-?\d+(?:\.\d+)?)%")
TRUTH = re.compile(r"(t|true|f|false)\s*(#.*)?", re.IGNORECASE | re.DOTALL)
ORDER = re.compile(r">[ \t]*[A-Z0-9_ \t]*\n", re.IGNORECASE)


class NotTaken(ValueError):
    """Why a question cannot be taken, in a sentence."""


@dataclass(frozen=True)
class Answers:
    kind: str
    value: dict[str, Any]
    notes: tuple[str, ...] = ()
    may_have_a_gap: bool = False
    """Text may follow: the answers stand in the middle of a sentence."""


@dataclass(frozen=True)
class _Answer:
    """``mark`` is = or ~; without a weight in the text it is 100 or 0."""

    mark: str
    weight: Decimal
    text: str
    feedback: str


@dataclass(frozen=True)
class _Inside:
    text: str
    letters: Letters
    is_html: bool

    def shown(self, text: str) -> str:
        return plain(self.letters.show(text), is_html=self.is_html)

    def answers(self) -> list[_Answer]:
        """Each from its = or ~ on; text before the first one is refused."""
        pieces = re.split(r"(?=[=~])", self.text)
        if pieces[0].strip():
            raise NotTaken(
                _("It begins with neither = nor ~, so what kind of question it is cannot be told.")
            )
        return [self._answer(each) for each in pieces[1:]]

    def _answer(self, piece: str) -> _Answer:
        text, _mark, feedback = piece[1:].lstrip().partition("#")
        found = WEIGHT.match(text)
        weight = Decimal(found[1]) if found else Decimal(100 if piece[0] == "=" else 0)
        return _Answer(piece[0], weight, text[found.end() :] if found else text, self.shown(feedback))


def answers_in(inside: str, letters: Letters, *, is_html: bool) -> Answers:
    if not inside:
        raise NotTaken(_("It asks for an essay, which cannot be judged by itself."))
    here = _Inside(inside, letters, is_html)
    if inside.startswith(">"):
        return _ordering(here)
    if inside.startswith("#"):
        return _numeric(_Inside(inside[1:].strip(), letters, is_html))
    if found := TRUTH.fullmatch(inside):
        return _truth(here, found)
    answers = here.answers()
    if any(each.mark == "~" for each in answers):
        return _choice(here, answers)
    if any("->" in each.text for each in answers):
        return _matching(here, answers)
    return _short(here, answers)


def _truth(here: _Inside, found: re.Match[str]) -> Answers:
    """The first feedback is for those who are wrong, the second for those who are right."""
    is_true = found[1].lower().startswith("t")
    said = [here.shown(each) for each in (found[2] or "").split("#")[1:]]
    wrong, right = (*said, "", "")[:2]
    options = [
        {
            "text": _("True") if each else _("False"),
            "correct": each is is_true,
            "feedback": right if each is is_true else wrong,
        }
        for each in (True, False)
    ]
    return Answers(QuestionKind.SINGLE, {"options": options})


def _choice(here: _Inside, answers: list[_Answer]) -> Answers:
    full = [each for each in answers if each.mark == "=" or each.weight >= 100]
    if len(full) > 1:
        raise NotTaken(_("Several of its answers are each fully right, and one is to be chosen."))
    notes: tuple[str, ...] = ()
    if full:
        kind, correct = QuestionKind.SINGLE, full
        if any(each.weight > 0 for each in answers if each not in full):
            notes = (_("Answers that were partly right count as wrong."),)
    else:
        kind, correct = QuestionKind.MULTIPLE, [each for each in answers if each.weight > 0]
    if not correct:
        raise NotTaken(_("None of its answers is right."))
    options = [
        {"text": here.shown(each.text), "correct": each in correct, "feedback": each.feedback}
        for each in answers
    ]
    return Answers(kind, {"options": options}, notes, may_have_a_gap=True)


def _matching(here: _Inside, answers: list[_Answer]) -> Answers:
    pairs, extra = [], []
    for each in answers:
        left, arrow, right = each.text.partition("->")
        if not arrow:
            raise NotTaken(_("Some of its answers are pairs, and some are not."))
        row = {"left": here.shown(left), "right": here.shown(right)}
        if row["left"]:
            pairs.append(row)
        else:
            extra.append({"text": row["right"]})
    notes = (_("Feedback of pairs is left out."),) if any(each.feedback for each in answers) else ()
    return Answers(QuestionKind.MATCHING, {"pairs": pairs, "extra": extra}, notes)


def _short(here: _Inside, answers: list[_Answer]) -> Answers:
    """A short answer is plain text in GIFT, whatever the format of the question."""
    accepted = []
    for each in answers:
        if "*" in each.text:
            raise NotTaken(_("One of its answers has a * for any letters, which is not judged here."))
        if each.weight >= 100:
            text = here.letters.show(each.text).strip()
            accepted.append({"text": text, "feedback": each.feedback})
    if not accepted:
        raise NotTaken(_("None of its answers is right."))
    partly = len(accepted) < len(answers)
    notes = (_("Answers that were partly right are left out."),) if partly else ()
    value = {"accepted": accepted, "match_case": False}
    return Answers(QuestionKind.SHORT_TEXT, value, notes, may_have_a_gap=True)


def _numeric(here: _Inside) -> Answers:
    text = here.text
    answers = (_Inside(text if text[:1] in "=~" else f"={text}", here.letters, here.is_html)).answers()
    accepted = [
        {**_number(here.letters.show(each.text).strip()), "feedback": each.feedback}
        for each in answers
        if each.mark == "=" and each.weight >= 100
    ]
    if not accepted:
        raise NotTaken(_("None of its answers is right."))
    partly = len(accepted) < len(answers)
    notes = (_("Answers that were partly right are left out."),) if partly else ()
    return Answers(QuestionKind.NUMERIC, {"accepted": accepted}, notes, may_have_a_gap=True)


def _number(text: str) -> Mapping[str, str]:
    """``3:0.5`` is a number with its tolerance, ``2.5..3.5`` a range."""
    lowest, dots, highest = text.partition("..")
    if dots:
        low, high = number(lowest), number(highest)
        if low is not None and high is not None and low <= high:
            return {"value": _plainly((low + high) / 2), "tolerance": _plainly((high - low) / 2)}
    else:
        value, colon, off = text.partition(":")
        if number(value) is not None and (not colon or number(off) is not None):
            return {"value": value.strip(), "tolerance": off.strip() or "0"}
    raise NotTaken(_("“%(text)s” is no number, and no range of numbers.") % {"text": text})


def _plainly(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _ordering(here: _Inside) -> Answers:
    found = ORDER.match(here.text)
    lines = here.text[found.end() :].split("\n") if found else []
    steps = [{"text": here.shown(line)} for line in lines if line.strip()]
    if not steps:
        raise NotTaken(_("It has no steps to put in order."))
    return Answers(QuestionKind.ORDERING, {"steps": steps})
