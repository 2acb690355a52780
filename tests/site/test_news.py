"""News: lists, pages, feed, and what the database refuses."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import PageViewRestriction

from cms.site.models import NewsIndexPage, NewsPage
from kernel.clock import today
from tests.factories.people import a_superuser
from tests.factories.trusts import NOW
from tests.web.conftest import text_of

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def make_news(count: int, **given: Any) -> list[NewsPage]:
    """One a day, the first the newest."""
    index = NewsIndexPage.objects.get()
    made = []
    for number in range(count):
        page = NewsPage(
            **{
                "title": f"Item {number}",
                "slug": f"item-{number}",
                "date": date(2026, 7, 30) - timedelta(days=number),
                "summary": f"Summary {number}.",
                "body": "<p>The body.</p>",
                "last_published_at": NOW,
                **given,
            }
        )
        made.append(index.add_child(instance=page))
    return made


def test_a_new_page_offers_the_day_of_today(site: Any, client: Client) -> None:
    client.force_login(a_superuser())
    index = NewsIndexPage.objects.get()

    page = client.get(f"/admin/pages/add/leadership_site/newspage/{index.pk}/")

    assert page.context["form"]["date"].value() == today()


def test_the_list_is_newest_first_in_pages_of_ten(site: Any, client: Client) -> None:
    make_news(12)

    first, second = (text_of(client.get(f"/news/?page={number}")) for number in (1, 2))

    assert [f"Item {n}<" in first for n in (0, 9, 10, 11)] == [True, True, False, False]
    assert first.index("Item 0<") < first.index("Item 9<")
    assert [f"Item {n}<" in second for n in (0, 9, 10, 11)] == [False, False, True, True]
    assert "30 July 2026" in first
    assert text_of(client.get("/news/?page=99")) == text_of(client.get("/news/?page=2")).replace(
        "page=99", "page=2"
    )


def test_nothing_yet(site: Any, client: Client) -> None:
    assert "There is no news yet. It will stand here, the newest first." in text_of(client.get("/news/"))


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_list_costs_the_same(
    site: Any, client: Client, django_assert_num_queries: Any, count: int
) -> None:
    make_news(count)
    client.get("/news/")

    with django_assert_num_queries(12):
        client.get("/news/")


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_feed_costs_the_same(
    site: Any, client: Client, django_assert_num_queries: Any, count: int
) -> None:
    make_news(count)
    client.get("/feeds/news.xml")

    with django_assert_num_queries(3):
        answer = client.get("/feeds/news.xml")
    assert len(ElementTree.fromstring(answer.content).findall("a:entry", ATOM)) == count


def test_the_feed_is_atom_with_whole_addresses(site: Any, client: Client) -> None:
    make_news(1)

    answer = client.get("/feeds/news.xml")
    (entry,) = ElementTree.fromstring(answer.content).findall("a:entry", ATOM)

    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert entry.findtext("a:title", namespaces=ATOM) == "Item 0"
    assert entry.findtext("a:summary", namespaces=ATOM) == "Summary 0."
    assert entry.findtext("a:published", namespaces=ATOM) == "2026-07-30T12:00:00+01:00"
    assert entry.find("a:link", ATOM).attrib["href"].endswith("/news/item-0/")
    assert entry.find("a:link", ATOM).attrib["href"].startswith("http")


def test_home_shows_the_three_newest(site: Any, client: Client) -> None:
    make_news(4)

    page = text_of(client.get("/"))

    assert [f"Item {n}<" in page for n in range(4)] == [True, True, True, False]


def test_drafts_and_closed_pages_are_nowhere(site: Any, client: Client) -> None:
    _shown, draft, closed = make_news(3)
    NewsPage.objects.filter(pk=draft.pk).update(live=False)
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)

    for address in ("/news/", "/", "/feeds/news.xml"):
        page = text_of(client.get(address))
        assert "Item 0" in page
        assert "Item 1" not in page
        assert "Item 2" not in page


# Wagtail leaves files open when it makes smaller pictures.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_picture_has_words(site: Any, client: Client) -> None:
    picture = Image.objects.create(title="A ward", file=get_test_image_file())
    (page,) = make_news(1, picture=picture, picture_alt="A ward round in the morning")

    assert 'alt="A ward round in the morning"' in text_of(client.get("/news/item-0/"))
    page.picture_alt = ""
    with pytest.raises(ValidationError, match="Say in words what the picture shows"):
        page.full_clean()
    with (
        pytest.raises(IntegrityError, match="news_picture_in_words"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE leadership_site_newspage SET picture_alt = ''")
    picture.delete()
    assert client.get("/news/item-0/").status_code == 200
