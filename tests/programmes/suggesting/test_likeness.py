"""BM25 over counted words."""

from __future__ import annotations

from math import isclose, log

from programmes.rules.likeness import Likeness

TEXTS = Likeness({"a": {"team": 2, "lead": 1}, "b": {"team": 1, "budget": 1, "plan": 1}, "c": {}})


def test_rare_words_say_more_than_common_ones() -> None:
    scores = TEXTS.scores({"budget": 1, "team": 1})

    # Two of three have "team", one has "budget"; texts of three words are half as long again as the average.
    team, budget = log(1 + 1.5 / 2.5), log(1 + 2.5 / 1.5)
    damp = 1.2 * (0.25 + 0.75 * 1.5)
    assert isclose(scores["b"], (team + budget) * 2.2 / (1 + damp))
    assert isclose(scores["a"], team * 2 * 2.2 / (2 + damp))
    assert scores["c"] == 0


def test_words_that_nobody_has_say_nothing() -> None:
    assert TEXTS.scores({"weather": 3}) == {"a": 0, "b": 0, "c": 0}
    assert TEXTS.weight("a", "weather") == 0


def test_of_nothing_nothing() -> None:
    assert Likeness[str]({}).scores({"team": 1}) == {}
