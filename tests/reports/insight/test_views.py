"""Insight in the Studio and for programs: the same figures on the page, in files and in answers."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.test import Client
from django.utils.safestring import SafeString

from kernel import clock
from lms.enrolment.enums import State
from lms.enrolment.models import Cohort
from lms.reports import tasks
from lms.reports.insight import keeping, views
from lms.reports.insight.report import Wanted
from programmes.models import ProgrammeVersion
from programmes.services.authoring import PartData, PartModule
from tests.api.conftest import Api
from tests.factories import programmes, trusts
from tests.factories.flocks import Flock, settle
from tests.factories.people import a_user
from tests.programmes.conftest import make_designer
from tests.ready import ready

NOW = datetime(2026, 12, 7, 12, 0, tzinfo=UTC)
SPRING = date(2026, 4, 1)


@dataclass
class Scene:
    version: ProgrammeVersion
    first: Cohort
    second: Cohort
    designer: Any

    @property
    def address(self) -> str:
        return f"/admin/studio/insight/{self.version.programme_key}/"


def make_scene() -> Scene:
    """Thirty people of one cohort, twelve of another, and two without."""
    meetings = programmes.make_module(
        "Meetings", activities=[programmes.a_reading("Read"), programmes.an_evaluation("Was it worth it?")]
    )
    budgets = programmes.make_module("=Budgets", activities=[programmes.a_reading("Sums")])
    parts = [PartData("All of it", (PartModule(meetings, due_days=30), PartModule(budgets)))]
    version = programmes.programme_version(programmes.make_programme("Leading", parts=parts))
    contract = trusts.make_contract(trusts.make_trust("Riverside (invented)"), version.programme, seats=90)
    first, second = (trusts.make_cohort(contract, capacity=40) for _each in range(2))
    done = {"Read": 4, "Was it worth it?": 10}
    settle(
        [
            Flock(15, version, {**done, "Sums": 90}, state=State.COMPLETED, cohort=first, percent=100),
            Flock(15, version, done, cohort=first, starts_on=SPRING, percent=50),
            Flock(12, version, {"Read": 4}, state=State.WITHDRAWN, cohort=second, percent=20),
            Flock(2, version),
        ]
    )
    return Scene(version, first, second, make_designer())


ready_insight = ready("ready_insight", make_scene)


@pytest.fixture
def scene(ready_insight: Any) -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False):
        yield ready_insight


@pytest.fixture
def studio(scene: Scene, client: Client) -> Client:
    client.force_login(scene.designer)
    return client


def read(answer: Any) -> BeautifulSoup:
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def rows(page: BeautifulSoup, section: str) -> list[list[str]]:
    found = page.select(f"section[aria-labelledby=insight-{section}] tbody tr")
    return [[" ".join(cell.text.split()) for cell in row.select("th, td.lp-number")] for row in found]


def lines_of(answer: Any) -> list[str]:
    found: list[str] = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    return found


def test_the_page_answers_first(scene: Scene, studio: Client) -> None:
    page = read(studio.get(scene.address))

    assert " ".join(page.select(".lp-insight-answer")[0].text.split()) == (
        "44 doctors took up a place. 15 have completed the programme. On average they are 56% of the way."
    )
    assert rows(page, "standing") == [
        ["Completed", "15"],
        ["Going on", "0"],
        ["Nothing for 28 days", "17"],
        ["Paused", "0"],
        ["Withdrawn", "12"],
        ["Invited, has not answered", "0"],
        ["Did not take up the place", "0"],
    ]


def test_modules_their_activities_and_their_time(scene: Scene, studio: Client) -> None:
    page = read(studio.get(scene.address))

    assert rows(page, "modules") == [
        ["Meetings", "44", "held back", "30 (68%)"],
        ["=Budgets", "44", "15 (34%)", "15 (34%)"],
    ]
    assert rows(page, "activities") == [
        ["Read", "44", "held back", "held back"],
        ["Was it worth it?", "44", "30 (68%)", "30 (68%)"],
    ]
    assert rows(page, "time") == [
        ["Meetings", "30", "10.0", "10.0–10.0", "30", "100%", "20"],
        ["=Budgets", "–", "90.0", "–", "15", "–", "10"],
    ]
    link = page.select("section[aria-labelledby=insight-modules] tbody tr:nth-of-type(2) th a")[0]["href"]
    assert rows(read(studio.get(f"{scene.address}{link}")), "activities") == [
        ["Sums", "44", "15 (34%)", "15 (34%)"]
    ]


def test_where_they_stop_and_how_cohorts_compare(scene: Scene, studio: Client) -> None:
    page = read(studio.get(scene.address))

    assert rows(page, "stops") == [["Read", "12"]]
    words = " ".join(page.text.split())
    assert (
        "Was it worth it? Withdrawn 12 In 2 other places some people stopped too; how many is held back."
        in words
    )
    name = f"Riverside (invented): {scene.first.name}"
    # That none of them withdrew would tell that two of the others did not.
    outcomes = ["held back", "0", "held back", "0", "held back"]
    assert rows(page, "compared") == [[name, "30", "held back", *outcomes, "held back"]]
    assert "2 others are held back: their people are few, or would reveal some who are." in words
    assert rows(read(studio.get(f"{scene.address}?by=version")), "compared") == [
        ["Version 1", "44", "held back", "15", "0", "17", "0", "12", "56%"]
    ]
    assert [row[0] for row in rows(read(studio.get(f"{scene.address}?by=started")), "compared")] == [
        "July to September 2026",
        "April to June 2026",
    ]
    assert rows(read(studio.get(f"{scene.address}?by=trust")), "compared") == []


def test_of_many_lines_the_first_are_shown_and_the_chosen_one(
    scene: Scene, studio: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "LINES_AT_FIRST", 1)
    newest, older = "July to September 2026", "April to June 2026"

    def seen(query: str) -> tuple[list[str], list[str]]:
        page = read(studio.get(f"{scene.address}?by=started{query}"))
        links = page.select('section[aria-labelledby=insight-compared] a[href*="all=1"]')
        return [row[0] for row in rows(page, "compared")], [f"{link.text} {link['href']}" for link in links]

    assert seen("") == ([newest], ["Show all 2 ?by=started&all=1#insight-compared"])
    assert seen("&all=1") == ([newest, older], [])
    assert seen("&started=2026-2") == ([newest, older], [])


def test_it_is_narrowed_by_what_the_address_says(scene: Scene, studio: Client) -> None:
    page = read(studio.get(f"{scene.address}?only=cohort:{scene.first.uid}"))

    assert page.select(".lp-insight-answer")[0].text.split()[:5] == ["30", "doctors", "took", "up", "a"]
    chosen = [option.text for option in page.select("select option[selected]")]
    assert chosen == [f"Riverside (invented): {scene.first.name}"]
    current = page.select("section[aria-labelledby=insight-compared] tr[aria-current] th")
    assert [cell.text for cell in current] == chosen
    assert page.select("section[aria-labelledby=insight-standing] a")[0]["href"] == (
        f"{scene.address}standing.csv?cohort={scene.first.uid}"
    )
    assert page.select('a[href="?by=cohort"]')[0].text == "Show everybody"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?cohort={second}", "Figures about these people are held back"),
        ("?version=1&started=2026-2", "Figures are told of one version, cohort, trust or quarter at a time."),
        ("?version=7", "nobody who took up a place fits all that you chose"),
        (
            "?cohort=5e0c4f16-9d1b-4f0e-8c55-0c2d7f6a1b23",
            "nobody who took up a place fits all that you chose",
        ),
        ("?started=2020-1", "nobody who took up a place fits all that you chose"),
        ("?cohort=x&version=&trust=y&started=2026-9&by=z&module=q", "44 doctors took up a place."),
    ],
)
def test_slices_that_tell_nothing(scene: Scene, studio: Client, query: str, words: str) -> None:
    page = read(studio.get(scene.address + query.format(second=scene.second.uid)))

    assert words in " ".join(page.text.split())


def test_before_anybody_and_with_too_few(scene: Scene, studio: Client) -> None:
    other = programmes.programme_version(programmes.make_programme("Another"))
    address = f"/admin/studio/insight/{other.programme_key}/"
    assert "Nobody has taken up a place yet." in studio.get(address).content.decode()
    Flock(9, other).settle()
    page = " ".join(read(studio.get(address)).text.split())
    assert "Fewer than 10 people have taken up a place." in page

    index = read(studio.get("/admin/studio/insight/"))

    assert [
        [" ".join(cell.text.split()) for cell in row.select("td")]
        for row in index.select(".listing tbody tr")
    ] == [
        ["Another", "fewer than 10"],
        ["Leading", "44"],
    ]


def test_it_leads_on(scene: Scene, studio: Client) -> None:
    page = read(studio.get(scene.address))

    links = {link.text: link["href"] for link in page.select("section[aria-labelledby=insight-links] a")}
    assert list(links) == ["Evaluation by level: Was it worth it? (Meetings)"]
    assert studio.get(links["Evaluation by level: Was it worth it? (Meetings)"]).status_code == 200
    editor = studio.get(f"/admin/snippets/leadership_programmes/programme/edit/{scene.version.programme_id}/")
    assert scene.address in editor.content.decode()


def test_every_table_can_be_taken_along(scene: Scene, studio: Client) -> None:
    def file(table: str) -> list[str]:
        return lines_of(studio.get(f"{scene.address}{table}.csv?by=version"))

    assert file("modules") == [
        'Module,Asked of,Begun,"Begun, %",Done,"Done, %",Planned by day,"Done on day, median",'
        'A quarter by day,Three quarters by day,Days known of,"Done by the planned day, %",Minutes planned',
        "Meetings,44,,,30,68,30,10.0,10.0,10.0,30,100,20",
        "'=Budgets,44,15,34,15,34,,90.0,,,15,,10",
    ]
    assert file("activities")[1:] == [
        "Meetings,Read,44,,,,,,,,,,10",
        "Meetings,Was it worth it?,44,30,68,30,68,10.0,10.0,10.0,30,,10",
        "'=Budgets,Sums,44,15,34,15,34,90.0,,,15,,10",
    ]
    assert file("standing") == [
        "Where they stand,People",
        "Took up a place,44",
        "Completed,15",
        "Going on,0",
        "Nothing for 28 days,17",
        "Paused,0",
        "Withdrawn,12",
        '"Invited, has not answered",0',
        "Did not take up the place,0",
    ]
    assert file("stops") == [
        "How,Last thing done,What comes next,People",
        "Withdrawn,Read,Was it worth it?,12",
    ]
    assert file("compared")[1:] == ["Version 1,44,,15,0,17,0,12,56"]
    assert studio.get(f"{scene.address}people.csv").status_code == 404


def test_programs_are_told_the_same(scene: Scene) -> None:
    address = f"/studio/programmes/{scene.version.programme_key}/insight/"
    api = Api(scene.designer)

    found = api.get(address).json()

    assert {name: found[name] for name in ("title", "told", "people", "begun", "percent", "fewest")} == {
        "title": "Leading",
        "told": True,
        "people": 44,
        "begun": None,
        "percent": 56,
        "fewest": 10,
    }
    assert found["outcomes"] == {"completed": 15, "going_on": 0, "quiet": 17, "paused": 0, "withdrawn": 12}
    assert [(each["title"], each["asked"], each["begun"], each["done"]) for each in found["modules"]] == [
        ("Meetings", 44, None, 30),
        ("=Budgets", 44, 15, 15),
    ]
    assert found["modules"][0]["time"] == {
        "days": "10.0",
        "lower_quartile": "10.0",
        "upper_quartile": "10.0",
        "people": 30,
        "in_time_percent": 100,
    }
    assert [(each["title"], each["done"]) for each in found["activities"]] == [
        ("Read", None),
        ("Was it worth it?", 30),
        ("Sums", 15),
    ]
    read_first, worth, _sums = (each["key"] for each in found["activities"])
    assert found["stops"] == [{"how": "withdrawn", "after": read_first, "next": worth, "people": 12}]
    assert (found["stops_held_back"], found["compared_held_back"]) == (2, 0)
    assert [(each["value"], each["people"]) for each in found["compared"]] == [("1", 44)]
    narrowed = api.get(address, cohort=scene.first.uid, by="cohort").json()
    assert (narrowed["people"], narrowed["compared"][0]["value"]) == (30, str(scene.first.uid))
    assert api.get(address, cohort=scene.second.uid).json()["told"] is False
    assert api.get(address, started="2026").status_code == 400
    several = api.get(address, started="2026-2", version=1)
    assert (several.status_code, [each["parameter"] for each in several.json()["errors"]]) == (
        400,
        ["version", "started"],
    )
    assert api.get(f"/studio/programmes/{uuid.uuid4()}/insight/").status_code == 404


def test_for_others_it_is_not_there(scene: Scene, client: Client) -> None:
    user = a_user()
    client.force_login(user)

    assert Api(user).get(f"/studio/programmes/{scene.version.programme_key}/insight/").status_code == 404
    assert Api().get(f"/studio/programmes/{scene.version.programme_key}/insight/").status_code == 401
    for address in ("/admin/studio/insight/", scene.address, f"{scene.address}modules.csv"):
        assert client.get(address).status_code == 302
    assert Client().get(scene.address).status_code == 302


def test_a_programme_that_is_not_there(scene: Scene, studio: Client) -> None:
    assert studio.get(f"/admin/studio/insight/{uuid.uuid4()}/").status_code == 404


def test_large_programmes_are_worked_out_by_the_clock(
    scene: Scene, studio: Client, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    key = scene.version.programme_key
    assert tasks.keep_figures() == 0
    monkeypatch.setattr(keeping, "MANY", 44)
    assert tasks.keep_figures() == 1
    Flock(10, scene.version, starts_on=SPRING).settle()

    # Read from where it is kept: the ten who came later are not in it. Which it is comes first.
    with django_assert_num_queries(2):
        kept = taken(key)
    with django_assert_num_queries(1):
        again = taken(key)

    assert (kept, again) == (44, 44)
    assert tasks.keep_figures() == 1
    assert taken(key) == 54
    Flock(10, scene.version, starts_on=SPRING).settle()
    assert taken(key) == 54
    cache.clear()
    assert taken(key) == 64


def taken(key: uuid.UUID) -> int:
    report = keeping.report_of(key, lambda _cube: Wanted(), now=clock.now())
    assert report is not None
    assert report.taken is not None
    return report.taken


def test_answers_that_nobody_asked_for_lately_are_forgotten(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = scene.version.programme_key
    monkeypatch.setattr(keeping, "MANY", 44)
    monkeypatch.setattr(keeping, "FEW_REPORTS", 2)
    tasks.keep_figures()

    def asked(version: int) -> Any:
        return keeping.report_of(key, lambda _cube: Wanted(version=version), now=clock.now())

    first, second = asked(1), asked(2)
    assert asked(2) is second
    assert asked(1) is first
    third = asked(3)
    assert asked(2) is not second
    assert asked(3) is third


def test_the_same_question_is_written_once_until_the_clock_has_counted_again(
    scene: Scene, studio: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = scene.address
    monkeypatch.setattr(keeping, "MANY", 44)
    monkeypatch.setattr(keeping, "FEW_WRITTEN", 3)
    written: list[str] = []
    write = views.InsightView.write

    def counting(view: views.InsightView) -> SafeString:
        written.append(view.request.get_full_path())
        return write(view)

    monkeypatch.setattr(views.InsightView, "write", counting)
    for _each in range(2):
        studio.get(address)
    assert len(written) == 2
    tasks.keep_figures()
    written.clear()
    first = told(studio, address)
    assert told(studio, address) == first
    for query in ("?by=trust", "?all=1", "?by=trust", "?all=1"):
        studio.get(address + query)
    assert written == [address, f"{address}?by=trust", f"{address}?all=1"]
    studio.get(f"{address}?version=1")
    assert told(studio, address) == first
    assert written[3:] == [f"{address}?version=1", address]
    tasks.keep_figures()
    studio.get(address)
    assert written[5:] == [address]


def told(studio: Client, address: str) -> str:
    return str(read(studio.get(address)).select_one(".lp-insight"))
