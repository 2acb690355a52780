"""Addresses that have moved, and what others cost that are nowhere."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("old", "asked"),
    [
        ("/before", "/before/"),
        ("/before", "/before/?from=mail"),
        ("/before?page=2", "/before/?page=2"),
        ("/cyn-yr-ŵyl", "/cyn-yr-%C5%B5yl/"),
    ],
)
def test_who_asks_for_the_old_address_is_sent_on(site: dict[str, Any], old: str, asked: str) -> None:
    Redirect.objects.create(old_path=old, redirect_page=site["home"])

    answer = Client().get(asked)

    assert (answer.status_code, answer["Location"]) == (301, site["home"].url)


def test_a_redirect_of_another_site_leads_nowhere_here(site: dict[str, Any]) -> None:
    other = Site.objects.create(hostname="other.example", root_page=site["home"])
    Redirect.objects.create(old_path="/before", site=other, redirect_link="/news/")

    assert Client().get("/before/").status_code == 404


@pytest.mark.parametrize("asked", ["/nowhere/", "/nowhere/%00/", "/nowhere/?page=2"])
def test_what_is_nowhere_is_not_looked_for_on_each_site(site: dict[str, Any], asked: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert Client().get(asked).status_code == 404

    about = [each["sql"] for each in queries if "wagtailredirects_redirect" in each["sql"]]
    assert len(about) == 1
