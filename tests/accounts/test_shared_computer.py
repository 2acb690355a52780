"""Computers that others use too, and what was typed before signing in again: through the real sign-in."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from lms.records.models import Attempt
from lms.web.local_drafts import SHARED_COMPUTER
from tests.accounts.helpers import code_of, sign_in, signed_in, with_second_factor
from tests.factories.courses import make_world
from tests.factories.people import PASSWORD, a_doctor, user_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def codes_last(settings: Any) -> None:
    """The half minute of a code may end while it is on its way."""
    settings.MFA_TOTP_TOLERANCE = 1


FACTOR = [False, True]
KEY = "/learn/drafts/key/"


def enter(client: Client, user: Any, *, factor: bool, **ticked: str) -> Any:
    """Password, and the code where there is a second factor; where that leads."""
    secret = with_second_factor(user) if factor else ""
    response = sign_in(client, user.email, **ticked)
    if factor:
        assert not signed_in(client)
        response = client.post(response.url, {"code": code_of(secret)})
    assert signed_in(client)
    return response


@pytest.mark.parametrize("factor", FACTOR)
def test_a_shared_computer_is_signed_out_with_its_browser_and_gets_no_key(
    client: Client, factor: bool
) -> None:
    enter(client, user_of(a_doctor()), factor=factor, shared="on", remember="on")

    assert client.session.get_expire_at_browser_close()
    assert client.session[SHARED_COMPUTER] is True
    assert client.post(KEY).json() == {"keys": []}


@pytest.mark.parametrize(("ticked", "with_browser"), [({}, True), ({"remember": "on"}, False)])
def test_one_s_own_computer_gets_a_key(client: Client, ticked: dict[str, str], with_browser: bool) -> None:
    enter(client, user_of(a_doctor()), factor=False, **ticked)

    assert client.session.get_expire_at_browser_close() is with_browser
    assert SHARED_COMPUTER not in client.session
    assert len(client.post(KEY).json()["keys"]) == 1


def test_signing_out_everywhere_locks_what_is_kept_on_other_devices(client: Client) -> None:
    enter(client, user_of(a_doctor()), factor=False)
    (before,) = client.post(KEY).json()["keys"]

    client.post("/accounts/signed-in/")
    (after,) = client.post(KEY).json()["keys"]

    assert after["shelf"] == before["shelf"]
    assert after["key"] != before["key"]


def test_the_next_one_on_a_shared_computer_says_so_anew(client: Client) -> None:
    enter(client, user_of(a_doctor()), factor=False, shared="on")
    client.post("/accounts/logout/")

    enter(client, user_of(a_doctor()), factor=False)

    assert SHARED_COMPUTER not in client.session


@pytest.mark.parametrize("factor", FACTOR)
def test_what_was_sent_signed_out_comes_through_signing_in(client: Client, factor: bool) -> None:
    world = make_world()
    user, row = world.enrolled()
    user.set_password(PASSWORD)
    user.save()
    page = f"/learn/{row.uid}/{world.key('Your last meeting')}/"
    sent = client.post(f"{page}draft/", {"text": "Half a thought", "seen": ""})

    assert sent.url == f"/accounts/login/?next={page}"
    onwards = enter(client, user, factor=factor, next=page)
    shown = client.get(page).content.decode()

    assert onwards.url == page
    assert "Half a thought</textarea>" in shown
    assert "is here again, but not saved yet" in shown
    assert not Attempt.objects.unscoped(reason="a test").exists()
