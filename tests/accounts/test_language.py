"""The switch in the footer, the language at sign-in, and mails about an account in it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from cms.accounts.language import language_of, other_languages
from cms.accounts.models import User
from kernel.models import AuditEntry
from lms.people.models import Person
from tests.accounts.helpers import sign_in
from tests.factories.people import PASSWORD, a_doctor, a_user

pytestmark = pytest.mark.django_db


def welsh(client: Client, **given: Any) -> Any:
    return client.post("/language/", {"language": "cy"}, **given)


def test_a_visitor_reads_on_in_the_other_language() -> None:
    client = Client()

    response = welsh(client, headers={"Referer": "http://testserver/accounts/login/?next=/learn/"})

    assert (response.status_code, response.url) == (302, "http://testserver/accounts/login/?next=/learn/")
    page = client.get("/accounts/login/").content.decode()
    assert '<html lang="cy">' in page
    assert 'value="en-gb" lang="en-gb">English</button>' in page
    assert AuditEntry.objects.count() == 0


@pytest.mark.parametrize("referer", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_nobody_is_sent_away(referer: str) -> None:
    assert welsh(Client(), headers={"Referer": referer}).url == "/"


@pytest.mark.parametrize("language", ["", "de", "en"])
def test_a_language_that_is_not_ours_is_refused(language: str) -> None:
    response = Client().post("/language/", {"language": language})

    assert (response.status_code, "django_language" in response.cookies) == (400, False)


def test_it_takes_a_post_with_its_token() -> None:
    assert Client().get("/language/").status_code == 405
    assert welsh(Client(enforce_csrf_checks=True)).status_code == 403


def test_a_doctor_s_choice_goes_with_them_to_the_next_browser() -> None:
    person = a_doctor("ada@trust.example")
    first = Client()
    sign_in(first, "ada@trust.example")
    welsh(first)
    assert Person.objects.unscoped(reason="test").get(pk=person.pk).language == "cy"

    elsewhere = Client()
    response = sign_in(elsewhere, "ada@trust.example")

    assert response.cookies["django_language"].value == "cy"
    assert '<html lang="cy">' in elsewhere.get("/learn/").content.decode()


def test_what_was_chosen_on_this_device_stays_where_nobody_chose_before() -> None:
    a_doctor("ada@trust.example")
    client = Client()
    welsh(client)

    sign_in(client, "ada@trust.example")

    assert '<html lang="cy">' in client.get("/learn/").content.decode()


def test_a_choice_that_is_kept_wins_over_the_device() -> None:
    person = a_doctor("ada@trust.example")
    Person.objects.unscoped(reason="test").filter(pk=person.pk).update(language="cy")
    client = Client()
    client.post("/language/", {"language": "en-gb"})

    sign_in(client, "ada@trust.example")

    assert '<html lang="cy">' in client.get("/learn/").content.decode()


def test_who_registers_in_welsh_is_written_to_in_welsh() -> None:
    user = a_user("new@trust.example")
    client = Client()
    client.force_login(user)
    welsh(client)

    client.post(
        "/learn/register/", {"given_name": "Nia", "family_name": "Imagined", "stage": "undergraduate"}
    )

    assert language_of(user) == "cy"


def test_who_is_no_doctor_has_a_cookie_and_nothing_else() -> None:
    user = a_user("staff@site.example")
    client = Client()
    client.force_login(user)

    assert welsh(client).cookies["django_language"].value == "cy"
    assert language_of(user) == ""
    assert "django_language" not in sign_in(Client(), "staff@site.example").cookies


def test_each_language_is_offered_by_its_own_name(settings: Any) -> None:
    assert other_languages() == [("cy", "Cymraeg")]


def test_signing_out_everywhere_else_leaves_this_session() -> None:
    a_doctor("ada@trust.example")
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        sign_in(client, "ada@trust.example")
    assert "Here since" in here.get("/accounts/signed-in/").content.decode()

    response = here.post("/accounts/signed-in/", follow=True)

    assert "signed out everywhere but here" in response.content.decode()
    assert here.get("/learn/").status_code == 200
    assert elsewhere.get("/learn/").status_code == 302
    user = User.objects.get(email="ada@trust.example")
    assert (user.session_round, user.check_password(PASSWORD)) == (1, True)
    assert AuditEntry.objects.filter(action="account.signed_out_elsewhere", object_id=user.pk).count() == 1


def test_sessions_from_before_there_were_rounds_go_on() -> None:
    """The round 0 gives what Django itself gives."""
    user = a_user("ada@trust.example")

    assert user.get_session_auth_hash() == super(User, user).get_session_auth_hash()
    assert user._get_session_auth_hash() == super(User, user)._get_session_auth_hash()
