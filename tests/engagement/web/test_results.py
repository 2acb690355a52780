"""What was published of a wave, at the desk: the page, the report, the files, and people's own words."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from engagement.results.exports import report, tables
from engagement.results.presenters.page import page_of
from engagement.results.selectors import results_of
from engagement.waves.models import ResponseWords, SurveyWave
from kernel.access import Viewer
from tests.factories.instruments import CANARY, load, small_file
from tests.factories.instruments import publish as licensed
from tests.factories.published import closed_wave, publish
from tests.factories.trusts import NOW, TODAY, make_lead, make_trust, trust_of
from tests.factories.waves import doctors, make_open_wave, make_version, shipped_version
from tests.ready import ready

HELD_BACK = "Held back: it would speak of too few people, or of people who all answered alike."


@dataclass
class Told:
    lead: Any
    earlier: SurveyWave
    wave: SurveyWave


def make_told() -> Told:
    """Two published waves of our own questionnaire."""
    lead = make_lead(make_trust("Northvale (invented)"))
    version = shipped_version()
    earlier = closed_wave(lead, version, title="Spring 2025", days_ago=500)
    publish(earlier, index="49.1", groups={})
    wave = closed_wave(lead, version, title="Autumn 2026")
    publish(wave)
    return Told(lead, earlier, wave)


told = ready("told", make_told)
pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(told: Told) -> Client:
    browser = Client()
    browser.force_login(told.lead)
    return browser


def at(name: str, wave: SurveyWave, *more: str) -> str:
    return reverse(f"leadership_surveys:{name}", args=[wave.uid, *more])


def read(desk: Client, name: str, wave: SurveyWave) -> str:
    answer = desk.get(at(name, wave))
    assert answer.status_code == 200
    words = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(words.replace("\xa0", " ").split())


def viewer_of(lead: Any) -> Viewer:
    return Viewer.of_organisations([trust_of(lead).pk], on=TODAY)


def test_the_page_answers_first(desk: Client, told: Told) -> None:
    page = read(desk, "results", told.wave)

    assert "Engagement overall: 54.2 of 100" in page
    assert "Allowing for chance it is 51.6 to 56.8." in page
    assert "138 of 240 doctors answered (58 %). 26 of 40 managers answered (65 %)." in page
    assert "+5.1 since Spring 2025 (+1.4 to +8.8): more than chance explains." in page
    assert "Organisation: Asking and answering 59.2 56.6 to 61.8 15.3" in page
    assert "Published on 1 September 2026." in page


def test_doctors_stand_beside_managers(desk: Client, told: Told) -> None:
    page = read(desk, "results", told.wave)

    minus = "\N{MINUS SIGN}"
    assert f"Engagement overall 54.2 63.8 {minus}9.6 {minus}16.4 to {minus}2.8 doctors lower" in page


def test_what_is_held_back_says_so_and_why(desk: Client, told: Told) -> None:
    page = read(desk, "results", told.wave)

    assert "Imaging 12 of 24 (50 %) 59.2 50.2 to 68.2 held back 61.2 52.2 to 70.2 held back" in page
    assert "Surgery in part 41 of 82 (50 %)" in page
    assert "In part: some of this group were put together with others" in page
    assert HELD_BACK in page
    assert "I take part when changes to our service are planned. held back" in page


def test_statements_say_how_many_gave_each_answer(desk: Client, told: Told) -> None:
    page = read(desk, "results", told.wave)

    assert (
        "When a doctor raises a problem here, somebody answers. 8 % 27 % 22 % 11 % 31 % 3.3 1.1 131" in page
    )
    assert "Good ideas from doctors get lost in this organisation. agreeing counts against" in page


def test_a_first_wave_has_nothing_to_compare_with(desk: Client, told: Told) -> None:
    other = closed_wave(told.lead, make_version(), title="Alone")
    publish(other, groups={}, managers=None)

    page = read(desk, "results", other)

    assert "This is the first published wave with this questionnaire." in page
    assert "Doctors and managers" not in page
    assert "Where it differs" not in page


def test_before_anything_is_published(desk: Client, told: Told) -> None:
    waiting = closed_wave(told.lead, told.wave.version, title="Waiting")
    asked = make_open_wave(told.lead, asked=doctors(10), version=make_version())

    assert "No results have been published yet" in read(desk, "results", waiting)
    assert at("publish", waiting) in desk.get(at("results", waiting)).content.decode()
    assert "There are no results yet" in read(desk, "results", asked)
    for name, more in (("words", []), ("report", ["en"]), ("table", ["scores"])):
        assert desk.get(at(name, waiting, *more)).status_code == 404


def test_as_many_queries_for_one_group_as_for_six(
    desk: Client, told: Told, django_assert_num_queries: Any
) -> None:
    # The latest wave of a trust is among those that trusts are compared by; an earlier one is asked for.
    for wave, queries in ((told.earlier, 23), (told.wave, 21)):
        desk.get(at("results", wave))
        with django_assert_num_queries(queries):
            desk.get(at("results", wave))


def test_words_stand_beside_nothing(desk: Client, told: Told) -> None:
    assert "Nobody wrote anything" in read(desk, "words", told.wave)
    rows = ResponseWords.objects.unscoped(reason="a test's own rows")
    rows.bulk_create(
        ResponseWords(wave=told.wave, words=f"Wish {number} <b>more</b>") for number in range(30)
    )

    first = desk.get(at("words", told.wave)).content.decode()
    second = desk.get(at("words", told.wave), {"page": 2}).content.decode()

    assert "30 people wrote something" in first
    assert (first.count("&lt;b&gt;more"), second.count("&lt;b&gt;more")) == (25, 5)
    assert "Wish" not in desk.get(at("results", told.wave)).content.decode()


@pytest.mark.parametrize(("language", "words"), [("en", b"en-GB"), ("cy", b"cy-GB")])
def test_the_report_is_an_accessible_pdf(told: Told, language: str, words: bytes) -> None:
    wave = closed_wave(told.lead, make_version(), title="Small [wave] #1")
    publish(wave, groups={"Site": {"*A* $x$": 20, "B": 15}}, at=NOW.replace(microsecond=123456))
    results = results_of(viewer_of(told.lead), wave.uid)
    assert results is not None

    with translation.override(language):
        made = report.made_of(page_of(results, []), results, more=[("More", ["#read"])], language=language)

    assert made.startswith(b"%PDF-")
    for mark in (b"/StructTreeRoot", b"/Marked true", b"<pdfuaid:part>1</pdfuaid:part>", words):
        assert mark in made
    assert b"Small [wave] #1" in made
    assert report.file_name(wave, language) == f"small-wave-1-{language}.pdf"


def test_the_report_comes_as_a_file(desk: Client, told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def made_of(page: Any, results: Any, *, more: Any, language: str) -> bytes:
        asked.append(f"{language} {page.sentence}")
        return b"%PDF-"

    monkeypatch.setattr(report, "made_of", made_of)

    answer = desk.get(at("report", told.wave, "cy"))

    assert (answer["Content-Type"], answer.content) == ("application/pdf", b"%PDF-")
    assert answer["Content-Disposition"] == 'attachment; filename="autumn-2026-cy.pdf"'
    assert asked == ["cy Ymgysylltiad yn gyffredinol: 54.2 o 100"]
    assert desk.get(at("report", told.wave, "fr")).status_code == 404


def rows_of(desk: Client, wave: SurveyWave, name: str) -> list[list[str]]:
    answer: Any = desk.get(at("table", wave, name))
    assert answer["Content-Disposition"] == f'attachment; filename="{name}.csv"'
    sent = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(sent)))


def test_scores_as_a_file(desk: Client, told: Told) -> None:
    heading, first, *rows = rows_of(desk, told.wave, "scores")

    assert heading[:5] == ["respondents", "dimension", "group", "invited", "answered"]
    assert first[:4] == ["doctors", "", "", "240"]
    assert first[5:] == [
        *("index", "index", "Engagement overall"),
        *("131", "54.2000", "15.2500", "51.5789", "56.8211", ""),
    ]
    held = [row for row in rows if row[-1] == "yes"]
    assert len(held) == 10
    assert all(row[8:13] == [""] * 5 for row in held)
    assert len(rows) == 79


def test_statements_as_a_file(desk: Client, told: Told) -> None:
    heading, first, *rows = rows_of(desk, told.wave, "statements")

    assert (heading[7], heading[11]) == ("Strongly disagree", "Strongly agree")
    assert first[1:4] == ["say-o-2", "When a doctor raises a problem here, somebody answers.", ""]
    assert sum(int(each) for each in first[7:12]) == int(first[4]) == 131
    assert len(rows) == 59
    assert set(tables.TABLES) == {"scores", "statements"}
    assert desk.get(at("table", told.wave, "words")).status_code == 404


def test_no_spreadsheet_runs_the_name_of_a_group(desk: Client, told: Told) -> None:
    wave = closed_wave(told.lead, make_version(), title="Formula")
    publish(wave, groups={"Site": {"=HYPERLINK(1)": 20, "B": 15}})

    groups = {row[2] for row in rows_of(desk, wave, "scores")}

    assert "'=HYPERLINK(1)" in groups
    assert "=HYPERLINK(1)" not in groups


def test_statements_under_licence_are_numbered(desk: Client, told: Told) -> None:
    wave = closed_wave(told.lead, licensed(load(small_file())), title="Licensed")
    publish(wave, groups={}, managers=None)

    page = read(desk, "results", wave)
    sent = str(rows_of(desk, wave, "statements"))

    assert "Small index: 54.2 of 100" in page
    assert "Statement 1" in page
    assert CANARY not in page + sent


def test_another_trust_does_not_know_it(told: Told) -> None:
    stranger = Client()
    stranger.force_login(make_lead(make_trust("Southvale (invented)")))

    for name, more in (("results", []), ("words", []), ("report", ["en"]), ("table", ["scores"])):
        assert stranger.get(at(name, told.wave, *more)).status_code == 404
