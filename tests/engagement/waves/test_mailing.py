"""Mails of a wave: everybody once, reminders to those who have not answered, and nothing that says who."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from engagement.actions import waves
from engagement.actions.tasks import keep_waves
from engagement.waves.enums import WaveState
from engagement.waves.models import Mailing, MailingLine, SurveyWave
from engagement.waves.selectors import Refusals, refusals_of
from engagement.waves.services import answering, mailing
from engagement.web.presenters import refused_sentence
from kernel import outbox
from lms.actions.errors import Refused
from lms.reminders.enums import Reason
from lms.reminders.services.posting import NotNow, PostOffice
from lms.reminders.services.posting import Refused as NeverTaken
from tests.factories.trusts import NOW, make_lead, make_trust
from tests.factories.waves import (
    REASON,
    code_of,
    doctors,
    door_of,
    invitations_of,
    lead_context,
    make_open_wave,
)

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture
def lead() -> Any:
    return make_lead(make_trust("Northvale (invented)"))


@pytest.fixture
def wave(lead: Any) -> SurveyWave:
    found = make_open_wave(lead, asked=doctors(10))
    carry_all()
    return found


def carry_all(later: timedelta = timedelta()) -> None:
    outbox.drain(clock=lambda: NOW + later)


def lines() -> Any:
    return MailingLine.objects.unscoped(reason=REASON)


def test_everybody_is_written_to_once(wave: SurveyWave) -> None:
    carry_all()

    assert len(mail.outbox) == 10
    first = next(each for each in mail.outbox if each.to == ["doctor1@trust.example"])
    assert first.subject == "Northvale (invented) asks what working there is like"
    code = code_of(invitations_of(wave)[0])
    assert f"/survey/{code[:4]}-{code[4:8]}-{code[8:]}/" in first.body
    assert len({each.extra_headers["Message-ID"] for each in mail.outbox}) == 10


def test_only_those_who_have_not_answered_are_reminded(wave: SurveyWave, lead: Any) -> None:
    for invitation in invitations_of(wave)[:4]:
        answering.answer(door_of(invitation), answers=[1, 2, 3, 4])
    mail.outbox.clear()

    waves.remind(lead_context(lead, later=WEEK), wave_uid=wave.uid)
    carry_all(WEEK)

    assert sorted(each.to[0] for each in mail.outbox) == sorted(
        each.email for each in invitations_of(wave)[4:]
    )
    # Every line is ticked off alike: they do not say who has answered.
    assert lines().filter(mailing__number=2, done=True).count() == 10
    assert not lines().filter(done=False).exists()


def test_one_that_cannot_go_now_does_not_hold_up_the_others(
    lead: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []

    def send(office: PostOffice, message: Any) -> None:
        if message.to == ["doctor3@trust.example"] and len(sent) < 9:
            raise NotNow("450 later")
        sent.append(message.to[0])

    monkeypatch.setattr(PostOffice, "send", send)
    make_open_wave(lead, asked=doctors(10))

    carry_all()
    assert (len(sent), lines().filter(done=False).count()) == (9, 1)
    carry_all(timedelta(hours=1))

    assert (sent[9:], lines().filter(done=False).count()) == (["doctor3@trust.example"], 0)


def test_reminders_are_due_as_planned(wave: SurveyWave) -> None:
    today = NOW.date()
    due = [days for days in range(22) if mailing.due_rounds(on=today + timedelta(days=days))]

    assert due == list(range(7, 22))
    Mailing.objects.create(wave=wave, number=2, made_at=NOW + WEEK)
    due = [days for days in range(22) if mailing.due_rounds(on=today + timedelta(days=days))]
    assert due == list(range(14, 22))


def test_the_clock_reminds_and_closes(wave: SurveyWave, time_machine: Any) -> None:
    time_machine.move_to(NOW + WEEK)
    keep_waves()
    keep_waves()
    assert [each.number for each in Mailing.objects.unscoped(reason=REASON).filter(wave=wave)] == [1, 2]

    time_machine.move_to(NOW + timedelta(days=22))
    keep_waves()

    wave.refresh_from_db()
    assert wave.state == WaveState.CLOSED
    assert not Mailing.objects.unscoped(reason=REASON).filter(number=3).exists()


def test_a_wave_that_is_over_reminds_nobody(wave: SurveyWave, lead: Any) -> None:
    with pytest.raises(Refused) as refusal:
        waves.remind(lead_context(lead, later=timedelta(days=30)), wave_uid=wave.uid)

    assert refusal.value.code == "over"
    assert Mailing.objects.unscoped(reason=REASON).count() == 1


# Mails that no server takes


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Refuses the addresses that are put into it."""
    refused: set[str] = set()

    def send(office: PostOffice, message: Any) -> None:
        if message.to[0] in refused:
            raise NeverTaken(Reason.ADDRESS_REFUSED, "550 no such user")

    monkeypatch.setattr(PostOffice, "send", send)
    return refused


def addresses(first: int, last: int) -> set[str]:
    return {f"doctor{number}@trust.example" for number in range(first, last + 1)}


def refused_of(wave: SurveyWave) -> list[int]:
    rows = Mailing.objects.unscoped(reason=REASON).filter(wave=wave).order_by("number")
    return list(rows.values_list("refused", flat=True))


def test_refused_invitations_are_counted_once_all_have_gone(lead: Any, refusing: Any) -> None:
    refusing |= addresses(3, 14)
    wave = make_open_wave(lead, asked=doctors(40))
    viewer = lead_context(lead).viewer
    assert refusals_of(viewer, wave) is None

    carry_all()

    assert refusals_of(viewer, wave) == Refusals(written=40, refused=12)
    assert lines().filter(done=True).count() == 40


def test_one_that_waits_keeps_the_count_back(
    lead: Any, refusing: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    wave = make_open_wave(lead, asked=doctors(40))

    def not_now(office: PostOffice, message: Any) -> None:
        raise (
            NotNow("450 later")
            if message.to[0] == "doctor40@trust.example"
            else NeverTaken(Reason.ADDRESS_REFUSED, "550")
        )

    monkeypatch.setattr(PostOffice, "send", not_now)
    carry_all()

    assert refused_of(wave) == [39]
    assert refusals_of(lead_context(lead).viewer, wave) is None


def test_refused_reminders_are_not_counted_and_not_logged(
    lead: Any, refusing: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """Only who has not answered is written to: a count of these would say something of who they are."""
    wave = make_open_wave(lead, asked=doctors(40))
    carry_all()
    for invitation in invitations_of(wave)[:20]:
        answering.answer(door_of(invitation), answers=[1, 2, 3, 4])
    refusing |= addresses(1, 40)

    waves.remind(lead_context(lead, later=WEEK), wave_uid=wave.uid)
    carry_all(WEEK)

    assert refused_of(wave) == [0, 0]
    assert refusals_of(lead_context(lead).viewer, wave) == Refusals(written=40, refused=0)
    assert not [each for each in caplog.records if "550" in each.getMessage() or "@" in each.getMessage()]


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (None, "The invitations are on their way."),
        (Refusals(0, 0), ""),
        (Refusals(40, 0), "Fewer than 10 of 40 addresses were refused by a mail server."),
        (Refusals(40, 9), "Fewer than 10 of 40 addresses were refused by a mail server."),
        (
            Refusals(40, 10),
            "10 of 40 addresses were refused by a mail server. Nobody sees which. Correct the list before"
            " your next wave.",
        ),
        (
            Refusals(40, 30),
            "30 of 40 addresses were refused by a mail server. Nobody sees which. Correct the list before"
            " your next wave.",
        ),
        (
            Refusals(40, 31),
            "Nearly all of the 40 addresses were refused by a mail server: fewer than 10 mails were taken."
            " Ask the people who run this site before you remind anybody.",
        ),
        (Refusals(12, 9), "Fewer than 10 of 12 addresses were refused by a mail server."),
    ],
)
def test_what_a_lead_reads_of_them(found: Refusals | None, said: str) -> None:
    assert refused_sentence(found, fewest=10) == said
