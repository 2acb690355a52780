"""What comes with the product: all of it, once, cited, marked, and shown on every page."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.staticfiles.finders import find
from django.core.management import call_command
from django.test import Client
from wagtail.models import Locale, Page

from cms.demo import gatherings
from cms.site import library_content
from cms.site.models import (
    BehaviourPage,
    DeliverablePage,
    DeliverableSource,
    GoodPracticePage,
    HomePage,
    Theme,
)
from cms.site.services import build_site
from kernel import outbox
from kernel.models import OutboxMessage
from tests.factories.trusts import NOW
from tests.ready import ready
from tests.web.conftest import text_of

REAL = ("Salford", "Northumbria", "Kaiser")


def make_library() -> dict[str, Any]:
    home = build_site(NOW)
    library_content.build_library(home, now=NOW)
    gatherings.publish(home, now=NOW)
    return {"home": home}


ready_library = ready("ready_library", make_library)


@pytest.fixture
def library(ready_library: dict[str, Any]) -> Iterator[HomePage]:
    with time_machine.travel(NOW, tick=False):
        yield ready_library["home"]


def test_each_deliverable_says_where_it_is_kept_and_cites_what_it_quotes(library: HomePage) -> None:
    pages = DeliverablePage.objects.live()

    assert pages.count() == 6
    for page in pages:
        assert page.link.startswith("https://")
        assert page.link_checked_on is None
        assert page.licence != ""
        assert page.sources.exists()
        assert not page.files.exists()
    for row in DeliverableSource.objects.all():
        row.full_clean()
        assert row.is_recalled is (row.link == "")


def test_good_practice_shows_every_theme_and_is_marked(library: HomePage) -> None:
    pages = GoodPracticePage.objects.live()

    assert pages.filter(is_illustrative=True, organisation="").count() == pages.count() == 8
    assert {theme.slug for page in pages for theme in page.themes.all()} == set(
        Theme.objects.values_list("slug", flat=True)
    )
    assert Theme.objects.count() == 8
    for page in pages:
        page.full_clean()
        assert not any(name in f"{page.problem}{page.done}" for name in REAL)
    assert BehaviourPage.objects.filter(examples__in=pages).count() == 8


def test_loading_again_changes_nothing(library: HomePage, capsys: Any) -> None:
    before = Page.objects.count(), OutboxMessage.objects.count()

    call_command("load_library")

    assert capsys.readouterr().out == "library: 0 new pages\n"
    assert (Page.objects.count(), OutboxMessage.objects.count()) == before


def test_what_an_editor_changed_or_deleted(library: HomePage) -> None:
    page = DeliverablePage.objects.get(slug="medical-engagement-scale")
    page.summary = "Changed."
    page.save()
    DeliverablePage.objects.get(slug="doctors-who-become-chief-executives").delete()

    assert library_content.build_library(library, now=NOW) == 1
    page.refresh_from_db()
    assert page.summary == "Changed."


def test_a_welsh_tree_gets_welsh_lists(library: HomePage) -> None:
    cy, _made = Locale.objects.get_or_create(language_code="cy")
    welsh = library.copy_for_translation(cy)

    assert library_content.build_library(library, now=NOW) == 0

    titles = {page.title for page in HomePage.objects.get(pk=welsh.pk).get_children()}
    assert {"Arfer da", "Ymddygiadau", "Digwyddiadau", "Pobl", "Cwestiynau"} <= titles


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/deliverables/medical-leadership-competency-framework/", "Cite this"),
        ("/deliverables/doctors-who-become-chief-executives/", "36–64, mean 48"),
        ("/deliverables/trusts-with-high-levels-of-medical-engagement/", "(from memory, not checked)"),
        ("/good-practice/", "By theme"),
        ("/good-practice/the-same-three-people/", "no organisation did exactly this"),
        ("/good-practice/?theme=communication", "You said, we did, by Friday"),
        ("/behaviours/", "Giving it away"),
        ("/behaviours/asking-first/", "A week in each other’s shoes"),
        ("/events/", "A day on medical engagement"),
        ("/events/?when=past", "Reading survey results"),
        ("/events/engagement-day/", "Guildhall, Northvale"),
        ("/people/", "Dr Mair Imagined"),
        ("/people/ines-fictive/", "Made up for the demonstration"),
        ("/questions/", "Is your questionnaire the Medical Engagement Scale?"),
        ("/", "Good practice"),
    ],
)
def test_every_page_is_shown(library: HomePage, client: Client, address: str, said: str) -> None:
    page = client.get(address)

    assert page.status_code == 200
    assert said in text_of(page)
    assert '<meta property="og:title"' in text_of(page)


def test_the_sitemap_has_all_of_it(library: HomePage, client: Client) -> None:
    listed = client.get("/sitemap.xml").content.decode()

    for address in ("/behaviours/asking-first/", "/events/open-evening/", "/people/", "/questions/"):
        assert f"{address}</loc>" in listed


def test_the_pdfs_are_promised_to_a_worker(library: HomePage) -> None:
    promised = OutboxMessage.objects.filter(topic="site.deliverable_pdf", done_at__isnull=True)

    assert promised.count() == 6
    assert outbox._handlers["site.deliverable_pdf"] is not None


@pytest.mark.parametrize(
    "address", ["/", "/deliverables/medical-leadership-competency-framework/", "/behaviours/"]
)
def test_a_page_is_light(library: HomePage, client: Client, address: str) -> None:
    """Without pictures: styles and scripts pressed, as they are served; the page as it is."""
    page = client.get(address).content
    files = re.findall(rb'(?:rel="stylesheet" href|<script src)="/static/([^"]+)"', page)
    pressed = [len(gzip.compress(Path(str(find(each.decode()))).read_bytes())) for each in files]

    assert len(files) >= 3
    assert len(page) + sum(pressed) <= 150_000
