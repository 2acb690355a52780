"""Events and people of the demonstration: invented, and marked so."""

from __future__ import annotations

from datetime import datetime, timedelta

from cms.site.models import EventIndexPage, EventPage, HomePage, NewsPage, PersonIndexPage, PersonPage, Topic
from cms.site.services import add_page

EVENTS = (
    (
        21,
        2,
        "open-evening",
        "Open evening: what a leadership programme asks of you",
        "Two doctors who have finished a programme tell what it took. Questions are welcome.",
        "",
        "https://events.example/open-evening",
        "programmes",
    ),
    (
        60,
        6,
        "engagement-day",
        "A day on medical engagement",
        "Trusts show what they did after their survey, and what came of it.",
        "Guildhall, Northvale (invented)",
        "",
        "engagement",
    ),
    (
        -40,
        1,
        "reading-results",
        "Reading survey results without fooling yourself",
        "An hour on intervals, small groups and norms, with invented figures.",
        "",
        "https://events.example/reading-results",
        "research",
    ),
)
PEOPLE = (
    ("mair-imagined", "Dr Mair Imagined", "Programme director", "Northvale University Hospitals (invented)"),
    ("joseph-madeup", "Joseph Madeup", "Edits this site", "Estuary Care (invented)"),
    ("ines-fictive", "Dr Ines Fictive", "Researcher", "University of Nowhere (invented)"),
)
NEWS_TOPICS = {"three-programmes": "programmes", "what-a-trust-sees": "programmes"}


def publish(home: HomePage, *, now: datetime) -> None:
    """Dated from today; running it again adds nothing."""
    events = EventIndexPage.objects.child_of(home).get()
    topics = {topic.slug: topic for topic in Topic.objects.all()}
    for days, hours, slug, title, summary, place, online, topic in EVENTS:
        hour = 9 if hours > 3 else 17
        begins = (now + timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0)
        page = EventPage(
            title=title,
            slug=slug,
            summary=summary,
            starts_at=begins,
            ends_at=begins + timedelta(hours=hours),
            place=place,
            online_link=online,
            organiser="The makers of this demonstration",
            is_demonstration=True,
            search_description=summary,
        )
        page.topics = [topics[topic]]
        add_page(events, page, now)
    people = PersonIndexPage.objects.child_of(home).get()
    for slug, name, role, organisation in PEOPLE:
        person = PersonPage(
            title=name, slug=slug, role=role, organisation=organisation, is_demonstration=True
        )
        add_page(people, person, now)
    for news in NewsPage.objects.descendant_of(home).filter(slug__in=NEWS_TOPICS):
        news.topics.add(topics[NEWS_TOPICS[news.slug]])
        news.save()
