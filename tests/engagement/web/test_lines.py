"""Single lines of the list of those who are asked: found, mended, left out, added, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from engagement.actions import waves
from engagement.waves.models import Invitation, SurveyWave
from kernel.models import AuditDetail, AuditEntry
from tests.factories.trusts import make_lead, make_trust
from tests.factories.waves import (
    REASON,
    doctors,
    invitations_of,
    lead_context,
    make_open_wave,
    make_wave,
    managers,
)

pytestmark = pytest.mark.django_db

DOCTOR = {
    "name": "Dr New",
    "email": "new@trust.example",
    "respondents": "doctors",
    "group-0": "Medicine",
    "language": "cy",
}


@pytest.fixture
def lead() -> Any:
    return make_lead(make_trust("Northvale (invented)"))


@pytest.fixture
def desk(lead: Any) -> Client:
    browser = Client()
    browser.force_login(lead)
    return browser


@pytest.fixture
def wave(lead: Any) -> SurveyWave:
    asked = [*doctors(10, "Medicine"), *doctors(1, "Surgery", first=20), *managers(1)]
    return make_wave(lead, asked=asked, dimensions=("Specialty group",))


def at(name: str, wave: SurveyWave, *more: Any) -> str:
    return reverse(f"leadership_surveys:{name}", args=[wave.uid, *more])


def as_it_is(wave: SurveyWave) -> list[tuple[Any, ...]]:
    names = ("name", "email", "channel", "respondents", "language", "categories")
    return [tuple(getattr(each, name) for name in names) for each in invitations_of_draft(wave)]


def invitations_of_draft(wave: SurveyWave) -> list[Invitation]:
    return list(Invitation.objects.unscoped(reason=REASON).filter(wave=wave).order_by("pk"))


def words(response: Any) -> str:
    main = BeautifulSoup(response.content, "html.parser").select_one("main")
    assert main is not None
    return " ".join(main.get_text(" ").split())


def test_a_line_is_found_and_mended(desk: Client, wave: SurveyWave) -> None:
    found = desk.get(at("lines", wave), {"q": "DOCTOR20@"})
    assert "1 line fits" in words(found)
    (there,) = [each for each in invitations_of_draft(wave) if each.email == "doctor20@trust.example"]
    page = desk.get(at("line", wave, there.uid)).content.decode()
    assert 'value="Dr Imagined 20"' in page
    assert "On the list so far: Medicine, Surgery" in page

    mended = desk.post(at("line", wave, there.uid), DOCTOR | {"email": "", "group-0": "Imaging"}, follow=True)

    assert "The line was mended." in mended.content.decode()
    there.refresh_from_db()
    assert (there.name, there.email, there.channel) == ("Dr New", "", "letter")
    assert (there.language, there.categories) == ("cy", ["Imaging"])
    entry = AuditEntry.objects.get(action="survey.mend_person")
    assert AuditDetail.objects.get(entry=entry).after == {
        "mended": ["name", "email", "channel", "language", "categories"]
    }


def test_a_line_that_stays_as_it_is_is_no_change(desk: Client, wave: SurveyWave) -> None:
    there = invitations_of_draft(wave)[0]
    same = {"name": there.name, "email": there.email, "respondents": "doctors", "language": "en"}

    assert desk.post(at("line", wave, there.uid), same | {"group-0": "Medicine"}).status_code == 302

    assert not AuditEntry.objects.filter(action="survey.mend_person").exists()


def test_one_more_is_added(desk: Client, wave: SurveyWave) -> None:
    added = desk.post(at("new_line", wave), DOCTOR, follow=True)

    assert "One more is on the list." in added.content.decode()
    assert "13 people are on the list" in words(added)
    assert as_it_is(wave)[-1] == ("Dr New", "new@trust.example", "email", "doctors", "cy", ["Medicine"])


def test_a_manager_is_in_no_group(desk: Client, wave: SurveyWave) -> None:
    desk.post(at("new_line", wave), DOCTOR | {"respondents": "managers"})

    assert as_it_is(wave)[-1] == ("Dr New", "new@trust.example", "email", "managers", "cy", [])


@pytest.mark.parametrize(
    ("given", "field", "message"),
    [
        ({"email": "new@"}, "email", "This is no e-mail address. Correct it, or leave it empty."),
        ({"email": "DOCTOR1@trust.example"}, "email", "This address stands on the list already."),
        ({"name": "", "email": ""}, "name", "Give a name for a code on paper, or an address for a mail."),
        ({"group-0": " "}, "group-0", "Fill in “Specialty group”."),
        ({"respondents": "nurses"}, "respondents", "Select a valid choice."),
        ({"language": ""}, "language", "Choose “Language of the mail”."),
    ],
)
def test_what_cannot_be_is_said_at_its_field(
    desk: Client, wave: SurveyWave, given: dict[str, str], field: str, message: str
) -> None:
    before = as_it_is(wave)

    refused = desk.post(at("new_line", wave), DOCTOR | given)

    assert refused.status_code == 422
    soup = BeautifulSoup(refused.content, "html.parser")
    said = [each for each in soup.select(".lp-field--error") if message in each.get_text()]
    assert len(said) == 1
    assert said[0].select(f'[name="{field}"]')
    assert as_it_is(wave) == before


def test_somebody_is_left_out(desk: Client, wave: SurveyWave) -> None:
    there = invitations_of_draft(wave)[3]

    left = desk.post(at("leave_out", wave, there.uid), follow=True)

    assert "Dr Imagined 4 is not on the list any more." in left.content.decode()
    assert [each.name for each in invitations_of_draft(wave)][2:4] == ["Dr Imagined 3", "Dr Imagined 5"]
    assert desk.post(at("leave_out", wave, there.uid)).status_code == 404


def test_nothing_changes_once_it_is_open(desk: Client, lead: Any) -> None:
    wave = make_open_wave(lead, asked=doctors(10))
    before = as_it_is(wave)
    there = invitations_of(wave)[0]

    assert desk.get(at("lines", wave))["Location"] == at("wave", wave)
    for address in (at("new_line", wave), at("line", wave, there.uid), at("leave_out", wave, there.uid)):
        refused = desk.post(address, {key: value for key, value in DOCTOR.items() if key != "group-0"})
        assert refused.status_code == 409
        assert "This wave is open or over" in words(refused)
    assert as_it_is(wave) == before


def test_a_line_is_of_its_own_wave_alone(desk: Client, lead: Any, wave: SurveyWave) -> None:
    other = make_wave(lead, asked=doctors(1), version=wave.version)
    (line,) = invitations_of_draft(other)

    assert desk.get(at("line", wave, line.uid)).status_code == 404
    assert desk.post(at("leave_out", wave, line.uid)).status_code == 404
    assert invitations_of_draft(other) == [line]


def test_other_leads_find_no_line(wave: SurveyWave) -> None:
    stranger = Client()
    stranger.force_login(make_lead(make_trust()))
    there = invitations_of_draft(wave)[0]

    for name, more in (("lines", ()), ("new_line", ()), ("line", (there.uid,))):
        assert stranger.get(at(name, wave, *more)).status_code == 404
    assert stranger.post(at("leave_out", wave, there.uid)).status_code == 404
    assert there in invitations_of_draft(wave)


@pytest.mark.parametrize("more", [0, 40])
def test_a_long_list_costs_the_same(
    desk: Client, lead: Any, wave: SurveyWave, django_assert_num_queries: Any, more: int
) -> None:
    waves.ask(lead_context(lead), wave_uid=wave.uid, asked=doctors(1 + more, "Medicine"))

    with django_assert_num_queries(8):
        desk.get(at("lines", wave))
