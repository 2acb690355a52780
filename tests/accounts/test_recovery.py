"""Assisted recovery: started by operators, waits, can be stopped by an old address, ends old ways in."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction
from django.test import Client
from rest_framework.authtoken.models import Token

from cms.accounts.models import Recovery, User
from cms.accounts.recovery import links, services
from kernel.models import AuditEntry, OutboxMessage
from tests.accounts.helpers import factors_of, sent, sign_in, signed_in, with_second_factor
from tests.factories.people import PASSWORD, a_superuser, a_user, an_operator
from tests.factories.trusts import make_lead, make_trust

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
PAGE = "/admin/recoveries/"
NEW_PASSWORD = "entirely other words"


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def doctor() -> User:
    user = a_user("ada@trust.example")
    EmailAddress.objects.create(user=user, email="ada@old.example", verified=True)
    EmailAddress.objects.create(user=user, email="typed@in.example", verified=False)
    return user


@pytest.fixture
def operator(client: Client) -> User:
    user = an_operator()
    client.force_login(user)
    return user


def given(**changed: Any) -> dict[str, Any]:
    return {
        "account": "ada@trust.example",
        "new_email": "Ada@home.example",
        "reason": "Left the trust, and the phone is broken.",
        "identity_check": "Passport and GMC record seen by two of us on a call.",
        **changed,
    }


def rows() -> list[Recovery]:
    return list(Recovery.objects.unscoped(reason="test").select_related("user").order_by("pk"))


def start(client: Client) -> Recovery:
    assert client.post(f"{PAGE}new/", given()).status_code == 302
    (recovery,) = rows()
    return recovery


def page_of(recovery: Recovery, purpose: str = links.RECOVER) -> str:
    return links.address(recovery.uid, purpose).partition("://")[2].partition("/")[2].join(["/", ""])


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def actions() -> list[tuple[str, int | None]]:
    found = AuditEntry.objects.filter(action__startswith="account.recovery").order_by("pk")
    return list(found.values_list("action", "actor_id"))


def unchanged(user: User) -> bool:
    user.refresh_from_db()
    verified = set(EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True))
    return (
        verified == {"ada@trust.example", "ada@old.example"}
        and user.email == "ada@trust.example"
        and user.check_password(PASSWORD)
        and user.session_round == 0
    )


def test_starting_tells_the_old_addresses_and_asks_the_new_one(
    client: Client, operator: User, doctor: User
) -> None:
    recovery = start(client)

    assert (recovery.user, recovery.new_email, recovery.state) == (doctor, "ada@home.example", "waiting")
    assert (recovery.started_by_id, recovery.opens_at) == (operator.pk, NOW + timedelta(hours=24))
    assert recovery.expires_at == NOW + timedelta(hours=24, days=7)
    mails = {message.to[0]: message for message in sent()}
    assert set(mails) == {"ada@home.example", "ada@trust.example", "ada@old.example"}
    assert page_of(recovery) in mails["ada@home.example"].body
    for old in ("ada@trust.example", "ada@old.example"):
        assert page_of(recovery, links.STOP) in mails[old].body
        assert page_of(recovery) not in mails[old].body
        assert "2 September 2026, 10:00" in mails[old].body
    assert actions() == [("account.recovery_started", operator.pk)]
    assert unchanged(doctor)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"account": "nobody@trust.example"}, "No account has this address."),
        ({"new_email": "taken@home.example"}, "Another account has this address."),
        ({"account": "boss@site.example"}, "only a superuser recovers it"),
        ({"account": "self"}, "Somebody else has to recover your own account."),
        ({"reason": " "}, "This field is required."),
        ({"identity_check": ""}, "This field is required."),
    ],
)
def test_what_is_not_fit_starts_nothing(
    client: Client, operator: User, doctor: User, changed: dict[str, str], message: str
) -> None:
    a_user("taken@home.example")
    a_superuser("boss@site.example")
    if changed.get("account") == "self":
        changed = {"account": operator.email}

    response = client.post(f"{PAGE}new/", given(**changed))

    assert message in text(response)
    assert (rows(), actions(), OutboxMessage.objects.count()) == ([], [], 0)


def test_a_second_one_is_refused_while_the_first_is_under_way(
    client: Client, operator: User, doctor: User, clock: Any
) -> None:
    start(client)

    response = client.post(f"{PAGE}new/", given(new_email="other@home.example"))
    assert "under way already" in text(response)
    assert len(rows()) == 1

    clock.shift(timedelta(days=8, hours=1))
    client.force_login(operator)
    assert client.post(f"{PAGE}new/", given(new_email="other@home.example")).status_code == 302
    assert [row.state for row in rows()] == ["expired", "waiting"]


@pytest.mark.parametrize("who", ["lead", "designer", "doctor", "visitor"])
def test_nobody_but_operators_sees_or_starts_one(doctor: User, who: str) -> None:
    client = Client()
    if who == "lead":
        client.force_login(make_lead(make_trust()))
    elif who == "doctor":
        client.force_login(doctor)
    elif who == "designer":
        designer = a_user("designer@site.example")
        designer.user_permissions.add(Permission.objects.get(codename="access_admin"))
        client.force_login(designer)
    row = Recovery.objects.create(
        user=doctor,
        new_email="a@b.example",
        reason="r",
        identity_check="i",
        started_by=doctor,
        started_at=NOW,
        opens_at=NOW,
        expires_at=NOW + timedelta(days=1),
    )

    for tail in ("", "new/", f"edit/{row.pk}/", f"inspect/{row.pk}/", f"history/{row.pk}/"):
        assert client.get(f"{PAGE}{tail}").status_code in (302, 403, 404)
    assert client.post(f"{PAGE}new/", given()).status_code in (302, 403)
    client.post(f"{PAGE}edit/{row.pk}/", {"stop": "on"})

    assert [(r.pk, r.state) for r in rows()] == [(row.pk, "waiting")]
    assert unchanged(doctor)


def test_links_do_nothing_by_being_opened_and_nothing_before_the_time(
    client: Client, operator: User, doctor: User
) -> None:
    recovery = start(client)
    visitor = Client()

    assert "Is this address yours?" in text(visitor.get(page_of(recovery)))
    assert rows()[0].verified_at is None
    page = visitor.post(page_of(recovery), {"password": NEW_PASSWORD})

    assert "From 2 September 2026, 10:00 on this link lets you choose" in text(page)
    assert (rows()[0].verified_at, rows()[0].state) == (NOW, "waiting")
    assert unchanged(doctor)
    with pytest.raises(services.TooLate):
        services.complete(rows()[0], password=NEW_PASSWORD, now=NOW + timedelta(hours=23, minutes=59))
    assert unchanged(doctor)


def test_after_the_waiting_time_the_account_has_the_new_address_alone(
    client: Client, operator: User, doctor: User, clock: Any
) -> None:
    with_second_factor(doctor)
    Token.objects.create(user=doctor)
    elsewhere = Client()
    elsewhere.force_login(doctor)
    recovery = start(client)
    visitor = Client()
    visitor.post(page_of(recovery))
    sent().clear()
    clock.shift(timedelta(hours=24, seconds=1))
    (message,) = sent()
    assert (message.to, page_of(recovery) in message.body) == (["ada@home.example"], True)
    message_box = sent()
    message_box.clear()

    too_short = visitor.post(page_of(recovery), {"password": "short"})
    assert too_short.status_code == 422
    done = visitor.post(page_of(recovery), {"password": NEW_PASSWORD})

    assert (done.status_code, "You have your account back" in text(done)) == (200, True)
    doctor.refresh_from_db()
    assert list(EmailAddress.objects.filter(user=doctor).values_list("email", "verified", "primary")) == [
        ("ada@home.example", True, True)
    ]
    assert (doctor.email, doctor.check_password(NEW_PASSWORD)) == ("ada@home.example", True)
    assert (factors_of(doctor), Token.objects.filter(user=doctor).exists()) == (set(), False)
    assert elsewhere.get("/learn/").status_code == 302
    assert signed_in(elsewhere) is False
    assert not signed_in(visitor)
    fresh = Client()
    sign_in(fresh, "ada@home.example", NEW_PASSWORD)
    assert signed_in(fresh)
    assert sorted(mail.to[0] for mail in sent()) == ["ada@old.example", "ada@trust.example"]
    assert actions() == [
        ("account.recovery_started", operator.pk),
        ("account.recovery_confirmed", None),
        ("account.recovery_done", None),
    ]
    assert AuditEntry.objects.get(action="account.recovery_done").codes == {
        "recovery": recovery.pk,
        "addresses_removed": 3,
        "second_factors_removed": 2,
        "tokens_removed": 1,
    }
    assert visitor.get(page_of(recovery)).status_code == 410
    again = visitor.post(page_of(recovery), {"password": "another one altogether"})
    assert again.status_code == 200
    doctor.refresh_from_db()
    assert doctor.check_password(NEW_PASSWORD)


def test_an_old_address_stops_it_by_a_press(client: Client, operator: User, doctor: User, clock: Any) -> None:
    recovery = start(client)
    visitor = Client()
    address = page_of(recovery, links.STOP)
    assert "Was it not you who asked?" in text(visitor.get(address))
    assert rows()[0].state == "waiting"

    assert "It is stopped" in text(visitor.post(address))

    assert (rows()[0].state, rows()[0].stopped_by, rows()[0].ended_at) == ("stopped", None, NOW)
    assert actions()[-1] == ("account.recovery_stopped", None)
    assert sent()[-1].to == ["ada@home.example"]
    clock.shift(timedelta(hours=25))
    assert visitor.post(page_of(recovery), {"password": NEW_PASSWORD}).status_code == 410
    assert unchanged(doctor)
    # Nobody is told that it opens.
    assert not [mail for mail in sent() if "waiting time is over" in mail.body]


def test_an_operator_stops_one(client: Client, operator: User, doctor: User) -> None:
    recovery = start(client)

    assert client.post(f"{PAGE}edit/{recovery.pk}/", {"stop": "on"}).status_code == 302

    assert (rows()[0].state, rows()[0].stopped_by_id) == ("stopped", operator.pk)
    assert actions()[-1] == ("account.recovery_stopped", operator.pk)
    assert client.post(f"{PAGE}edit/{recovery.pk}/", {}).status_code == 302
    assert client.post(f"{PAGE}delete/{recovery.pk}/").status_code in (302, 403)
    assert len(rows()) == 1


def test_it_runs_out(client: Client, operator: User, doctor: User, clock: Any) -> None:
    recovery = start(client)
    clock.shift(timedelta(days=8))
    visitor = Client()

    assert visitor.get(page_of(recovery)).status_code == 410
    assert visitor.post(page_of(recovery), {"password": NEW_PASSWORD}).status_code == 410
    assert visitor.get(page_of(recovery, links.STOP)).status_code == 410
    assert unchanged(doctor)


def test_an_address_that_somebody_took_in_the_meantime_changes_nothing(
    client: Client, operator: User, doctor: User, clock: Any
) -> None:
    recovery = start(client)
    a_user("ada@home.example")
    clock.shift(timedelta(hours=25))

    with pytest.raises(services.TooLate):
        services.complete(recovery, password=NEW_PASSWORD, now=NOW + timedelta(hours=25))

    assert unchanged(doctor)


@pytest.mark.parametrize("purpose", [links.RECOVER, links.STOP])
def test_a_link_for_one_purpose_serves_no_other(
    client: Client, operator: User, doctor: User, purpose: str
) -> None:
    recovery = start(client)
    other = links.STOP if purpose == links.RECOVER else links.RECOVER
    token = links.make_token(recovery.uid, other)
    address = "/accounts/recovery/{}/" + ("stop/" if purpose == links.STOP else "")

    for bad in (token, "half-of-a-link", re.sub("^.", "0", token)):
        assert Client().get(address.format(bad)).status_code == 404
        assert Client().post(address.format(bad)).status_code == 404
    assert rows()[0].state == "waiting"


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "done", "ended_at": NOW},
        {"state": "stopped"},
        {"ended_at": NOW},
        {"opens_at": NOW - timedelta(hours=1)},
        {"reason": " "},
        {"identity_check": ""},
    ],
)
def test_the_database_refuses_what_contradicts_itself(doctor: User, broken: dict[str, Any]) -> None:
    values = {
        "user": doctor,
        "new_email": "a@b.example",
        "reason": "r",
        "identity_check": "i",
        "started_by": doctor,
        "started_at": NOW,
        "opens_at": NOW,
        "expires_at": NOW + timedelta(days=1),
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Recovery.objects.create(**{**values, **broken})
    Recovery.objects.create(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Recovery.objects.create(**values)
