"""Survey waves at the trust desk: from a plan to closing, and what is refused on the way."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from engagement.waves import codes
from engagement.waves.enums import WaveState
from engagement.waves.models import Invitation, SurveyWave, Ticket
from engagement.waves.services.drafting import Asked
from kernel import clock, outbox
from tests.factories.trusts import make_lead, make_trust
from tests.factories.waves import (
    REASON,
    code_of,
    doctors,
    invitations_of,
    make_open_wave,
    make_version,
    make_wave,
    managers,
)

pytestmark = pytest.mark.django_db

HEADING = "name,email,asked as,Specialty group,language"


@pytest.fixture
def lead() -> Any:
    return make_lead(make_trust("Northvale (invented)"))


@pytest.fixture
def desk(lead: Any) -> Client:
    browser = Client()
    browser.force_login(lead)
    return browser


def the_wave() -> SurveyWave:
    return SurveyWave.objects.unscoped(reason=REASON).get()


def invitations() -> Any:
    return Invitation.objects.unscoped(reason=REASON)


def a_list(*lines: str) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("people.csv", "\n".join([HEADING, *lines]).encode())}


def lines(count: int, group: str, *, first: int = 1) -> list[str]:
    return [
        f"Dr Imagined {n},doctor{n}@trust.example,doctor,{group},{'cy' if n % 2 else 'en'}"
        for n in range(first, first + count)
    ]


PLAN = {
    "title": "Autumn 2026",
    "purpose": "To hear what you think.",
    "opens_on": "2026-09-01",
    "closes_on": "2026-09-22",
    "target": "60",
    "dimensions": "Specialty group",
    "fewest": "10",
    "remind_after": "7, 14",
}


def test_from_a_plan_to_an_open_wave(desk: Client, lead: Any) -> None:
    version = make_version()

    made = desk.post(reverse("leadership_surveys:new"), PLAN | {"version": str(version.pk)})

    wave = the_wave()
    people = reverse("leadership_surveys:people", args=[wave.uid])
    assert (made.status_code, made["Location"]) == (302, people)
    asked = [*lines(12, "Medicine"), *lines(4, "Imaging", first=20), *lines(11, "Surgery", first=40)]
    taken = desk.post(
        people, a_list(*asked, *(f"Manager {n},m{n}@trust.example,manager,," for n in range(10)))
    )
    assert taken.status_code == 302
    page = desk.get(taken["Location"]).content.decode()
    assert "27 doctors and 10 managers will be asked." in page
    assert "Imaging; Surgery" in page
    opening = desk.get(reverse("leadership_surveys:act", args=[wave.uid, "open"])).content.decode()
    assert "reminded after this many days: 7, 14." in opening

    opened = desk.post(reverse("leadership_surveys:act", args=[wave.uid, "open"]))

    assert opened.status_code == 302
    wave = the_wave()
    assert (wave.state, wave.organisation.name) == (WaveState.OPEN, "Northvale (invented)")
    page = desk.get(opened["Location"]).content.decode()
    assert "0 of 37 have answered (0 %)" in page
    assert "Open for 21 more days, until 22 September 2026." in page
    outbox.drain(clock=clock.now)
    assert len(mail.outbox) == 37
    assert mail.outbox[0].subject in (
        "Northvale (invented) asks what working there is like",
        "Mae Northvale (invented) yn gofyn sut beth yw gweithio yno",
    )


def test_a_wave_without_a_questionnaire(desk: Client) -> None:
    page = desk.get(reverse("leadership_surveys:new")).content.decode()

    assert "No questionnaire has been published here yet." in page


def test_the_desk_leads_to_them(desk: Client) -> None:
    home = desk.get(reverse("leadership_trust:home")).content.decode()

    assert f'<a href="{reverse("leadership_surveys:list")}">Surveys</a>' in home


def test_there_has_been_none_yet(desk: Client) -> None:
    assert "There has been no wave yet." in desk.get(reverse("leadership_surveys:list")).content.decode()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"closes_on": "2026-08-01"}, "The last day is before the first. Choose a later one."),
        ({"fewest": "4"}, "Ensure this value is greater than or equal to 5."),
        ({"dimensions": "A\nB\nC\nD"}, "Keep three at most: more would make every group too small."),
        ({"remind_after": "7; 14"}, "Write up to four numbers of days with commas, such as 7, 14."),
        ({"remind_after": "99"}, "Each reminder comes 1 to 60 days after opening."),
        ({"target": "101"}, "Ensure this value is less than or equal to 100."),
    ],
)
def test_a_plan_that_cannot_be(desk: Client, given: dict[str, str], message: str) -> None:
    version = make_version()

    refused = desk.post(reverse("leadership_surveys:new"), PLAN | {"version": str(version.pk)} | given)

    assert refused.status_code == 422
    assert message in refused.content.decode()
    assert "To hear what you think." in refused.content.decode()
    assert not SurveyWave.objects.unscoped(reason=REASON).exists()


def test_a_list_with_wrong_lines_is_not_taken(desk: Client, lead: Any) -> None:
    wave = make_wave(lead, asked=doctors(3, "Medicine"), dimensions=("Specialty group",))
    wrong = a_list(
        "Dr A,a@trust.example,doctor,Medicine,en",
        "Dr B,not an address,doctor,Medicine,en",
        "Dr C,A@trust.example,doctor,Medicine,en",
        ",,doctor,Medicine,en",
        "Dr D,d@trust.example,nurse,Medicine,en",
        "Dr E,e@trust.example,doctor,,en",
        "Dr F,f@trust.example,doctor,Medicine,fr",
    )

    refused = desk.post(reverse("leadership_surveys:people", args=[wave.uid]), wrong)

    assert refused.status_code == 422
    text = refused.content.decode()
    assert "6 lines have to be mended in your file." in text
    for said in (
        "Line 3: “not an address” is no e-mail address. Correct it.",
        "Line 4: This address stands in line 2 too. Keep one of them.",
        "Line 5: Nobody is named here. Give a name for a letter, or an address for a mail.",
        "Line 6: “nurse” is neither doctor nor manager.",
        "Line 7: “Specialty group” is empty. Fill it in.",
        "Line 8: “fr” is neither en nor cy.",
    ):
        assert said in text, said
    assert invitations().count() == 3


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"pasted": "name,email\nDr A,a@trust.example"}, "The list has no column “Specialty group”."),
        ({"pasted": "Specialty group,colour\nMedicine,red"}, "neither a column “name” nor a column “email”"),
        ({"pasted": ""}, "Choose a spreadsheet, or paste the rows below."),
        ({"file": SimpleUploadedFile("x.xls", b"\xd0\xcf\x11\xe0old")}, "an Excel file of the old kind"),
    ],
    ids=["no such column", "no name", "nothing", "old workbook"],
)
def test_a_file_that_cannot_be_read(desk: Client, lead: Any, sent: dict[str, Any], message: str) -> None:
    wave = make_wave(lead, dimensions=("Specialty group",))

    refused = desk.post(reverse("leadership_surveys:people", args=[wave.uid]), sent)

    assert refused.status_code == 422
    assert message in refused.content.decode()
    assert not invitations().exists()


def test_the_template_is_taken_as_it_is(desk: Client, lead: Any) -> None:
    wave = make_wave(lead, dimensions=("Specialty group", "Site"))
    file = desk.get(reverse("leadership_surveys:template", args=[wave.uid])).content

    taken = desk.post(
        reverse("leadership_surveys:people", args=[wave.uid]), {"file": SimpleUploadedFile("t.csv", file)}
    )

    assert taken.status_code == 302
    assert [(each.name, each.respondents, each.categories) for each in invitations().order_by("pk")] == [
        ("Dr Ada Example", "doctors", ["…", "…"]),
        ("Ben Example", "managers", []),
    ]


def test_too_few_are_refused_at_opening(desk: Client, lead: Any) -> None:
    wave = make_wave(lead, asked=doctors(9))

    refused = desk.post(reverse("leadership_surveys:act", args=[wave.uid, "open"]))

    assert refused.status_code == 409
    assert "With fewer than 10, anybody could tell who said what." in refused.content.decode()
    assert not Ticket.objects.unscoped(reason=REASON).exists()


def test_looking_at_what_opening_does_opens_nothing(desk: Client, lead: Any) -> None:
    wave = make_wave(lead, asked=doctors(10))
    for name in ("open", "remind", "close", "cancel"):
        assert desk.get(reverse("leadership_surveys:act", args=[wave.uid, name])).status_code == 200

    assert the_wave().state == WaveState.DRAFT
    assert desk.get(reverse("leadership_surveys:act", args=[wave.uid, "delete"])).status_code == 404


def test_opening_twice_opens_once(desk: Client, lead: Any) -> None:
    wave = make_wave(lead, asked=doctors(10))
    opening = reverse("leadership_surveys:act", args=[wave.uid, "open"])

    assert [desk.post(opening).status_code, desk.post(opening).status_code] == [302, 409]

    assert Ticket.objects.unscoped(reason=REASON).count() == 10


def test_nobody_is_reminded_twice_in_three_days(desk: Client, lead: Any) -> None:
    wave = make_open_wave(lead, asked=doctors(10))

    refused = desk.post(reverse("leadership_surveys:act", args=[wave.uid, "remind"]))

    assert refused.status_code == 409
    assert "Everybody was written to less than 3 days ago." in refused.content.decode()


def test_an_open_wave_gets_a_later_last_day(desk: Client, lead: Any) -> None:
    wave = make_open_wave(lead, asked=doctors(10))
    change = reverse("leadership_surveys:change", args=[wave.uid])

    assert desk.post(change, {"closes_on": "2026-09-10"}).status_code == 422
    assert desk.post(change, {"closes_on": "2026-10-02"}).status_code == 302

    assert the_wave().closes_on.isoformat() == "2026-10-02"


def test_codes_on_paper_name_nobody(desk: Client, lead: Any) -> None:
    by_letter = [Asked(f"Dr Paper {n}", categories=("Medicine",)) for n in range(10)]
    wave = make_open_wave(lead, asked=[*by_letter, *doctors(10, "Surgery")], dimensions=("Specialty group",))

    page = desk.get(reverse("leadership_surveys:codes", args=[wave.uid])).content.decode()

    assert page.count("data:image/svg+xml;base64,") == 10
    assert "For doctors: Medicine" in page
    assert "Dr Paper" not in page
    found = re.findall(r'lp-survey__code">([A-Z2-7-]{14})<', page)
    assert found == sorted(codes.in_groups(code_of(each)) for each in invitations_of(wave) if not each.email)


def test_closing(desk: Client, lead: Any) -> None:
    wave = make_open_wave(lead, asked=[*doctors(10), *managers(10)])

    closed = desk.post(reverse("leadership_surveys:act", args=[wave.uid, "close"]))

    assert closed.status_code == 302
    assert the_wave().state == WaveState.CLOSED
    page = desk.get(closed["Location"]).content.decode()
    assert "0 of 20 answered (0 %)" in page
    assert "the list of people and the key are destroyed" in page


def test_other_leads_see_nothing_of_it(lead: Any) -> None:
    wave = make_open_wave(lead, asked=doctors(10))
    stranger = Client()
    stranger.force_login(make_lead(make_trust()))

    assert wave.title not in stranger.get(reverse("leadership_surveys:list")).content.decode()
    for name in ("wave", "change", "people", "template"):
        assert stranger.get(reverse(f"leadership_surveys:{name}", args=[wave.uid])).status_code == 404
    for name in ("open", "remind", "close", "cancel"):
        path = reverse("leadership_surveys:act", args=[wave.uid, name])
        assert (stranger.get(path).status_code, stranger.post(path).status_code) == (404, 404)
    assert the_wave().state == WaveState.OPEN


@pytest.mark.parametrize("waves", [1, 3])
def test_the_list_costs_the_same(desk: Client, lead: Any, django_assert_num_queries: Any, waves: int) -> None:
    version = make_version()
    for _each in range(waves):
        make_wave(lead, version=version)
    with django_assert_num_queries(6):
        desk.get(reverse("leadership_surveys:list"))
