"""Which change of state may follow which."""

from __future__ import annotations

from collections.abc import Mapping

from lms.enrolment.enums import State

ALLOWED: Mapping[str, frozenset[str]] = {
    "": frozenset({State.INVITED, State.ACTIVE}),
    State.INVITED: frozenset({State.ACTIVE, State.DECLINED, State.EXPIRED, State.WITHDRAWN}),
    State.ACTIVE: frozenset({State.COMPLETED, State.WITHDRAWN, State.DEFERRED}),
    State.DEFERRED: frozenset({State.ACTIVE, State.WITHDRAWN}),
}


class WrongTransition(ValueError):
    """An enrolment in this state cannot become that."""

    def __init__(self, from_state: str, to_state: str) -> None:
        self.from_state = from_state
        self.to_state = to_state
        super().__init__(f"an enrolment that is {from_state or 'new'} cannot become {to_state}")


def may_become(from_state: str, to_state: str) -> bool:
    return to_state in ALLOWED.get(from_state, frozenset())


def check_transition(from_state: str, to_state: str) -> None:
    if not may_become(from_state, to_state):
        raise WrongTransition(from_state, to_state)
