"""An address that the mail server will not take: known, left alone, and mended by hand."""

from __future__ import annotations

import smtplib
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends import locmem
from django.db import IntegrityError, connection, transaction

from kernel import outbox
from lms.actions import invitations
from lms.enrolment.models import Contract, Enrolment
from lms.reminders.models import PlannedSend, RefusedAddress
from lms.reminders.services import refusals, sending
from tests.factories.programmes import make_programme
from tests.factories.trusts import NOW, enrol, lead_context, make_contract, make_lead, make_trust, trust_of
from tests.ready import ready

pytestmark = pytest.mark.django_db
REASON = "asserting in a test"
BAD = "ada@n.exmaple"
GOOD = "ada@n.example"


class Server(locmem.EmailBackend):
    """Refuses one address for good."""

    code = 550

    def send_messages(self, messages: Any) -> int:
        for message in messages:
            if message.to == [BAD]:
                raise smtplib.SMTPRecipientsRefused({BAD: (Server.code, b"no such user")})
        return int(super().send_messages(messages))


def make_contracted_lead() -> tuple[Any, Contract]:
    lead = make_lead(make_trust("Northvale (invented)"))
    return lead, make_contract(trust_of(lead), make_programme(), seats=5)


ready_lead_of_mails = ready("ready_lead_of_mails", make_contracted_lead)


@pytest.fixture
def lead(ready_lead_of_mails: tuple[Any, Contract], settings: Any) -> Any:
    settings.EMAIL_BACKEND = f"{__name__}.Server"
    return ready_lead_of_mails[0]


@pytest.fixture
def contract(ready_lead_of_mails: tuple[Any, Contract]) -> Contract:
    return ready_lead_of_mails[1]


def run(days: int = 0, minutes: int = 0) -> None:
    now = NOW + timedelta(days=days, minutes=minutes)
    sending.queue_due(now=now)
    outbox.drain(clock=lambda: now)


def standing() -> list[tuple[str, bool]]:
    rows = RefusedAddress.objects.unscoped(reason=REASON).order_by("pk")
    return [(row.address, row.ended_at is None) for row in rows]


def sends(row: Enrolment) -> list[tuple[str, str, str]]:
    rows = PlannedSend.objects.unscoped(reason=REASON).filter(enrolment=row).order_by("pk")
    return [(send.occurrence, send.state, send.reason) for send in rows]


def test_it_is_noted_and_never_tried_again_by_itself(lead: Any, contract: Contract) -> None:
    (row,) = enrol(lead, contract, BAD)

    run()
    run(days=3)

    assert sends(row) == [("1", "failed", "address_refused")]
    assert standing() == [(BAD, True)]
    assert mail.outbox == []


def test_another_address_mends_it_at_once(lead: Any, contract: Contract) -> None:
    (row,) = enrol(lead, contract, BAD)
    run()

    invitations.resend_invitation(lead_context(lead), enrolment_uid=row.uid, email=GOOD)
    run(minutes=1)

    assert sends(row) == [("1", "failed", "address_refused"), ("2", "sent", "")]
    assert standing() == [(BAD, False)]
    assert [message.to for message in mail.outbox] == [[GOOD]]


def test_the_same_address_is_tried_when_somebody_asks_for_it(lead: Any, contract: Contract) -> None:
    (row,) = enrol(lead, contract, BAD)
    run()

    invitations.resend_invitation(lead_context(lead), enrolment_uid=row.uid)
    run(minutes=1)

    assert sends(row)[-1] == ("2", "failed", "address_refused")
    assert standing() == [(BAD, False), (BAD, True)]


def test_what_is_planned_meanwhile_is_not_sent_there(lead: Any, contract: Contract) -> None:
    (row,) = enrol(lead, contract, BAD)
    refusals.note(row.person_id, BAD, now=NOW)

    run()

    assert sends(row) == [("1", "suppressed", "address_refused")]


def test_after_a_month_a_server_may_have_changed_its_mind(lead: Any, contract: Contract) -> None:
    (row,) = enrol(lead, contract, GOOD)
    refusals.note(row.person_id, GOOD, now=NOW - timedelta(days=30))

    run()

    assert sends(row) == [("1", "sent", "")]
    assert standing() == [(GOOD, False)]


def test_a_passing_fault_says_nothing_of_the_address(
    lead: Any, contract: Contract, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Server, "code", 451)
    (row,) = enrol(lead, contract, BAD)

    run()

    assert sends(row) == [("1", "queued", "")]
    assert standing() == []


def test_nobody_else_learns_of_it(lead: Any, contract: Contract) -> None:
    """Another trust invites the same address: it is tried for that trust as if nothing had been."""
    enrol(lead, contract, BAD)
    run()
    other = make_lead(make_trust())
    (theirs,) = enrol(other, make_contract(trust_of(other), contract.programme), BAD)

    run(minutes=1)

    assert sends(theirs) == [("1", "failed", "address_refused")]
    assert standing() == [(BAD, True), (BAD, True)]


def test_an_invitation_that_was_sent_anew_does_not_go_twice(lead: Any, contract: Contract) -> None:
    """The first was on its way already when the second was asked for."""
    (row,) = enrol(lead, contract, BAD)
    sending.queue_due(now=NOW)
    invitations.resend_invitation(lead_context(lead), enrolment_uid=row.uid, email=GOOD)

    run(minutes=1)

    assert sends(row) == [("1", "suppressed", "replaced"), ("2", "sent", "")]
    assert [message.to for message in mail.outbox] == [[GOOD]]


def test_one_stands_at_a_time(lead: Any, contract: Contract) -> None:
    (row,) = enrol(lead, contract, BAD)
    for _twice in range(2):
        refusals.note(row.person_id, BAD, now=NOW)
    assert standing() == [(BAD, True)]

    with pytest.raises(IntegrityError, match="refused_once"), transaction.atomic():
        connection.cursor().execute(
            "INSERT INTO leadership_reminders_refusedaddress (person_id, address, refused_at) "
            "SELECT person_id, address, refused_at FROM leadership_reminders_refusedaddress"
        )
