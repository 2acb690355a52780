"""Good practice, behaviours, events, people, questions: lists, feeds, calendars, and what is refused."""

from __future__ import annotations

from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from cms.site.models import (
    BehaviourEvidence,
    BehaviourIndexPage,
    BehaviourPage,
    GoodPracticeEvidence,
    PersonIndexPage,
    PersonPage,
    Question,
    QuestionsPage,
    Theme,
    Topic,
)
from tests.factories.library import a_shelf, an_event, an_example
from tests.factories.trusts import NOW
from tests.ready import ready
from tests.site.conftest import make_site
from tests.site.test_news import make_news
from tests.web.conftest import text_of

CITED = {"says": "So.", "source": "S.", "link": "https://a.example", "checked_on": date(2026, 1, 1)}


def make_one_of_each() -> None:
    GoodPracticeEvidence.objects.create(page=an_example(), **CITED)
    behaviour = BehaviourPage(title="B", slug="b", summary="S.", approach="<p>A.</p>", looks_like="<p>L.</p>")
    a_shelf(BehaviourIndexPage, "behaviours").add_child(instance=behaviour)
    BehaviourEvidence.objects.create(page=behaviour, **CITED)
    an_event()
    person = PersonPage(title="P", slug="p", role="R", is_demonstration=True)
    a_shelf(PersonIndexPage, "people").add_child(instance=person)
    Question.objects.create(page=a_shelf(QuestionsPage, "questions"), question="Q?", answer="<p>A.</p>")
    Theme.objects.create(slug="t", title="T")


def make_shelves() -> None:
    make_site()
    make_one_of_each()


ready_shelves = ready("ready_shelves", make_shelves)


@pytest.mark.parametrize(
    ("table", "change", "constraint"),
    [
        ("goodpracticepage", "kind_of_organisation = ''", "good_practice_is_of_somebody"),
        (
            "goodpracticepage",
            "is_illustrative = true, organisation = 'X'",
            "good_practice_illustration_names_nobody",
        ),
        (
            "goodpracticepage",
            "is_illustrative = true, contact = 'X'",
            "good_practice_illustration_names_nobody",
        ),
        ("goodpracticepage", "elements = '{6.1}'", "good_practice_elements"),
        ("goodpracticepage", "date = '1800-01-01'", "good_practice_days"),
        ("goodpracticeevidence", "link = ''", "goodpracticeevidence_read_or_recalled"),
        ("goodpracticeevidence", "link = 'ftp://a'", "goodpracticeevidence_link_is_of_the_web"),
        ("goodpracticeevidence", "checked_on = '1800-01-01'", "goodpracticeevidence_days"),
        ("behaviourpage", "elements = '{1.5}'", "behaviour_elements"),
        ("behaviourevidence", "checked_on = NULL", "behaviourevidence_read_or_recalled"),
        ("behaviourevidence", "link = 'ftp://a'", "behaviourevidence_link_is_of_the_web"),
        ("behaviourevidence", "checked_on = '1800-01-01'", "behaviourevidence_days"),
        ("eventpage", "ends_at = starts_at", "event_ends_after_it_begins"),
        ("eventpage", "place = ''", "event_is_somewhere"),
        ("eventpage", "online_link = 'ftp://a'", "event_online_link_is_of_the_web"),
        ("eventpage", "booking_link = 'ftp://a'", "event_booking_link_is_of_the_web"),
        ("personpage", "is_demonstration = false", "person_agreed_or_is_invented"),
        ("personpage", "link = 'ftp://a'", "person_link_is_of_the_web"),
        ("personpage", "agreed_on = '1800-01-01'", "person_days"),
        ("question", "answer = ''", "question_is_asked_and_answered"),
        ("theme", "title = ''", "theme_has_title"),
    ],
)
def test_the_database_refuses(ready_shelves: None, table: str, change: str, constraint: str) -> None:
    with (
        pytest.raises(IntegrityError, match=constraint),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE leadership_site_{table} SET {change}")


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("address", "queries"), [("/good-practice/", 14), ("/events/", 11)])
def test_a_list_costs_the_same(
    site: Any, client: Client, django_assert_num_queries: Any, address: str, queries: int, count: int
) -> None:
    theme = Theme.objects.create(slug="t", title="T")
    for number in range(count):
        an_example(f"example-{number}", themes=[theme])
        an_event(f"event-{number}")
    with time_machine.travel(NOW, tick=False):
        client.get(address)
        with django_assert_num_queries(queries):
            page = client.get(address)

    assert text_of(page).count(f'<a href="{address}e') == count


def test_a_topic_has_feeds_of_its_own(site: Any, client: Client) -> None:
    topic = Topic.objects.create(slug="research", title="Research")
    about, _other = make_news(2)
    about.topics = [topic]
    about.save()

    atom, rss = (client.get(reverse(f"topic_{form}", args=["research"])) for form in ("feed", "rss"))

    (entry,) = ElementTree.fromstring(atom.content).iter("{http://www.w3.org/2005/Atom}entry")
    (item,) = ElementTree.fromstring(rss.content).iter("item")
    assert entry.findtext("{http://www.w3.org/2005/Atom}title") == item.findtext("title") == "Item 0"
    assert rss["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert client.get("/feeds/news/nothing.xml").status_code == 404
    assert "Item 1<" not in text_of(client.get("/news/?topic=research"))


def test_an_event_goes_into_a_calendar(site: Any, client: Client) -> None:
    page = an_event(online_link="https://online.example/room", booking_link="https://book.example/")

    answer = client.get(reverse("event_file", args=[page.pk]))

    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert (event["SUMMARY"], event["LOCATION"]) == ("The event", "The hall")
    assert event.decoded("DTSTART") == page.starts_at
    assert str(event["UID"]).startswith(str(page.uid))
    with time_machine.travel(NOW, tick=False):
        assert "Book a place" in text_of(client.get("/events/event/"))
    with time_machine.travel(page.ends_at.replace(year=page.ends_at.year + 1), tick=False):
        over = text_of(client.get("/events/event/"))
    assert "This event is over" in over
    assert "Book a place" not in over
