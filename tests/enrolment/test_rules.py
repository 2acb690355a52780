"""Which change of state may follow which: the whole table."""

from __future__ import annotations

import pytest

from lms.enrolment.enums import State
from lms.enrolment.rules import WrongTransition, check_transition, may_become

ALLOWED = {
    ("", "invited"),
    ("", "active"),
    ("invited", "active"),
    ("invited", "declined"),
    ("invited", "expired"),
    ("invited", "withdrawn"),
    ("active", "completed"),
    ("active", "withdrawn"),
    ("active", "deferred"),
    ("deferred", "active"),
    ("deferred", "withdrawn"),
}


@pytest.mark.parametrize("to_state", State.values)
@pytest.mark.parametrize("from_state", ["", *State.values])
def test_the_table(from_state: str, to_state: str) -> None:
    assert may_become(from_state, to_state) is ((from_state, to_state) in ALLOWED)


def test_a_wrong_change_says_which() -> None:
    with pytest.raises(WrongTransition) as caught:
        check_transition("declined", "active")

    assert (caught.value.from_state, caught.value.to_state) == ("declined", "active")
    assert str(caught.value) == "an enrolment that is declined cannot become active"
