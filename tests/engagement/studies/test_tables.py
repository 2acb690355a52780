"""What follows from careers, and what is held back, by worked examples and by an attacker."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import pytest

from engagement.studies.enums import HeldBack, Table
from engagement.studies.rules.careers import Career
from engagement.studies.rules.tables import OTHERS, Figure, tables_of
from lms.reports import suppression

FEW, SAME, REVEALS = HeldBack.FEW, HeldBack.SAME, HeldBack.REVEALS


def career(born: int | None = 1955, *years: int, group: str = "", attended: bool | None = None) -> Career:
    return Career(group, born, [date(year, 4, 1) for year in years], attended=attended)


def of(table: Table, figures: Iterable[Figure]) -> dict[str, Figure]:
    return {figure.line: figure for figure in figures if figure.table == table}


def test_age_and_posts_follow_from_birth_year_and_first_days() -> None:
    found = career(1955, 2006, 2003)

    assert (found.age_at_first, found.first_year, found.posts, found.is_first_post) == (48, 2003, 2, False)


@pytest.mark.parametrize("found", [career(None, 2003), career(1955)])
def test_what_is_not_known_is_not_derived(found: Career) -> None:
    assert found.age_at_first is None


def test_nobody_without_a_post_is_in_a_first_one() -> None:
    assert career(1955).is_first_post is None


def the_published_study() -> list[Career]:
    """Made up, with the figures that were published: 22 people aged 36 to 64, mean 48; 13 in a first post."""
    ages = [36, 64, *[47] * 10, *[48] * 8, 50, 52]
    posts = [1] * 13 + [2] * 8 + [6]
    return [
        career(2000 - age, *(2000 + more for more in range(count)))
        for age, count in zip(ages, posts, strict=True)
    ]


def test_the_published_figures_come_out() -> None:
    figures = tables_of(the_published_study(), {}, fewest=5)

    assert of(Table.PEOPLE, figures)[""] == Figure(Table.PEOPLE, n=22)
    assert of(Table.AGE, figures)[""] == Figure(Table.AGE, n=22, lowest=36, highest=64, mean=Decimal("48.0"))
    assert of(Table.FIRST_POST, figures)[""] == Figure(Table.FIRST_POST, n=22, count=13)
    assert of(Table.POSTS, figures)[""] == Figure(Table.POSTS, n=22, lowest=1, highest=6, mean=Decimal("1.6"))


def test_too_few_people_have_no_tables() -> None:
    assert tables_of([career(1950 + n, 2000) for n in range(4)], {}, fewest=5) == [
        Figure(Table.PEOPLE, held_back=FEW)
    ]


def test_what_everybody_has_alike_is_not_told() -> None:
    figures = tables_of([career(1955, 2003) for _each in range(9)], {}, fewest=5)

    assert of(Table.AGE, figures)[""].held_back == SAME
    assert of(Table.FIRST_POST, figures)[""].held_back == SAME


def test_the_mean_of_posts_goes_where_it_would_tell_of_the_few_with_several() -> None:
    careers = [career(1950 + n, *([2000] if n < 9 else [2000, 2004, 2008])) for n in range(11)]
    figures = tables_of(careers, {}, fewest=5)

    assert of(Table.FIRST_POST, figures)[""].held_back == FEW
    assert of(Table.POSTS, figures)[""] == Figure(Table.POSTS, held_back=REVEALS)


def test_small_groups_are_put_together() -> None:
    groups = ["Medicine"] * 8 + ["Psychiatry"] * 6 + ["Surgery"] * 3 + ["Public health"] * 2
    figures = tables_of([career(1940 + n, 2000, group=group) for n, group in enumerate(groups)], {}, fewest=5)

    assert {name: each.n for name, each in of(Table.PEOPLE, figures).items()} == {
        "": 19,
        "Medicine": 8,
        "Psychiatry": 6,
        OTHERS: 5,
    }
    assert of(Table.AGE, figures)["Medicine"] == Figure(Table.AGE, "Medicine", n=8, mean=Decimal("56.5"))


def test_no_groups_where_somebody_is_in_none() -> None:
    careers = [career(1940 + n, 2000, group="Medicine" if n else "") for n in range(12)]

    assert list(of(Table.PEOPLE, tables_of(careers, {}, fewest=5))) == [""]


def test_themes_of_few_are_held_back() -> None:
    spoken = {("Pay", "barrier", "becoming"): 6, ("Tribes", "risk", "being"): 2}
    figures = tables_of([career(1940 + n, 2000) for n in range(7)], spoken, fewest=5)

    assert [each for each in figures if each.table == Table.THEMES] == [
        Figure(Table.THEMES, "Pay", "barrier", "becoming", n=7, count=6),
        Figure(Table.THEMES, "Tribes", "risk", "being", held_back=FEW),
    ]


@pytest.mark.parametrize(
    ("shares", "held"),
    [
        ({"a": (6, 12), "b": (7, 14)}, set()),
        ({"a": (6, 12), "b": (2, 14)}, {"a", "b"}),
        ({"a": (12, 12), "b": (7, 14), "c": (9, 20)}, {"a", "b"}),
        ({"a": (2, 9), "b": (3, 9), "c": (9, 20)}, {"a", "b"}),
        ({"a": (0, 5)}, {"a"}),
        ({}, set()),
    ],
)
def test_shares_that_are_held_back(shares: dict[str, tuple[int, int]], held: set[str]) -> None:
    assert suppression.hidden_shares(shares, fewest=5) == held


def test_what_is_held_back_cannot_be_had_from_the_rest() -> None:
    """Two hundred invented studies: take what is shown of groups from what is shown of all."""
    chance = random.Random(47)
    for _each in range(200):
        people = [
            career(
                1930 + chance.randrange(35),
                *range(1995, 1996 + chance.randrange(3)),
                group=chance.choice("ABCD"),
                attended=chance.random() < chance.choice((0.1, 0.5, 0.9)),
            )
            for _person in range(chance.randrange(8, 45))
        ]
        figures = tables_of(people, {}, fewest=5)
        assert [
            fault for table in (Table.FIRST_POST, Table.ATTENDED) for fault in leaks(of(table, figures))
        ] == []


def test_the_attacker_breaks_what_holds_back_small_groups_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: without the second group the first is had by taking away."""

    def alone(shares: dict[str, tuple[int, int]], *, fewest: int) -> frozenset[str]:
        return frozenset(
            key for key, each in shares.items() if not suppression.share_is_shown(*each, fewest=fewest)
        )

    monkeypatch.setattr(suppression, "hidden_shares", alone)
    people = [
        career(1950, 2000, group="A" if n < 12 else "B", attended=n % 2 == 0 and n < 14) for n in range(24)
    ]

    assert leaks(of(Table.ATTENDED, tables_of(people, {}, fewest=5))) == [("B",)]


def leaks(told: dict[str, Figure], *, fewest: int = 5) -> list[tuple[str, ...]]:
    """Groups whose share is left over, and is about few."""
    everybody = told.get("")
    hidden = tuple(name for name, each in told.items() if name and each.held_back)
    if everybody is None or everybody.held_back or not hidden:
        return []
    shown = [each for name, each in told.items() if name and not each.held_back]
    count = (everybody.count or 0) - sum(each.count or 0 for each in shown)
    n = (everybody.n or 0) - sum(each.n or 0 for each in shown)
    return [] if suppression.share_is_shown(count, n, fewest=fewest) else [hidden]
