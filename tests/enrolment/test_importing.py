"""Reading a list: every kind of good and bad row and file, with exact words where a lead reads them."""

from __future__ import annotations

import pytest

from lms.enrolment.importing import BadRow, Member, Row, UnreadableList, check, template_csv

HEADER = "given name,family name,email,GMC number,grade,specialty\n"


def listed(*lines: str) -> bytes:
    return (HEADER + "\n".join(lines) + "\n").encode()


def test_a_good_row_is_new() -> None:
    report = check(listed("Ada, Imagined ,ADA@Trust.example,C0000001,Consultant,Cardiology"), members=[])

    assert report.new == [
        Row(2, "Ada", "Imagined", "ada@trust.example", "0000001", "consultant", "Cardiology")
    ]
    assert report.counts == {"new": 1, "already": 0, "bad": 0}


def test_the_template_is_a_list_that_can_be_used() -> None:
    report = check(template_csv().encode(), members=[])

    assert report.counts == {"new": 1, "already": 0, "bad": 0}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_any_delimiter_and_common_encoding(delimiter: str, encoding: str) -> None:
    text = delimiter.join(["Surname", "First name", "Email"]) + "\r\n"
    text += delimiter.join(["Müller", "Zoë", "zoe@trust.example"]) + "\r\n"

    report = check(text.encode(encoding), members=[])

    assert report.new == [Row(2, "Zoë", "Müller", "zoe@trust.example")]


def test_columns_that_we_do_not_know_are_left_out() -> None:
    content = b"payroll,given name,family name,e-mail\n77,Ada,Imagined,ada@trust.example\n"

    assert check(content, members=[]).new == [Row(2, "Ada", "Imagined", "ada@trust.example")]


def test_bad_rows_say_where_what_and_how_to_mend() -> None:
    report = check(
        listed(
            ",Imagined,ada@trust.example,,,",
            "Bashir,Madeup,bashir at trust,,,",
            "Carys,Pretend,carys@trust.example,12345,,",
            "Dilip,Fictive,dilip@trust.example,,professor,",
        ),
        members=[],
    )

    assert report.new == []
    assert report.counts == {"new": 0, "already": 0, "bad": 4}
    assert report.bad[0] == BadRow(2, "given name", "", "There is no given name.", "Fill the cell in.")
    assert report.bad[1] == BadRow(
        3,
        "email",
        "bashir at trust",
        "This is not an email address.",
        "Write it like a.name@trust.example, without spaces.",
    )
    assert (report.bad[2].line, report.bad[2].column, report.bad[2].value) == (4, "GMC number", "12345")
    assert report.bad[3].message == "The grade is not one we know."
    assert report.bad[3].mend.startswith("Use one of: medical student, ")


def test_one_bad_row_does_not_block_the_others() -> None:
    report = check(listed("Ada,Imagined,ada@trust.example,,,", "Bashir,,b@trust.example,,,"), members=[])

    assert [row.line for row in report.new] == [2]
    assert [row.line for row in report.bad] == [3]


def test_a_row_with_two_faults_is_one_bad_row() -> None:
    report = check(listed(",,ada@trust.example,,,"), members=[])

    assert len(report.bad) == 2
    assert report.counts["bad"] == 1


def test_a_repeated_address_or_number_is_bad_the_second_time() -> None:
    report = check(
        listed(
            "Ada,Imagined,ada@trust.example,0000001,,",
            "Ada,Imagined,ADA@trust.example,,,",
            "Adah,Imagined,adah@trust.example,C0000001,,",
        ),
        members=[],
    )

    assert [row.line for row in report.new] == [2]
    assert [(bad.line, bad.column, bad.message) for bad in report.bad] == [
        (3, "email", "Line 2 has the same email."),
        (4, "GMC number", "Line 2 has the same GMC number."),
    ]


def test_members_are_recognised_by_address_or_number() -> None:
    members = [
        Member(person_id=1, email="ada@trust.example", gmc_number="0000001", enrolled=True),
        Member(person_id=2, email="bashir@trust.example", gmc_number="", enrolled=False),
    ]

    report = check(
        listed("Ada,Imagined,ada@trust.example,0000001,,", "Bashir,Madeup,bashir@trust.example,0000002,,"),
        members=members,
    )

    assert [row.line for row in report.already] == [2]
    assert [row.line for row in report.new] == [3]
    assert report.known == {3: 2}


def test_a_number_and_an_address_that_disagree_are_for_the_lead_to_settle() -> None:
    members = [Member(person_id=1, email="ada@trust.example", gmc_number="0000001", enrolled=False)]

    report = check(
        listed("Ada,Imagined,ada@trust.example,0000009,,", "Ada,Imagined,other@trust.example,0000001,,"),
        members=members,
    )

    assert report.new == []
    assert [(bad.line, bad.column, bad.message) for bad in report.bad] == [
        (2, "GMC number", "You hold another GMC number for this email address: 0000001."),
        (3, "email", "You hold another email address for this GMC number: ada@trust.example."),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The file is empty. Start from the template."),
        (b"\n \n", "The file is empty. Start from the template."),
        (
            b"name,mail\nAda,a@b.example\n",
            "The first line must name the columns; missing: given name, family name, email."
            " Start from the template.",
        ),
        (HEADER.encode(), "The file has a heading but no people. Add one line for each person."),
        (
            b"e-mail,email,given name,family name\na,b,c,d\n",
            "The heading names email twice. Keep one of the two columns.",
        ),
        (
            b"PK\x03\x04\x00\x00",
            "This is not a CSV file. In Excel choose “Save as” and then “CSV UTF-8”.",
        ),
        (
            b"\x81\x8d\x8f",
            "The file is neither UTF-8 nor Windows text. Save it as “CSV UTF-8” and try again.",
        ),
    ],
)
def test_a_file_that_cannot_be_used_says_why(content: bytes, message: str) -> None:
    with pytest.raises(UnreadableList) as caught:
        check(content, members=[])

    assert str(caught.value) == message


def test_too_many_people_are_refused_whole() -> None:
    rows = [f"A,B,p{n}@trust.example,,," for n in range(5001)]

    with pytest.raises(UnreadableList) as caught:
        check(listed(*rows), members=[])

    assert str(caught.value) == "The file has 5001 people; at most 5000 can be taken at once. Split it."


def test_line_numbers_count_lines_of_the_file_not_rows() -> None:
    content = HEADER.encode() + b'\n"Ada\nMary",Imagined,ada@trust.example,,,\n,X,x@trust.example,,,\n'

    report = check(content, members=[])

    assert [(row.line, row.given_name) for row in report.new] == [(4, "Ada Mary")]
    assert [row.line for row in report.bad] == [5]


@pytest.mark.parametrize(
    "name",
    [
        "=cmd|' /C calc'!A0",
        "<script>alert(1)</script>",
        "see https://evil.example",
        "Www.evil.example",
        "a@b",
    ],
)
def test_a_name_that_is_none_is_bad(name: str) -> None:
    report = check(listed(f'"{name}",Imagined,ada@trust.example,,,'), members=[])

    assert report.new == []
    assert [(bad.line, bad.column, bad.mend) for bad in report.bad] == [
        (2, "given name", "Write the name alone.")
    ]


@pytest.mark.parametrize("name", ["O’Neill", "D'Souza", "Anne-Marie", "Müller-Löwe", "N'Golo", "林"])
def test_names_of_all_kinds_are_names(name: str) -> None:
    assert check(listed(f"Ada,{name},ada@trust.example,,,"), members=[]).counts["new"] == 1
