"""Scores by hand, and what must hold of them whatever is answered."""

from __future__ import annotations

import doctest
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engagement.instruments.rules import scoring
from engagement.instruments.rules.asking import scoring as rules_of
from engagement.instruments.rules.scoring import (
    AnswerOutOfRange,
    ItemRule,
    MetaScaleRule,
    Rules,
    SubScaleRule,
    keyed,
    mean_of,
    score,
    shown,
)
from tests.factories.instruments import omeq_file
from tests.sizes import size

OMEQ = rules_of(omeq_file().content)
ITEMS = {item.code: item for sub in OMEQ.sub_scales for item in sub.items}
REVERSED = {code for code, item in ITEMS.items() if item.is_reversed}
SIX = ("say-o", "say-i", "team-o", "team-i", "grow-o", "grow-i")

EXAMPLES = settings(max_examples=size(smoke=25, full=2000), deadline=None)

answers = st.fixed_dictionaries(
    {}, optional={code: st.none() | st.integers(min_value=1, max_value=5) for code in ITEMS}
)


def favourable(value: int) -> dict[str, int]:
    """Everything answered as well as ``value`` says, reverse-keyed items the other way round."""
    return {code: 6 - value if code in REVERSED else value for code in ITEMS}


def test_the_worked_example_is_true() -> None:
    found = doctest.testmod(scoring)

    assert (found.failed, found.attempted) == (0, 11)


def test_shape_of_the_shipped_questionnaire() -> None:
    assert OMEQ.points == 5
    assert [(each.code, each.minimum, len(each.items)) for each in OMEQ.sub_scales] == [
        (code, 3, 5) for code in SIX
    ]
    assert len(REVERSED) == 10


@pytest.mark.parametrize(("value", "expected"), [(1, 0), (2, 25), (3, 50), (4, 75), (5, 100)])
def test_one_answer_throughout(value: int, expected: int) -> None:
    """A favourable fifth is 0, 25, 50, 75 or 100 on every score."""
    scores = score(OMEQ, favourable(value))

    assert dict(scores.sub_scales) == dict.fromkeys(SIX, Fraction(expected))
    assert dict(scores.meta_scales) == dict.fromkeys(("say", "team", "grow"), Fraction(expected))
    assert scores.index == expected


def test_all_ones_and_all_fives_with_reverse_keys() -> None:
    """Ticking the same box throughout is not the best and not the worst: reverse-keyed items pull back."""
    ones, fives = (score(OMEQ, dict.fromkeys(ITEMS, value)) for value in (1, 5))

    assert dict(ones.sub_scales) == {
        "say-o": 40,
        "say-i": 40,
        "team-o": 20,
        "team-i": 40,
        "grow-o": 20,
        "grow-i": 40,
    }
    assert dict(fives.sub_scales) == {
        code: 100 - value for code, value in ones.sub_scales.items() if value is not None
    }
    assert ones.index == Fraction(100, 3)
    assert fives.index == Fraction(200, 3)
    assert (shown(ones.index), shown(fives.index)) == (Decimal("33.3"), Decimal("66.7"))


def test_three_of_five_are_enough_and_two_are_not() -> None:
    three = score(OMEQ, {"say-o-1": 5, "say-o-2": 4, "say-o-3": 1, "say-o-4": None})
    two = score(OMEQ, {"say-o-1": 5, "say-o-2": 4, "say-o-3": None, "say-o-4": None})

    # 5, 4 and, turned round, 5: the mean is 14/3.
    assert three.sub_scales["say-o"] == Fraction(1100, 12)
    assert shown(three.sub_scales["say-o"]) == Decimal("91.7")
    assert two.sub_scales["say-o"] is None


def test_nothing_answered_is_no_score_and_not_nought() -> None:
    for nothing in ({}, dict.fromkeys(ITEMS)):
        scores = score(OMEQ, nothing)

        assert set(scores.sub_scales.values()) == {None}
        assert set(scores.meta_scales.values()) == {None}
        assert scores.index is None


def test_a_missing_side_takes_theme_and_index_with_it_and_nothing_else() -> None:
    partly = favourable(4)
    for number in (1, 2, 3):
        del partly[f"team-i-{number}"]
    scores = score(OMEQ, partly)

    assert dict(scores.sub_scales) == {code: None if code == "team-i" else Fraction(75) for code in SIX}
    assert dict(scores.meta_scales) == {"say": Fraction(75), "team": None, "grow": Fraction(75)}
    assert scores.index is None


def test_sides_and_themes_count_the_same_however_many_items_they_have() -> None:
    """Organisation: one item, 100; individual: three, 0. The theme is 50, and another of one side is 100."""
    rules = Rules(
        5,
        (
            MetaScaleRule(
                "both",
                (
                    SubScaleRule("o", 1, (ItemRule("a"),)),
                    SubScaleRule("i", 1, (ItemRule("b"), ItemRule("c"), ItemRule("d"))),
                ),
            ),
            MetaScaleRule("one", (SubScaleRule("lone", 1, (ItemRule("e"),)),)),
        ),
    )
    scores = score(rules, {"a": 5, "b": 1, "c": 1, "d": 1, "e": 5})

    assert dict(scores.meta_scales) == {"both": 50, "one": 100}
    assert scores.index == 75


@pytest.mark.parametrize("points", [2, 3, 4, 5, 7, 11])
def test_every_scale_goes_from_nought_to_a_hundred(points: int) -> None:
    rule = SubScaleRule("s", 1, (ItemRule("a"), ItemRule("b", is_reversed=True)))
    rules = Rules(points, (MetaScaleRule("m", (rule,)),))

    assert score(rules, {"a": 1, "b": points}).index == 0
    assert score(rules, {"a": points, "b": 1}).index == 100
    assert score(rules, {"a": points, "b": points}).index == 50


@pytest.mark.parametrize("answer", [0, 6, -1])
@pytest.mark.parametrize("is_reversed", [False, True])
def test_an_answer_that_the_scale_does_not_have(answer: int, is_reversed: bool) -> None:
    with pytest.raises(AnswerOutOfRange, match=f"an answer is 1 to 5, not {answer}"):
        keyed(answer, points=5, is_reversed=is_reversed)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Fraction(0), "0.0"),
        (Fraction(100), "100.0"),
        (Fraction(125, 2), "62.5"),
        (Fraction(1249, 20), "62.5"),  # 62.45 goes up
        (Fraction(6245, 100) - Fraction(1, 10**12), "62.4"),
        (Fraction(5, 100), "0.1"),
        (Fraction(250, 3), "83.3"),
    ],
)
def test_shown_half_up_to_one_decimal(value: Fraction, expected: str) -> None:
    assert str(shown(value)) == expected


def test_no_score_is_shown_as_none() -> None:
    assert shown(None) is None
    assert mean_of([]) is None
    assert mean_of([Fraction(1), None]) is None


@pytest.mark.slow
@EXAMPLES
@given(answers)
def test_every_score_is_from_nought_to_a_hundred(given_: Mapping[str, int | None]) -> None:
    scores = score(OMEQ, given_)
    found = [*scores.sub_scales.values(), *scores.meta_scales.values(), scores.index]

    assert [each for each in found if each is not None and not 0 <= each <= 100] == []


@pytest.mark.slow
@EXAMPLES
@given(answers, st.randoms(use_true_random=False))
def test_the_order_of_items_and_answers_means_nothing(given_: Mapping[str, int | None], random) -> None:
    mixed = list(given_.items())
    random.shuffle(mixed)

    def turned(sub: SubScaleRule) -> SubScaleRule:
        return SubScaleRule(sub.code, sub.minimum, tuple(random.sample(sub.items, len(sub.items))))

    other = Rules(
        5,
        tuple(
            MetaScaleRule(meta.code, tuple(turned(sub) for sub in reversed(meta.sub_scales)))
            for meta in reversed(OMEQ.meta_scales)
        ),
    )

    assert score(other, dict(mixed)) == score(OMEQ, given_)


@pytest.mark.slow
@EXAMPLES
@given(answers, st.sampled_from(sorted(ITEMS)))
def test_a_better_answer_never_lowers_a_score(given_: Mapping[str, int | None], code: str) -> None:
    answer = given_.get(code)
    better = (answer or 3) + (-1 if code in REVERSED else 1)
    if answer is None or not 1 <= better <= 5:
        return
    before, after = score(OMEQ, given_), score(OMEQ, {**given_, code: better})

    sub = code.rpartition("-")[0]
    for old, new in (
        (before.sub_scales[sub], after.sub_scales[sub]),
        (before.meta_scales[sub[:-2]], after.meta_scales[sub[:-2]]),
        (before.index, after.index),
    ):
        assert (old is None and new is None) or (old is not None and new is not None and new > old)
    others = [each for each in SIX if each != sub]
    assert [after.sub_scales[each] for each in others] == [before.sub_scales[each] for each in others]


@pytest.mark.slow
@EXAMPLES
@given(answers)
def test_turning_every_answer_round_turns_every_score_round(given_: Mapping[str, int | None]) -> None:
    scores = score(OMEQ, given_)
    turned = score(OMEQ, {code: None if value is None else 6 - value for code, value in given_.items()})

    def round_(value: Fraction | None) -> Fraction | None:
        return None if value is None else 100 - value

    assert dict(turned.sub_scales) == {code: round_(value) for code, value in scores.sub_scales.items()}
    assert turned.index == round_(scores.index)
