"""Structure and problems as pure functions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from programmes.rules import validation
from programmes.rules.problems import Problem, under
from programmes.rules.structure import ActivitySpec, ClaimSpec, ModuleSpec, checksum, claims_of

KEY = UUID(int=1)


def spec(**changes: Any) -> ModuleSpec:
    given = {"key": KEY, "kind": "reading", "title": "One", "minutes": 5, "required": True, "scoring": {}}
    return ModuleSpec((ActivitySpec(**({**given, "claims": ()} | changes)),))


def test_a_checksum_does_not_depend_on_the_order_of_keys() -> None:
    assert checksum({"a": 1, "b": [KEY, 2]}) == checksum({"b": [KEY, 2], "a": 1})
    assert checksum([1, 2]) != checksum([2, 1])
    assert len(checksum({})) == 64


def test_words_are_not_structure() -> None:
    assert spec().checksum == spec(title="Two").checksum


@pytest.mark.parametrize(
    "change",
    [
        {"key": UUID(int=2)},
        {"kind": "quiz"},
        {"minutes": 6},
        {"required": False},
        {"scoring": {"pass_mark": 1}},
        {"claims": (ClaimSpec("mlcf-3:1.1", "introduces"),)},
    ],
)
def test_all_else_is(change: dict[str, Any]) -> None:
    assert spec().checksum != spec(**change).checksum


def test_claims_are_sorted() -> None:
    value = {
        "claims": [
            {"value": {"competence": "mlcf-3:2.1", "strength": "practises"}},
            {"value": {"competence": "mlcf-3:1.1", "strength": "introduces"}},
        ]
    }

    assert claims_of(value) == (ClaimSpec("mlcf-3:1.1", "introduces"), ClaimSpec("mlcf-3:2.1", "practises"))
    assert claims_of({}) == ()


def test_a_problem_says_its_place_from_the_outside_in() -> None:
    (problem,) = under([Problem("Wrong.", ("title",), "Title")], "parts", 0, place="Part 1")

    assert (problem.path, str(problem)) == (("parts", 0, "title"), "Part 1, Title: Wrong.")
    assert str(Problem("Wrong.")) == "Wrong."


@pytest.mark.parametrize(
    ("ids", "codes"),
    [
        ([str(KEY), str(UUID(int=2))], []),
        ([str(KEY), str(KEY).upper()], ["id_twice"]),
        (["one", ""], ["bad_id", "bad_id"]),
    ],
)
def test_ids(ids: list[str], codes: list[str]) -> None:
    found = validation.identity_problems(((index,), given) for index, given in enumerate(ids))

    assert [problem.code for problem in found] == codes
