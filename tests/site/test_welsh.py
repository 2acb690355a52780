"""The public pages in Welsh: their own words are Welsh, an editor's English says that it is English."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import formats
from django.utils.translation import override
from wagtail.models import Locale

from cms.finding import keeping
from cms.site.models import HomePage
from kernel.templatetags.leadership_language import lang_of
from programmes.services.authoring import publish_draft
from tests.accounts.helpers import sent
from tests.competencies.conftest import load, publish, small_file
from tests.factories.people import a_superuser
from tests.web.conftest import text_of

WELSH = {"Accept-Language": "cy"}


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/", "Gweld beth sydd nesaf a pham, parhau o'r man lle gwnaethoch stopio,"),
        ("/programmes/first-steps/", "Cewch weld beth mae ymuno'n ei olygu cyn i chi gadarnhau."),
        ("/news/", "Nid oes newyddion eto. Bydd yma, y diweddaraf yn gyntaf."),
        ("/contact/", "Rydym yn ateb i'r cyfeiriad hwn ac nid ydym yn ei ddefnyddio at ddim arall."),
        ("/search/", "Teipiwch air o raglen, tudalen neu gymhwysedd, neu god fel 1.3."),
        ("/accounts/login/", "Fy nghadw wedi mewngofnodi ar y ddyfais hon, am saith diwrnod ar y mwyaf"),
        ("/accounts/signup/", "Un cyfrif am eich gyrfa gyfan: eich eiddo chi ydyw o hyd"),
        ("/accounts/password/reset/", "Byddwn yn anfon dolen i chi ddewis cyfrinair newydd."),
    ],
)
def test_pages_are_in_welsh(site: Any, client: Client, address: str, sentence: str) -> None:
    page = text_of(client.get(address, headers=WELSH))

    assert '<html lang="cy">' in page
    assert "<span>Rhaglenni arweinyddiaeth i feddygon</span>" in page
    assert "Neidio i'r prif gynnwys" in page
    assert sentence in page.replace("&#x27;", "'")


def test_what_is_not_there_is_said_in_welsh(site: Any, client: Client) -> None:
    response = client.get("/nowhere/", headers=WELSH)

    assert response.status_code == 404
    assert "Ni allem ddod o hyd i'r dudalen honno" in text_of(response).replace("&#x27;", "'")


def test_an_editors_english_says_so_on_a_welsh_page_only(site: Any, client: Client) -> None:
    home = HomePage.objects.get()
    marked = f'<div class="nhsuk-width-container" lang="en-gb"> <h1>{home.title}</h1>'

    assert marked in text_of(client.get("/", headers=WELSH))
    assert ' lang="en-gb"> <h1>' not in text_of(client.get("/"))


def test_the_words_of_a_programme_are_marked(site: Any, client: Client) -> None:
    page = text_of(client.get(f"/programmes/{site['closed'].slug}/", headers=WELSH))

    assert "Byddant yn eich gwahodd drwy e-bost, a chi sy'n penderfynu." in page
    assert '<h1 class="nhsuk-heading-xl" lang="en-gb">Leading a team</h1>' in page
    assert '<p class="lp-lead" lang="en-gb">' in page
    assert '<span lang="en-gb">Meetings that end on time</span>' in page
    assert "<dd> 180 diwrnod </dd>" in page


def test_a_translated_programme_is_called_so(site: Any, client: Client) -> None:
    programme = site["closed"]
    translated = programme.copy_for_translation(Locale.objects.get_or_create(language_code="cy")[0])
    translated.title, translated.summary = "Arwain tîm", "I bawb sy'n arwain."
    translated.save()
    address = f"/programmes/{programme.slug}/"
    # A draft is nobody's to read.
    assert "Arwain tîm" not in text_of(client.get(address, headers=WELSH))
    publish_draft(translated)

    page = text_of(client.get(address, headers=WELSH))
    assert '<h1 class="nhsuk-heading-xl">Arwain tîm</h1>' in page
    assert "<title>Arwain tîm" in page
    cards = text_of(client.get("/programmes/", headers=WELSH)).replace("&#x27;", "'")
    assert f'<a href="{address}">Arwain tîm</a></h2> <p>I bawb sy\'n arwain.</p>' in cards
    keeping.rebuild()
    hits = text_of(client.get("/search/?q=harwain", headers=WELSH))
    assert f'href="{address}"><mark>Arwain</mark> tîm </a>' in hits.replace("tîm</a>", "tîm </a>")
    assert "Leading" in text_of(client.get("/search/?q=Leading"))
    assert "Arwain tîm" not in text_of(client.get(address)) + text_of(client.get("/programmes/"))


def test_the_framework_is_english_on_a_welsh_page(site: Any, client: Client) -> None:
    publish(load(small_file()))

    welsh = text_of(client.get("/framework/small/1.1/", headers=WELSH))
    english = text_of(client.get("/framework/small/1.1/"))

    assert '<span class="nhsuk-caption-l">Elfen 1.1</span> <span lang="en">First element</span>' in welsh
    assert '<span class="nhsuk-caption-l">Element 1.1</span> <span>First element</span>' in english


def test_a_mail_about_an_account_is_in_welsh(site: Any, client: Client) -> None:
    client.post("/accounts/password/reset/", {"email": "nobody@mail.example"}, headers=WELSH)

    (message,) = sent()
    assert message.subject == "Dim cyfrif â'r cyfeiriad hwn"
    assert "Gofynnodd rhywun am gyfrinair newydd i nobody@mail.example." in message.body


def test_the_studio_is_in_welsh(site: Any, client: Client) -> None:
    client.force_login(a_superuser())

    page = text_of(client.get(reverse("leadership_coverage"), headers=WELSH)).replace("&#x27;", "'")

    assert '<html lang="cy"' in page
    assert "Nid oes fframwaith wedi'i gyhoeddi eto, felly ni ellir hawlio dim." in page


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        ("400.html", "Ni ellid darllen hynny"),
        ("500.html", "Mae'r hyn yr oeddech wedi'i gadw yn ddiogel."),
        ("503.html", "Mae ar gau am amser byr a daw'n ôl fel yr oedd."),
    ],
)
def test_pages_that_know_no_reader_speak_both(template: str, sentence: str) -> None:
    page = render_to_string(template)

    assert '<div class="lp-section lp-text" lang="cy">' in page
    assert sentence in page


def test_dates_and_numbers_are_welsh() -> None:
    with override("cy"):
        assert formats.date_format(date(2026, 8, 5), "j F Y") == "5 Awst 2026"
        assert formats.number_format(20000, force_grouping=True) == "20,000"


@pytest.mark.parametrize(
    ("page", "words", "mark"),
    [("cy", "en-gb", ' lang="en-gb"'), ("en-gb", "en", ""), ("cy", "cy", ""), ("en-gb", "", "")],
)
def test_a_mark_stands_only_where_languages_differ(page: str, words: str, mark: str) -> None:
    with override(page):
        assert lang_of(words) == mark
