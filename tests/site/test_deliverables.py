"""Deliverables: lists by kind, what there is to take away, feed, and what the database refuses."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from wagtail.documents.models import Document
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from cms.demo import public
from cms.site.models import DeliverableFile, DeliverableIndexPage, DeliverablePage
from kernel.clock import today
from tests.factories.people import a_superuser
from tests.factories.trusts import NOW
from tests.web.conftest import text_of


def make_deliverables(count: int, **given: Any) -> list[DeliverablePage]:
    shelf = DeliverableIndexPage.objects.get()
    made = []
    for number in range(count):
        page = DeliverablePage(
            **{
                "title": f"Thing {number}",
                "slug": f"thing-{number}",
                "kind": ("report", "tool")[number % 2],
                "date": date(2026, 7, 30) - timedelta(days=number),
                "summary": f"Summary {number}.",
                "last_published_at": NOW,
                **given,
            }
        )
        page.files = [DeliverableFile(document=make_document(f"thing-{number}.csv"))]
        made.append(shelf.add_child(instance=page))
    return made


def make_document(name: str) -> Document:
    content = b"a,b\n1,2\n" * 300
    return Document.objects.create(title=name, file=ContentFile(content, name=name), file_size=len(content))


@pytest.mark.parametrize(("count", "queries"), [(1, 14), (3, 14), (30, 14)])
def test_the_list_costs_the_same(
    site: Any, client: Client, django_assert_num_queries: Any, count: int, queries: int
) -> None:
    make_deliverables(count)
    client.get("/deliverables/")

    with django_assert_num_queries(queries):
        client.get("/deliverables/")


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_feed_costs_the_same(
    site: Any, client: Client, django_assert_num_queries: Any, count: int
) -> None:
    make_deliverables(count)
    client.get("/feeds/deliverables.xml")

    with django_assert_num_queries(5):
        assert text_of(client.get("/feeds/deliverables.xml")).count("<entry>") == count


@pytest.mark.parametrize("count", [1, 3, 30])
def test_a_page_costs_the_same_for_many_files(
    site: Any, client: Client, django_assert_num_queries: Any, count: int
) -> None:
    (page,) = make_deliverables(1)
    for number in range(count - 1):
        DeliverableFile.objects.create(page=page, document=make_document(f"more-{number}.txt"))
    client.get("/deliverables/thing-0/")

    with django_assert_num_queries(15):
        assert text_of(client.get("/deliverables/thing-0/")).count(" download>") == count + 3


def test_the_kind_is_in_the_address(site: Any, client: Client) -> None:
    make_deliverables(12)

    tools = text_of(client.get("/deliverables/?kind=tool"))

    assert ["Thing 0<" in tools, "Thing 1<" in tools, "Thing 11<" in tools] == [False, True, True]
    assert 'href="?kind=tool" aria-current="true">Tool (6)' in tools
    assert "Report (6)" in tools
    assert "Slides" not in tools
    assert "There is nothing of this kind yet." in text_of(client.get("/deliverables/?kind=slides"))
    assert "Thing 0<" in text_of(client.get("/deliverables/?kind=nonsense"))
    assert 'href="?page=2"' in text_of(client.get("/deliverables/"))


def test_nothing_yet(site: Any, client: Client) -> None:
    assert "Nothing has been published yet." in text_of(client.get("/deliverables/"))


def test_a_file_says_its_format_and_size(site: Any, client: Client) -> None:
    make_deliverables(1, authors="A. Writer")

    page = text_of(client.get("/deliverables/thing-0/"))

    assert "(CSV, 2.3 KB)" in page
    assert "A. Writer" in page
    assert "Made up for the demonstration" not in page


def test_a_link_elsewhere_and_a_file_that_went(site: Any, client: Client) -> None:
    (page,) = make_deliverables(1)
    Document.objects.all().delete()

    assert "Its file has been withdrawn." in text_of(client.get("/deliverables/thing-0/"))
    DeliverablePage.objects.filter(pk=page.pk).update(link="https://elsewhere.example/report")
    assert 'href="https://elsewhere.example/report" rel="external"' in text_of(
        client.get("/deliverables/thing-0/")
    )


@pytest.mark.parametrize(
    ("column", "value", "constraint"),
    [
        ("kind", "secret", "deliverable_kind"),
        ("link", "javascript:alert(1)", "deliverable_link_is_of_the_web"),
    ],
)
def test_the_database_refuses(site: Any, column: str, value: str, constraint: str) -> None:
    make_deliverables(1)

    with (
        pytest.raises(IntegrityError, match=constraint),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE leadership_site_deliverablepage SET {column} = %s", [value])


def test_one_file_once(site: Any) -> None:
    (page,) = make_deliverables(1)

    with pytest.raises(IntegrityError, match="deliverable_file_once"), transaction.atomic():
        DeliverableFile.objects.create(page=page, document=page.files.get().document)


def test_an_editor_publishes_only_what_can_be_taken_away(site: Any, client: Client) -> None:
    client.force_login(a_superuser())
    shelf = DeliverableIndexPage.objects.get()
    address = reverse("wagtailadmin_pages:add", args=["leadership_site", "deliverablepage", shelf.pk])
    data = {
        "title": "A guide",
        "slug": "a-guide",
        "kind": "guide",
        "date": "2026-07-01",
        "summary": "What it is.",
        "abstract": rich_text("<p>What it says.</p>"),
        "body": rich_text("<p>More.</p>"),
        "authors": "",
        "link": "",
        "files": inline_formset([]),
        "sources": inline_formset([]),
        "comments": inline_formset([]),
    }

    refused = client.post(address, {**nested_form_data(data), "action-publish": "1"})
    assert "Add a file, or say where it can be found." in text_of(refused)
    assert not DeliverablePage.objects.exists()
    client.post(address, nested_form_data({**data, "slug": "a-draft"}))
    assert not DeliverablePage.objects.get().live
    linked = nested_form_data({**data, "link": "https://elsewhere.example/guide"})
    client.post(address, {**linked, "elements": ["1.1", "4.2"], "action-publish": "1"})
    page = DeliverablePage.objects.live().get()
    assert (page.title, page.elements) == ("A guide", ["1.1", "4.2"])


def test_the_demonstration_is_marked_and_made_once(site: Any, client: Client) -> None:
    public.publish(site["home"], now=NOW)
    public.publish(site["home"], now=NOW)

    page = text_of(client.get("/deliverables/"))
    assert page.count("Made up for the demonstration") == 3
    assert DeliverablePage.objects.count() == 3
    assert Document.objects.count() == 4
    assert text_of(client.get("/news/")).count("<time") == 3


def test_a_new_page_offers_the_day_of_today(site: Any, client: Client) -> None:
    client.force_login(a_superuser())
    index = DeliverableIndexPage.objects.get()

    page = client.get(f"/admin/pages/add/leadership_site/deliverablepage/{index.pk}/")

    assert page.context["form"]["date"].value() == today()
