"""A mail that went is shown as it went; one that never went is shown as nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction

from kernel import outbox
from kernel.access import Viewer
from lms.calendar.services import absences, due_dates
from lms.enrolment.enums import State
from lms.enrolment.tokens import make_token
from lms.people.models import Person
from lms.reminders import presenters, selectors
from lms.reminders.models import PlannedSend, SentWords
from lms.reminders.services import planning, sending
from lms.reminders.services.forgetting import forget_words
from lms.reminders.tasks import forget_sent_words
from tests.reminders.build import NOW, START, World, enrol, world

pytestmark = pytest.mark.django_db
DUE = NOW.replace(month=10, day=24, hour=8, minute=0)


def send_all(now: Any) -> None:
    sending.queue_due(now=now)
    outbox.drain(clock=lambda: now)


def reminded() -> World:
    here = world()
    enrol(here)
    due_dates.derive(here.ids, now=NOW)
    planning.plan_due_reminders(now=NOW, enrolment_ids=here.ids)
    return here


def own(here: World) -> Viewer:
    return Viewer.of_person(here.enrolments[0].person_id)


def trust(here: World) -> Viewer:
    return Viewer.of_organisations([here.trust.pk], on=START)


def shown(viewer: Viewer, *, for_trust: bool = False) -> presenters.Mail:
    uid = selectors.sends(viewer).get().uid
    send = selectors.send_by_uid(viewer, uid)
    assert send is not None
    return presenters.mail(send, for_trust=for_trust)


def kept() -> Any:
    return SentWords.objects.unscoped(reason="test")


def test_what_is_to_go_is_shown_as_of_now_and_kept_nowhere() -> None:
    here = reminded()
    assert shown(own(here)).note == "It will read like this if it goes now."
    assert shown(own(here)).subject == "Module 1 is due on 31 October 2026"
    assert kept().count() == 0


def test_what_was_sent_is_shown_as_it_was_sent_whatever_changed_since() -> None:
    here = reminded()
    send_all(DUE)
    (message,) = mail.outbox
    person_id = here.enrolments[0].person_id
    Person.objects.unscoped(reason="test").filter(pk=person_id).update(given_name="Else", language="cy")
    absences.record(person_id, starts_on=START, ends_on=START + timedelta(days=9), reason="sickness", now=DUE)
    due_dates.derive(here.ids, now=DUE)

    found = shown(own(here))

    link = message.extra_headers["List-Unsubscribe"].strip("<>")
    body = message.body.replace(link, "(the doctor's own link)")
    assert (found.subject, found.text, found.language) == (message.subject, body, "en-gb")
    assert found.subject == "Module 1 is due on 31 October 2026"
    assert found.note == "This is what was sent."


def test_the_words_of_an_invitation_are_kept_without_its_key() -> None:
    here = world()
    planning.plan_invitations(enrol(here, state=State.INVITED, with_users=False), now=NOW)
    send_all(NOW)
    token = make_token(here.enrolments[0].uid)
    assert token in mail.outbox[0].body
    row = kept().get()
    for text in (row.text, row.text_for_trust):
        assert token not in text
        assert "(the doctor's own link)" in text
    assert row.text == mail.outbox[0].body.replace(
        f"http://127.0.0.1:8000/learn/invitations/{token}/", "(the doctor's own link)"
    )


def test_a_trust_is_shown_what_was_sent_less_the_absence(settings: Any) -> None:
    settings.LEADERSHIP_PLANNING_HORIZON_DAYS = 90
    here = reminded()
    absences.record(
        here.enrolments[0].person_id,
        starts_on=START,
        ends_on=START.replace(day=14),
        reason="parental",
        now=NOW,
    )
    due_dates.derive(here.ids, now=NOW)
    planning.plan_due_reminders(now=NOW, enrolment_ids=here.ids)
    send_all(DUE + timedelta(days=13))
    sent = selectors.sends(own(here), states=["sent"]).get().uid
    mine = selectors.send_by_uid(own(here), sent)
    theirs = selectors.send_by_uid(trust(here), sent)
    assert mine is not None
    assert theirs is not None
    assert "plus 13 days of recorded absence." in presenters.mail(mine).text
    for_trust = presenters.mail(theirs, for_trust=True)
    assert "60 days after the start on 1 September 2026, plus 13 days." in for_trust.text
    assert "absence." not in for_trust.text.split("Go on here")[0]


def test_what_never_went_has_no_words() -> None:
    here = reminded()
    planning.suppress_for_enrolments(here.ids, reason="withdrawn", now=NOW)
    assert shown(own(here)) == presenters.Mail(note="No mail was written.")
    assert shown(trust(here), for_trust=True) == presenters.Mail(note="No mail was written.")
    assert kept().count() == 0


def test_a_mail_that_the_server_refused_says_that_it_was_only_offered(monkeypatch: Any) -> None:
    here = reminded()

    def refuse(office: Any, message: Any) -> None:
        raise sending.Refused(sending.Reason.ADDRESS_REFUSED, "550 no such person")

    monkeypatch.setattr(sending, "transmit", refuse)
    send_all(DUE)
    assert mail.outbox == []
    found = shown(own(here))
    assert found.note == "This is what was offered to the mail server."
    assert found.subject == "Module 1 is due on 31 October 2026"


def test_old_words_are_forgotten_and_the_send_stays(
    settings: Any, monkeypatch: Any, django_assert_num_queries: Any
) -> None:
    here = world()
    enrol(here, 3)
    due_dates.derive(here.ids, now=NOW)
    planning.plan_due_reminders(now=NOW, enrolment_ids=here.ids)
    send_all(DUE)
    assert kept().count() == 3
    assert forget_words(now=DUE + timedelta(days=400)) == 0
    settings.LEADERSHIP_SENT_WORDS_DAYS = 100
    with django_assert_num_queries(1):
        assert forget_words(now=DUE + timedelta(days=101)) == 3
    assert kept().count() == 0
    states = PlannedSend.objects.unscoped(reason="test").values_list("state", flat=True)
    assert list(states) == ["sent"] * 3
    send = selectors.sends(trust(here)).first()
    assert (
        presenters.mail(selectors.send_by_uid(trust(here), send.uid)).note == "Its words are no longer kept."
    )
    monkeypatch.setattr("kernel.clock.now", lambda: DUE)
    assert forget_sent_words() == 0


def test_a_send_has_its_words_once() -> None:
    reminded()
    send_all(DUE)
    row = kept().get()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO leadership_reminders_sentwords "
            "SELECT planned_send_id, language, subject, text, text_for_trust, kept_at "
            "FROM leadership_reminders_sentwords WHERE planned_send_id = %s",
            [row.pk],
        )
    assert kept().count() == 1
