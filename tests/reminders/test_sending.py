"""Sending: looked at again at the last moment, sent once, tried again, given up; each with its reason."""

from __future__ import annotations

import smtplib
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.mail.backends import locmem
from django.db import IntegrityError, connection, transaction

from kernel import outbox
from kernel.models import OutboxMessage
from lms.calendar.models import DueDate
from lms.calendar.services import due_dates
from lms.enrolment.enums import State
from lms.enrolment.models import Enrolment
from lms.people.models import Membership, Person
from lms.progress.selectors import tree_of
from lms.reminders import tasks
from lms.reminders.models import Delivery, PlannedSend
from lms.reminders.rules import RETRY_WAITS, Standing, why_not
from lms.reminders.services import planning, posting, sending
from programmes.models import ProgrammeVersion
from tests.conftest import AsSite
from tests.reminders.build import NOW, START, World, enrol, world

pytestmark = pytest.mark.django_db
DUE = NOW.replace(month=10, day=24, hour=8, minute=0)
"""When the reminder of seven days before 31 October goes."""
LATER = DUE + timedelta(minutes=10)


def reminded(count: int = 1) -> World:
    here = world()
    enrol(here, count)
    due_dates.derive(here.ids, now=NOW)
    planning.plan_due_reminders(now=NOW, enrolment_ids=here.ids)
    return here


def invited(count: int = 1, **person: Any) -> World:
    here = world()
    planning.plan_invitations(enrol(here, count, state=State.INVITED, with_users=False, **person), now=NOW)
    return here


def run(now: Any) -> int:
    queued = sending.queue_due(now=now)
    outbox.drain(clock=lambda: now)
    return queued


def told() -> list[tuple[str, str]]:
    rows = PlannedSend.objects.unscoped(reason="test").order_by("pk")
    return [(send.state, send.reason) for send in rows]


def delivery() -> Delivery:
    found: Delivery = Delivery.objects.unscoped(reason="test").get()
    return found


def change(model: Any, **values: Any) -> None:
    model.objects.unscoped(reason="test").update(**values)


class Server(locmem.EmailBackend):
    """A mail server with faults: each takes one mail and is used up."""

    faults: list[BaseException | None] = []
    away: BaseException | None = None
    opened = 0

    def open(self) -> bool:
        if Server.away is not None:
            raise Server.away
        Server.opened += 1
        return True

    def send_messages(self, messages: Any) -> int:
        fault = Server.faults.pop(0) if Server.faults else None
        if fault is not None:
            raise fault
        return super().send_messages(messages)


@pytest.fixture
def server(settings: Any) -> type[Server]:
    settings.EMAIL_BACKEND = f"{__name__}.Server"
    Server.faults, Server.away, Server.opened = [], None, 0
    return Server


# The way of a send


def test_nothing_goes_before_its_moment() -> None:
    reminded()
    assert run(DUE - timedelta(minutes=1)) == 0
    assert told() == [("planned", "")]
    assert mail.outbox == []
    assert Delivery.objects.unscoped(reason="test").count() == 0


def test_a_due_reminder_is_sent_once() -> None:
    reminded()
    assert run(DUE) == 1
    assert run(DUE) == 0
    assert run(LATER) == 0
    (message,) = mail.outbox
    assert message.to == [message.to[0]]
    assert message.to[0].endswith("@home.example")
    (send,) = PlannedSend.objects.unscoped(reason="test")
    assert (send.state, send.reason, send.settled_at) == ("sent", "", DUE)
    assert delivery().sent_at == DUE
    assert delivery().next_try_at is None
    assert delivery().attempts == 1
    assert delivery().address == message.to[0]
    assert delivery().message_id == f"<{send.uid}@127.0.0.1>" == message.extra_headers["Message-ID"]
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    assert message.extra_headers["List-Id"] == "<reminders.127.0.0.1>"


def test_planning_an_invitation_wakes_the_sender_without_the_clock() -> None:
    invited()
    outbox.drain(clock=lambda: NOW)
    assert told() == [("sent", "")]
    assert mail.outbox[0].to[0].endswith("@trust.example")


def test_queueing_marks_and_promises_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    invited(7)
    OutboxMessage.objects.all().delete()
    monkeypatch.setattr(sending, "PER_MESSAGE", 3)
    monkeypatch.setattr(sending, "BATCH", 5)
    assert sending.queue_due(now=NOW) == 7
    assert told() == [("queued", "")] * 7
    ids = [send.pk for send in PlannedSend.objects.unscoped(reason="test").order_by("pk")]
    assert [message.payload["sends"] for message in OutboxMessage.objects.order_by("pk")] == [
        ids[0:3],
        ids[3:5],
        ids[5:7],
    ]
    assert {row.next_try_at for row in Delivery.objects.unscoped(reason="test")} == {NOW + timedelta(hours=1)}
    assert mail.outbox == []


def test_the_same_message_twice_sends_once() -> None:
    reminded(2)
    sending.queue_due(now=DUE)
    (message,) = OutboxMessage.objects.all()
    sending.deliver(message, DUE)
    sending.deliver(message, DUE)
    assert len(mail.outbox) == 2
    assert told() == [("sent", "")] * 2


def test_a_send_whose_outbox_message_vanished_is_handed_out_again() -> None:
    reminded()
    sending.queue_due(now=DUE)
    OutboxMessage.objects.all().delete()
    assert run(DUE + timedelta(minutes=59)) == 0
    assert run(DUE + timedelta(minutes=61)) == 1
    assert told() == [("sent", "")]
    assert len(mail.outbox) == 1


# Looked at again


@pytest.mark.parametrize(
    ("state", "reason"),
    [("withdrawn", "withdrawn"), ("deferred", "deferred"), ("completed", "completed")],
)
def test_a_reminder_for_an_ended_enrolment_does_not_go(state: str, reason: str) -> None:
    reminded()
    sending.queue_due(now=DUE)
    change(Enrolment, state=state)
    run(DUE)
    assert told() == [("suppressed", reason)]
    assert mail.outbox == []
    assert delivery().sent_at is None
    assert delivery().next_try_at is None
    assert delivery().attempts == 0


def test_a_reminder_for_what_was_done_meanwhile_does_not_go() -> None:
    reminded()
    sending.queue_due(now=DUE)
    change(DueDate, met_at=DUE)
    run(DUE)
    assert told() == [("suppressed", "met")]
    assert mail.outbox == []


def test_a_reminder_for_a_date_that_moved_meanwhile_does_not_go() -> None:
    reminded()
    sending.queue_due(now=DUE)
    change(DueDate, due_on=START + timedelta(days=90))
    run(DUE)
    assert told() == [("suppressed", "date_moved")]
    assert mail.outbox == []


def test_a_reminder_after_the_due_date_does_not_go() -> None:
    reminded()
    run(DUE + timedelta(days=9))
    assert told() == [("suppressed", "too_late")]
    assert mail.outbox == []


def test_a_suppressed_reminder_can_be_wanted_again() -> None:
    here = reminded()
    sending.queue_due(now=DUE)
    change(Enrolment, state=State.DEFERRED)
    run(DUE)
    change(Enrolment, state=State.ACTIVE)
    assert planning.plan_due_reminders(now=LATER, enrolment_ids=here.ids) == 1
    assert run(LATER) == 1
    assert told() == [("sent", "")]
    assert len(mail.outbox) == 1
    assert delivery().sent_at == LATER


@pytest.mark.parametrize(
    ("state", "reason"),
    [("active", "answered"), ("declined", "declined"), ("withdrawn", "withdrawn")],
)
def test_an_invitation_that_was_answered_does_not_go(state: str, reason: str) -> None:
    invited()
    change(Enrolment, state=state)
    run(NOW)
    assert told() == [("suppressed", reason)]
    assert mail.outbox == []


def test_an_invitation_that_ran_out_does_not_go() -> None:
    invited()
    run(NOW + timedelta(days=28))
    assert told() == [("suppressed", "expired")]
    assert mail.outbox == []


def test_an_invitation_to_somebody_who_left_does_not_go() -> None:
    invited()
    change(Membership, ends_on=START - timedelta(days=1))
    run(NOW)
    assert told() == [("suppressed", "left_organisation")]
    assert mail.outbox == []


def test_the_last_day_of_a_membership_counts() -> None:
    invited()
    change(Membership, ends_on=START)
    run(NOW)
    assert told() == [("sent", "")]


def test_nobody_without_an_address_is_written_to() -> None:
    invited()
    change(Enrolment, invited_as="")
    change(Membership, email="")
    run(NOW)
    assert told() == [("suppressed", "no_address")]
    assert mail.outbox == []


def test_without_an_invited_address_the_one_at_the_organisation_serves() -> None:
    invited()
    change(Enrolment, invited_as="")
    run(NOW)
    assert [message.to for message in mail.outbox] == [
        [Membership.objects.unscoped(reason="test").get().email]
    ]


def test_a_closed_account_gets_nothing(django_user_model: Any) -> None:
    reminded()
    django_user_model.objects.update(is_active=False)
    run(DUE)
    assert told() == [("suppressed", "account_closed")]
    assert mail.outbox == []


def test_a_merged_persons_mail_goes_to_the_one_that_stayed(django_user_model: Any) -> None:
    here = invited()
    user = django_user_model.objects.create_user(email="ada@home.example")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    mine = Person.objects.create(given_name="Ada", family_name="King", user=user, created_at=NOW)
    Membership.objects.unscoped(reason="test").update(person=mine)
    change(Enrolment, person=mine)
    Person.objects.unscoped(reason="test").filter(pk=here.enrolments[0].person_id).update(merged_into=mine)
    run(NOW)
    assert told() == [("sent", "")]
    assert [message.to for message in mail.outbox] == [["ada@home.example"]]

    django_user_model.objects.update(is_active=False)
    change(PlannedSend, state="queued", settled_at=None)
    sending.carry([PlannedSend.objects.unscoped(reason="test").get().pk], now=NOW)
    assert told() == [("suppressed", "account_closed")]


def test_every_state_of_an_enrolment_has_an_answer() -> None:
    for state in State:
        for rule, occurrence in (("invitation", "1"), ("before_due", f"7:{START}")):
            standing = Standing(rule, occurrence, state, due_on=START)
            reason = why_not(standing, NOW)
            wanted = state == (State.INVITED if rule == "invitation" else State.ACTIVE)
            assert (reason is None) == wanted, (rule, state)


# The mail server


def test_one_connection_serves_a_batch(server: type[Server]) -> None:
    reminded(5)
    run(DUE)
    assert told() == [("sent", "")] * 5
    assert server.opened == 1


def test_an_address_refused_for_good_is_given_up_at_once(server: type[Server]) -> None:
    reminded(2)
    server.faults = [smtplib.SMTPRecipientsRefused({"a@b.example": (550, b"no such user")})]
    run(DUE)
    assert told() == [("failed", "address_refused"), ("sent", "")]
    failed = Delivery.objects.unscoped(reason="test").order_by("pk")[0]
    assert failed.last_error == "550 no such user"
    assert failed.attempts == 1
    assert failed.next_try_at is None
    assert failed.sent_at is None
    assert run(DUE + timedelta(days=3)) == 0
    assert len(mail.outbox) == 1


def test_a_message_refused_for_good_is_given_up_at_once(server: type[Server]) -> None:
    reminded()
    server.faults = [smtplib.SMTPDataError(554, b"looks like spam")]
    run(DUE)
    assert told() == [("failed", "message_refused")]


@pytest.mark.parametrize(
    "fault",
    [
        smtplib.SMTPRecipientsRefused({"a@b.example": (451, b"greylisted")}),
        smtplib.SMTPDataError(452, b"disk full"),
        smtplib.SMTPSenderRefused(421, b"too many", "us@site.example"),
        smtplib.SMTPServerDisconnected("gone"),
        ConnectionResetError("gone"),
        RuntimeError("our own fault"),
    ],
)
def test_a_passing_fault_is_tried_again_and_holds_up_nobody(
    server: type[Server], fault: BaseException, caplog: pytest.LogCaptureFixture
) -> None:
    reminded(2)
    server.faults = [fault]
    run(DUE)
    assert told() == [("queued", ""), ("sent", "")]
    waiting = Delivery.objects.unscoped(reason="test").order_by("pk")[0]
    assert waiting.attempts == 1
    assert waiting.next_try_at == DUE + timedelta(minutes=1)
    assert waiting.last_error
    assert run(DUE + timedelta(seconds=59)) == 0
    assert run(DUE + timedelta(seconds=60)) == 1
    assert told() == [("sent", "")] * 2
    assert len(mail.outbox) == 2
    waiting.refresh_from_db()
    assert waiting.attempts == 2
    assert waiting.last_error == ""


@pytest.mark.parametrize("fault", [ConnectionRefusedError("no"), smtplib.SMTPAuthenticationError(535, b"no")])
@pytest.mark.bar(24)
def test_when_the_server_is_away_all_wait(server: type[Server], fault: BaseException) -> None:
    reminded(3)
    server.away = fault
    run(DUE)
    assert told() == [("queued", "")] * 3
    assert {row.attempts for row in Delivery.objects.unscoped(reason="test")} == {1}
    assert OutboxMessage.objects.filter(done_at=None).count() == 0
    server.away = None
    assert run(LATER) == 3
    assert told() == [("sent", "")] * 3
    assert len(mail.outbox) == 3


def test_a_server_that_hangs_is_asked_once_for_a_batch(server: type[Server]) -> None:
    reminded(3)
    server.faults = [None, TimeoutError("timed out"), TimeoutError("timed out")]
    run(DUE)
    assert told() == [("sent", ""), ("queued", ""), ("queued", "")]
    assert len(server.faults) == 1


def test_after_two_days_it_is_given_up(server: type[Server], settings: Any) -> None:
    settings.LEADERSHIP_SENDING_HOURS, settings.LEADERSHIP_SENDING_EVERY_DAY = (0, 24), True
    reminded()
    server.away = ConnectionRefusedError("no")
    moment = DUE
    for _ in range(len(RETRY_WAITS) + 1):
        assert run(moment) == 1
        moment = delivery().next_try_at or moment
    assert told() == [("failed", "gave_up")]
    assert delivery().attempts == 8
    assert delivery().last_error == "ConnectionRefusedError: no"
    assert moment - DUE == timedelta(hours=41, minutes=21)
    assert run(moment + timedelta(days=1)) == 0


def test_a_server_that_says_goodbye_badly_spoils_nothing(
    server: type[Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    def close(self: Server) -> None:
        raise smtplib.SMTPServerDisconnected("already gone")

    monkeypatch.setattr(Server, "close", close)
    reminded()
    run(DUE)
    assert told() == [("sent", "")]
    office = posting.PostOffice()
    office.close()


# Rights, and the database


def test_the_site_itself_may_do_all_this(as_site: AsSite) -> None:
    reminded()
    with as_site():
        run(DUE)
    assert told() == [("sent", "")]


@pytest.mark.parametrize("count", [1, 3, 30])
def test_queries_for_each_send(
    count: int, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    reminded(count)
    with django_assert_num_queries(9):
        sending.queue_due(now=DUE)
    ids = OutboxMessage.objects.get(topic=sending.DELIVER_TOPIC).payload["sends"]
    for version in ProgrammeVersion.objects.all():
        tree_of(version.pk)
    with django_assert_num_queries(5 + 4 * count):
        sending.carry(ids, now=DUE)


def test_nothing_to_do_costs_two_looks(django_assert_num_queries: Any) -> None:
    reminded()
    with django_assert_num_queries(4):
        sending.queue_due(now=NOW)


@pytest.mark.bar(19)
def test_the_database_refuses_what_was_sent_and_waits() -> None:
    reminded()
    run(DUE)
    with pytest.raises(IntegrityError, match="delivery_sent_waits_no_more"), transaction.atomic():
        change(Delivery, next_try_at=DUE)
    with (
        connection.cursor() as cursor,
        pytest.raises(IntegrityError, match="planned_send_id"),
        transaction.atomic(),
    ):
        cursor.execute(
            "INSERT INTO leadership_reminders_delivery"
            " (planned_send_id, message_id, address, attempts, last_error)"
            " SELECT planned_send_id, 'another', '', 0, '' FROM leadership_reminders_delivery"
        )
    with (
        connection.cursor() as cursor,
        pytest.raises(IntegrityError, match="one_planning_mark"),
        transaction.atomic(),
    ):
        cursor.execute("INSERT INTO leadership_reminders_planningmark (id, planned_until) VALUES (2, now())")


@pytest.mark.parametrize("name", ["queue_due_sends", "plan_sends"])
def test_the_clocks_tasks_have_the_names_of_the_timetable(name: str, settings: Any) -> None:
    task = getattr(tasks, name)
    assert task.name in {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert task() == 0


def test_one_worker_passes_over_what_another_has_in_hand() -> None:
    reminded()
    sending.queue_due(now=DUE)
    pk = PlannedSend.objects.unscoped(reason="test").get().pk
    change(PlannedSend, state="sent")
    assert sending.lock_standing(pk, now=DUE) is None
    batch = sending._Batch.load([pk], now=DUE)
    assert list(batch.sends) == []


def test_a_send_settled_between_reading_and_locking_is_left_alone(
    server: type[Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    reminded(2)
    sending.queue_due(now=DUE)
    load = sending._Batch.load

    def settled_meanwhile(ids: Any, *, now: Any) -> Any:
        batch = load(ids, now=now)
        change(PlannedSend, state="sent")
        return batch

    monkeypatch.setattr(sending._Batch, "load", settled_meanwhile)
    outbox.drain(clock=lambda: DUE)
    assert mail.outbox == []
    sending._postpone([row.pk for row in PlannedSend.objects.unscoped(reason="test")], "away", now=DUE)
    assert {row.attempts for row in Delivery.objects.unscoped(reason="test")} == {0}


def test_a_site_whose_users_cannot_be_closed_is_served_too(
    monkeypatch: pytest.MonkeyPatch, django_user_model: Any
) -> None:
    reminded()
    table = django_user_model._meta.db_table
    bare = SimpleNamespace(_meta=SimpleNamespace(db_table=table, concrete_fields=[]))
    monkeypatch.setattr(sending, "get_user_model", lambda: bare)
    monkeypatch.setattr(sending, "_lock_sql", sending._lock_sql.__wrapped__)
    assert "is_active" not in sending._lock_sql()
    run(DUE)
    assert told() == [("sent", "")]
