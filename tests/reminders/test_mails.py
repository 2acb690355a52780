"""What the mails say, to whom, in which language; and what a trust may read of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from kernel import outbox
from kernel.access import Viewer
from kernel.clock import local_date
from lms.calendar.services import absences, due_dates
from lms.enrolment.enums import State
from lms.enrolment.models import Enrolment
from lms.enrolment.tokens import make_token, read_token
from lms.people.models import Membership
from lms.reminders import presenters, selectors
from lms.reminders.models import PlannedSend
from lms.reminders.services import planning, sending, writing
from tests.reminders.build import NOW, START, World, enrol, welsh_titles, world

pytestmark = pytest.mark.django_db
DUE = NOW.replace(month=10, day=24, hour=8, minute=0)


def sent(now: Any) -> Any:
    sending.queue_due(now=now)
    outbox.drain(clock=lambda: now)
    (message,) = mail.outbox
    return message


def html_of(message: Any) -> str:
    ((content, kind),) = message.alternatives
    assert kind == "text/html"
    return str(content)


def invited(**person: Any) -> World:
    here = world()
    planning.plan_invitations(enrol(here, state=State.INVITED, with_users=False, **person), now=NOW)
    return here


def reminded(**person: Any) -> World:
    here = world()
    enrol(here, **person)
    due_dates.derive(here.ids, now=NOW)
    planning.plan_due_reminders(now=NOW, enrolment_ids=here.ids)
    return here


def the_send(viewer: Viewer) -> PlannedSend:
    found: PlannedSend = selectors.sends(viewer).get()
    return found


def test_an_invitation_says_who_what_which_data_and_until_when(settings: Any) -> None:
    settings.SITE_URL = "https://learn.example"
    here = invited(given_name="Ada", family_name="King", gmc_number="1234567")
    message = sent(NOW)
    address = here.enrolments[0].invited_as
    assert message.subject == f"{here.trust.name} invites you to Leading a clinical team"
    assert message.to == [address]
    assert message.extra_headers["Message-ID"].endswith("@learn.example>")
    link = f"https://learn.example/learn/invitations/{make_token(here.enrolments[0].uid)}/"
    for text in (message.body, html_of(message)):
        for expected in (
            "Dear Ada,",
            here.trust.name,
            "Leading a clinical team",
            "your name",
            "your email address",
            "your GMC number",
            "we delete them",
            "29 September 2026",
            "your progress and your due dates",
            link,
        ):
            assert expected in text
        for value in ("King", "1234567", address):
            assert value not in text
    assert read_token(link.split("/")[-2]) == (here.enrolments[0].uid, 1)


def test_an_invitation_without_a_gmc_number_speaks_of_none() -> None:
    invited()
    assert "GMC" not in sent(NOW).body


def test_names_are_escaped_in_html_and_plain_in_text() -> None:
    invited(given_name="Zoë <b>", family_name="O'Neill & Co")
    message = sent(NOW)
    assert "Dear Zoë <b>," in message.body
    assert "Dear Zoë &lt;b&gt;," in html_of(message)
    assert "<b>" not in html_of(message)


def test_a_name_cannot_add_a_header(settings: Any) -> None:
    here = invited()
    here.trust.name = "Trust\nBcc: everyone@example.com"
    here.trust.save()
    sending.queue_due(now=NOW)
    outbox.drain(clock=lambda: NOW)
    assert mail.outbox == []
    (send,) = PlannedSend.objects.unscoped(reason="test").select_related("delivery")
    assert send.state == "queued"
    assert "BadHeaderError" in send.delivery.last_error


def test_a_reminder_says_what_is_due_when_and_why(settings: Any) -> None:
    settings.SITE_URL = "https://learn.example"
    reminded()
    message = sent(DUE)
    assert message.subject == "Module 1 is due on 31 October 2026"
    for text in (message.body, html_of(message).replace("&quot;", '"')):
        assert '"Module 1" in the programme "Leading a clinical team" is due on 31 October 2026.' in text
        assert "60 days after you started on 1 September 2026." in text
        assert "https://learn.example/learn/" in text


def test_a_mail_is_in_the_language_of_its_reader() -> None:
    here = world()
    welsh_titles(here)
    enrol(here, language="cy")
    due_dates.derive(here.ids, now=NOW)
    planning.plan_due_reminders(now=NOW, enrolment_ids=here.ids)
    message = sent(DUE)
    assert message.extra_headers["Content-Language"] == "cy"
    assert '<html lang="cy">' in html_of(message)
    assert "Arwain tîm clinigol" in message.body
    assert "31 Hydref 2026" in message.subject


def test_a_whole_message_is_fit_to_send() -> None:
    invited()
    raw = sent(NOW).message()
    assert raw["Auto-Submitted"] == "auto-generated"
    assert raw["List-Id"] == "<reminders.127.0.0.1>"
    assert [part.get_content_type() for part in raw.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]


def test_addresses_of_pages_come_from_the_site(settings: Any) -> None:
    settings.SITE_URL = "https://learn.example/"
    settings.LEADERSHIP_URLS = {"home": "/leadership/my/"}
    assert writing.address_of("home") == "https://learn.example/leadership/my/"
    assert writing.address_of("invitation", token="a:b") == "https://learn.example/learn/invitations/a:b/"
    assert writing.host() == "learn.example"
    del settings.SITE_URL
    settings.WAGTAILADMIN_BASE_URL = "https://cms.example"
    assert writing.host() == "cms.example"


def test_an_invitation_has_nothing_that_is_due() -> None:
    here = invited()
    send = the_send(Viewer.of_person(here.enrolments[0].person_id))
    assert writing.Titles([send]).requirement(send) == ""


# Who sees what


def test_doctor_and_trust_see_a_send_and_nobody_else_does() -> None:
    here, elsewhere = reminded(), world()
    other = enrol(elsewhere)[0]
    doctor = Viewer.of_person(here.enrolments[0].person_id)
    trust = Viewer.of_organisations([here.trust.pk], on=START)
    assert the_send(doctor) == the_send(trust)
    assert list(selectors.sends(Viewer.of_person(other.person_id))) == []
    assert list(selectors.sends(Viewer.of_organisations([elsewhere.trust.pk], on=START))) == []
    assert selectors.send_by_uid(trust, the_send(doctor).uid) == the_send(doctor)
    assert selectors.send_by_uid(Viewer.of_person(other.person_id), the_send(doctor).uid) is None
    Membership.objects.unscoped(reason="test").update(ends_on=START)
    assert list(selectors.sends(Viewer.of_organisations([here.trust.pk], on=DUE.date()))) == []


def test_a_row_says_what_when_and_why_not() -> None:
    here = reminded()
    doctor = Viewer.of_person(here.enrolments[0].person_id)
    row = presenters.row(the_send(doctor))
    assert row.what == "Reminder that Module 1 is due on 31 October 2026"
    assert row.programme == "Leading a clinical team"
    assert (row.when, row.state, row.reason, row.attempts) == (DUE, "planned", "", 0)
    planning.suppress_for_enrolments(here.ids, reason="deferred", now=NOW)
    (row,) = presenters.rows(selectors.sends(doctor))
    assert (row.state, row.reason) == ("not sent", "the programme is paused")
    PlannedSend.objects.unscoped(reason="test").update(reason="something new")
    assert presenters.row(the_send(doctor)).reason == "something new"


def test_a_sent_row_says_when_it_was_sent() -> None:
    here = invited()
    later = NOW.replace(hour=11)
    sent(later)
    row = presenters.row(the_send(Viewer.of_person(here.enrolments[0].person_id)))
    assert (row.what, row.when, row.state, row.attempts) == ("Invitation", later, "sent", 1)


def test_sends_can_be_narrowed_and_come_in_order(django_assert_num_queries: Any) -> None:
    here = world(due_days=(30, 60))
    ada, bob = enrol(here, 2)
    due_dates.derive(here.ids, now=NOW)
    planning.plan_due_reminders(now=NOW, enrolment_ids=here.ids)
    trust = Viewer.of_organisations([here.trust.pk], on=START)
    planning.suppress_for_enrolments([bob.pk], reason="withdrawn", now=NOW)
    assert selectors.sends(trust).count() == 4
    assert selectors.sends(trust, enrolment_uid=ada.uid).count() == 2
    with django_assert_num_queries(2):
        assert {send.recipient_id for send in selectors.sends(trust, enrolment_uid=ada.uid)} == {
            ada.person_id
        }
    assert selectors.sends(trust, states=["suppressed"]).count() == 2
    soonest = [send.planned_for.month for send in selectors.coming(trust)]
    assert soonest == [9, 10]
    assert [send.planned_for.month for send in selectors.sends(trust)] == [10, 10, 9, 9]


@pytest.mark.parametrize("count", [1, 3, 30])
def test_a_list_of_sends_is_two_queries(count: int, django_assert_num_queries: Any) -> None:
    here = world()
    enrol(here, count)
    due_dates.derive(here.ids, now=NOW)
    planning.plan_due_reminders(now=NOW, enrolment_ids=here.ids)
    trust = Viewer.of_organisations([here.trust.pk], on=START)
    with django_assert_num_queries(2):
        rows = presenters.rows(selectors.sends(trust))
    assert len(rows) == count
    assert {row.send.recipient.full_name for row in rows} == {f"Ada Doctor {n}" for n in range(count)}


def test_a_preview_is_the_mail_without_its_key() -> None:
    here = invited()
    preview = presenters.preview(the_send(Viewer.of_organisations([here.trust.pk], on=START)), for_trust=True)
    assert preview.subject == f"{here.trust.name} invites you to Leading a clinical team"
    token = make_token(here.enrolments[0].uid)
    assert token not in preview.text + preview.html
    assert "(the doctor's own link)" in preview.text
    assert preview.text.replace(
        "(the doctor's own link)", f"http://127.0.0.1:8000/learn/invitations/{token}/"
    ) == (sent(NOW).body)


def test_a_trusts_preview_says_nothing_of_absence(settings: Any) -> None:
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
    own = Viewer.of_person(here.enrolments[0].person_id)
    trust = Viewer.of_organisations([here.trust.pk], on=START)
    mine = presenters.preview(selectors.coming(own).get())
    theirs = presenters.preview(selectors.coming(trust).get(), for_trust=True)
    assert "60 days after you started on 1 September 2026, plus 13 days of recorded absence." in mine.text
    assert "60 days after the start on 1 September 2026, plus 13 days." in theirs.text
    assert "recorded absence" not in theirs.text + theirs.html
    assert "parental" not in mine.text + theirs.text


@pytest.mark.parametrize(("rule", "queries"), [("invitation", 4), ("before_due", 2)])
def test_a_preview_costs_few_queries(rule: str, queries: int, django_assert_num_queries: Any) -> None:
    here = invited() if rule == "invitation" else reminded()
    send = the_send(Viewer.of_organisations([here.trust.pk], on=START))
    with django_assert_num_queries(queries):
        assert presenters.preview(send).subject


# Beyond the horizon


def test_what_lies_beyond_the_horizon_is_forecast_by_the_same_rule(settings: Any) -> None:
    here = world(due_days=(30, 100), reminder_days=(1, 7))
    enrol(here)
    due_dates.derive(here.ids, now=NOW)
    planning.plan_due_reminders(now=NOW, enrolment_ids=here.ids)
    own = Viewer.of_person(here.enrolments[0].person_id)
    ahead = selectors.forecast(own, now=NOW)
    assert [one.moment.occurrence for one in ahead] == ["7:2026-12-10", "1:2026-12-10"]
    assert {one.due_date.requirement.title for one in ahead} == {"Module 2"}
    settings.LEADERSHIP_PLANNING_HORIZON_DAYS = 365
    assert selectors.forecast(own, now=NOW) == []
    planning.plan_due_reminders(now=NOW, enrolment_ids=here.ids)
    planned = {send.occurrence: send.planned_for for send in selectors.coming(own)}
    assert {one.moment.occurrence: one.moment.at for one in ahead}.items() <= planned.items()


def test_the_forecast_leaves_out_what_ended() -> None:
    here = world(due_days=(100,))
    enrol(here)
    due_dates.derive(here.ids, now=NOW)
    own = Viewer.of_person(here.enrolments[0].person_id)
    assert len(selectors.forecast(own, now=NOW)) == 1
    Enrolment.objects.unscoped(reason="test").update(state=State.WITHDRAWN)
    assert selectors.forecast(own, now=NOW) == []


def test_the_forecast_can_be_bounded() -> None:
    here = world(due_days=(100, 160), reminder_days=(7,))
    enrol(here)
    due_dates.derive(here.ids, now=NOW)
    own = Viewer.of_person(here.enrolments[0].person_id)
    ahead = selectors.forecast(own, now=NOW)
    assert [one.moment.occurrence for one in ahead] == ["7:2026-12-10", "7:2027-02-08"]
    beyond = (ahead[0].due_date.due_on - timedelta(days=7)) - (local_date(NOW) + timedelta(days=60))
    assert selectors.forecast(own, now=NOW, within=beyond) == ahead[:1]
    assert selectors.forecast(own, now=NOW, within=beyond - timedelta(days=1)) == []


def test_the_next_few_are_told_in_one_query(django_assert_num_queries: Any) -> None:
    here = world(due_days=(30, 60))
    enrol(here, 2)
    due_dates.derive(here.ids, now=NOW)
    planning.plan_due_reminders(now=NOW, enrolment_ids=here.ids)
    trust = Viewer.of_organisations([here.trust.pk], on=START)
    with django_assert_num_queries(1):
        lines = presenters.coming_lines(selectors.coming_lines(trust, limit=3))
    rows = presenters.rows(selectors.coming(trust)[:3])
    assert [(line.when, line.what, line.name) for line in lines] == [
        (row.when, row.what, row.send.recipient.full_name) for row in rows
    ]
    assert selectors.coming_lines(Viewer.nobody(), limit=3) == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_forecast_is_three_queries(count: int, django_assert_num_queries: Any) -> None:
    here = world(due_days=(100, 110))
    enrol(here, count)
    due_dates.derive(here.ids, now=NOW)
    with django_assert_num_queries(3):
        ahead = selectors.forecast(Viewer.of_organisations([here.trust.pk], on=START), now=NOW)
        assert {one.due_date.enrolment.version.title for one in ahead} == {"Leading a clinical team"}
    assert len(ahead) == 2 * count
