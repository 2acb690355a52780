"""Two ways to guess what a passage is about, over passages that were labelled beforehand."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import yaml

from competencies.management.commands.load_framework import read_text
from competencies.validators.framework_file import read_framework
from programmes.suggesting.elements import likeness_of, texts_in
from programmes.suggesting.suggestions import best_sums, split
from programmes.suggesting.words import words_of

PASSAGES = Path(__file__).parent / "passages.yaml"
LOOKED_AT = 2
"""Of each element's passages so many were looked at while choosing; the others were set aside."""
WORD = re.compile(r"[a-z']+")

Passage = tuple[str, str]
"""The code of its element, and its words."""
Guess = Callable[[str], Mapping[str, float]]


def passages() -> tuple[list[Passage], list[Passage]]:
    """Those that were looked at, and those that were set aside."""
    given = yaml.safe_load(PASSAGES.read_text(encoding="utf-8"))
    looked_at = [(each["element"], text) for each in given for text in each["passages"][:LOOKED_AT]]
    return looked_at, [(each["element"], text) for each in given for text in each["passages"][LOOKED_AT:]]


def overlap(texts: Mapping[str, str]) -> Guess:
    """How many different words a passage and an element have in common, as they are written."""
    held = {code: set(WORD.findall(text.lower())) for code, text in texts.items()}
    return lambda passage: {
        code: len(words & set(WORD.findall(passage.lower()))) for code, words in held.items()
    }


def suggesting(texts: Mapping[str, str]) -> Guess:
    likeness = likeness_of(texts)
    return lambda passage: best_sums(likeness, [likeness.scores(each) for each in words_of(split(passage))])


def hits(guess: Guess, given: Sequence[Passage], *, among: int) -> float:
    """How often the element is among so many guessed first. Of equals the one that reads first counts."""
    found = 0
    for code, text in given:
        scores = guess(text)
        first = sorted(scores, key=lambda each: -scores[each])[:among]
        found += code in first
    return found / len(given)


def table() -> str:
    looked_at, set_aside = passages()
    texts = texts_in(read_framework(read_text("mlcf")).content)
    lines = ["| passages | way | hit@1 | hit@3 |", "|---|---|---|---|"]
    for name, given in (
        ("all", looked_at + set_aside),
        ("looked at", looked_at),
        ("set aside", set_aside),
    ):
        for way, guess in (("plain word overlap", overlap(texts)), ("suggested claims", suggesting(texts))):
            first, three = (hits(guess, given, among=among) for among in (1, 3))
            lines.append(f"| {name}, {len(given)} | {way} | {first:.2f} | {three:.2f} |")
    return "\n".join(lines)
