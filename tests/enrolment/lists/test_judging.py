"""What becomes of rows: against the trust's own people and against one another."""

from __future__ import annotations

from lms.enrolment.lists.cells import Fault, Parsed
from lms.enrolment.lists.judging import Decision, Judge, Member, Verdict

ADA = Member(person_id=1, email="Ada@trust.example", gmc_number="0000001", enrolled=False)
BASHIR = Member(person_id=2, email="bashir@trust.example", gmc_number="", enrolled=True)
SAME, OUT = "same_person", "leave_out"


def row(line: int = 2, email: str = "new@trust.example", gmc: str = "") -> Parsed:
    return Parsed(line, "Given", "Family", email, gmc)


def judged(
    *rows: Parsed, members: tuple[Member, ...] = (ADA, BASHIR), **decisions: Decision
) -> list[Verdict]:
    judge = Judge(members)
    return [judge.judge(each, decisions.get(f"line{each.line}", Decision())) for each in rows]


def test_somebody_whom_the_trust_does_not_know_is_new() -> None:
    assert judged(row(gmc="0000009")) == [Verdict("new")]


def test_own_people_are_recognised() -> None:
    assert judged(row(email="ada@trust.example", gmc="0000001"), row(3, "bashir@trust.example")) == [
        Verdict("new", [], 1),
        Verdict("already", [], 2),
    ]


def test_same_number_at_another_address_is_a_question() -> None:
    fault = Fault("email", "other_address", {"email": "Ada@trust.example"})

    assert judged(row(gmc="0000001")) == [Verdict("decide", [fault], 1)]
    assert judged(row(gmc="0000001"), line2=Decision(SAME, "other_address")) == [Verdict("new", [], 1)]
    assert judged(row(gmc="0000001"), line2=Decision(OUT)) == [Verdict("left_out", [], 1)]


def test_same_address_with_another_number_is_a_question() -> None:
    fault = Fault("gmc_number", "other_number", {"gmc": "0000001"})
    asked = row(email="ada@trust.example", gmc="0000009")

    assert judged(asked) == [Verdict("decide", [fault], 1)]
    assert judged(asked, line2=Decision(SAME, "other_number")) == [Verdict("new", [], 1)]


def test_number_of_one_and_address_of_another_is_a_question() -> None:
    fault = Fault("gmc_number", "number_of_another", {"email": "Ada@trust.example"})
    asked = row(email="bashir@trust.example", gmc="0000001")

    assert judged(asked) == [Verdict("decide", [fault], 2)]
    assert judged(asked, line2=Decision(SAME, "number_of_another")) == [Verdict("already", [], 2)]


def test_an_answer_to_another_question_is_none() -> None:
    assert judged(row(gmc="0000001"), line2=Decision(SAME, "double_email"))[0].state == "decide"


def test_doubles_within_the_file_are_questions_about_the_later_line() -> None:
    verdicts = judged(
        row(2, "x@t.example", "0000005"), row(3, "x@t.example"), row(4, "y@t.example", "0000005")
    )

    assert verdicts == [
        Verdict("new"),
        Verdict("decide", [Fault("email", "double_email", {"line": 2})]),
        Verdict("decide", [Fault("gmc_number", "double_gmc_number", {"line": 2})]),
    ]


def test_a_double_who_is_the_same_person_is_enrolled_once() -> None:
    verdicts = judged(row(2), row(3), line3=Decision(SAME, "double_email"))

    assert [verdict.state for verdict in verdicts] == ["new", "left_out"]


def test_the_second_counts_where_the_first_is_left_out_or_bad() -> None:
    bad = row(2)
    bad.bad.append(Fault("given_name", "missing"))

    assert [each.state for each in judged(row(2), row(3), line2=Decision(OUT))] == ["left_out", "new"]
    assert [each.state for each in judged(bad, row(3))] == ["bad", "new"]


def test_a_bad_row_still_says_whom_it_is_about() -> None:
    bad = row(email="ada@trust.example")
    bad.bad.append(Fault("given_name", "missing"))

    assert judged(bad)[0].person_id == 1
