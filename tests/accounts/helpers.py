"""What the tests of sign-in share: reading mail, and a phone's authenticator app."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.test import Client

from cms.accounts.models import User
from kernel import clock, outbox
from tests.factories.people import PASSWORD

LINK = re.compile(r"http://testserver(/\S+)")


def sent() -> list[Any]:
    """The mails that a worker sends now, and those it sent before."""
    outbox.drain(clock=lambda: clock.now() + timedelta(seconds=1))
    return mail.outbox


def link_in(message: Any) -> str:
    found = LINK.search(message.body)
    assert found, message.body
    return found[1]


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post("/accounts/login/", {"login": email, "password": password, **more})


def say_who_it_is(client: Client) -> None:
    """What sensitive pages ask again: for five minutes they do not ask twice."""
    response = client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert response.status_code == 302


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def code_of(secret: str) -> str:
    """What the authenticator app shows now."""
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def with_second_factor(user: User, secret: str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP") -> str:
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret


def factors_of(user: User) -> set[str]:
    return set(Authenticator.objects.filter(user=user).values_list("type", flat=True))


A_WHILE_AGO = datetime(2026, 8, 1, 9, 0, tzinfo=UTC)
