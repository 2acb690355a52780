"""Two ways to guess what a passage is about, over passages that were labelled beforehand."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import yaml

from competencies.management.files import read_text
from competencies.validators.framework_file import read_framework
from programmes.suggesting.elements import likeness_of, texts_in
from programmes.suggesting.suggestions import best_sums, split
from programmes.suggesting.words import words_of

MODULES = Path(__file__).parent / "modules.yaml"
PASSAGES = Path(__file__).parent / "passages.yaml"
LOOKED_AT = 2
"""Of each element's passages so many were looked at while choosing; the others were set aside."""
MODULES_LOOKED_AT = 4
WORD = re.compile(r"[a-z']+")

Passage = tuple[tuple[str, ...], str]
"""The codes of its elements, and its words."""
Guess = Callable[[str], Mapping[str, float]]


def passages() -> tuple[list[Passage], list[Passage]]:
    """Those that were looked at, and those that were set aside."""
    given = yaml.safe_load(PASSAGES.read_text(encoding="utf-8"))
    looked_at: list[Passage] = [
        ((each["element"],), text) for each in given for text in each["passages"][:LOOKED_AT]
    ]
    return looked_at, [((each["element"],), text) for each in given for text in each["passages"][LOOKED_AT:]]


def modules() -> tuple[list[Passage], list[Passage]]:
    """Long ones, each about two elements: those that were looked at, and those that were set aside."""
    given = yaml.safe_load(MODULES.read_text(encoding="utf-8"))
    read = [(tuple(each["elements"]), each["text"]) for each in given]
    return read[:MODULES_LOOKED_AT], read[MODULES_LOOKED_AT:]


def overlap(texts: Mapping[str, str]) -> Guess:
    """How many different words a passage and an element have in common, as they are written."""
    held = {code: set(WORD.findall(text.lower())) for code, text in texts.items()}
    return lambda passage: {
        code: len(words & set(WORD.findall(passage.lower()))) for code, words in held.items()
    }


def whole(texts: Mapping[str, str]) -> Guess:
    """All words at once, however long the text is."""
    likeness = likeness_of(texts)
    return lambda passage: likeness.scores(words_of([passage])[0])


def suggesting(texts: Mapping[str, str]) -> Guess:
    likeness = likeness_of(texts)
    return lambda passage: best_sums(likeness, [likeness.scores(each) for each in words_of(split(passage))])


def hits(guess: Guess, given: Sequence[Passage], *, among: int) -> float:
    """How often one of the elements is among so many guessed first. Of equals what reads first counts."""
    return sum(bool(_found(guess, each, among)) for each in given) / len(given)


def recall(guess: Guess, given: Sequence[Passage], *, among: int) -> float:
    """How many of all elements are among so many guessed first."""
    return sum(len(_found(guess, each, among)) for each in given) / sum(len(codes) for codes, _text in given)


def _found(guess: Guess, given: Passage, among: int) -> set[str]:
    codes, text = given
    scores = guess(text)
    return set(sorted(scores, key=lambda each: -scores[each])[:among]) & set(codes)


def table() -> str:
    looked_at, set_aside = passages()
    texts = texts_in(read_framework(read_text("mlcf")).content)
    long_looked_at, long_set_aside = modules()
    lines = ["| texts | way | hit@1 | hit@3 | found of all, 3 | 5 |", "|---|---|---|---|---|---|"]
    ways = {
        "plain word overlap": overlap(texts),
        "whole text": whole(texts),
        "suggested claims": suggesting(texts),
    }
    for name, given in (
        ("passages, all", looked_at + set_aside),
        ("passages looked at", looked_at),
        ("passages set aside", set_aside),
        ("long modules, all", long_looked_at + long_set_aside),
        ("long modules looked at", long_looked_at),
        ("long modules set aside", long_set_aside),
    ):
        for way, guess in ways.items():
            figures = [hits(guess, given, among=among) for among in (1, 3)]
            figures += [recall(guess, given, among=among) for among in (3, 5)]
            lines.append(
                f"| {name}, {len(given)} | {way} | " + " | ".join(f"{each:.2f}" for each in figures) + " |"
            )
    return "\n".join(lines)
