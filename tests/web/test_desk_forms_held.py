"""What a lead sends after their session has ended stands in the form again once they have signed in."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from lms.enrolment.models import Enrolment, Note
from lms.web import form_owners, held
from tests.factories import trusts
from tests.factories.courses import World
from tests.factories.trusts import NOW
from tests.web.conftest import text_of

HERE_AGAIN = "What you sent at 10:00 is here again, but not saved yet"
NOTHING = "Nothing was recorded yet: sign in and press the button again."
PASTED = "given name,family name,email,grade\nGrace,Imagined,grace@trust.example,Professor\n"


@pytest.fixture
def desk(world: World, as_user: Any) -> Client:
    client: Client = as_user(world.lead)
    return client


def addresses(world: World) -> dict[str, dict[str, str]]:
    """Where something is typed on the desk, and what; nothing of it would do for a finished form."""
    cohort = trusts.make_cohort(world.contract)
    _user, row = world.enrolled()
    place = f"/trust/enrolments/{row.uid}/"
    rules = reverse("leadership_trust:reminder_rules", args=[world.contract.uid])
    return {
        "/trust/enrol/": {"given_name": "Halfway", "family_name": ""},
        f"{place}note/": {"text": "Halfway through"},
        f"{place}extend/": {"ends_on": "Halfway"},
        f"{place}defer/": {"resumes_on": "Halfway"},
        "/trust/cohorts/new/": {"name": "Halfway"},
        f"/trust/cohorts/{cohort.uid}/again/": {"name": "Halfway"},
        f"/trust/cohorts/{cohort.uid}/change/": {"name": "Halfway", "capacity": ""},
        "/trust/lists/": {"pasted": "Halfway", "place": ""},
        rules: {"sentence": "Halfway through"},
        f"/trust/brand/{world.trust.uid}/": {"display_name": "Halfway", "colour": ""},
    }


def mark_in(page: str) -> str:
    (mark,) = set(re.findall(r'name="whose" value="([^"]+)"', page))
    return mark


def signed_out(address: str, mark: str, sent: dict[str, str]) -> tuple[Client, Any]:
    client = Client()
    return client, client.post(address, {**sent, form_owners.FIELD: mark})


def test_every_form_of_the_desk_holds_what_was_typed(world: World, desk: Client) -> None:
    for address, sent in addresses(world).items():
        before = text_of(desk.get(address))
        client, refused = signed_out(address, mark_in(before), sent)
        asked = text_of(client.get(refused.url))
        client.force_login(world.lead)
        page = client.get(address)

        assert (refused.status_code, refused.url) == (302, f"/accounts/login/?next={address}"), address
        assert "What you wrote is kept for 30 minutes" in asked, address
        assert "Halfway" not in before, address
        assert (page.status_code, HERE_AGAIN in text_of(page)) == (200, True), address
        assert "Halfway" in page.content.decode(), address
    assert not Note.objects.unscoped(reason="a test").exists()


def test_once_it_is_sent_it_is_let_go(world: World, desk: Client) -> None:
    _user, row = world.enrolled()
    address = f"/trust/enrolments/{row.uid}/note/"
    client, _refused = signed_out(address, mark_in(text_of(desk.get(address))), {"text": "Agreed"})
    client.force_login(world.lead)

    again = [HERE_AGAIN in text_of(client.get(address)) for _ in range(2)]
    done = client.post(address, {"text": "Agreed"})

    assert again == [True, True]
    assert done.status_code == 302
    assert held.TYPED not in client.session
    assert Note.objects.unscoped(reason="a test").get().text == "Agreed"


def test_another_lead_of_the_same_desk_reads_nothing_of_it(world: World, desk: Client) -> None:
    """On a computer that two of them share."""
    _user, row = world.enrolled()
    address = f"/trust/enrolments/{row.uid}/note/"
    client, _refused = signed_out(address, mark_in(text_of(desk.get(address))), {"text": "Between us"})
    client.force_login(trusts.make_lead(world.trust))

    page = client.get(address)

    assert page.status_code == 200
    assert "Between us" not in page.content.decode()
    assert HERE_AGAIN not in text_of(page)


@pytest.mark.parametrize("mark", ["", "made up", "0" * 24])
def test_a_form_that_we_did_not_give_out_is_not_held(world: World, db: None, mark: str) -> None:
    client, refused = signed_out("/trust/enrol/", mark, {"given_name": "Halfway"})

    assert (refused.status_code, refused.url) == (302, "/accounts/login/?next=/trust/enrol/")
    assert held.TYPED not in client.session
    assert NOTHING in text_of(client.get(refused.url))


def test_a_form_of_the_day_before_yesterday_is_not_held(world: World, desk: Client) -> None:
    mark = mark_in(text_of(desk.get("/trust/enrol/")))

    with time_machine.travel(NOW + timedelta(hours=25), tick=False):
        client, _refused = signed_out("/trust/enrol/", mark, {"given_name": "Halfway"})

    assert held.TYPED not in client.session


def test_after_half_an_hour_it_is_gone(world: World, desk: Client) -> None:
    client, _refused = signed_out(
        "/trust/enrol/", mark_in(text_of(desk.get("/trust/enrol/"))), {"given_name": "Halfway"}
    )
    client.force_login(world.lead)

    with time_machine.travel(NOW + timedelta(minutes=31), tick=False):
        page = client.get("/trust/enrol/")

    assert "Halfway" not in page.content.decode()


class TestLists:
    def checked(self, world: World, desk: Client, **given: str) -> str:
        columns = desk.post(
            "/trust/lists/", {"place": str(world.contract.uid), "pasted": PASTED, **given}
        ).url
        fields = desk.get(columns).context["form"].fields
        return str(desk.post(columns, {name: field.initial for name, field in fields.items()}).url)

    def test_the_cells_of_a_line(self, world: World, desk: Client) -> None:
        checked = self.checked(world, desk)
        mark = mark_in(text_of(desk.get(checked)))
        cells = {"given_name": "Gracie", "grade": "gp", "tab": "bad", "page": "1"}

        client, refused = signed_out(f"{checked}rows/2/", mark, cells)
        client.force_login(world.lead)
        page = client.get(checked)

        assert refused.url == f"/accounts/login/?next={checked}%3Ftab%3Dbad%26page%3D1%23list"
        assert HERE_AGAIN in text_of(page)
        (line,) = page.context["lines"]
        assert (line.form["given_name"].value(), line.form["grade"].value()) == ("Gracie", "gp")
        assert line.row.given_name == "Grace"

    def test_a_button_beside_a_line_leads_back_to_the_list(self, world: World, desk: Client) -> None:
        checked = self.checked(world, desk)

        client, refused = signed_out(f"{checked}rows/2/", "", {"choice": "leave_out", "tab": "bad"})

        assert refused.url == f"/accounts/login/?next={checked}%3Ftab%3Dbad%23list"
        assert NOTHING in text_of(client.get(refused.url))

    def test_who_was_ticked_to_leave(self, world: World, desk: Client) -> None:
        stays, leaves = world.invite("stays@trust.example", "leaves@trust.example")
        address = f"{self.checked(world, desk, full_list='on')}missing/"
        mark = mark_in(text_of(desk.get(address)))
        client = Client()
        client.post(
            address,
            {"shown": [str(stays.uid), str(leaves.uid)], "leaves": [str(leaves.uid)], "whose": mark},
        )
        client.force_login(world.lead)

        page = client.get(address)

        assert {row.invited_as: row.ticked for row in page.context["rows"]} == {
            "stays@trust.example": False,
            "leaves@trust.example": True,
        }
        assert Enrolment.objects.unscoped(reason="a test").filter(state="invited").count() == 2
