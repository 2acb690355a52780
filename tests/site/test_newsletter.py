"""The newsletter: confirmed by a press, sent once each, ended by one press, and the address is gone."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from cms.site import newsletters
from cms.site.models import NewsletterIssue, NewsletterLine, Subscription, Topic
from kernel import clock, outbox
from kernel.audit import Actor
from tests.factories.library import a_subscription, an_issue
from tests.factories.people import a_superuser
from tests.factories.trusts import NOW
from tests.web.conftest import text_of

pytestmark = pytest.mark.django_db
REASON = "asserting in a test"


def rows() -> Any:
    return Subscription.objects.unscoped(reason=REASON)


def lines() -> Any:
    return NewsletterLine.objects.unscoped(reason=REASON)


def a_topic(slug: str) -> Topic:
    return Topic.objects.create(slug=slug, title=slug.capitalize())


def links_of(message: Any) -> list[str]:
    return re.findall(r"https?://[^/]+(/newsletter/\S+)", message.body)


def carried() -> list[Any]:
    before = len(mail.outbox)
    outbox.drain(clock=clock.now)
    return mail.outbox[before:]


def send(issue: NewsletterIssue) -> NewsletterIssue:
    return newsletters.send(issue, actor=Actor.user(a_superuser().pk), now=NOW)


def test_nothing_comes_before_the_button_is_pressed(client: Client) -> None:
    topic = a_topic("research")

    answer = client.post("/newsletter/", {"email": "vera@mail.example", "topics": [topic.pk], "website": ""})

    assert (answer.status_code, answer["Location"]) == (302, "/newsletter/?sent")
    (asked,) = carried()
    assert asked.to == ["vera@mail.example"]
    (link,) = links_of(asked)
    assert "Yes, send it to me" in text_of(client.get(link))
    assert rows().get().confirmed_at is None
    assert list(newsletters.readers()) == []
    assert "You get the newsletter" in text_of(client.post(link))
    assert list(newsletters.readers()) == [rows().get()]
    assert newsletters.followed(rows().get()) == [topic]


def test_nobody_learns_whether_an_address_is_known(client: Client) -> None:
    a_subscription("vera@mail.example")

    answers = [
        client.post("/newsletter/", {"email": each}) for each in ("VERA@mail.example", "new@mail.example")
    ]

    assert {(each.status_code, each["Location"]) for each in answers} == {(302, "/newsletter/?sent")}
    known, new = sorted(carried(), key=lambda each: each.to, reverse=True)
    assert known.to == ["vera@mail.example"]
    assert "already" in known.subject
    assert "Confirm" in new.subject


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"email": ""}, "Enter your email address."),
        ({"email": "nowhere"}, "Enter an email address such as name@hospital.example."),
        ({"email": "a@mail.example", "website": "spam"}, "Leave this field empty"),
        ({"email": "a@mail.example", "topics": ["0"]}, "is not one of the available choices"),
    ],
)
def test_what_is_wrong_is_said(client: Client, given: dict[str, Any], said: str) -> None:
    answer = client.post("/newsletter/", given)

    assert answer.status_code == 422
    assert said in text_of(answer)
    assert rows().count() == 0


def test_who_asks_too_often_waits(client: Client, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"newsletter": "10/h/ip,3/h/key"}
    cache.clear()

    answers = [client.post("/newsletter/", {"email": "vera@mail.example"}).status_code for _ in range(4)]

    assert answers == [302, 302, 302, 429]
    cache.clear()


def test_an_issue_goes_once_to_who_follows_it() -> None:
    research, events = a_topic("research"), a_topic("events")
    a_subscription("all@mail.example")
    a_subscription("research@mail.example").topics.add(research)
    a_subscription("events@mail.example").topics.add(events)
    a_subscription("open@mail.example", confirmed_at=None)
    issue = an_issue(
        "Winter", body='<p>It is <b>cold</b>. <a href="/about/">More</a></p><ul><li>one</li></ul>'
    )
    issue.topics.add(research)

    sent = send(issue)
    first, again = carried(), carried()

    assert sorted(each.to[0] for each in first) == ["all@mail.example", "research@mail.example"]
    assert again == []
    assert (sent.recipients, newsletters.how_it_went(sent)) == (2, {"waiting": 0, "refused": 0})
    newsletters.carry(issue.pk, now=NOW)
    assert len(mail.outbox) == 2
    with pytest.raises(ValidationError, match="has been sent"):
        send(issue)
    letter = first[0]
    assert letter.subject == "Winter"
    assert "It is cold. More <http" in letter.body
    assert "- one" in letter.body
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_one_press_of_the_mail_program_ends_it_and_the_address_is_gone() -> None:
    row = a_subscription("vera@mail.example")
    send(an_issue())
    (letter,) = carried()
    address = re.search(r"(/newsletter/stop/[^>]+)>", letter.extra_headers["List-Unsubscribe"])
    assert address is not None
    program = Client(enforce_csrf_checks=True)

    assert program.get(address[1]).status_code == 200
    assert rows().filter(pk=row.pk).exists()
    assert program.post(address[1], {"List-Unsubscribe": "One-Click"}).status_code == 200

    assert rows().count() == lines().count() == 0
    assert NewsletterIssue.objects.get().recipients == 1
    assert program.post(address[1]).status_code == 200
    assert program.post("/newsletter/stop/made-up/").status_code == 404


def test_topics_are_changed_by_the_link_of_a_mail(client: Client) -> None:
    row, topic = a_subscription(), a_topic("research")
    address = reverse("newsletter_yours", args=[newsletters.link_token(row)])

    assert "Your choice is saved." in text_of(client.post(address, {"topics": [topic.pk]}))

    assert newsletters.followed(row) == [topic]
    newsletters.stop(newsletters.link_token(row))
    for name in ("newsletter_yours", "newsletter_confirm"):
        gone = client.post(reverse(name, args=[newsletters.link_token(row)]))
        assert gone.status_code == 404
        assert "This link does not work" in text_of(gone)


def test_who_never_confirms_is_forgotten() -> None:
    for days, confirmed in ((8, None), (6, None), (8, NOW)):
        asked = NOW - timedelta(days=days)
        a_subscription(f"{days}{bool(confirmed)}@mail.example", asked_at=asked, confirmed_at=confirmed)

    assert newsletters.purge(now=NOW) == 1
    assert set(rows().values_list("email", flat=True)) == {"6False@mail.example", "8True@mail.example"}


def test_an_editor_writes_looks_and_sends(client: Client) -> None:
    a_subscription()
    issue = an_issue("Draft")
    client.force_login(a_superuser())
    address = reverse("cms_newsletter_send", args=[issue.pk])

    assert "It goes to 1 address that is confirmed" in text_of(client.get(address))
    assert "Sent on" in text_of(client.post(address, follow=True))
    assert "This issue has been sent." in text_of(client.post(address, follow=True))
    assert lines().count() == 1
    changed = client.post(reverse("newsletters:edit", args=[issue.pk]), {"subject": "Other", "body": "null"})
    assert "it stays as it was read" in text_of(changed)
    assert NewsletterIssue.objects.get().subject == "Draft"


@pytest.mark.parametrize(
    ("table", "change", "constraint"),
    [
        ("subscription", "language = 'fr'", "subscription_language"),
        ("subscription", "confirmed_at = asked_at - interval '1 day'", "subscription_confirmed_after_asked"),
        ("newsletterissue", "recipients = NULL", "newsletter_sent_by_somebody_to_so_many"),
        ("newsletterissue", "subject = ''", "newsletter_says_something"),
        ("newsletterline", "refused = true", "newsletter_line_refused_is_done"),
        ("topic", "title = ''", "topic_has_title"),
    ],
)
def test_the_database_refuses(table: str, change: str, constraint: str) -> None:
    a_topic("research")
    a_subscription()
    send(an_issue())

    with (
        pytest.raises(IntegrityError, match=constraint),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE leadership_site_{table} SET {change}")


def test_an_address_and_a_line_stand_once() -> None:
    row = a_subscription("vera@mail.example")
    issue = an_issue()
    lines().create(issue=issue, subscription=row)

    with pytest.raises(IntegrityError, match="newsletter_line_once"), transaction.atomic():
        lines().create(issue=issue, subscription=row)
    with pytest.raises(IntegrityError, match="subscription_of_an_address_once"), transaction.atomic():
        a_subscription("VERA@mail.example")
