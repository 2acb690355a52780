"""What a doctor sends after their session has ended stands in the form again once they have signed in."""

from __future__ import annotations

from typing import Any

import pytest

from lms.calendar.models import Absence
from tests.factories.courses import World
from tests.factories.trusts import NOW
from tests.web.conftest import text_of
from tests.web.test_desk_forms_held import HERE_AGAIN, mark_in, signed_out

TYPED = {
    "/learn/profile/": {"given_name": "Halfway", "family_name": ""},
    "/learn/post/": {"specialty": "Halfway"},
    "/learn/absences/": {"starts_on": "Halfway"},
}


@pytest.mark.parametrize("address", TYPED)
def test_every_form_holds_what_was_typed(world: World, as_user: Any, address: str) -> None:
    user, _row = world.enrolled()
    before = text_of(as_user(user).get(address))
    client, refused = signed_out(address, mark_in(before), TYPED[address])
    asked = text_of(client.get(refused.url))
    client.force_login(user)
    page = client.get(address)

    assert "Halfway" not in before
    assert (refused.status_code, refused.url) == (302, f"/accounts/login/?next={address}")
    assert "What you wrote is kept for 30 minutes" in asked
    assert (page.status_code, HERE_AGAIN in text_of(page)) == (200, True)
    assert "Halfway" in page.content.decode()


def test_the_second_press_leads_back_to_the_form_and_writes_nothing(world: World, as_user: Any) -> None:
    user, _row = world.enrolled()
    days = {"starts_on": NOW.date().isoformat(), "ends_on": NOW.date().isoformat(), "reason": "other"}
    check = as_user(user).post("/learn/absences/", days)
    client, _refused = signed_out("/learn/absences/", mark_in(text_of(check)), {**days, "record": ""})
    client.force_login(user)
    page = client.get("/learn/absences/")

    assert (page.status_code, HERE_AGAIN in text_of(page)) == (200, True)
    assert not Absence.objects.unscoped(reason="a test").exists()


def test_another_doctor_reads_nothing_of_it(world: World, as_user: Any) -> None:
    user, _row = world.enrolled()
    other, _row = world.enrolled(email="other@mail.example")
    mark = mark_in(text_of(as_user(user).get("/learn/profile/")))
    client, _refused = signed_out("/learn/profile/", mark, TYPED["/learn/profile/"])
    client.force_login(other)
    page = client.get("/learn/profile/")

    assert "Halfway" not in page.content.decode()
    assert HERE_AGAIN not in text_of(page)
