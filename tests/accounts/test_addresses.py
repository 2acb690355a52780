"""Several addresses for one account: adding, proving, choosing and removing them."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, connection
from django.test import Client

from cms.accounts.models import User
from tests.accounts.helpers import link_in, say_who_it_is, sent, sign_in, signed_in, with_second_factor
from tests.factories.people import PASSWORD, a_user

pytestmark = pytest.mark.django_db

PAGE = "/accounts/email/"


@pytest.fixture
def user(client: Client) -> User:
    made = a_user("ada@trust.example")
    sign_in(client, made.email)
    say_who_it_is(client)
    return made


def addresses(user: User) -> list[tuple[str, bool, bool]]:
    rows = EmailAddress.objects.filter(user=user).order_by("email")
    return list(rows.values_list("email", "verified", "primary"))


def test_an_address_is_added_proved_and_made_the_main_one(client: Client, user: User) -> None:
    client.post(PAGE, {"action_add": "", "email": "Ada@Home.example"})
    assert addresses(user) == [("ada@home.example", False, False), ("ada@trust.example", True, True)]

    client.post(link_in(next(m for m in sent() if m.to == ["ada@home.example"])))
    assert addresses(user) == [("ada@home.example", True, False), ("ada@trust.example", True, True)]

    client.post(PAGE, {"action_primary": "", "email": "ada@home.example"})
    assert addresses(user) == [("ada@home.example", True, True), ("ada@trust.example", True, False)]
    user.refresh_from_db()
    assert user.email == "ada@home.example"


def test_any_proved_address_signs_in(client: Client, user: User) -> None:
    EmailAddress.objects.create(user=user, email="ada@home.example", verified=True)
    elsewhere = Client()

    sign_in(elsewhere, "ada@home.example")

    assert signed_in(elsewhere)


def test_the_page_says_what_each_address_is(client: Client, user: User) -> None:
    EmailAddress.objects.create(user=user, email="ada@home.example", verified=False)

    page = client.get(PAGE).content.decode()

    assert page.count("nhsuk-tag--green") == 1
    assert page.count("nhsuk-tag--orange") == 1
    assert "<script" not in page.partition("<main")[2].partition("</main>")[0]


def test_an_unproved_address_does_not_become_the_main_one(client: Client, user: User) -> None:
    EmailAddress.objects.create(user=user, email="ada@home.example", verified=False)

    client.post(PAGE, {"action_primary": "", "email": "ada@home.example"})

    assert addresses(user) == [("ada@home.example", False, False), ("ada@trust.example", True, True)]


def test_an_address_is_removed_and_the_main_one_is_not(client: Client, user: User) -> None:
    EmailAddress.objects.create(user=user, email="ada@home.example", verified=True)

    client.post(PAGE, {"action_remove": "", "email": "ada@home.example"})
    client.post(PAGE, {"action_remove": "", "email": "ada@trust.example"})

    assert addresses(user) == [("ada@trust.example", True, True)]


def test_another_accounts_address_is_not_touched(client: Client, user: User) -> None:
    other = a_user("bob@trust.example")
    EmailAddress.objects.create(user=other, email="bob@home.example", verified=True)
    before = addresses(other)

    for action in ("action_remove", "action_primary", "action_send"):
        client.post(PAGE, {action: "", "email": "bob@home.example"})

    assert addresses(other) == before
    assert sent() == []


def test_adding_another_accounts_address_looks_as_if_it_were_free(client: Client, user: User) -> None:
    other = a_user("bob@trust.example")

    taken = client.post(PAGE, {"action_add": "", "email": "bob@trust.example"})
    free = client.post(PAGE, {"action_add": "", "email": "free@trust.example"})

    assert (taken.status_code, taken["Location"]) == (free.status_code, free["Location"])
    assert [m.subject for m in sent()] == ["Is this your email address?"] * 2
    assert addresses(other) == [("bob@trust.example", True, True)]


def test_its_owner_pressing_the_link_gives_it_to_nobody_else(client: Client, user: User) -> None:
    other = a_user("bob@trust.example")
    client.post(PAGE, {"action_add": "", "email": "bob@trust.example"})
    link = link_in(sent()[0])
    owner = Client()

    page = owner.get(link).content.decode()
    owner.post(link)

    assert "This address belongs to another account already." in page
    assert addresses(other) == [("bob@trust.example", True, True)]
    assert addresses(user) == [("ada@trust.example", True, True), ("bob@trust.example", False, False)]


def test_a_second_factor_does_not_stop_a_move_to_another_trust(client: Client, user: User) -> None:
    with_second_factor(user)

    client.post(PAGE, {"action_add": "", "email": "ada@next.example"})

    assert ("ada@next.example", False, False) in addresses(user)


def test_every_change_is_told_to_the_address_it_concerns(client: Client, user: User) -> None:
    client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": "three quite new words", "password2": "three quite new words"},
    )

    (message,) = sent()
    assert (message.subject, message.to) == ("Your password has changed", ["ada@trust.example"])
    assert "three quite new words" not in message.body


@pytest.mark.parametrize("written", ["ada@trust.example", "ADA@Trust.Example"])
def test_the_database_keeps_a_proved_address_to_one_account(user: User, written: str) -> None:
    other = a_user()

    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO account_emailaddress (user_id, email, verified, "primary")'
            " VALUES (%s, %s, true, false)",
            [other.pk, written],
        )


def test_the_database_lets_two_accounts_claim_what_neither_has_proved(user: User) -> None:
    for _ in range(2):
        with connection.cursor() as cursor:
            cursor.execute(
                'INSERT INTO account_emailaddress (user_id, email, verified, "primary")'
                " VALUES (%s, 'free@home.example', false, false)",
                [a_user().pk],
            )

    assert EmailAddress.objects.filter(email="free@home.example").count() == 2


def test_the_database_keeps_a_main_address_to_one_account(user: User) -> None:
    other = a_user()

    change = "UPDATE leadership_accounts_user SET email = 'ADA@trust.example' WHERE id = %s"

    with pytest.raises(IntegrityError, match="user_email_once"), connection.cursor() as cursor:
        cursor.execute(change, [other.pk])
