"""The second factor: turned on by anybody, asked for at every sign-in, demanded where the site says so."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks, Settings

from cms.accounts.models import User
from kernel.clock import today
from lms.people.accounts import adapter
from tests.accounts.helpers import (
    code_of,
    factors_of,
    say_who_it_is,
    sent,
    sign_in,
    signed_in,
    with_second_factor,
)
from tests.factories.organisations import a_trust
from tests.factories.people import a_doctor, a_lead, a_superuser, a_user, an_operator, user_of

pytestmark = pytest.mark.django_db

TURN_ON = "/accounts/2fa/totp/activate/"
TURN_OFF = "/accounts/2fa/totp/deactivate/"
CODES = "/accounts/2fa/recovery-codes/"


@pytest.fixture
def user(client: Client) -> User:
    made = a_user()
    sign_in(client, made.email)
    say_who_it_is(client)
    return made


def key_on(client: Client) -> str:
    found = re.search(r'id="totp-key">(\w+)<', client.get(TURN_ON).content.decode())
    assert found
    return found[1]


def recovery_codes(client: Client) -> list[str]:
    return re.findall(r"<code>(\w+)</code>", client.get(CODES).content.decode())


class TestTurningItOn:
    def test_the_app_reads_a_picture_or_a_key(self, client: Client, user: User) -> None:
        page = client.get(TURN_ON)

        assert 'src="data:image/svg+xml;base64,' in page.content.decode()
        assert "img-src 'self' data:" in page["Content-Security-Policy"]

    def test_a_code_from_the_app_turns_it_on(
        self,
        client: Client,
        user: User,
        django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(TURN_ON, {"code": code_of(key_on(client))})

        assert (response.status_code, response["Location"]) == (302, CODES)
        assert factors_of(user) == {"totp", "recovery_codes"}
        assert [message.subject for message in sent()] == ["Your second factor is on"]
        assert len(recovery_codes(client)) == 10

    def test_a_wrong_code_does_not(self, client: Client, user: User) -> None:
        key_on(client)

        response = client.post(TURN_ON, {"code": "000000"})

        assert "Incorrect code." in response.content.decode()
        assert factors_of(user) == set()

    def test_the_key_is_not_readable_in_the_database(self, client: Client, user: User) -> None:
        key = key_on(client)
        client.post(TURN_ON, {"code": code_of(key)})

        stored = Authenticator.objects.get(user=user, type="totp").data["secret"]
        codes = Authenticator.objects.get(user=user, type="recovery_codes").data["seed"]
        assert key not in stored
        assert stored.startswith("gAAAA")
        assert codes.startswith("gAAAA")

    def test_a_new_key_of_the_site_still_reads_what_the_old_one_wrote(
        self, client: Client, user: User, settings: Settings
    ) -> None:
        secret = with_second_factor(user)
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "another " * 10
        other = Client()

        sign_in(other, user.email)
        other.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})

        assert signed_in(other)

    def test_somebody_at_an_open_screen_must_give_the_password_first(self, client: Client) -> None:
        client.force_login(a_user())

        response = client.get(TURN_ON)

        assert response["Location"] == f"/accounts/reauthenticate/?next={quote(TURN_ON, safe='')}"
        assert client.get(response["Location"]).status_code == 200


class TestSigningIn:
    def test_the_password_alone_does_not_sign_in(self, client: Client) -> None:
        user = a_user()
        with_second_factor(user)

        response = sign_in(client, user.email)

        assert response["Location"] == "/accounts/2fa/authenticate/"
        assert not signed_in(client)
        assert client.get("/accounts/email/").status_code == 302

    def test_password_and_code_do(self, client: Client) -> None:
        user = a_user()
        secret = with_second_factor(user)
        sign_in(client, user.email)

        assert "Incorrect code." in self.give(client, "000000")
        assert not signed_in(client)
        self.give(client, code_of(secret))
        assert signed_in(client)

    def test_a_code_works_once(self, client: Client) -> None:
        user = a_user()
        secret = with_second_factor(user)
        code = code_of(secret)
        sign_in(client, user.email)
        self.give(client, code)
        other = Client()
        sign_in(other, user.email)

        assert "Incorrect code." in self.give(other, code)
        assert not signed_in(other)

    def test_a_recovery_code_works_once(self, client: Client) -> None:
        user = a_user()
        with_second_factor(user)
        first = Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()[0]
        sign_in(client, user.email)
        self.give(client, first)
        assert signed_in(client)
        other = Client()
        sign_in(other, user.email)

        assert "Incorrect code." in self.give(other, first)
        assert not signed_in(other)

    def test_somebody_else_can_sign_in_instead(self, client: Client) -> None:
        user = a_user()
        with_second_factor(user)
        sign_in(client, user.email)

        client.post("/accounts/logout/", {"next": "/accounts/login/"})

        assert client.get("/accounts/2fa/authenticate/")["Location"] == "/accounts/login/"

    @staticmethod
    def give(client: Client, code: str) -> str:
        return client.post("/accounts/2fa/authenticate/", {"code": code}).content.decode()


class TestTurningItOff:
    def test_a_press_turns_it_off_and_says_so(self, client: Client, user: User) -> None:
        with_second_factor(user)

        assert client.get(TURN_OFF).status_code == 200
        assert factors_of(user) == {"totp", "recovery_codes"}
        client.post(TURN_OFF)

        assert factors_of(user) == set()
        assert [message.subject for message in sent()] == ["Your second factor is off"]

    def test_new_recovery_codes_replace_the_old(self, client: Client, user: User) -> None:
        with_second_factor(user)
        before = recovery_codes(client)

        client.post(f"{CODES}generate/")

        after = recovery_codes(client)
        assert len(after) == 10
        assert set(after) & set(before) == set()


class TestDemanded:
    """LEADERSHIP_SECOND_FACTOR_REQUIRED names the roles that get nowhere without one."""

    @pytest.fixture(autouse=True)
    def demanded(self, settings: Settings) -> None:
        settings.LEADERSHIP_SECOND_FACTOR_REQUIRED = ["lead", "staff"]

    def who(self, role: str) -> User:
        if role == "lead":
            return user_of(a_lead(a_trust(), on=today()))
        return {"operator": an_operator, "superuser": a_superuser}[role]()

    @pytest.mark.parametrize("role", ["lead", "operator", "superuser"])
    @pytest.mark.parametrize("page", ["/admin/", "/admin/organisations/", "/trust/"])
    def test_the_way_leads_to_setting_it_up(self, client: Client, role: str, page: str) -> None:
        client.force_login(self.who(role))

        response = client.get(page)

        assert (response.status_code, response["Location"]) == (302, TURN_ON)

    def test_programs_are_told_so(self, client: Client) -> None:
        client.force_login(self.who("lead"))

        response = client.get("/api/v1/enrolments/")

        assert (response.status_code, response["Content-Type"]) == (403, "application/problem+json")
        assert response.json()["code"] == "second_factor_required"

    def test_with_it_everything_opens(self, client: Client) -> None:
        user = self.who("operator")
        with_second_factor(user)
        client.force_login(user)

        assert client.get("/admin/").status_code == 200

    def test_the_account_and_learning_stay_open(self, client: Client) -> None:
        client.force_login(self.who("lead"))

        assert client.get("/accounts/email/").status_code == 200
        assert client.get("/accounts/2fa/").status_code == 200

    @pytest.mark.parametrize("on", [0, 1])
    def test_a_lead_of_yesterday_needs_none(self, client: Client, on: int) -> None:
        person = a_lead(a_trust(), on=today(), until=today())

        required = adapter().second_factor_required(user_of(person), on=today() + timedelta(days=on))

        assert required is (on == 0)

    def test_a_doctor_needs_none(self, client: Client) -> None:
        client.force_login(user_of(a_doctor()))

        assert client.get("/trust/").status_code == 404

    @pytest.mark.parametrize("role", ["lead", "operator", "superuser"])
    def test_where_nothing_is_demanded_nothing_is_asked(
        self, role: str, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        settings.LEADERSHIP_SECOND_FACTOR_REQUIRED = []
        user = self.who(role)

        with django_assert_num_queries(0):
            assert adapter().second_factor_required(user, on=today()) is False
