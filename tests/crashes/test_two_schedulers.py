"""Two schedulers at the same moment, each a process of its own: every mail goes once.

The controls take the protections away one after the other, so that a green test means something.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection

from lms.reminders.models import PlannedSend
from tests.reminders.build import enrol_with_reminders_due_now, world
from tests.servers import MailSink, RunningSite

pytestmark = [pytest.mark.crash, pytest.mark.bar(16)]

ROUNDS = 50 if os.environ.get("BARS") == "full" else 1
DOCTORS = 5
WITHOUT_UNIQUENESS = "DROP INDEX send_once_per_due_date"
WORDS_KEPT_TWICE = (
    "ALTER TABLE leadership_reminders_sentwords DROP CONSTRAINT leadership_reminders_sentwords_pkey CASCADE"
)
"""Otherwise the second writer of a mail's words stops there, with the rest of its list unsent."""


def run_two(site: RunningSite, meeting: Path, *, sabotage: str = "") -> None:
    meeting.mkdir()
    command = [sys.executable, "-m", "tests.crashes.scheduler", str(meeting)]
    both = [
        site.start(
            f"scheduler-{name}",
            [*command, name],
            DJANGO_SETTINGS_MODULE="tests.crashes.settings",
            SABOTAGE=sabotage,
        )
        for name in ("one", "two")
    ]
    ended = [child.process.wait(120) for child in both]
    assert ended == [0, 0], [child.tail(200) for child in both]


def mails_for_each(sink: MailSink) -> list[int]:
    """How many mails each doctor got, most first."""
    return sorted(Counter(recipients[0] for recipients in sink.recipients).values(), reverse=True)


@pytest.fixture
def due_now(running_site: RunningSite) -> RunningSite:
    enrol_with_reminders_due_now(world(), DOCTORS)
    return running_site


def test_two_schedulers_send_each_mail_once(due_now: RunningSite, mail_sink: MailSink) -> None:
    for number in range(1, ROUNDS + 1):
        run_two(due_now, due_now.folder / f"meeting-{number}")
        assert mails_for_each(mail_sink) == [1] * DOCTORS * number
        assert PlannedSend.objects.unscoped(reason="test").count() == DOCTORS * number
        if number < ROUNDS:
            enrol_with_reminders_due_now(world(), DOCTORS)
    assert len({message["Message-ID"] for message in mail_sink.messages}) == DOCTORS * ROUNDS


@pytest.mark.faulty_site
def test_without_the_unique_index_two_planners_plan_every_mail_twice(
    due_now: RunningSite, mail_sink: MailSink
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(WITHOUT_UNIQUENESS)
    run_two(due_now, due_now.folder / "meeting")
    sends = PlannedSend.objects.unscoped(reason="test")
    assert sends.count() == 2 * DOCTORS
    # One reminder a day: the doubles would go tomorrow.
    assert mails_for_each(mail_sink) == [1] * DOCTORS
    assert sends.filter(state="planned").count() == DOCTORS


@pytest.mark.faulty_site
def test_without_locked_claims_the_second_look_still_holds(due_now: RunningSite, mail_sink: MailSink) -> None:
    run_two(due_now, due_now.folder / "meeting", sabotage="claims")
    assert mails_for_each(mail_sink) == [1] * DOCTORS


@pytest.mark.faulty_site
def test_without_claims_and_second_look_mails_are_doubled(due_now: RunningSite, mail_sink: MailSink) -> None:
    with connection.cursor() as cursor:
        cursor.execute(WORDS_KEPT_TWICE)
    run_two(due_now, due_now.folder / "meeting", sabotage="claims locks")
    assert mails_for_each(mail_sink) == [2] * DOCTORS
    assert len({message["Message-ID"] for message in mail_sink.messages}) == DOCTORS
