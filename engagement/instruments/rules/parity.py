"""How far each translation of a questionnaire keeps up with its source."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from engagement.instruments.content import Content, Place, Words, in_language, places, with_words


@dataclass(frozen=True)
class LanguageState:
    language: str
    missing: tuple[Place, ...]
    behind: tuple[Place, ...]

    @property
    def is_offered(self) -> bool:
        """Nobody is asked in a language in which something cannot be read."""
        return not self.missing


def states(content: Content) -> tuple[LanguageState, ...]:
    """One for each language, the source first."""
    found = list(places(content))
    return tuple(_state(language, found) for language in content.languages)


def offered(content: Content) -> tuple[str, ...]:
    return tuple(each.language for each in states(content) if each.is_offered)


def _state(language: str, found: list[tuple[Place, Words]]) -> LanguageState:
    missing = tuple(place for place, words in found if in_language(words, language) is None)
    behind = tuple(
        place for place, words in found if (text := in_language(words, language)) and text.is_behind
    )
    return LanguageState(language, missing, behind)


def aged(content: Content, earlier: Content | None, *, checked: Collection[Place]) -> Content:
    """With every translation marked that is the same as before although its source is not.

    One that was behind stays behind while neither changes. ``checked`` are the places for which the file
    says itself what is behind.
    """
    if earlier is None:
        return content
    before = dict(places(earlier))

    def mark(place: Place, words: Words) -> Words:
        old = before.get(place, ())
        return words if place in checked or not old else _marked(words, old, content.source)

    return with_words(content, mark)


def _marked(words: Words, old: Words, source: str) -> Words:
    source_changed = in_language(words, source) != in_language(old, source)

    def is_behind(language: str) -> bool:
        before, now = in_language(old, language), in_language(words, language)
        if language == source or before is None or now is None or before.words != now.words:
            return now is not None and now.is_behind
        return source_changed or before.is_behind or now.is_behind

    return tuple(replace(text, is_behind=is_behind(text.language)) for text in words)
