"""What the plugin needs of sign-in, and no more: a site puts its own adapter in LEADERSHIP_ACCOUNTS_ADAPTER.

The adapter here uses Django's own auth, where a user has one address and it counts as verified.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.utils.module_loading import import_string

from kernel.conf import setting

DEFAULT = "lms.people.accounts.AccountsAdapter"


@dataclass(frozen=True)
class AccountLine:
    """One thing about signing in, for the settings page: what it is, how it stands, where it changes."""

    label: str
    value: str
    url: str


class AccountsAdapter:
    """Addresses, new users and second factors, by Django's own user model."""

    def user_for_verified_email(self, email: str) -> AbstractBaseUser | None:
        """The active user who has shown that this address is theirs."""
        if not email:
            return None
        found = self._users().filter(**{f"{self._email_field()}__iexact": email}, is_active=True)
        user: AbstractBaseUser | None = found.order_by("pk").first()
        return user

    def verified_emails(self, user: AbstractBaseUser) -> list[str]:
        address = self.address_for_mail(user)
        return [address] if address else []

    def add_verified_email(self, user: AbstractBaseUser, email: str) -> bool:
        """Record an address that the user has shown to be theirs, by a link that was sent to it.

        False where it cannot be theirs: another account has it, or there is no room for a second.
        """
        owner = self.user_for_verified_email(email)
        if owner is None and not self.address_for_mail(user):
            setattr(user, self._email_field(), email)
            user.save(update_fields=[self._email_field()])
            return True
        return owner is not None and owner.pk == user.pk

    def create_user(self, email: str, password: str, names: tuple[str, str]) -> AbstractBaseUser:
        """A user whose address is verified already; ``names`` are the given and the family name."""
        model = get_user_model()
        given_name, family_name = names
        values = {
            model.USERNAME_FIELD: email,
            self._email_field(): email,
            "first_name": given_name,
            "last_name": family_name,
        }
        user = model._default_manager.model(**values)
        user.set_password(password)
        user.save()
        return user

    def user_to_be(self, email: str, names: tuple[str, str]) -> AbstractBaseUser:
        """The same user, not stored: what a password is compared with."""
        given_name, family_name = names
        user: Any = get_user_model()(**{self._email_field(): email})
        user.first_name, user.last_name = given_name, family_name
        return user  # type: ignore[no-any-return]

    def address_for_mail(self, user: AbstractBaseUser) -> str:
        return str(getattr(user, self._email_field()) or "")

    def addresses_for_mail(self, user_ids: Collection[int]) -> dict[int, str]:
        """As ``address_for_mail`` for many, in one query; users without an address are left out."""
        found = self._users().filter(pk__in=user_ids).values_list("pk", self._email_field())
        return {pk: address for pk, address in found if address}

    def verified_addresses(self, user_ids: Collection[int]) -> dict[int, list[str]]:
        """As ``verified_emails`` for many; users without an address are left out."""
        return {pk: [address] for pk, address in self.addresses_for_mail(user_ids).items()}

    def account_lines(self, user: AbstractBaseUser) -> list[AccountLine]:
        """What the settings page says of signing in; nothing where the site has no pages for it."""
        return []

    def second_factor_required(self, user: AbstractBaseUser, *, on: date) -> bool:
        return False

    def has_second_factor(self, user: AbstractBaseUser) -> bool:
        return False

    def _users(self) -> Any:
        return get_user_model()._default_manager.all()

    def _email_field(self) -> str:
        return get_user_model().get_email_field_name()


def adapter() -> AccountsAdapter:
    """The adapter of this site."""
    found: AccountsAdapter = import_string(setting("LEADERSHIP_ACCOUNTS_ADAPTER", DEFAULT))()
    return found
