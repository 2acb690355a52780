"""The accounts adapters: what lms asks of sign-in, with allauth and with Django's own auth."""

from __future__ import annotations

from datetime import date

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from pytest_django.fixtures import DjangoAssertNumQueries

from cms.accounts.adapter import AllauthAccounts
from cms.accounts.models import User
from lms.people.accounts import AccountsAdapter, adapter
from tests.accounts.helpers import A_WHILE_AGO, with_second_factor
from tests.factories.people import a_user

pytestmark = pytest.mark.django_db

accounts = AllauthAccounts()
plain = AccountsAdapter()


def rows() -> list[tuple[str, str, bool, bool]]:
    found = EmailAddress.objects.order_by("user__email", "email")
    return list(found.values_list("user__email", "email", "verified", "primary"))


def test_the_site_uses_allauths() -> None:
    assert isinstance(adapter(), AllauthAccounts)


def test_a_user_is_found_by_a_proved_address_only() -> None:
    user = a_user("ada@trust.example")
    EmailAddress.objects.create(user=user, email="ada@home.example", verified=True)
    EmailAddress.objects.create(user=user, email="ada@else.example", verified=False)

    assert accounts.user_for_verified_email("ADA@trust.example") == user
    assert accounts.user_for_verified_email("ada@home.example") == user
    assert accounts.user_for_verified_email("ada@else.example") is None
    assert accounts.user_for_verified_email("nobody@else.example") is None
    assert accounts.user_for_verified_email("") is None
    assert accounts.verified_emails(user) == ["ada@trust.example", "ada@home.example"]


def test_a_closed_account_is_not_found() -> None:
    a_user("ada@trust.example", is_active=False)

    assert accounts.user_for_verified_email("ada@trust.example") is None


def test_an_address_proved_by_a_link_is_added() -> None:
    user = a_user("ada@trust.example")

    assert accounts.add_verified_email(user, "Ada@Next.example") is True
    assert accounts.add_verified_email(user, "ada@next.example") is True
    assert rows() == [
        ("ada@trust.example", "ada@next.example", True, False),
        ("ada@trust.example", "ada@trust.example", True, True),
    ]


def test_an_address_of_another_account_is_not() -> None:
    a_user("bob@trust.example")
    user = a_user("ada@trust.example")
    before = rows()

    assert accounts.add_verified_email(user, "BOB@trust.example") is False
    assert rows() == before


def test_an_address_that_another_merely_typed_in_is() -> None:
    EmailAddress.objects.create(user=a_user("bob@trust.example"), email="ada@next.example", verified=False)
    user = a_user("ada@trust.example")

    assert accounts.add_verified_email(user, "ada@next.example") is True
    assert ("bob@trust.example", "ada@next.example", False, False) in rows()


def test_a_new_user_has_a_proved_address() -> None:
    user = accounts.create_user("Ada@Trust.example", "three words together", ("Ada", "Bell"))

    assert (user.email, user.get_full_name()) == ("ada@trust.example", "Ada Bell")
    assert user.check_password("three words together")
    assert rows() == [("ada@trust.example", "ada@trust.example", True, True)]


def test_an_account_that_nobody_proved_gives_way_to_who_holds_the_link() -> None:
    squatter = a_user("ada@trust.example", verified=False, first_name="Not")

    user = accounts.create_user("ada@trust.example", "my own three words", ("Ada", "Bell"))

    squatter.refresh_from_db()
    assert user.pk != squatter.pk
    assert (user.first_name, user.check_password("my own three words")) == ("Ada", True)
    assert (squatter.email, squatter.is_active) == (f"freed-{squatter.pk}@address.invalid", False)
    assert rows() == [("ada@trust.example", "ada@trust.example", True, True)]


@pytest.mark.parametrize("known_by", ["verified", "second", "signed in"])
def test_an_account_that_is_somebodys_does_not(known_by: str) -> None:
    user = a_user("ada@trust.example", verified=known_by == "verified")
    if known_by == "second":
        EmailAddress.objects.create(
            user=a_user("bob@trust.example"), email="ada@trust.example", verified=True
        )
    if known_by == "signed in":
        User.objects.filter(pk=user.pk).update(last_login=A_WHILE_AGO)
    before = rows()

    with pytest.raises(ValidationError) as refusal:
        accounts.create_user("ada@trust.example", "my own three words", ("Ada", "Bell"))

    assert refusal.value.code == "address_taken"
    assert rows() == before
    assert not User.objects.get(pk=user.pk).check_password("my own three words")


def test_mail_goes_to_the_main_address_once_it_is_proved(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    both = a_user("both@trust.example")
    EmailAddress.objects.create(user=both, email="both@home.example", verified=True)
    second = a_user("second@trust.example", verified=False)
    EmailAddress.objects.create(user=second, email="second@home.example", verified=True)
    none = a_user("none@trust.example", verified=False)

    with django_assert_num_queries(1):
        found = accounts.addresses_for_mail([both.pk, second.pk, none.pk])

    assert found == {both.pk: "both@trust.example", second.pk: "second@home.example"}
    assert accounts.address_for_mail(none) == ""


def test_a_second_factor_is_seen() -> None:
    user = a_user()
    assert accounts.has_second_factor(user) is False

    with_second_factor(user)

    assert accounts.has_second_factor(user) is True


class TestDjangosOwn:
    """The default adapter, for a host site without allauth."""

    def test_the_one_address_counts_as_proved(self) -> None:
        user = a_user("ada@trust.example", verified=False)

        assert plain.user_for_verified_email("ADA@trust.example") == user
        assert plain.user_for_verified_email("") is None
        assert plain.verified_emails(user) == ["ada@trust.example"]
        assert plain.address_for_mail(user) == "ada@trust.example"
        assert plain.addresses_for_mail([user.pk]) == {user.pk: "ada@trust.example"}

    def test_there_is_room_for_one_only(self) -> None:
        user, other = a_user("ada@trust.example"), a_user("bob@trust.example")

        assert plain.add_verified_email(user, "Ada@trust.example") is True
        assert plain.add_verified_email(user, "ada@next.example") is False
        assert plain.add_verified_email(user, other.email) is False
        assert User.objects.get(pk=user.pk).email == "ada@trust.example"

    def test_a_user_without_an_address_gets_it(self) -> None:
        user = a_user("ada@trust.example")
        user.email = ""

        assert plain.verified_emails(user) == []
        assert plain.add_verified_email(user, "ada@next.example") is True
        assert User.objects.get(pk=user.pk).email == "ada@next.example"

    def test_a_new_user_can_sign_in(self) -> None:
        user = plain.create_user("ada@trust.example", "three words together", ("Ada", "Bell"))

        assert isinstance(user, User)
        assert (user.email, user.first_name, user.last_name) == ("ada@trust.example", "Ada", "Bell")
        assert user.check_password("three words together")

    def test_no_second_factor_is_known(self) -> None:
        user = a_user()

        assert plain.second_factor_required(user, on=date(2026, 8, 5)) is False
        assert plain.has_second_factor(user) is False
