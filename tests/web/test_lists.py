"""Enrolling from a spreadsheet, step by step."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lms.enrolment.models import Enrolment, EnrolmentImport
from lms.people.models import Person
from lms.web.list_presenters import check_sentence
from tests.factories import trusts
from tests.factories.courses import World, make_world
from tests.web.conftest import text_of

GOOD = (
    "given name,family name,email\nGrace,Imagined,grace@trust.example\nRobin,Imagined,robin@trust.example\n"
)
MIXED = GOOD + "=cmd(),Row,not an address\n,Nameless,nameless@trust.example\n"


@pytest.fixture
def desk(world: World, as_user: Any) -> Client:
    client: Client = as_user(world.lead)
    return client


def send(desk: Client, world: World, content: str | bytes = GOOD, **given: Any) -> Any:
    """The first step: the file."""
    raw = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile("list.csv", raw, content_type="text/csv")
    return desk.post("/trust/lists/", {"place": str(world.contract.uid), "file": file, **given})


def match(desk: Client, sent: Any) -> Any:
    """The second: the columns as they are proposed."""
    form = desk.get(sent.url).context["form"]
    return desk.post(sent.url, {name: field.initial for name, field in form.fields.items()})


def upload(desk: Client, world: World, content: str | bytes = GOOD, **given: Any) -> Any:
    return match(desk, send(desk, world, content, **given))


def counts(checked: Any) -> tuple[int, int, int]:
    found = checked.context["counts"]
    return found["new"], found["already"], found["bad"]


def enrolled() -> int:
    return Enrolment.objects.unscoped(reason="a test").count()


def people() -> int:
    return Person.objects.unscoped(reason="a test").count()


def test_checking_writes_nobody(world: World, desk: Client) -> None:
    before = people()

    response = upload(desk, world, MIXED)
    checked = desk.get(response.url)

    page = text_of(checked)
    assert counts(checked) == (2, 0, 2)
    assert "2 people can be enrolled" in page
    assert "This is not an email address." in page
    assert "There is no given name." in page
    question = text_of(desk.get(f"{checked.wsgi_request.path}confirm/"))
    assert "2 people are invited and take 2 seats; 8 are left after that." in question
    assert (enrolled(), people()) == (0, before)


def test_confirming_enrols_and_a_second_press_changes_nothing(world: World, desk: Client) -> None:
    checked = upload(desk, world, MIXED).url

    first = desk.post(f"{checked}confirm/")
    second = desk.post(f"{checked}confirm/")

    assert (first.url, second.url) == (checked, checked)
    assert "2 people are invited" in text_of(desk.get(checked))
    assert enrolled() == 2


def test_who_is_enrolled_already_is_said(world: World, desk: Client) -> None:
    desk.post(f"{upload(desk, world).url}confirm/")

    checked = desk.get(upload(desk, world).url)

    assert counts(checked) == (0, 2, 0)
    question = desk.get(f"{checked.wsgi_request.path}confirm/")
    assert "The list holds nobody new, so there is nothing to confirm." in text_of(question)


def test_cohort_is_chosen_with_its_contract(world: World, desk: Client) -> None:
    cohort = trusts.make_cohort(world.contract)
    checked = upload(desk, world, place=f"{world.contract.uid}:{cohort.uid}").url

    desk.post(f"{checked}confirm/")

    cohorts = Enrolment.objects.unscoped(reason="a test").values_list("cohort_id", flat=True)
    assert list(cohorts) == [cohort.pk, cohort.pk]


def test_too_few_seats_are_said_before_and_refused_after(world: World, desk: Client) -> None:
    world.invite(*(f"doctor{number}@mail.example" for number in range(9)))
    checked = upload(desk, world).url

    page = text_of(desk.get(f"{checked}confirm/"))
    refused = desk.post(f"{checked}confirm/")

    assert "The list needs 2 seats, and 1 is left." in page
    assert "Enrol and invite" not in page
    assert refused.status_code == 409
    assert enrolled() == 9


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "The submitted file is empty."),
        (b"\x01\x02\x03", "This is neither a spreadsheet nor text."),
        (b"PK\x03\x04\x00", "This file cannot be opened as an Excel workbook."),
        (b"\xd0\xcf\x11\xe0old", "This is an Excel file of the old kind, or one with a password."),
    ],
)
def test_what_is_no_list_is_said_beside_the_field(
    world: World, desk: Client, content: str | bytes, message: str
) -> None:
    response = send(desk, world, content)

    assert response.status_code == 422
    assert message in text_of(response)
    assert EnrolmentImport.objects.unscoped(reason="a test").count() == 0


def test_left_out_lines_are_safe_to_open(world: World, desk: Client) -> None:
    checked = upload(desk, world, MIXED).url

    export = desk.get(f"{checked}left-out.csv")
    lines = b"".join(export.streaming_content).decode("utf-8-sig").splitlines()

    assert lines[0] == "given name,family name,email,Reason"
    assert lines[1].startswith("'=cmd(),Row,not an address,\"given name: A name has no web address")
    assert (
        lines[2] == ",Nameless,nameless@trust.example,given name: There is no given name. Fill the cell in."
    )
    assert len(lines) == 3


def test_template_is_a_list_that_can_be_used(world: World, desk: Client) -> None:
    template = desk.get("/trust/lists/template.csv")

    checked = desk.get(upload(desk, world, template.content).url)

    assert template["Content-Disposition"] == 'attachment; filename="doctors.csv"'
    assert counts(checked) == (1, 0, 0)


@pytest.mark.parametrize("count", [1, 3])
def test_check_costs_the_same(world: World, desk: Client, django_assert_num_queries: Any, count: int) -> None:
    rows = "".join(f"Given,Family,doctor{number}@trust.example\n" for number in range(count))
    checked = upload(desk, world, f"given name,family name,email\n{rows}").url
    desk.get(checked)

    with django_assert_num_queries(8):
        desk.get(checked)


class TestOtherTrust:
    def test_contract_cannot_be_chosen(self, world: World, as_user: Any) -> None:
        client = as_user(make_world("Hillside (invented)").lead)

        response = send(client, world)

        assert response.status_code == 422
        assert EnrolmentImport.objects.unscoped(reason="a test").count() == 0

    def test_import_is_not_there(self, world: World, desk: Client, as_user: Any) -> None:
        checked = upload(desk, world).url
        client = as_user(make_world("Hillside (invented)").lead)

        for tail in ("", "columns/", "missing/", "confirm/", "left-out.csv"):
            assert client.get(f"{checked}{tail}").status_code == 404
            assert client.get(f"/trust/lists/{uuid4()}/{tail}").status_code == 404
        for tail in ("confirm/", "columns/", "columns/again/", "missing/", "rows/2/"):
            assert client.post(f"{checked}{tail}").status_code == 404
        assert enrolled() == 0


def test_confirming_needs_a_post(world: World, desk: Client) -> None:
    checked = upload(desk, world).url

    assert desk.get(f"{checked}confirm/").status_code == 200
    assert enrolled() == 0


class TestColumns:
    def test_what_is_missing_is_said_and_nothing_is_checked(self, world: World, desk: Client) -> None:
        sent = send(desk, world, "name of it,somewhere\nGrace,elsewhere\n")

        answer = desk.post(sent.url, {"c0": "given_name", "c1": ""})

        assert answer.status_code == 422
        assert "Say which columns hold: family name, email." in text_of(answer)
        assert EnrolmentImport.objects.unscoped(reason="a test").get().status == "matching"

    def test_three_sample_rows_are_shown(self, world: World, desk: Client) -> None:
        rows = "".join(f"Given{n},Family,d{n}@trust.example\n" for n in range(5))

        page = text_of(desk.get(send(desk, world, f"given name,family name,email\n{rows}").url))

        assert "Given0 · Given1 · Given2" in page
        assert "Given3" not in page

    def test_pasted_rows_are_a_list_too(self, world: World, desk: Client) -> None:
        pasted = "Name\tE-mail\nImagined, Dr Grace\tgrace@trust.example\n"
        sent = desk.post("/trust/lists/", {"place": str(world.contract.uid), "pasted": pasted})

        checked = desk.get(match(desk, sent).url)

        assert counts(checked) == (1, 0, 0)
        assert "Grace Imagined" in text_of(checked)

    def test_a_file_and_pasted_rows_are_one_too_many(self, world: World, desk: Client) -> None:
        answer = send(desk, world, pasted="Name\tE-mail")

        assert answer.status_code == 422
        assert "Choose a file or paste the rows, not both." in text_of(answer)

    def test_another_encoding_is_shown_at_once(self, world: World, desk: Client) -> None:
        sent = send(desk, world, "given name,family name,email\nŁukasz,Z,l@t.example\n".encode("iso8859-2"))

        desk.post(sent.url, {"read": "1", "encoding": "iso8859-2"})

        assert "Łukasz" in text_of(desk.get(sent.url))


class TestRows:
    def test_a_cell_is_mended_in_place(self, world: World, desk: Client) -> None:
        checked = upload(desk, world, MIXED).url
        values = {"given_name": "Cai", "family_name": "Row", "email": "cai@trust.example"}

        answer = desk.post(f"{checked}rows/4/", {**values, "tab": "bad", "page": "1"})

        assert answer.url == f"{checked}?tab=bad&page=1#list"
        page = desk.get(answer.url)
        assert counts(page) == (3, 0, 1)
        assert "Line 4 can be enrolled now." in text_of(page)

    def test_where_to_go_back_to_is_never_an_address_of_somebody_else(
        self, world: World, desk: Client
    ) -> None:
        checked = upload(desk, world, MIXED).url

        answer = desk.post(f"{checked}rows/4/", {"choice": "leave_out", "tab": "//evil.example", "page": "x"})

        assert answer.url == f"{checked}#list"

    def test_long_lists_come_in_pages_of_fifty(self, world: World, desk: Client) -> None:
        rows = "".join(f"Given,Family,d{n}@trust.example\n" for n in range(51))
        checked = upload(desk, world, f"given name,family name,email\n{rows}").url

        first, second = (desk.get(f"{checked}?tab=new&page={n}") for n in (1, 2))

        assert (len(first.context["lines"]), len(second.context["lines"])) == (50, 1)


def test_from_a_cohort_the_list_is_for_that_cohort(world: World, desk: Client) -> None:
    cohort = trusts.make_cohort(world.contract)
    page = text_of(desk.get(f"/trust/cohorts/{cohort.uid}/"))
    place = f"{world.contract.uid}:{cohort.uid}"

    assert f'href="/trust/lists/?place={place}"' in page
    assert f'value="{place}" selected' in text_of(desk.get(f"/trust/lists/?place={place}"))


def test_an_unknown_grade_is_quoted(world: World, desk: Client) -> None:
    rows = "given name,family name,email,grade\nGrace,Imagined,grace@trust.example,Professor\n"

    page = text_of(desk.get(upload(desk, world, rows).url))

    assert "The grade “Professor” is not one we know." in page


def test_which_of_several_grades_is_chosen_in_place(world: World, desk: Client) -> None:
    rows = "given name,family name,email,grade\nGrace,Imagined,grace@trust.example,SAS doctor\n"
    checked = upload(desk, world, rows).url

    page = text_of(desk.get(f"{checked}?tab=decide"))
    refused = desk.post(f"{checked}rows/2/", {"choice": "grade:consultant", "tab": "decide"}, follow=True)
    chosen = desk.post(f"{checked}rows/2/", {"choice": "grade:specialist", "tab": "decide"}, follow=True)

    assert "“SAS doctor” stands for more than one grade. Choose which one it is." in page
    assert re.findall(r'name="choice" value="(\w+:?\w*)"', page) == [
        "grade:specialty_doctor",
        "grade:specialist",
        "grade:associate_specialist",
        "leave_out",
    ]
    assert "Line 2 can be enrolled now." not in text_of(refused)
    assert "Line 2 can be enrolled now." in text_of(chosen)
    (line,) = desk.get(f"{checked}?tab=new").context["lines"]
    assert line.grade == "specialist"


def test_a_full_list_with_nobody_new_leads_to_those_who_are_missing(world: World, desk: Client) -> None:
    _grace, robin = world.invite("grace@trust.example", "robin@trust.example")
    rows = "given name,family name,email\nGrace,Imagined,grace@trust.example\n"
    checked = upload(desk, world, rows, full_list="on").url

    page = text_of(desk.get(checked))
    assert "Nobody new can be enrolled" in page
    assert "Go on to confirm" not in page

    desk.post(f"{checked}missing/", {"shown": str(robin.uid), "leaves": str(robin.uid)})
    assert "Go on to confirm" in text_of(desk.get(checked))


@pytest.mark.parametrize("count", [1, 3, 30])
def test_every_page_costs_the_same(
    world: World, desk: Client, django_assert_num_queries: Any, count: int
) -> None:
    trusts.Contract.objects.unscoped(reason="a test").update(seats=100)
    world.invite(*(f"there{n}@trust.example" for n in range(count)))
    rows = "".join(f"Given,Family,d{n}@trust.example\n,Nameless,x{n}@t.example\n" for n in range(count))
    sent = send(desk, world, f"given name,family name,email\n{rows}", full_list="on")
    desk.get(sent.url)

    with django_assert_num_queries(COLUMNS_QUERIES):
        desk.get(sent.url)
    checked = match(desk, sent).url
    for tail, queries in PAGES.items():
        desk.get(f"{checked}{tail}")
        with django_assert_num_queries(queries):
            desk.get(f"{checked}{tail}")
    with django_assert_num_queries(LEFT_OUT_QUERIES):
        b"".join(desk.get(f"{checked}left-out.csv").streaming_content)


COLUMNS_QUERIES = 6
PAGES = {"?tab=bad": 9, "?tab=new": 9, "missing/": 9, "confirm/": 11}
LEFT_OUT_QUERIES = 6


def test_a_long_list_is_counted_with_commas() -> None:
    assert check_sentence({"new": 19_960}) == "19,960 people can be enrolled"
    assert check_sentence({"new": 1}) == "1 person can be enrolled"
