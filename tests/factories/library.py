"""Pages and readers of the public library."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.files.base import ContentFile
from wagtail.documents.models import Document

from cms.site import pdfs
from cms.site.models import (
    DeliverableFile,
    DeliverableIndexPage,
    DeliverablePage,
    EventIndexPage,
    EventPage,
    GoodPracticeIndexPage,
    GoodPracticePage,
    HomePage,
    NewsletterIssue,
    Subscription,
    Theme,
    Topic,
)
from tests.factories.trusts import NOW


def a_shelf(model: Any, slug: str) -> Any:
    """The page that lists such pages, below the home; made where it is missing."""
    there = model.objects.first()
    return there or HomePage.objects.get().add_child(instance=model(title=slug, slug=slug))


def a_deliverable(name: str = "report", *, files: int = 0, **given: Any) -> DeliverablePage:
    page = DeliverablePage(
        **{
            "title": f"The {name}",
            "slug": name,
            "kind": "report",
            "date": date(2026, 7, 1),
            "summary": "What it is.",
            "last_published_at": NOW,
            **given,
        }
    )
    page.files = [DeliverableFile(document=a_document(f"{name}-{n}.txt")) for n in range(files)]
    return DeliverableIndexPage.objects.get().add_child(instance=page)


def a_document(name: str) -> Any:
    file = ContentFile(f"What {name} says.".encode(), name=name)
    return Document.objects.create(title=name, file=file)


def an_example(name: str = "example", **given: Any) -> GoodPracticePage:
    themes = given.pop("themes", [])
    page = GoodPracticePage(
        **{
            "title": f"The {name}",
            "slug": name,
            "date": date(2026, 7, 1),
            "summary": "What was done.",
            "kind_of_organisation": "A hospital",
            "problem": "<p>Nobody came.</p>",
            "done": "<p>Somebody went.</p>",
            "last_published_at": NOW,
            **given,
        }
    )
    page.themes = themes
    return a_shelf(GoodPracticeIndexPage, "good-practice").add_child(instance=page)


def an_event(name: str = "event", *, days: int = 7, **given: Any) -> EventPage:
    begins = NOW + timedelta(days=days)
    page = EventPage(
        **{
            "title": f"The {name}",
            "slug": name,
            "summary": "What happens.",
            "starts_at": begins,
            "ends_at": begins + timedelta(hours=2),
            "place": "The hall",
            "last_published_at": NOW,
            **given,
        }
    )
    return a_shelf(EventIndexPage, "events").add_child(instance=page)


def a_subscription(email: str = "reader@mail.example", **given: Any) -> Subscription:
    values = {"email": email, "language": "en-gb", "asked_at": NOW, "confirmed_at": NOW, **given}
    return Subscription.objects.unscoped(reason="a test").create(**values)


def an_issue(subject: str = "Summer", **given: Any) -> NewsletterIssue:
    return NewsletterIssue.objects.create(**{"subject": subject, "body": "<p>It is warm.</p>", **given})


@dataclass(frozen=True)
class LibraryRows:
    """One of each that an address names."""

    deliverable: DeliverablePage
    event: EventPage
    theme: Theme
    topic: Topic
    issue: NewsletterIssue
    reader: Subscription


def make_library_rows() -> LibraryRows:
    deliverable = a_deliverable(files=1)
    assert pdfs.make(deliverable.pk, now=NOW)
    return LibraryRows(
        deliverable=deliverable,
        event=an_event(),
        theme=Theme.objects.create(slug="made", title="Made"),
        topic=Topic.objects.create(slug="made", title="Made"),
        issue=an_issue(),
        reader=a_subscription(),
    )
