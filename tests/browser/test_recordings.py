"""Links, checklists and recordings in a browser: in every width, played, resumed where somebody stopped."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from playwright.sync_api import Page, expect

from kernel import clock
from lms.enrolment.models import Contract
from lms.records.models import Attempt, LearningFact
from programmes import library
from programmes.enums import Provider
from programmes.models import Media
from programmes.rules.embeds import Embed
from tests.browser.conftest import OpenPage, See
from tests.browser.waiting import until
from tests.factories import programmes, trusts
from tests.factories.courses import World
from tests.factories.programmes import a_checklist, a_link, a_recording, make_media
from tests.programmes.conftest import make_designer

FILES = Path(library.__file__).parent / "new-consultant-leadership.files"
"""The short film that is shipped, and its captions."""

LINK, LIST, FILM, ELSEWHERE = "What others do", "Before your next meeting", "See it done", "Seen elsewhere"
REASON = "a test"


@pytest.fixture
def film(transactional_db: None, on_disk: None) -> Media:
    """Real frames, so that a real browser plays them."""
    by_size = sorted(FILES.iterdir(), key=lambda path: path.stat().st_size)
    captions, file = (ContentFile(path.read_bytes(), name="film") for path in by_size)
    return make_media("One change, tried small", file=file, captions_file=captions)


@pytest.fixture
def world(film: Media) -> World:
    now = clock.now()
    elsewhere = make_media("Elsewhere", embed=Embed(Provider.YOUTUBE, "dQw4w9WgXcQ"))
    activities = [a_link(), a_checklist(), a_recording(media=film), a_recording(ELSEWHERE, elsewhere)]
    programme = programmes.make_programme(modules=[programmes.make_module("Try it", activities=activities)])
    trust, today = trusts.make_trust(), clock.local_date(now)
    contract = Contract.objects.create(
        organisation=trust,
        programme=programme,
        seats=5,
        starts_on=today,
        ends_on=today + timedelta(days=300),
    )
    return World(trust, trusts.make_lead(trust), programme, contract, now)


def address(world: World, row: Any, title: str) -> str:
    return f"/learn/{row.uid}/{world.key(title)}/"


def kept() -> list[Any]:
    return list(Attempt.objects.unscoped(reason=REASON).values_list("state", flat=True))


def playing(page: Page) -> None:
    """The browser has frames to show."""
    until(page, "document.querySelector('video')?.readyState >= 2")


def test_every_new_activity_in_every_width(
    world: World, open_page: OpenPage, see: See, faults: list[str]
) -> None:
    user, row = world.enrolled()
    page = open_page(user=user)
    for title, name in ((LINK, "link"), (LIST, "checklist"), (FILM, "film"), (ELSEWHERE, "elsewhere")):
        page.goto(address(world, row, title))
        if title == FILM:
            playing(page)
            page.get_by_text("Transcript").click()
        see(page, f"activity_{name}")
    page.goto(address(world, row, LIST))
    page.get_by_label("Send that to everybody").check()
    page.get_by_role("button", name="Complete the checklist").click()
    expect(page.get_by_role("alert")).to_contain_text("1 of 2 is ticked.")
    see(page, "activity_checklist_error")
    assert len(faults) == 1
    assert "422" in faults.pop()


def test_a_film_is_played_resumed_and_done(world: World, open_page: OpenPage) -> None:
    user, row = world.enrolled()
    page = open_page(user=user)
    here = address(world, row, FILM)
    page.goto(here)
    playing(page)
    until(page, "document.querySelector('video').textTracks[0].cues?.length === 7")

    with page.expect_response(lambda response: response.url.endswith("/draft/")) as drafts:
        page.evaluate("document.querySelector('video').currentTime = 20")
    assert drafts.value.status == 200
    assert kept() == [{"position": 20}]
    with page.expect_response(lambda response: response.url.endswith("/draft/")):
        page.evaluate(
            """const film = document.querySelector('video'); film.muted = true;
            film.play().then(() => setTimeout(() => film.pause(), 1500))"""
        )
    (state,) = kept()
    assert state["position"] >= 21

    page.goto("/learn/")
    page.get_by_role("link", name="Continue “See it done”").click()
    page.wait_for_url(f"**{here}")
    playing(page)
    assert page.evaluate("document.querySelector('video').currentTime") >= 21
    expect(page.get_by_text("where you stopped")).to_be_visible()
    page.get_by_role("button", name="I have watched it").click()
    expect(page.get_by_text("It is in your record.")).to_be_visible()

    assert LearningFact.objects.unscoped(reason=REASON).count() == 1
    assert len(kept()) == 1


def test_a_place_that_is_not_kept_is_said(world: World, open_page: OpenPage, faults: list[str]) -> None:
    user, row = world.enrolled()
    page = open_page(user=user)
    page.goto(address(world, row, FILM))
    playing(page)

    with page.expect_response(lambda response: response.url.endswith("/draft/")):
        page.evaluate("document.querySelector('video').currentTime = 20")
    assert kept() == [{"position": 20}]
    # What is played without a connection must be there before it goes.
    until(
        page,
        """(({ buffered }) => [...Array(buffered.length).keys()].some(
            (part) => buffered.start(part) <= 20 && buffered.end(part) >= 25
        ))(document.querySelector('video'))""",
    )

    page.context.set_offline(True)
    page.evaluate(
        """const film = document.querySelector('video'); film.muted = true;
        film.addEventListener('timeupdate', () => film.currentTime >= 21 && film.pause());
        film.play()"""
    )
    expect(page.get_by_text("Your place is not kept at the moment: no connection.")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("Your place is not kept at the moment: no connection.")).to_be_hidden()

    (state,) = kept()
    assert state["position"] >= 21
    assert set(faults) == {"Failed to load resource: net::ERR_INTERNET_DISCONNECTED"}
    faults.clear()


def test_a_designer_keeps_a_film_and_plays_it(film: Media, open_page: OpenPage) -> None:
    page = open_page(user=make_designer())
    _captions, file = sorted(FILES.iterdir(), key=lambda path: path.stat().st_size)
    page.goto("/admin/snippets/leadership_programmes/media/add/")
    page.locator("[name=title]").fill("A film of ours")
    page.locator("[name=upload]").set_input_files(
        {"name": "film.webm", "mimeType": "video/webm", "buffer": file.read_bytes()}
    )
    page.locator("[name=seconds]").fill("54")
    page.locator(".public-DraftEditor-content").click()
    page.keyboard.type("One change, tried small.")
    # The editor writes into its field a moment after the last key.
    expect(page.locator("[name=transcript]")).to_have_value(re.compile("One change, tried small"))
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="A film of ours", exact=True).click()
    page.get_by_role("link", name="Play it").click()
    playing(page)

    kept = Media.objects.get(title="A film of ours")
    assert kept.file_id == film.file_id
    assert "One change, tried small." in kept.transcript


def test_ticks_save_themselves(world: World, open_page: OpenPage) -> None:
    user, row = world.enrolled()
    page = open_page(user=user)
    first, _second = world.activity(LIST).scoring["items"]
    page.goto(address(world, row, LIST))

    with page.expect_response(lambda response: response.url.endswith("/draft/")):
        page.get_by_label("Write down what it is for").check()

    assert kept() == [{"ticked": [first]}]


def test_all_of_it_without_javascript(world: World, open_page: OpenPage) -> None:
    user, row = world.enrolled()
    page = open_page(user=user, javascript=False)

    page.goto(address(world, row, LIST))
    page.get_by_label("Write down what it is for").check()
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_label("Write down what it is for")).to_be_checked()
    page.get_by_label("Send that to everybody").check()
    page.get_by_role("button", name="Complete the checklist").click()
    expect(page.get_by_text("It is in your record.")).to_be_visible()

    page.goto(address(world, row, FILM))
    expect(page.locator("video[controls]")).to_be_visible()
    page.get_by_role("button", name="I have watched it").click()
    expect(page.get_by_text("It is in your record.")).to_be_visible()


def test_nothing_is_loaded_from_a_provider_before_it_is_asked_for(world: World, open_page: OpenPage) -> None:
    user, row = world.enrolled()
    page = open_page(user=user)
    asked: list[str] = []
    page.context.route(
        lambda url: "127.0.0.1" not in url,
        lambda route: (
            asked.append(route.request.url),
            route.fulfill(
                body="<!doctype html><html lang=en><title>Film</title><p>Film", content_type="text/html"
            ),
        ),
    )

    page.goto(address(world, row, ELSEWHERE))
    assert asked == []
    page.get_by_role("link", name="Load the video from YouTube").click()
    expect(page.frame_locator("iframe[title=Elsewhere]").get_by_text("Film")).to_be_visible()

    assert asked == ["https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?rel=0"]
