"""Every list of the admin takes the same number of queries for one row, for three and for thirty."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries
from wagtail.admin.viewsets import viewsets
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.models import Locale, Site

from cms.accounts.models import Recovery
from cms.site.models import Theme, Topic
from competencies.models import Framework, Node
from lms.assignments.models import Marker
from programmes.models import Media, Module, Programme
from tests.factories.banks import make_bank, make_question
from tests.factories.brands import a_brand
from tests.factories.library import an_issue
from tests.factories.messages import a_message
from tests.factories.organisations import a_trust
from tests.factories.people import a_doctor, a_lead, a_superuser, a_user
from tests.factories.programmes import make_media, make_module, make_programme
from tests.factories.trusts import NOW, make_cohort, make_contract

pytestmark = pytest.mark.django_db

Fill = Callable[[int], object]


def frameworks(size: int) -> list[Framework]:
    return Framework.objects.bulk_create(
        Framework(
            code=f"made-{number}",
            edition="1",
            title=f"Made {number}",
            owner="Nobody",
            valid_from=date(2026, 1, 1),
            checksum="0" * 64,
        )
        for number in range(size)
    )


def nodes(size: int) -> None:
    (framework,) = frameworks(1)
    for number in range(size):
        Node.objects.create(
            framework=framework,
            kind="domain",
            code=str(number + 1),
            title=f"Domain {number}",
            descriptor="Made for a test.",
            order=number,
        )


def modules(size: int) -> None:
    for number in range(size):
        make_module(publish=bool(number % 3))


def programmes(size: int) -> None:
    module = make_module("The only one")
    for number in range(size):
        make_programme(modules=[module], publish=bool(number % 3))


def recordings(size: int) -> None:
    for number in range(size):
        make_media(f"Recording {number}")


def banks(size: int) -> None:
    for number in range(size):
        make_question(make_bank(), f"Question {number}")


def questions(size: int) -> None:
    for number in range(size):
        make_question(make_bank(), f"Question {number}", tags=["ward", f"tag {number}"])


def contracts(size: int) -> None:
    programme = make_programme()
    for _ in range(size):
        make_contract(a_trust(), programme)


def cohorts(size: int) -> None:
    programme = make_programme()
    for _ in range(size):
        make_cohort(make_contract(a_trust(), programme))


def leads(size: int) -> None:
    for _ in range(size):
        a_lead(a_trust(), on=date(2026, 1, 1))


def markers(size: int) -> None:
    programme = make_programme()
    for _ in range(size):
        Marker.objects.create(
            person=a_doctor(),
            programme_key=programme.translation_key,
            organisation=a_trust(),
            starts_on=date(2026, 1, 1),
        )


def doctors(size: int) -> None:
    for _ in range(size):
        a_doctor()


def organisations(size: int) -> None:
    successor = a_trust()
    for _ in range(size - 1):
        a_trust(successor=successor)


def brands(size: int) -> None:
    user = a_user()
    for _ in range(size):
        a_brand(a_trust(), user)


def messages(size: int) -> None:
    for number in range(size):
        a_message(name=f"Visitor {number}", answered_by=a_user() if number % 2 else None)


def themes(size: int) -> None:
    Theme.objects.bulk_create(Theme(slug=f"theme-{n}", title=f"Theme {n}") for n in range(size))


def topics(size: int) -> None:
    Topic.objects.bulk_create(Topic(slug=f"topic-{n}", title=f"Topic {n}") for n in range(size))


def issues(size: int) -> None:
    for number in range(size):
        sent = {"sent_at": NOW, "sent_by": a_user(), "recipients": 5} if number % 2 else {}
        an_issue(f"Issue {number}", **sent)


def users(size: int) -> None:
    for _ in range(size - 1):
        a_user()


def recoveries(size: int) -> None:
    for number in range(size):
        Recovery.objects.create(
            user=a_user(),
            new_email=f"new{number}@mail.example",
            reason="Has left the trust.",
            identity_check="Seen by the education centre.",
            started_by=a_user(),
            started_at=NOW,
            opens_at=NOW,
            expires_at=NOW + timedelta(days=7),
        )


def groups(size: int) -> None:
    Group.objects.all().delete()
    for number in range(size):
        Group.objects.create(name=f"Group {number}")


def sites(size: int) -> None:
    root = Site.objects.get().root_page
    for number in range(size - 1):
        Site.objects.create(hostname=f"site{number}.example", root_page=root)


LISTS: dict[str, tuple[Fill, int]] = {
    "module": (modules, 14),
    "programme": (programmes, 10),
    "media": (recordings, 8),
    "questionbank": (banks, 8),
    "question": (questions, 12),
    "contracts": (contracts, 8),
    "cohorts": (cohorts, 8),
    "leads": (leads, 8),
    "markers": (markers, 8),
    "stages": (doctors, 8),
    "grades": (doctors, 8),
    "organisations": (organisations, 8),
    "brands": (brands, 8),
    "contact_messages": (messages, 8),
    "themes": (themes, 8),
    "topics": (topics, 8),
    "newsletters": (issues, 8),
    "leadership_frameworks": (frameworks, 8),
    "leadership_framework_nodes": (nodes, 9),
    "recoveries": (recoveries, 8),
    "wagtailusers_users": (users, 9),
    "wagtailusers_groups": (groups, 8),
    "wagtailsites": (sites, 8),
}

SNIPPETS = {"module", "programme", "media", "questionbank", "question"}

# Pages have trees of their own; the languages of a site are two, and named in its settings.
NOT_LISTS = {"PageViewSet", "LocaleViewSet"}


@pytest.fixture
def root(client: Client) -> Client:
    Locale.objects.get_or_create(language_code="cy")
    client.force_login(a_superuser())
    return client


def listed(page: Any) -> int:
    return len(BeautifulSoup(page.content, "html.parser").select("table.listing tbody tr"))


def test_every_list_is_in_the_table(root: Client) -> None:
    root.get(reverse("wagtailadmin_home"))
    lists = [each for each in viewsets.viewsets if not isinstance(each, ChooserViewSet)]

    assert {each.name for each in lists if type(each).__name__ not in NOT_LISTS} == LISTS.keys()


@pytest.mark.parametrize("size", [1, 3, 30])
@pytest.mark.parametrize("name", LISTS)
def test_queries_of_a_list(
    root: Client, name: str, size: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    fill, queries = LISTS[name]
    fill(size)
    root.get(reverse("wagtailadmin_home"))
    (viewset,) = [each for each in viewsets.viewsets if getattr(each, "name", "") == name]
    address = reverse(viewset.get_url_name("list" if name in SNIPPETS else "index"))
    assert listed(root.get(address)) == min(size, viewset.list_per_page or 20)

    with django_assert_num_queries(queries):
        root.get(address)


@pytest.mark.parametrize("size", [1, 3, 30])
@pytest.mark.parametrize(
    ("model", "fill", "queries"), [(Module, modules, 9), (Programme, programmes, 7), (Media, recordings, 5)]
)
def test_queries_of_a_chooser(
    root: Client,
    model: Any,
    fill: Fill,
    queries: int,
    size: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    fill(size)
    address = reverse(model.snippet_viewset.chooser_viewset.get_url_name("choose"))
    root.get(address)

    with django_assert_num_queries(queries):
        page = root.get(address)
    assert len(page.context["results"].object_list) == min(size, 10)
