"""Pages by cursor: complete, without doubles, forwards and back, with no number of ours in them."""

from __future__ import annotations

import base64
import uuid
from typing import Any

import pytest

from lms.api.pagination import Cursor
from tests.api.conftest import Api, Cast, problem
from tests.competencies.conftest import load, publish, small_file
from tests.factories.organisations import a_school

pytestmark = pytest.mark.django_db


@pytest.fixture
def schools(db: None) -> list[str]:
    """Names in the order of the list."""
    return [a_school(f"School {number}").name for number in range(7)][::-1]


def walk(address: str, to: str) -> tuple[list[list[str]], list[str]]:
    """Names page by page, and the addresses that led there."""
    pages, addresses = [], []
    while address:
        addresses.append(address)
        body = Api().client.get(address).json()
        pages.append([row["name"] for row in body["results"]])
        address = body[to]
    return pages, addresses


def test_there_and_back(schools: list[str]) -> None:
    start = "http://testserver/api/v1/organisations/?page_size=3&kind=school"

    there, addresses = walk(start, "next")
    back, _addresses = walk(addresses[-1], "previous")

    assert there == [schools[:3], schools[3:6], schools[6:]]
    assert back == [schools[6:], schools[3:6], schools[:3]]
    assert all("kind=school" in address and "page_size=3" in address for address in addresses)


def test_the_first_page_back_has_no_page_before(schools: list[str]) -> None:
    _there, addresses = walk("http://testserver/api/v1/organisations/?page_size=3", "next")
    second = Api().client.get(addresses[1]).json()

    first = Api().client.get(second["previous"]).json()

    assert [row["name"] for row in first["results"]] == schools[:3]
    assert first["previous"] is None
    assert Api().client.get(first["next"]).json() == second


def test_a_page_that_is_just_full_is_the_last(schools: list[str]) -> None:
    body = Api().get("/organisations/", page_size=7).json()

    assert ([row["name"] for row in body["results"]], body["next"], body["previous"]) == (schools, None, None)


def test_what_is_added_meanwhile_shifts_nothing(schools: list[str]) -> None:
    first = Api().get("/organisations/", page_size=3).json()
    a_school("A late one")

    second = Api().client.get(first["next"]).json()

    assert [row["name"] for row in second["results"]] == schools[3:6]


def test_a_cursor_holds_the_public_key_only(schools: list[str]) -> None:
    first = Api().get("/organisations/", page_size=3).json()
    text = first["next"].partition("cursor=")[2].partition("&")[0]

    decoded = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()

    assert decoded == f"a{first['results'][-1]['uid']}"


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "!!!",
        "%C3%A9",
        Cursor("z", str(uuid.UUID(int=7))).encode(),
        Cursor("a", "12").encode(),
        Cursor("a", str(uuid.UUID(int=7))).encode(),
        Cursor("b", str(uuid.UUID(int=7))).encode(),
    ],
)
def test_cursors_of_nothing(schools: list[str], cursor: str) -> None:
    response = Api().send("GET", f"/organisations/?cursor={cursor}")

    assert response.status_code == 400
    assert problem(response)["errors"] == [
        {"parameter": "cursor", "message": "Not a cursor of this list.", "mend": "Leave it out."}
    ]


def test_a_row_of_others_is_no_place_in_my_list(cast: Cast) -> None:
    foreign = Api(cast.ada).get("/enrolments/", cursor=Cursor("a", str(cast.bobs.uid)).encode())
    missing = Api(cast.ada).get("/enrolments/", cursor=Cursor("a", str(uuid.uuid4())).encode())

    assert foreign.status_code == 400
    assert (foreign.content, dict(foreign.headers)) == (missing.content, dict(missing.headers))


def test_after_the_last_row_there_is_nothing(cast: Cast) -> None:
    body = Api(cast.ada).get("/enrolments/", cursor=Cursor("a", str(cast.adas.uid)).encode()).json()

    assert body == {"next": None, "previous": None, "results": []}


@pytest.mark.parametrize("size", ["0", "201", "many", "-1", "1.5", "9" * 30])
def test_page_sizes_that_are_none(db: None, size: str) -> None:
    response = Api().get("/organisations/", page_size=size)

    assert response.status_code == 400
    assert [error["parameter"] for error in problem(response)["errors"]] == ["page_size"]


def test_nodes_go_by_their_codes(db: None) -> None:
    publish(load(small_file()))
    address: Any = "http://testserver/api/v1/frameworks/small/nodes/?page_size=1"
    codes = []
    while address:
        body = Api().client.get(address).json()
        codes += [node["code"] for node in body["results"]]
        address = body["next"]

    assert codes == ["1", "1.1", "1.1.1", "1.2"]


def test_progress_goes_by_enrolment(cast: Cast) -> None:
    cast.riverside.enrolled("more@mail.example")
    lead = Api(cast.riverside.lead)
    first = lead.get("/progress/", page_size=1, **{"as": "trust"}).json()

    second = lead.client.get(first["next"], headers=lead.headers).json()

    assert second["results"][0]["enrolment"] == str(cast.adas.uid)
    assert second["next"] is None
