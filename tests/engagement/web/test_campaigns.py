"""Waves of several organisations at once, posters, and what programs read of waves."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation
from rest_framework.authtoken.models import Token

from engagement.actions import waves
from engagement.waves import codes
from engagement.waves.exports import poster
from engagement.waves.models import Campaign, SurveyWave
from engagement.waves.services import answering
from kernel.models import AuditEntry
from lms.actions.errors import NotAllowed
from lms.organisations.models import Organisation
from lms.people.enums import MemberRole
from lms.people.models import Membership
from tests.factories.people import a_user
from tests.factories.trusts import NOW, make_lead, make_trust
from tests.factories.waves import (
    REASON,
    a_plan,
    code_of,
    doctors,
    door_of,
    invitations_of,
    lead_context,
    make_open_wave,
    make_version,
    make_wave,
)

pytestmark = pytest.mark.django_db

PLAN = {
    "title": "Autumn 2026",
    "purpose": "To hear what you think.",
    "opens_on": "2026-09-01",
    "closes_on": "2026-09-22",
    "target": "60",
    "dimensions": "",
    "fewest": "10",
    "remind_after": "7",
}


@pytest.fixture
def trusts() -> list[Organisation]:
    return [make_trust("Northvale (invented)"), make_trust("Southmere (invented)")]


@pytest.fixture
def lead(trusts: list[Organisation]) -> Any:
    return lead_of(*trusts)


@pytest.fixture
def only() -> Any:
    """A lead of one organisation alone."""
    return make_lead(make_trust())


def lead_of(first: Organisation, *more: Organisation) -> Any:
    user = make_lead(first)
    first_post = Membership.objects.unscoped(reason=REASON).get(person__user_id=user.pk)
    for each in more:
        Membership.objects.create(
            person_id=first_post.person_id,
            organisation=each,
            role=MemberRole.LEAD,
            email=user.email,
            starts_on=first_post.starts_on,
        )
    return user


def signed_in(user: Any) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def all_waves() -> list[SurveyWave]:
    rows = SurveyWave.objects.unscoped(reason=REASON).select_related("organisation", "campaign")
    return list(rows.order_by("organisation__name"))


def a_campaign(lead: Any, trusts: list[Organisation]) -> Campaign:
    given = {"version_id": make_version().pk, "plan": a_plan(target=60)}
    return waves.make_campaign(lead_context(lead), organisation_ids=[each.pk for each in trusts], **given)


def test_one_form_makes_a_wave_for_each(lead: Any, trusts: list[Organisation]) -> None:
    desk, version = signed_in(lead), make_version()

    made = desk.post(
        reverse("leadership_surveys:new"),
        PLAN | {"version": str(version.pk), "organisations": [str(each.pk) for each in trusts]},
    )

    campaign = Campaign.objects.unscoped(reason=REASON).get()
    assert made["Location"] == reverse("leadership_surveys:campaign", args=[campaign.uid])
    assert [(each.organisation, each.campaign, each.title, each.target) for each in all_waves()] == [
        (trust, campaign, "Autumn 2026", 60) for trust in trusts
    ]
    page = desk.get(made["Location"]).content.decode()
    assert "2 organisations: 2 being prepared" in page
    assert "Northvale (invented)" in page
    listed = desk.get(reverse("leadership_surveys:list")).content.decode()
    assert listed.count(f'<a href="{made["Location"]}">Autumn 2026</a>') == 2
    assert AuditEntry.objects.filter(action="survey.make_campaign").count() == 2


def test_one_organisation_is_no_campaign(lead: Any, trusts: list[Organisation]) -> None:
    version = make_version()
    given = {"version": str(version.pk), "organisations": [str(trusts[1].pk)]}

    made = signed_in(lead).post(reverse("leadership_surveys:new"), PLAN | given)

    (wave,) = all_waves()
    assert made["Location"] == reverse("leadership_surveys:people", args=[wave.uid])
    assert (wave.organisation, wave.campaign) == (trusts[1], None)


@pytest.mark.parametrize("chosen", [[], ["0"]])
def test_nobody_asks_for_another_s_organisation(lead: Any, chosen: list[str]) -> None:
    given = {"version": str(make_version().pk), "organisations": chosen}

    assert signed_in(lead).post(reverse("leadership_surveys:new"), PLAN | given).status_code == 422

    assert not all_waves()


def test_one_that_is_not_the_lead_s_makes_none(lead: Any, trusts: list[Organisation]) -> None:
    with pytest.raises(NotAllowed):
        a_campaign(lead, [*trusts, make_trust("Elsewhere (invented)")])

    assert not all_waves()
    assert not Campaign.objects.unscoped(reason=REASON).exists()


def test_each_lead_sees_their_own_waves_of_it(lead: Any, trusts: list[Organisation]) -> None:
    campaign = a_campaign(lead, trusts)
    address = reverse("leadership_surveys:campaign", args=[campaign.uid])

    page = signed_in(lead_of(trusts[1])).get(address).content.decode()

    assert "1 organisation: 1 being prepared" in page
    assert "Southmere (invented)" in page
    assert "Northvale (invented)" not in page
    assert signed_in(make_lead(make_trust())).get(address).status_code == 404


def test_it_says_how_far_each_is(
    lead: Any, trusts: list[Organisation], django_assert_num_queries: Any
) -> None:
    campaign = a_campaign(lead, trusts)
    first = all_waves()[0]
    waves.ask(lead_context(lead), wave_uid=first.uid, asked=doctors(12))
    waves.open_wave(lead_context(lead), wave_uid=first.uid)
    for invitation in invitations_of(first)[:5]:
        answering.answer(door_of(invitation), answers=[1, 2, 3, 4])
    desk = signed_in(lead)

    with django_assert_num_queries(8):
        page = desk.get(reverse("leadership_surveys:campaign", args=[campaign.uid])).content.decode()

    assert "2 organisations: 1 being prepared, 1 open" in page
    assert "5 of 12 (42 %)" in page
    assert "60 %" in page


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        (
            "UPDATE leadership_waves_surveywave SET organisation_id ="
            " (SELECT min(organisation_id) FROM leadership_waves_surveywave)",
            "survey_campaign_once",
        ),
        (
            "INSERT INTO leadership_waves_mailing (wave_id, number, made_at, refused)"
            " SELECT min(id), 2, now(), 1 FROM leadership_waves_surveywave",
            "survey_reminder_counts_nobody",
        ),
    ],
)
def test_the_database_refuses(lead: Any, trusts: list[Organisation], statement: str, constraint: str) -> None:
    a_campaign(lead, trusts)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic(), connection.cursor() as raw:
        raw.execute(statement)


# Posters


@pytest.mark.parametrize(("language", "words"), [("en", b"en-GB"), ("cy", b"cy-GB")])
def test_the_poster_is_an_accessible_pdf(only: Any, language: str, words: bytes) -> None:
    """Opened at a moment with a fraction of a second, as every one is."""
    moment = NOW.replace(microsecond=123456)
    wave = make_open_wave(only, asked=doctors(10), purpose="*To* #hear <you>", now=moment)

    with translation.override(language):
        made = poster.made_of(wave, address="https://site.example/survey/", language=language)

    assert made.startswith(b"%PDF-")
    for mark in (b"/StructTreeRoot", b"/Marked true", b"<pdfuaid:part>1</pdfuaid:part>", b"/Alt", words):
        assert mark in made


def test_the_poster_holds_nobody_s_code(only: Any) -> None:
    wave = make_open_wave(only, asked=doctors(10))

    said = poster.words(wave, address="https://site.example/survey/", language="en")

    assert said["address"] == "site.example/survey"
    assert said["alt"] == "QR code that opens https://site.example/survey/"
    assert said["picture"] == poster.picture("https://site.example/survey/")
    text = "\n".join(map(str, said.values()))
    assert not re.search(r"[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}", text)
    for each in map(code_of, invitations_of(wave)):
        assert each not in text
        assert codes.in_groups(each) not in text


def test_the_poster_comes_as_a_file(only: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    wave, desk = make_open_wave(only, asked=doctors(10), title="Autumn 2026"), signed_in(only)
    asked: list[tuple[str, str]] = []

    def made_of(found: SurveyWave, *, address: str, language: str) -> bytes:
        asked.append((address, language))
        return b"%PDF-"

    monkeypatch.setattr(poster, "made_of", made_of)
    address = reverse("leadership_surveys:poster", args=[wave.uid, "cy"])
    assert address in desk.get(reverse("leadership_surveys:wave", args=[wave.uid])).content.decode()

    answer = desk.get(address)

    assert (answer["Content-Type"], answer.content) == ("application/pdf", b"%PDF-")
    assert answer["Content-Disposition"] == 'attachment; filename="autumn-2026-poster-cy.pdf"'
    assert [(each.endswith("/survey/"), language) for each, language in asked] == [(True, "cy")]
    assert desk.get(reverse("leadership_surveys:poster", args=[wave.uid, "fr"])).status_code == 404
    waves.close_wave(lead_context(only), wave_uid=wave.uid)
    assert desk.get(address).status_code == 404


# For programs


def ask_api(user: Any, **given: Any) -> Any:
    token, _made = Token.objects.get_or_create(user=user)
    return Client().get("/api/v1/survey-waves/", given, headers={"Authorization": f"Token {token.key}"})


def test_programs_read_the_waves_of_a_lead(lead: Any, trusts: list[Organisation]) -> None:
    campaign = a_campaign(lead, trusts)
    first, second = all_waves()
    waves.ask(lead_context(lead), wave_uid=first.uid, asked=doctors(12))
    waves.open_wave(lead_context(lead), wave_uid=first.uid)
    for invitation in invitations_of(first)[:5]:
        answering.answer(door_of(invitation), answers=[1, 2, 3, 4])

    told = ask_api(lead).json()["results"]

    assert [each["uid"] for each in told] == [str(second.uid), str(first.uid)]
    assert told[1] == {
        "uid": str(first.uid),
        "title": "Autumn wave",
        "organisation": {
            "uid": str(trusts[0].uid),
            "name": "Northvale (invented)",
            "ods_code": trusts[0].ods_code,
        },
        "questionnaire": {"code": "small", "title": "A small questionnaire", "number": 1},
        "campaign": str(campaign.uid),
        "state": "open",
        "opens_on": "2026-09-01",
        "closes_on": "2026-09-22",
        "target": 60,
        "invited": 12,
        "answered": 5,
        "answered_percent": 42,
    }
    assert (told[0]["invited"], told[0]["answered"], told[0]["answered_percent"]) == (None, None, None)
    assert [each["uid"] for each in ask_api(lead, state="open").json()["results"]] == [str(first.uid)]


def test_programs_read_nothing_of_others(only: Any) -> None:
    make_wave(only, version=make_version())

    assert ask_api(make_lead(make_trust())).json()["results"] == []
    refused = ask_api(make_lead(make_trust()), **{"as": "trust"})
    assert (refused.status_code, refused.json()["code"]) == (400, "wrong_parameters")
    assert Client().get("/api/v1/survey-waves/").status_code == 401


def test_who_leads_nothing_is_told_so(lead: Any) -> None:
    refused = ask_api(a_user("nobody@site.example"))

    assert (refused.status_code, refused.json()["code"]) == (403, "not_a_lead")


@pytest.mark.parametrize("count", [1, 3])
def test_many_waves_cost_programs_the_same(only: Any, django_assert_num_queries: Any, count: int) -> None:
    version = make_version()
    for _each in range(count):
        make_wave(only, version=version)
    ask_api(only)

    with django_assert_num_queries(5):
        ask_api(only)
