"""Answering a survey by its link: whole without scripts, and without a trace of whoever answers."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from engagement.actions import waves
from engagement.waves import codes
from engagement.waves.models import Envelope, Response, Ticket
from engagement.web.views.answering import TRIES
from tests.access.visits import writes
from tests.factories.trusts import make_lead, make_trust
from tests.factories.waves import (
    REASON,
    code_of,
    doctors,
    invitations_of,
    lead_context,
    make_open_wave,
    managers,
)

pytestmark = pytest.mark.django_db
WHOLE = {"item-i0": "1", "item-i1": "5", "item-i2": "none", "item-i3": "3"}


@pytest.fixture
def lead() -> Any:
    return make_lead(make_trust("Northvale (invented)"))


@pytest.fixture
def wave(lead: Any) -> Any:
    TRIES.forget()
    return make_open_wave(lead, asked=[*doctors(10), *managers(10)])


@pytest.fixture
def page(wave: Any) -> str:
    return address(invitations_of(wave)[0])


def address(invitation: Any) -> str:
    return reverse("leadership_survey:answer", args=[codes.in_groups(code_of(invitation))])


def sealed() -> int:
    return Envelope.objects.unscoped(reason=REASON).count()


def test_what_is_asked(client: Client, page: str) -> None:
    shown = client.get(page)

    assert shown.status_code == 200
    text = shown.content.decode()
    assert text.count("<fieldset") == 4
    assert "item 17" in text
    assert "open until 22 September 2026" in text
    assert "Northvale (invented)" in text
    assert shown["Referrer-Policy"] == "same-origin"
    assert shown["Cache-Control"].startswith("max-age=0, no-cache, no-store")


def test_sent_once_and_thanked_for(client: Client, wave: Any, page: str) -> None:
    sent = client.post(page, WHOLE | {"words": "More time to think."})

    assert (sent.status_code, sent["Location"]) == (302, reverse("leadership_survey:thanks", args=[wave.uid]))
    assert sealed() == 2
    thanked = client.get(sent["Location"])
    assert "Your answers are sealed" in thanked.content.decode()
    again = client.get(page)
    assert "This code was used already" in again.content.decode()
    assert client.post(page, WHOLE).status_code == 200
    assert sealed() == 2


def test_what_was_answered_is_stored_at_closing(client: Client, wave: Any, lead: Any) -> None:
    for number, invitation in enumerate(invitations_of(wave)[:10]):
        client.post(address(invitation), WHOLE | {"item-i0": str(number % 5 + 1)})

    waves.close_wave(lead_context(lead), wave_uid=wave.uid)

    stored = Response.objects.unscoped(reason=REASON).values_list("answers", flat=True)
    assert sorted(map(str, stored)) == sorted(str([number % 5 + 1, 5, None, 3]) for number in range(10))


def test_what_is_left_out_is_asked_about_once(client: Client, page: str) -> None:
    some = {"item-i0": "4", "words": "A word"}

    asked = client.post(page, some)

    assert (asked.status_code, sealed()) == (422, 0)
    text = asked.content.decode()
    assert "3 statements have no answer. Your answers were not sent yet." in text
    assert '<a href="#item-i1">2</a>' in text
    assert 'value="4" checked' in text
    assert "A word" in text
    assert client.post(page, some | {"anyway": "on"}).status_code == 302
    assert sealed() == 2


@pytest.mark.parametrize(
    "sent",
    [{}, {"anyway": "on"}, {"item-i0": "6"}, {"item-i0": "x", "anyway": "on"}, WHOLE | {"words": "x" * 2001}],
    ids=["nothing", "nothing anyway", "no such answer", "no number", "too many words"],
)
def test_what_cannot_be_taken(client: Client, page: str, sent: dict[str, str]) -> None:
    refused = client.post(page, sent)

    assert (refused.status_code, sealed()) == (422, 0)
    assert not Ticket.objects.unscoped(reason=REASON).filter(spent=True).exists()


def test_whoever_is_signed_in_leaves_no_session_behind(wave: Any, lead: Any) -> None:
    """Nothing is written in the moment of an answer but marks and envelope: no session, no user."""
    browser = Client()
    browser.force_login(lead)
    before = {each.pk: (each.session_data, each.expire_date) for each in Session.objects.all()}

    with writes() as seen:
        shown = browser.get(address(invitations_of(wave)[0]))
        sent = browser.post(address(invitations_of(wave)[0]), WHOLE)

    assert sent.status_code == 302
    assert set(seen.tables) == {"leadership_waves_ticket", "leadership_waves_envelope"}
    assert {each.pk: (each.session_data, each.expire_date) for each in Session.objects.all()} == before
    assert lead.email not in shown.content.decode()
    assert "sessionid" not in sent.cookies


def test_logs_name_no_code(wave: Any, caplog: pytest.LogCaptureFixture, monkeypatch: Any) -> None:
    """Not where something is left out, the token of the form is missing, or a page fails."""
    page = address(invitations_of(wave)[0])
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    with caplog.at_level(logging.INFO):
        assert Client().post(page, {"item-i0": "1"}).status_code == 422
        assert strict.post(page, WHOLE).status_code == 403
        monkeypatch.setattr("engagement.web.views.answering.questionnaire", None)
        assert strict.get(page).status_code == 500

    said = [record.getMessage() for record in caplog.records]
    assert [each for each in said if "a page of a survey" in each] == [
        "Unprocessable Entity: a page of a survey",
        "Forbidden (CSRF cookie not set.): a page of a survey",
        "Internal Server Error: a page of a survey",
    ]
    assert [each for each in said if page in each] == []
    assert not any(hasattr(record, "request") for record in caplog.records)


def test_a_code_from_a_letter(client: Client, page: str) -> None:
    typed = page.rstrip("/").rpartition("/")[2].lower().replace("-", " ")

    sent = client.post(reverse("leadership_survey:start"), {"code": typed})

    assert (sent.status_code, sent["Location"]) == (302, page)


def test_a_code_that_is_none(client: Client, wave: Any) -> None:
    start = reverse("leadership_survey:start")

    refused = client.post(start, {"code": "ABCD-EFGH-2345"})

    assert refused.status_code == 422
    assert "No survey has this code." in refused.content.decode()
    assert 'value="ABCD-EFGH-2345"' in refused.content.decode()
    assert client.get(reverse("leadership_survey:answer", args=["ABCD-EFGH-2345"])).status_code == 404


def test_trying_codes_out_is_slowed_down(client: Client, wave: Any, page: str) -> None:
    start = reverse("leadership_survey:start")
    answers = [client.post(start, {"code": f"ABCD-EFGH-23{number:02d}"}).status_code for number in range(31)]

    assert answers == [422] * 30 + [429]
    assert client.get(page).status_code == 200


def test_after_it_closed(client: Client, wave: Any, lead: Any, time_machine: Any) -> None:
    page = address(invitations_of(wave)[0])
    time_machine.move_to("2026-09-23 08:00:00+00:00")

    assert "This survey is closed" in client.get(page).content.decode()
    assert client.post(page, WHOLE).status_code == 200
    assert sealed() == 0


def test_the_page_of_thanks_says_nothing_of_who_opens_it(client: Client, wave: Any) -> None:
    thanks = reverse("leadership_survey:thanks", args=[wave.uid])

    assert client.get(thanks).status_code == 200
    assert (
        client.get(
            reverse("leadership_survey:thanks", args=["0" * 8 + "-0000" * 3 + "-" + "0" * 12])
        ).status_code
        == 404
    )


def test_what_is_promised_is_on_the_page(client: Client, page: str) -> None:
    assert "Once the key is destroyed nobody can open those answers." in client.get(page).content.decode()
    assert client.get(reverse("leadership_survey:privacy")).status_code == 200


def test_looking_writes_nothing(client: Client, page: str, wave: Any) -> None:
    with writes() as seen:
        client.get(page)
        client.get(reverse("leadership_survey:start"))
        client.get(reverse("leadership_survey:thanks", args=[wave.uid]))

    assert seen.tables == []


def test_queries(client: Client, page: str, django_assert_num_queries: Any) -> None:
    client.get(page)
    with django_assert_num_queries(2):
        client.get(page)
