"""Enrolling from a spreadsheet, step by step."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lms.enrolment.models import Enrolment, EnrolmentImport
from lms.people.models import Person
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
