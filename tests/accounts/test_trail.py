"""What happens to an account leaves one line in the audit trail, without addresses or secrets."""

from __future__ import annotations

import json
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks, Settings

from cms.accounts.models import User
from kernel.models import AuditDetail, AuditEntry
from tests.accounts.helpers import code_of, say_who_it_is, sign_in, with_second_factor
from tests.accounts.test_second_factor import TURN_OFF, TURN_ON, key_on
from tests.factories.people import PASSWORD, a_user

pytestmark = pytest.mark.django_db
NEW = "four other words together"


@pytest.fixture
def user(client: Client) -> User:
    made = a_user("ada@trust.example")
    sign_in(client, made.email)
    say_who_it_is(client)
    return made


def lines() -> list[tuple[str, str, int | None, int | None, dict[str, Any]]]:
    assert AuditDetail.objects.count() == 0
    entries = AuditEntry.objects.order_by("pk")
    assert "@" not in json.dumps([entry.codes for entry in entries])
    return [(e.action, e.actor_kind, e.actor_id, e.object_id, e.codes) for e in entries]


def test_a_changed_password(client: Client, user: User) -> None:
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert lines() == [("account.password_changed", "user", user.pk, user.pk, {})]


def test_a_refused_change_leaves_none(client: Client, user: User) -> None:
    client.post("/accounts/password/change/", {"oldpassword": "wrong", "password1": NEW, "password2": NEW})
    assert lines() == []


def test_addresses(client: Client, user: User) -> None:
    client.post("/accounts/email/", {"action_add": "", "email": "second@trust.example"})
    EmailAddress.objects.filter(email="second@trust.example").update(verified=True)
    client.post("/accounts/email/", {"action_primary": "", "email": "second@trust.example"})
    client.post("/accounts/email/", {"action_remove": "", "email": "ada@trust.example"})
    assert [line[0] for line in lines()] == [
        "account.address_added",
        "account.primary_address_changed",
        "account.address_removed",
    ]
    assert {line[1:4] for line in lines()} == {("user", user.pk, user.pk)}


def test_the_second_factor_on_and_off(
    client: Client,
    user: User,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        client.post(TURN_ON, {"code": code_of(key_on(client))})
    on = [line for line in lines() if line[0] == "account.second_factor_on"]
    assert ("account.second_factor_on", "user", user.pk, user.pk, {"type": "totp"}) in on
    with django_capture_on_commit_callbacks(execute=True):
        client.post(TURN_OFF)
    off = [line[4] for line in lines() if line[0] == "account.second_factor_off"]
    assert {"type": "totp"} in off


def test_signing_in_locked_leaves_one_line_however_often_it_is_tried(
    client: Client, settings: Settings
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {}
    cache.clear()
    user = a_user("bob@trust.example")
    for _number in range(15):
        sign_in(client, user.email, "wrong")
    assert lines() == [("account.sign_in_locked", "system", None, user.pk, {})]


def test_signing_in_with_a_second_factor_leaves_none(client: Client) -> None:
    user = a_user()
    with_second_factor(user)
    sign_in(client, user.email)
    assert lines() == []
