"""Registering: one answer for known and unknown addresses, and a person at the end of it."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.core import context as allauth_context
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core import mail
from django.test import Client, RequestFactory

from cms.accounts.forms import SignupForm
from cms.accounts.models import User
from competencies.enums import Stage
from kernel.clock import today
from kernel.models import AuditEntry, OutboxMessage
from lms.people.models import Person
from lms.people.selectors import grade_on, person_of, stage_on
from tests.accounts.helpers import link_in, sent, sign_in, signed_in
from tests.factories.people import PASSWORD, a_doctor, a_user

pytestmark = pytest.mark.django_db

FORM = {
    "given_name": "Ada",
    "family_name": "Bell",
    "email": "Ada.Bell@Home.example",
    "stage": "postgraduate",
    "grade": "fy1",
    "gmc_number": "C 1234567",
    "password1": PASSWORD,
    "password2": PASSWORD,
}


def sign_up(client: Client, **changed: str) -> Any:
    return client.post("/accounts/signup/", FORM | changed)


def rows() -> tuple[int, int, int]:
    return (
        User.objects.count(),
        EmailAddress.objects.count(),
        Person.objects.unscoped(reason="a test").count(),
    )


def test_the_page_asks_who_one_is(client: Client) -> None:
    page = client.get("/accounts/signup/").content.decode()

    for label in (
        "Given name",
        "Family name",
        "Email address",
        "Career stage",
        "Grade",
        "GMC number (optional)",
    ):
        assert label in page
    assert "placeholder" not in page


def test_registering_makes_a_person_and_asks_for_proof_of_the_address(client: Client) -> None:
    response = sign_up(client)

    assert (response.status_code, response["Location"]) == (302, "/accounts/confirm-email/")
    assert not signed_in(client)
    user = User.objects.get()
    assert (user.email, user.first_name, user.last_name) == ("ada.bell@home.example", "Ada", "Bell")
    address = EmailAddress.objects.get()
    assert (address.email, address.verified, address.primary) == ("ada.bell@home.example", False, True)
    person = person_of(user)
    assert person is not None
    assert (person.full_name, person.gmc_number) == ("Ada Bell", "1234567")
    assert stage_on(person, on=today()) is Stage.POSTGRADUATE
    grade = grade_on(person, on=today())
    assert grade is not None
    assert grade.grade == "fy1"
    entry = AuditEntry.objects.get(action="person.register")
    assert (entry.actor_id, entry.subject_key) == (user.pk, person.pk)


def test_mail_waits_for_a_worker_and_its_words_are_wiped(client: Client) -> None:
    sign_up(client)

    assert mail.outbox == []
    assert OutboxMessage.objects.get().payload["to"] == ["ada.bell@home.example"]
    (message,) = sent()
    assert message.subject == "Is this your email address?"
    assert message.to == ["ada.bell@home.example"]
    assert OutboxMessage.objects.get().payload == {}
    assert OutboxMessage.objects.get().done_at is not None


def test_the_link_verifies_only_on_a_press(client: Client) -> None:
    sign_up(client)
    link = link_in(sent()[0])

    page = client.get(link)
    assert page.status_code == 200
    assert not EmailAddress.objects.get().verified

    client.post(link)
    assert EmailAddress.objects.get().verified
    sign_in(client, "ada.bell@home.example")
    assert signed_in(client)


def test_who_came_to_join_goes_on_there_after_the_proof(client: Client) -> None:
    sign_up(client, next="/learn/join/a-programme/")

    proved = client.post(link_in(sent()[0]))

    assert proved.url == "/accounts/login/?next=%2Flearn%2Fjoin%2Fa-programme%2F"
    assert sign_in(client, "ada.bell@home.example", next="/learn/join/a-programme/").url.endswith(
        "a-programme/"
    )


def test_every_way_to_register_keeps_what_somebody_wanted_to_join(client: Client) -> None:
    wanted = "/learn/join/a-programme/"

    page = client.get(f"/accounts/login/?next={wanted}").content.decode()

    assert page.count('href="/accounts/signup/?next=%2Flearn%2Fjoin%2Fa-programme%2F"') == 3
    assert "To join the programme, sign in." in page
    assert "To join the programme" not in client.get("/accounts/login/?next=/learn/").content.decode()


def test_nobody_is_sent_to_another_site_after_the_proof(client: Client) -> None:
    sign_up(client, next="https://elsewhere.example/")

    assert client.post(link_in(sent()[0])).url == "/accounts/login/"


def test_an_address_without_proof_does_not_sign_in(client: Client) -> None:
    sign_up(client)

    response = sign_in(client, "ada.bell@home.example")

    assert response["Location"] == "/accounts/confirm-email/"
    assert not signed_in(client)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"given_name": ""}, "Fill in “Given name”."),
        ({"stage": "sovereign"}, "Select a valid choice."),
        ({"grade": ""}, "Fill in “Grade”."),
        ({"gmc_number": "9999998"}, "9999998 stands for an unknown consultant."),
        ({"password1": "short", "password2": "short"}, "This password is too short."),
        ({"password2": "three other words"}, "You must type the same password each time."),
        ({"email": "nowhere"}, "Enter a valid email address."),
        ({"family_name": "Bell\x00"}, "Null characters are not allowed."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_stored(
    client: Client, changed: dict[str, str], message: str
) -> None:
    response = sign_up(client, **changed)

    assert response.status_code == 200
    assert message in response.content.decode()
    assert rows() == (0, 0, 0)
    assert sent() == []


def test_a_known_address_gets_the_same_answer_and_a_letter(client: Client) -> None:
    fresh = sign_up(Client(), email="new@home.example")
    a_user("known@home.example")
    before = rows()

    known = sign_up(client, email="Known@home.example")

    assert (known.status_code, known["Location"], known.content) == (
        fresh.status_code,
        fresh["Location"],
        fresh.content,
    )
    assert known.cookies.keys() == fresh.cookies.keys()
    assert rows() == before
    assert [message.subject for message in sent() if message.to == ["known@home.example"]] == [
        "You have an account already"
    ]


def test_a_verified_second_address_is_known_too(client: Client) -> None:
    other = a_user()
    EmailAddress.objects.create(user=other, email="second@home.example", verified=True)
    before = rows()

    sign_up(client, email="second@home.example")

    assert rows() == before


def test_an_address_that_somebody_else_merely_typed_in_is_free(client: Client) -> None:
    squatter = a_user()
    EmailAddress.objects.create(user=squatter, email="ada.bell@home.example", verified=False)

    sign_up(client)

    user = User.objects.get(email="ada.bell@home.example")
    client.post(link_in(next(m for m in sent() if m.to == [user.email])))
    assert EmailAddress.objects.get(email="ada.bell@home.example", verified=True).user == user


def test_a_gmc_number_known_elsewhere_makes_no_difference(client: Client) -> None:
    """Nobody learns from registering that a doctor is known here (invariant 14)."""
    a_doctor(gmc_number="1234567")

    response = sign_up(client)

    assert (response.status_code, response["Location"]) == (302, "/accounts/confirm-email/")
    assert Person.objects.unscoped(reason="a test").filter(gmc_number="1234567").count() == 2


def test_registering_needs_the_form_of_this_site() -> None:
    client = Client(enforce_csrf_checks=True)

    assert sign_up(client).status_code == 403
    assert rows() == (0, 0, 0)


def test_of_two_at_once_the_second_hears_that_there_is_an_account(client: Client) -> None:
    client.get("/accounts/signup/")
    request = RequestFactory().post("/accounts/signup/")
    request.session, request.user = client.session, AnonymousUser()
    request._messages = FallbackStorage(request)
    with allauth_context.request_context(request):
        form = SignupForm(FORM)
        assert form.is_valid()
        a_user("ada.bell@home.example")
        before = rows()

        user, response = form.try_save(request)

    assert user is None
    assert response is not None
    assert response["Location"] == "/accounts/confirm-email/"
    assert rows() == before
    assert [message.subject for message in sent()] == ["You have an account already"]
