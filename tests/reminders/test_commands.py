"""What an operator can do by hand."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command

from kernel import clock
from lms.calendar.services import due_dates
from lms.enrolment.enums import State
from lms.reminders.models import PlannedSend
from lms.reminders.services import planning
from tests.reminders.build import enrol, world

pytestmark = pytest.mark.django_db


def said(command: str) -> str:
    out = StringIO()
    call_command(command, stdout=out)
    return out.getvalue().strip()


def test_planning_by_hand() -> None:
    here = world()
    enrol(here, starts_on=clock.today())
    due_dates.derive(here.ids, now=clock.now())
    assert said("plan_sends") == "1 planned"
    assert said("plan_sends") == "0 planned"


def test_sending_by_hand() -> None:
    here = world()
    rows = enrol(here, state=State.INVITED, with_users=False)
    for row in rows:
        row.expires_at = clock.now() + (row.expires_at - row.created_at)
        row.save()
    planning.plan_invitations(rows, now=clock.now())
    assert said("send_due") == "1 queued, 2 outbox messages handled"
    assert len(mail.outbox) == 1
    assert PlannedSend.objects.unscoped(reason="test").get().state == "sent"
    assert said("send_due") == "0 queued, 0 outbox messages handled"
