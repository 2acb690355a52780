"""Signing in and out, and what ends a session."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from cms.accounts.models import User
from lms.people.enums import MemberRole
from tests.accounts.helpers import link_in, sent, sign_in, signed_in
from tests.factories import trusts
from tests.factories.courses import make_world
from tests.factories.people import PASSWORD, a_doctor, a_membership, a_superuser, a_user, an_operator, user_of

pytestmark = pytest.mark.django_db

WRONG = "The email address and/or password you specified are not correct."


def test_a_doctor_starts_where_learning_goes_on(client: Client) -> None:
    user = user_of(a_doctor())

    response = sign_in(client, user.email.upper())

    assert (response.status_code, response["Location"]) == (302, "/learn/")
    assert signed_in(client)


def test_staff_who_are_no_doctors_start_in_the_admin(client: Client) -> None:
    assert sign_in(client, an_operator().email)["Location"] == "/admin/"
    assert sign_in(Client(), a_superuser().email)["Location"] == "/admin/"


def test_a_lead_starts_at_the_desk_unless_there_is_something_to_learn(client: Client) -> None:
    world = make_world()
    assert sign_in(client, world.lead.email, trusts.PASSWORD)["Location"] == "/trust/"

    user, row = world.enrolled()
    a_membership(row.person, world.trust, role=MemberRole.LEAD)
    assert sign_in(Client(), user.email, trusts.PASSWORD)["Location"] == "/learn/"


def test_the_next_page_is_one_of_ours(client: Client) -> None:
    user = user_of(a_doctor())

    assert sign_in(client, user.email, next="/learn/calendar/")["Location"] == "/learn/calendar/"
    assert sign_in(Client(), user.email, next="https://elsewhere.example/")["Location"] == "/learn/"


def test_a_wrong_password_and_an_unknown_address_get_one_answer(client: Client) -> None:
    user = a_user("known@home.example")

    known = sign_in(client, user.email, "not this one")
    unknown = sign_in(Client(), "nobody@home.example", "not this one")

    def words(response: object) -> str:
        page = response.content.decode()  # type: ignore[attr-defined]
        page = page.replace("known@home.example", "X").replace("nobody@home.example", "X")
        return "\n".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line)

    assert (known.status_code, unknown.status_code) == (200, 200)
    assert words(known) == words(unknown)
    assert not signed_in(client)


def test_signing_in_changes_the_session_so_that_a_planted_one_is_worth_nothing(client: Client) -> None:
    client.get("/accounts/login/")
    session = client.session
    session["planted"] = "yes"
    session.save()
    client.cookies["sessionid"] = planted = session.session_key

    sign_in(client, a_user().email)

    assert client.session.session_key != planted
    assert not Session.objects.filter(session_key=planted).exists()
    thief = Client()
    thief.cookies["sessionid"] = planted
    assert not signed_in(thief)


def test_signing_out_is_a_press_and_ends_the_session(client: Client) -> None:
    client.force_login(a_user())
    key = client.session.session_key

    assert client.get("/accounts/logout/").status_code == 200
    assert signed_in(client)

    client.post("/accounts/logout/")
    assert not Session.objects.filter(session_key=key).exists()


def test_a_closed_account_is_out_at_the_next_request(client: Client) -> None:
    user = a_user()
    client.force_login(user)
    assert client.get("/accounts/email/").status_code == 200

    user.is_active = False
    user.save()

    response = client.get("/accounts/email/")
    assert (response.status_code, response["Location"]) == (302, "/accounts/login/?next=/accounts/email/")


def test_a_closed_account_does_not_sign_in(client: Client) -> None:
    user = a_user(is_active=False)

    sign_in(client, user.email)

    assert not signed_in(client)


def test_a_changed_password_ends_other_sessions(client: Client) -> None:
    user = a_user()
    elsewhere = Client()
    sign_in(client, user.email)
    sign_in(elsewhere, user.email)

    client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": "three quite new words", "password2": "three quite new words"},
    )

    assert client.get("/accounts/email/").status_code == 200
    assert elsewhere.get("/accounts/email/").status_code == 302


def test_a_role_taken_away_is_gone_at_the_next_request(client: Client) -> None:
    user = an_operator()
    client.force_login(user)
    assert client.get("/admin/").status_code == 200

    user.groups.remove(Group.objects.get(name="Operators"))

    assert client.get("/admin/").status_code == 302


@pytest.mark.parametrize("page", ["/admin/login/", "/_util/login/"])
def test_wagtails_own_ways_in_lead_to_the_one_that_has_limits(client: Client, page: str) -> None:
    user = a_superuser()

    response = client.post(f"{page}?next=/admin/", {"username": user.email, "password": PASSWORD})

    assert (response.status_code, response["Location"]) == (302, "/accounts/login/?next=/admin/")
    assert not signed_in(client)


def test_wagtails_own_password_reset_is_closed(client: Client) -> None:
    assert client.get("/admin/password_reset/").status_code == 404


def test_the_account_page_of_the_admin_changes_neither_address_nor_password(client: Client) -> None:
    client.force_login(a_superuser())

    page = client.get("/admin/account/").content.decode()

    assert 'name="name_email-first_name"' in page
    assert 'name="name_email-email"' not in page
    assert 'type="password"' not in page


class TestLimits:
    """allauth counts tries in the cache, which is the database: all servers count together."""

    @pytest.fixture(autouse=True)
    def limits(self, settings: Settings) -> None:
        settings.ACCOUNT_RATE_LIMITS = {}
        cache.clear()

    def test_after_five_wrong_passwords_the_right_one_waits(self, client: Client) -> None:
        user = a_user()
        for _ in range(5):
            assert WRONG in sign_in(client, user.email, "not this one").content.decode()

        response = sign_in(Client(), user.email)

        assert response.status_code == 200
        assert "Too many failed login attempts. Try again later." in response.content.decode()
        assert not signed_in(client)

    def test_the_account_of_another_is_not_slowed(self, client: Client) -> None:
        user, other = a_user(), a_user()
        for _ in range(5):
            sign_in(client, user.email, "not this one")

        other_client = Client(REMOTE_ADDR="127.0.0.9")
        sign_in(other_client, other.email)

        assert signed_in(other_client)

    def test_one_place_cannot_try_many_accounts(self, client: Client) -> None:
        for number in range(10):
            sign_in(client, f"user{number}@nowhere.example", "not this one")

        response = sign_in(client, "one.more@nowhere.example", "not this one")

        assert "Too many failed login attempts. Try again later." in response.content.decode()

    def test_asking_for_links_is_limited(self, client: Client) -> None:
        user = a_user()
        for _ in range(6):
            client.post("/accounts/password/reset/", {"email": user.email})

        assert len(sent()) == 5

    def test_who_is_stopped_reads_why(self, client: Client) -> None:
        for _ in range(20):
            client.post("/accounts/password/reset/", {"email": "nobody@nowhere.example"})

        response = client.post("/accounts/password/reset/", {"email": "nobody@nowhere.example"})

        assert response.status_code == 429
        assert "Too many tries" in response.content.decode()

    def test_the_count_stands_in_the_database(self, client: Client) -> None:
        sign_in(client, a_user().email, "not this one")

        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM leadership_cache WHERE cache_key LIKE '%%allauth:rl%%'")
            assert cursor.fetchone()[0] > 0


class TestForgottenPassword:
    def test_a_link_changes_the_password_once(self, client: Client) -> None:
        user = a_user()
        client.post("/accounts/password/reset/", {"email": user.email.upper()})
        link = link_in(sent()[0])

        page = client.get(link, follow=True)
        form = page.redirect_chain[-1][0]
        new = {"password1": "three quite new words", "password2": "three quite new words"}
        client.post(form, new)

        sign_in(Client(), user.email, "three quite new words")
        assert User.objects.get(pk=user.pk).check_password("three quite new words")
        assert (
            "This link has run out or was used already." in Client().get(link, follow=True).content.decode()
        )

    def test_an_unknown_address_gets_the_same_answer(self, client: Client) -> None:
        user = a_user()

        known = client.post("/accounts/password/reset/", {"email": user.email})
        unknown = client.post("/accounts/password/reset/", {"email": "nobody@home.example"})

        assert (known.status_code, known["Location"], known.content) == (
            unknown.status_code,
            unknown["Location"],
            unknown.content,
        )
        assert sorted(message.subject for message in sent()) == [
            "Choose a new password",
            "No account with this address",
        ]

    def test_an_address_merely_typed_in_leads_into_no_account(self, client: Client) -> None:
        EmailAddress.objects.create(user=a_user(), email="victim@home.example", verified=False)

        client.post("/accounts/password/reset/", {"email": "victim@home.example"})

        assert [message.subject for message in sent()] == ["No account with this address"]

    def test_a_verified_second_address_does(self, client: Client) -> None:
        EmailAddress.objects.create(user=a_user(), email="second@home.example", verified=True)

        client.post("/accounts/password/reset/", {"email": "second@home.example"})

        assert [message.subject for message in sent()] == ["Choose a new password"]

    def test_a_closed_account_gets_no_link(self, client: Client) -> None:
        user = a_user(is_active=False)

        client.post("/accounts/password/reset/", {"email": user.email})

        assert [message.subject for message in sent()] == ["No account with this address"]
