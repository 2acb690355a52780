"""Welsh words in their forms, and words that are nearly right."""

from __future__ import annotations

import pytest

from cms.finding import spelling, welsh


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("rhaglen", "raglen"),
        ("raglen", "rhaglen"),
        ("feddyg", "meddyg"),
        ("meddyg", "feddyg"),
        ("gymhwysedd", "cymhwysedd"),
        ("nghymhwysedd", "cymhwysedd"),
        ("chymhwysedd", "gymhwysedd"),
        ("waith", "gwaith"),
        ("gwaith", "ngwaith"),
        ("phobl", "pobl"),
        ("mhobl", "bobl"),
        ("haddysg", "addysg"),
        ("ddysgu", "dysgu"),
    ],
)
def test_a_word_is_looked_for_in_its_other_forms(typed: str, meant: str) -> None:
    assert meant in welsh.forms_of(typed)
    assert welsh.forms_of(typed)[0] == typed


def test_small_words_are_left_out_unless_alone() -> None:
    assert welsh.query_of("rhaglen i feddygon").count("&") == 1
    assert welsh.query_of("y") == "(y)"
    assert welsh.query_of("") == ""


def test_long_words_may_end_as_they_like() -> None:
    assert "rhaglen:*" in welsh.query_of("rhaglen")
    assert ":*" not in welsh.query_of("tîm")


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("team", "team", 0),
        ("team", "tema", 1),
        ("team", "tea", 1),
        ("team", "steam", 1),
        ("abc", "", 3),
        ("ab", "cd", 2),
    ],
)
def test_how_far_words_are_apart(one: str, other: str, apart: int) -> None:
    assert spelling.distance(one, other) == spelling.distance(other, one) == apart
