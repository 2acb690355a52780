"""Operators let earlier learning stand for a part of anybody's programme, and take that back."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from kernel.admin import OPERATORS
from kernel.models import AuditEntry
from lms.enrolment.models import Enrolment
from lms.records.models import LearningFact, Verb
from tests.factories import trusts
from tests.factories.courses import World
from tests.web.conftest import text_of

REASON = "asserting in a test"
VERBS = (Verb.RECOGNISED, Verb.REVOKED)
LIST = "/admin/recognised/"
GIVEN = {"on": "2025-03-01", "reason": "The same course.", "evidence": "Certificate 12."}


@pytest.fixture
def operator(world: World) -> Client:
    user = trusts.make_user("operator@site.example", first_name="Olu", last_name="Invented")
    user.groups.add(Group.objects.get(name=OPERATORS))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def place(world: World) -> Enrolment:
    _user, row = world.enrolled()
    return row


def facts() -> Any:
    return LearningFact.objects.unscoped(reason=REASON).select_related("words").filter(verb__in=VERBS)


def soup(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def given(world: World, **more: str) -> dict[str, str]:
    return {"requirement": str(world.node("Choose one")), **GIVEN, **more}


def test_from_the_name_to_the_fact_and_back(operator: Client, world: World, place: Enrolment) -> None:
    name = place.person.full_name
    found = soup(operator.get(LIST, {"q": name.lower()}))
    (link,) = found.select("table a.button")
    here = reverse("leadership_recognise", args=[place.uid])
    assert link["href"] == here

    form = soup(operator.get(here))
    options = [each.text.strip() for each in form.select("select[name=requirement] option")]
    assert "Choose one" in options
    seen = text_of(operator.post(here, given(world)))
    assert "“Choose one” counts as done, and progress goes from 0% to 50%." in seen
    assert "Nothing is written yet." in seen
    assert facts().count() == 0

    done = operator.post(here, given(world, confirm="1"), follow=True)
    assert f"Recognised. {name} can read why." in text_of(done)
    (fact,) = facts()
    assert (fact.source, fact.enrolment_id, fact.words.text) == ("recognition", place.pk, "The same course.")
    listed = text_of(operator.get(LIST))
    for said in (
        name,
        "Choose one",
        "The same course.",
        "Certificate 12.",
        "learnt by 1 March 2025",
        "Olu Invented",
    ):
        assert said in listed

    back = reverse("leadership_recognised_back", args=[fact.uid])
    assert "Certificate 12." in text_of(operator.get(back))
    operator.post(back, {"reason": "The wrong doctor."})
    assert [each.verb for each in facts().order_by("pk")] == [Verb.RECOGNISED, Verb.REVOKED]
    page = soup(operator.get(LIST))
    assert page.select(f'a[href="{back}"]') == []
    assert "The wrong doctor." in page.text
    again = operator.get(back, follow=True)
    assert "This was taken back already." in text_of(again)


def test_what_is_missing_is_said_and_nothing_is_written(
    operator: Client, world: World, place: Enrolment
) -> None:
    here = reverse("leadership_recognise", args=[place.uid])

    response = operator.post(
        here, {"requirement": "", "on": "2100-01-01", "reason": " ", "evidence": "", "confirm": "1"}
    )

    assert response.status_code == 422
    said = [each.text for each in soup(response).select("[role=alert] a")]
    assert said == [
        "What it stands for: Choose “What it stands for”.",
        "Why: Fill in “Why”.",
        "Evidence: Fill in “Evidence”.",
    ]
    late = operator.post(here, given(world, on="2026-12-01", confirm="1"))
    assert [each.text for each in soup(late).select("[role=alert] a")] == [
        "Day: Earlier learning ended today at the latest."
    ]
    assert facts().count() == 0
    assert not AuditEntry.objects.filter(action="learning.recognise").exists()


def test_a_place_that_is_over_is_refused_with_the_reason(operator: Client, place: Enrolment) -> None:
    Enrolment.objects.unscoped(reason=REASON).filter(pk=place.pk).update(state="withdrawn")

    response = operator.get(reverse("leadership_recognise", args=[place.uid]), follow=True)

    assert "This enrolment is withdrawn, so that cannot be done." in text_of(response)
    assert "Nobody with this name is on a programme now." in text_of(operator.get(LIST, {"q": "Family"}))


def test_to_others_the_screens_are_not_there(world: World, place: Enrolment) -> None:
    client = Client()
    client.force_login(world.lead)

    for address in (LIST, reverse("leadership_recognise", args=[place.uid])):
        assert client.get(address).status_code == 302
    assert facts().count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_for_more(
    operator: Client, world: World, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        _user, row = world.enrolled(f"doctor{number}@mail.example")
        operator.post(reverse("leadership_recognise", args=[row.uid]), given(world, confirm="1"))
    operator.get(LIST, {"q": "Family"})

    with django_assert_num_queries(15):
        page = soup(operator.get(LIST, {"q": "Family"}))

    assert [len(table.select("tbody tr")) for table in page.select("table.listing")] == [count, count]
