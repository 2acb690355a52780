"""Publishing at the desk: what would be told, a press, and what it leads to."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from engagement.results.models import Publication
from engagement.waves.models import SurveyWave
from tests.factories.results import make_closed_wave, make_published_wave, some_answers
from tests.factories.trusts import make_lead, make_trust, trust_of
from tests.factories.waves import REASON

pytestmark = pytest.mark.django_db

BY = ("specialty", "site")


@pytest.fixture
def lead(client: Client) -> Any:
    user = make_lead(make_trust())
    client.force_login(user)
    return user


def address(wave: SurveyWave, page: str = "publish/") -> str:
    return f"/trust/surveys/{wave.uid}/{page}"


def closed(lead: Any, **given: Any) -> SurveyWave:
    doctors = {("Surgery", "North"): some_answers(14), ("Medicine", "South"): some_answers(16, seed=2)}
    return make_closed_wave(trust_of(lead), doctors, dimensions=BY, **given)


def test_a_closed_wave_leads_there_and_a_press_publishes(client: Client, lead: Any) -> None:
    wave = closed(lead)
    assert "See what would be published" in client.get(address(wave, "")).content.decode()

    page = client.get(address(wave)).content.decode()
    assert "Doctors: 30 of 36 answered." in page
    assert not Publication.objects.unscoped(reason=REASON).exists()
    response = client.post(address(wave))

    assert (response.status_code, response.headers["Location"]) == (302, address(wave, ""))
    after = client.get(address(wave, "")).content.decode()
    assert "What was published" in after
    assert "Publish a further grouping" in after


def test_the_plan_names_what_is_put_together_and_held_back_and_shows_no_figure(
    client: Client, lead: Any
) -> None:
    alike = [[answers[0], answers[1], 4, 2] for answers in some_answers(12)]
    cells = (("Medicine", "North"), ("Surgery", "North"))
    wave = make_closed_wave(
        trust_of(lead), {cells: alike, ("Medicine", "South"): some_answers(13)}, dimensions=BY
    )
    page = client.get(address(wave)).content.decode()

    assert "Medicine · North; Medicine · South; Surgery · North" in page
    assert "Counted among all only: put together with others" in page


def test_publishing_twice_is_refused(client: Client, lead: Any) -> None:
    wave = closed(lead)
    client.post(address(wave))

    for response in (client.get(address(wave)), client.post(address(wave))):
        assert response.status_code == 409
        assert "published already" in response.content.decode()


def test_a_further_grouping(client: Client, lead: Any) -> None:
    wave = closed(lead)
    client.post(address(wave))
    page = client.get(address(wave, "publish/more/")).content.decode()
    assert "Publish specialty × site" in page

    response = client.post(address(wave, "publish/more/"), {"combination": "specialty × site"})

    assert response.status_code == 302
    assert "Everything that can be told" in client.get(address(wave, "publish/more/")).content.decode()


def test_what_would_reveal_is_said_and_cannot_be_pressed(client: Client, lead: Any) -> None:
    north = (("Medicine", "North"), ("Surgery", "North"))
    south = (("Medicine", "South"), ("Surgery", "South"))
    doctors = {north: some_answers(12), south: some_answers(13)}
    wave = make_published_wave(lead, doctors, dimensions=BY)
    page = client.get(address(wave, "publish/more/")).content.decode()

    assert "This cannot be published" in page
    assert "Publish specialty" not in page
    response = client.post(address(wave, "publish/more/"), {"combination": "specialty × site"})
    assert response.status_code == 409
    assert "Medicine · North" in response.content.decode()


def test_more_before_the_first_is_refused(client: Client, lead: Any) -> None:
    assert client.get(address(closed(lead), "publish/more/")).status_code == 409


def test_another_trust_finds_nothing(client: Client, lead: Any) -> None:
    wave = closed(make_lead(make_trust(name="Elsewhere")))

    for page in ("publish/", "publish/more/"):
        assert client.get(address(wave, page)).status_code == 404
        assert client.post(address(wave, page)).status_code == 404
    assert not Publication.objects.unscoped(reason=REASON).exists()


@pytest.mark.parametrize("groups", [1, 3])
def test_the_plan_costs_the_same_whatever_there_is(
    client: Client, lead: Any, groups: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    doctors = {(f"Specialty {n}",): some_answers(12, seed=n) for n in range(groups)}
    wave = make_closed_wave(trust_of(lead), doctors, dimensions=("specialty",))
    client.get(address(wave))

    with django_assert_num_queries(QUERIES):
        client.get(address(wave))


QUERIES = 10
