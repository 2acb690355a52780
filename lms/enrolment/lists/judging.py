"""What becomes of each row: new, already enrolled, in need of a decision, not usable, or left out.

Rows are compared with the organisation's own people and with the rows before them, in the order of the
file. Outside the organisation nobody is looked for: anybody else reads as new (invariant 14).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from lms.enrolment.enums import Choice, RowState
from lms.enrolment.lists.cells import Fault, Parsed

JUDGES_CODES = frozenset(
    {"double_email", "double_gmc_number", "other_number", "number_of_another", "other_address"}
)
"""What is asked about rows beside one another and beside the books; all else is about a cell."""


@dataclass(frozen=True)
class Member:
    """A person the trust itself has on its books, as matching needs it."""

    person_id: int
    email: str
    gmc_number: str
    enrolled: bool


@dataclass(frozen=True)
class Decision:
    """What the lead chose, and which question it answers."""

    choice: str = ""
    code: str = ""


@dataclass
class Verdict:
    state: str
    faults: list[Fault] = field(default_factory=list)
    person_id: int | None = None


class Judge:
    """Judges rows one after another; remembers which addresses and numbers are taken."""

    def __init__(self, members: Iterable[Member]) -> None:
        self._by_email: dict[str, Member] = {}
        self._by_gmc: dict[str, Member] = {}
        self._taken: dict[str, int] = {}
        for member in members:
            self._know(self._by_email, member.email.lower(), member)
            self._know(self._by_gmc, member.gmc_number, member)

    @staticmethod
    def _know(known: dict[str, Member], key: str, member: Member) -> None:
        """The first of those who share it; but one who is on the programme goes before one who is not."""
        if key and (key not in known or (member.enrolled and not known[key].enrolled)):
            known[key] = member

    def judge(self, row: Parsed, decision: Decision) -> Verdict:
        faults = [*row.bad, *row.questions]
        if decision.choice == Choice.LEAVE_OUT or faults:
            state = RowState.BAD if row.bad else RowState.DECIDE
            left_out = decision.choice == Choice.LEAVE_OUT
            return Verdict(RowState.LEFT_OUT if left_out else state, faults, self._sure(row))
        if double := self._double(row):
            agreed = decision == Decision(Choice.SAME_PERSON, double.code)
            return Verdict(RowState.LEFT_OUT if agreed else RowState.DECIDE, [double], self._sure(row))
        self._take(row)
        member, question = self._member(row)
        if question and decision != Decision(Choice.SAME_PERSON, question.code):
            return Verdict(RowState.DECIDE, [question], member.person_id if member else None)
        if member is None:
            return Verdict(RowState.NEW)
        return Verdict(RowState.ALREADY if member.enrolled else RowState.NEW, [], member.person_id)

    def _sure(self, row: Parsed) -> int | None:
        """Whom a row is about that is not used: so that nobody in the file is taken for absent."""
        member = self._by_email.get(row.email) or self._by_gmc.get(row.gmc_number)
        return member.person_id if member else None

    def _double(self, row: Parsed) -> Fault | None:
        for column, key in self._keys(row):
            if key in self._taken:
                return Fault(column, f"double_{column}", {"line": self._taken[key]})
        return None

    def _take(self, row: Parsed) -> None:
        for _column, key in self._keys(row):
            self._taken[key] = row.line

    @staticmethod
    def _keys(row: Parsed) -> list[tuple[str, str]]:
        values = (("email", row.email), ("gmc_number", row.gmc_number))
        return [(column, f"{column}:{value}") for column, value in values if value]

    def _member(self, row: Parsed) -> tuple[Member | None, Fault | None]:
        """The organisation's own person, and the question to be settled before it is taken for sure."""
        by_email = self._by_email.get(row.email)
        by_gmc = self._by_gmc.get(row.gmc_number) if row.gmc_number else None
        if by_email and row.gmc_number and by_email.gmc_number not in ("", row.gmc_number):
            return by_email, Fault("gmc_number", "other_number", {"gmc": by_email.gmc_number})
        if by_email and by_gmc and by_email.person_id != by_gmc.person_id:
            return by_email, Fault("gmc_number", "number_of_another", {"email": by_gmc.email})
        if by_gmc and by_email is None:
            return by_gmc, Fault("email", "other_address", {"email": by_gmc.email})
        return by_email, None
