"""Pages about mails: what goes and by whose rule, what would go, what is muted, what a trust narrows."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kernel.models import AuditEntry
from lms.reminders import tokens
from lms.reminders.enums import Category
from lms.reminders.models import Mute, PlannedSend, TrustRule, TrustSentence
from tests.factories import trusts
from tests.factories.courses import make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(ready_world: Any) -> Any:
    return ready_world


def signed_in(user: Any) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def sends(**which: Any) -> Any:
    return PlannedSend.objects.unscoped(reason="test").filter(**which)


def rows(model: Any) -> Any:
    return model.objects.unscoped(reason="test")


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_a_doctor_mutes_a_kind_of_mail_and_wants_it_again(here: Any) -> None:
    user, row = here.enrolled()
    browser = signed_in(user)
    address = reverse("leadership_learn:mail_choices")
    assert browser.post(address, {"nudges": "on"}).status_code == 302
    assert list(rows(Mute).values_list("person_id", "category")) == [(row.person_id, "deadlines")]
    assert [(s.state, s.reason) for s in sends(rule="before_due")] == [("suppressed", "muted")]
    page = text(browser.get(reverse("leadership_learn:messages")))
    assert "mails of this kind are muted" in page
    assert "Muted by you" in page
    # The trust reads no more than that none is wanted.
    desk = text(signed_in(here.lead).get(reverse("leadership_trust:reminders"), {"shown": "all"}))
    assert "no reminder is wanted at present" in desk
    assert "muted" not in desk
    assert browser.post(address, {"nudges": "on", "deadlines": "on"}).status_code == 302
    assert rows(Mute).count() == 0
    assert [(s.state, s.reason) for s in sends(rule="before_due")] == [("planned", "")]


def test_a_link_ends_a_kind_of_mail_by_post_alone(here: Any) -> None:
    _user, row = here.enrolled()
    token = tokens.make_token(row.person.uid, Category.DEADLINES)
    address = reverse("leadership_learn:unsubscribe", args=[token])
    program = Client(enforce_csrf_checks=True)
    assert "Stop these mails" in text(program.get(address))
    assert program.head(address).status_code == 200
    assert rows(Mute).count() == 0
    for _ in range(2):
        done = program.post(address, {"List-Unsubscribe": "One-Click"})
        assert done.status_code == 200
        assert "You get no more of these mails" in text(done)
        assert "Set-Cookie" not in done.headers
    assert list(rows(Mute).values_list("person_id", "category")) == [(row.person_id, "deadlines")]
    assert [(s.state, s.reason) for s in sends(rule="before_due")] == [("suppressed", "muted")]
    assert AuditEntry.objects.filter(action="reminders.unsubscribe").count() == 1


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_wrong_link_ends_nothing(here: Any, method: str) -> None:
    _user, row = here.enrolled()
    token = tokens.make_token(row.person.uid, Category.DEADLINES)
    for wrong in (f"{token}x", token[3:], "nothing"):
        answer = getattr(Client(), method)(reverse("leadership_learn:unsubscribe", args=[wrong]))
        assert answer.status_code == 404
    assert rows(Mute).count() == 0


def test_a_trust_switches_a_reminder_off_for_its_own_seats_only(here: Any) -> None:
    user, _row = here.enrolled()
    other = make_world("Northvale (invented)")
    other.enrolled("else@mail.example")
    desk = signed_in(here.lead)
    address = reverse("leadership_trust:reminder_rules", args=[here.contract.uid])
    before = text(desk.get(address))
    assert "7 days before a due date" in before
    assert "From the programme, version 1." in before

    assert desk.post(address, {"before_due": "off", "sentence": "Ask Ms Example."}).status_code == 302

    assert [(s.state, s.reason) for s in sends(organisation=here.trust, rule="before_due")] == [
        ("suppressed", "switched_off")
    ]
    assert [s.state for s in sends(organisation=other.trust, rule="before_due")] == ["planned"]
    said = "Riverside (invented) switched this off on"
    assert said in text(desk.get(address))
    assert said in text(signed_in(user).get(reverse("leadership_learn:messages")))
    mail = text(
        desk.get(reverse("leadership_trust:reminder_preview", args=[here.contract.uid, "before_due"]))
    )
    assert "Riverside (invented) adds: Ask Ms Example." in mail

    assert desk.post(address, {"before_due": "promised", "sentence": ""}).status_code == 302
    assert [s.state for s in sends(organisation=here.trust, rule="before_due")] == ["planned"]
    assert (
        rows(TrustRule).filter(ended_at=None).count()
        == rows(TrustSentence).filter(ended_at=None).count()
        == 0
    )
    assert (rows(TrustRule).count(), rows(TrustSentence).count()) == (1, 1)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"before_due": "later", "before_due_later": ""}, "Say how many days later."),
        ({"before_due": "promised", "sentence": "See www.else.example"}, "No links"),
        ({"before_due": "promised", "sentence": "Write to a@mail.example"}, "No links"),
        ({"before_due": "promised", "sentence": "<b>Now</b>"}, "without markup"),
        ({"before_due": "promised", "sentence": "x" * 201}, "200"),
        ({"before_due": "more"}, "before_due"),
    ],
)
def test_a_trust_narrows_and_says_plain_words_only(here: Any, given: dict[str, str], said: str) -> None:
    desk = signed_in(here.lead)
    address = reverse("leadership_trust:reminder_rules", args=[here.contract.uid])
    answer = desk.post(address, {"sentence": "", **given})
    assert answer.status_code == 422
    assert said in text(answer)
    assert rows(TrustRule).count() == rows(TrustSentence).count() == 0


def test_a_later_reminder_is_planned_anew(here: Any) -> None:
    here.enrolled()
    desk = signed_in(here.lead)
    address = reverse("leadership_trust:reminder_rules", args=[here.contract.uid])
    assert (
        desk.post(address, {"before_due": "later", "before_due_later": "4", "sentence": ""}).status_code
        == 302
    )
    assert sorted((s.occurrence[:2], s.state, s.reason) for s in sends(rule="before_due")) == [
        ("3:", "planned", ""),
        ("7:", "suppressed", "rule_changed"),
    ]
    assert "made this 4 days later on" in text(desk.get(address))


def test_the_desk_filters_in_the_address(here: Any) -> None:
    here.enrolled()
    here.invite("bo@mail.example")
    desk = signed_in(here.lead)
    address = reverse("leadership_trust:reminders")
    planned = sends(rule="before_due").get()
    week = {"week": planned.planned_for.date().isoformat()}
    assert "Reminder that" in text(desk.get(address, week))
    assert "None." in text(desk.get(address, {"week": "2027-06-01"}))
    assert "None." in text(desk.get(address, {"rule": "overdue"}))
    assert "None." in text(desk.get(address, {"person": "Nobody Here"}))
    assert (
        "Invitation"
        not in text(desk.get(address, {"rule": "before_due", "shown": "all"})).partition(
            '<ul class="lp-rows">'
        )[2]
    )
    assert desk.get(address, {"rule": "wrong", "week": "wrong", "state": "wrong"}).status_code == 200


def test_a_dry_run_is_a_file_that_no_spreadsheet_runs(here: Any) -> None:
    user, row = here.enrolled()
    type(row.person).objects.unscoped(reason="test").filter(pk=row.person_id).update(family_name="=1+1")
    desk = signed_in(here.lead)
    answer = desk.get(reverse("leadership_trust:dry_run"), {"days": "60"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0] == "Day,Time,Family name,Given name,Programme,Rule,Mail,Why"
    (reminder,) = [line for line in lines[1:] if "before the due date" in line.split(",")[5]]
    assert ",'=1+1," in reminder
    assert "7 days before the due date" in reminder
    assert user.pk
    short = desk.get(reverse("leadership_trust:dry_run"), {"days": "wrong"})
    assert len(b"".join(short.streaming_content).splitlines()) < len(lines)


@pytest.mark.parametrize("count", [1, 3, 30])
def test_pages_of_mails_cost_the_same_at_any_length(
    here: Any, count: int, django_assert_max_num_queries: Any
) -> None:
    here.contract.seats = 100
    type(here.contract).objects.unscoped(reason="test").filter(pk=here.contract.pk).update(seats=100)
    here.invite(*(f"doctor{number}@mail.example" for number in range(count)))
    desk = signed_in(here.lead)
    with django_assert_max_num_queries(12):
        desk.get(reverse("leadership_trust:reminders"))
    with django_assert_max_num_queries(8):
        b"".join(desk.get(reverse("leadership_trust:dry_run")).streaming_content)


def test_a_designer_sees_the_words_and_counts_without_names(here: Any) -> None:
    here.enrolled()
    here.invite(*(f"doctor{number}@mail.example" for number in range(6)))
    designer = trusts.make_user("super@mail.example", is_superuser=True, is_staff=True)
    browser = signed_in(designer)
    assert here.version.title in text(browser.get(reverse("leadership_studio_reminders")))
    page = text(browser.get(reverse("leadership_studio_reminders_of", args=[here.version.programme_key])))
    assert "Dear Sam," in page
    assert "fewer than 5" in page
    assert "Imagined" not in page
    assert browser.get(reverse("leadership_studio_reminders_of", args=[here.trust.uid])).status_code == 404
