"""What a module's draft could claim: the likeliest elements, each with the sentences that speak for it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from programmes import activity_types
from programmes.fields import OpenStreamField
from programmes.models import DismissedClaim, Module
from programmes.preflight.passages import passages_in
from programmes.rules.likeness import Likeness
from programmes.rules.structure import claims_of
from programmes.suggesting.elements import Element, known
from programmes.suggesting.words import words_of

MOST, SENTENCES = 5, 3
LANGUAGE = "en"
ASKING = ("evaluation", "self_assessment")
SENTENCE = re.compile(r"(?<=[.!?]) ")


@dataclass(frozen=True)
class Sentence:
    text: str
    activity: str
    """The id of the activity in which it stands, or that it leads into."""


@dataclass(frozen=True)
class Suggestion:
    element: Element
    sentences: tuple[Sentence, ...]
    """Those that say most for it, in the order of the module."""

    @property
    def activity(self) -> str:
        """Where it could be claimed: in that of its first sentence."""
        return self.sentences[0].activity


@dataclass(frozen=True)
class Suggested:
    reads: bool
    """Whether the module is in a language that is read here."""
    has_framework: bool
    suggestions: tuple[Suggestion, ...]
    dismissed: tuple[Element, ...]


def suggested(draft: Module) -> Suggested:
    """Three queries, and more the first time of a framework."""
    given = known()
    reads = draft.language.startswith(LANGUAGE)
    if given is None or not reads:
        return Suggested(reads, given is not None, (), ())
    rows = DismissedClaim.objects.filter(module_key=draft.translation_key).values_list("node", flat=True)
    dismissed = set(rows)
    claimed = {_element(claim.node) for each in _activities(draft) for claim in claims_of(each["value"])}
    sentences = list(sentences_of(draft))
    words = words_of([each.text for each in sentences])
    by_sentence = [given.likeness.scores(each) for each in words]
    totals = best_sums(given.likeness, by_sentence)
    found = []
    for code in sorted(given.elements, key=lambda each: -totals[each]):
        element = given.elements[code]
        if totals[code] > 0 and element.key not in claimed | dismissed:
            best = _best(sentences, [scores[code] for scores in by_sentence])
            found.append(Suggestion(element, best))
    left_out = [element for element in given.elements.values() if element.key in dismissed]
    return Suggested(True, True, tuple(found[:MOST]), tuple(left_out))


def sentences_of(draft: Module) -> Iterator[Sentence]:
    """Of running text, each once; what leads into an activity goes with it, what follows the last with that.

    What asks doctors about themselves or about the module is about everything, and speaks for nothing.
    """
    field = Module._meta.get_field("body")
    assert isinstance(field, OpenStreamField)  # noqa: S101 -- narrows the type
    known_blocks = field.stream_block.child_blocks
    stored = draft.stored("body")
    ids = [item["id"] if activity_types.is_registered(item["type"]) else "" for item in stored]
    seen: set[str] = set()
    for place, item in enumerate(stored):
        activity = next(filter(None, ids[place:]), "") or next(filter(None, ids[place::-1]), "")
        if not activity or item["type"] not in known_blocks or item["type"] in ASKING:
            continue
        for text in _sentences(known_blocks[item["type"]], item["value"]):
            if text.casefold() not in seen:
                seen.add(text.casefold())
                yield Sentence(text, activity)


def _sentences(block: Any, value: Any) -> Iterator[str]:
    for passage in passages_in(block, value, ()):
        for element in passage.elements:
            if element.tag != "a":
                yield from split(element.text)


def split(text: str) -> list[str]:
    """Into sentences."""
    return [each.strip() for each in SENTENCE.split(" ".join(text.split())) if each.strip()]


def best_sums(likeness: Likeness[str], by_sentence: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """What the few sentences that speak most for an element say together, however long the module is."""
    return {
        code: sum(sorted((scores[code] for scores in by_sentence), reverse=True)[:SENTENCES])
        for code in likeness.texts
    }


def activities_of(draft: Module) -> list[tuple[str, str]]:
    """Ids and titles, to choose from."""
    return [(each["id"], str(each["value"].get("title") or "")) for each in _activities(draft)]


def _activities(draft: Module) -> list[dict[str, Any]]:
    return [item for item in draft.stored("body") if activity_types.is_registered(item["type"])]


def _best(sentences: Iterable[Sentence], scores: Collection[float]) -> tuple[Sentence, ...]:
    ranked = sorted(
        ((-score, place, each) for place, (each, score) in enumerate(zip(sentences, scores, strict=True))),
        key=lambda each: each[:2],
    )
    best = [(place, each) for score, place, each in ranked[:SENTENCES] if score < 0]
    return tuple(each for _place, each in sorted(best, key=lambda each: each[0]))


def _element(key: str) -> str:
    """The element of what is claimed: a competence belongs to one."""
    head, colon, code = key.rpartition(":")
    return f"{head}{colon}{'.'.join(code.split('.')[:2])}"
