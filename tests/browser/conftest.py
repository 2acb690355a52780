"""Headless Chromium for the browser tests, with axe and a record of everything that went wrong on a page."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.http import HttpRequest, HttpResponse
from django.test import Client
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from cms.site.services import build_demo_site
from kernel import clock
from tests.browser.accessible import assert_accessible
from tests.browser.windows import BLANK, PATIENCE, Window, Windows
from tests.committed import committed
from tests.database import ROOT
from tests.factories.courses import World, make_world
from tests.ready import worlds
from tests.sizes import FULL

SCREENSHOTS = ROOT / "var" / "screenshots"
# The first is Chromium without the parts that draw windows: it needs a third less of the processor.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
MISSING = f"Chromium is not on this machine. Install it: apt-get install {BROWSERS[0]} fonts-liberation"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-software-rasterizer",
    "--in-process-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Pages are short-lived: what is compiled for speed is never used often enough to pay for it.
    "--js-flags=--no-flush-bytecode --no-opt --no-maglev",
]

PICTURES = bool(os.environ.get("PICTURES"))

LOOKS = (390, 1280)
WIDTHS = (320, 768, *LOOKS)

Schemes = dict[str, dict[str, Any]]
LIGHT: Schemes = {}
DARK: Schemes = {"dark": {"color_scheme": "dark"}}
CONTRAST: Schemes = {
    **DARK,
    "contrast": {"contrast": "more"},
    "dark_contrast": {"color_scheme": "dark", "contrast": "more"},
}
AS_EVER = {"color_scheme": "light", "contrast": "no-preference"}

OpenPage = Callable[..., Page]
See = Callable[..., None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.bar(32))


@pytest.fixture(scope="session")
def browser(django_db_blocker: DjangoDbBlocker) -> Iterator[Browser]:
    chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
    if chromium is None:
        pytest.fail(MISSING)
    # What takes a fifth of a second here may take ten on a machine that does much else.
    expect.set_options(timeout=PATIENCE)
    # Playwright's loop runs in this thread; Django would take every query beside it for one inside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()
        # The loop ends, and with it whose connection is whose: a world begun beside it is left beside it.
        with django_db_blocker.unblock():
            worlds.leave()


@pytest.fixture
def faults() -> list[str]:
    """What went wrong on the pages of this test; a test that provokes a fault takes it out of the list."""
    return []


class KeptFiles(StaticFilesHandler):
    """The browser asks for a file once: how old it is, by which browsers guess, is no matter here."""

    def serve(self, request: HttpRequest) -> Any:
        blank = request.path == BLANK
        answer = HttpResponse("<!doctype html>") if blank else super().serve(request)
        answer.headers["Cache-Control"] = "max-age=3600"
        return answer


@pytest.fixture(scope="session")
def live_server(request: pytest.FixtureRequest) -> Iterator[LiveServer]:
    server = LiveServer(request.config.getvalue("liveserver"), start=False)
    server.thread.static_handler = KeptFiles
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def windows(browser: Browser, live_server: Any) -> Windows:
    return Windows(browser, live_server.url)


@pytest.fixture
def open_page(windows: Windows, live_server: Any, faults: list[str]) -> Iterator[OpenPage]:
    """``open_page(width=320, javascript=False, user=somebody)``: a browser of its own."""
    taken: list[tuple[Window, bool]] = []

    def opened(*, width: int = 1280, javascript: bool = True, user: Any = None, **more: Any) -> Page:
        window = windows.take(width=width, javascript=javascript, faults=faults, **more)
        taken.append((window, javascript))
        if user is not None:
            window.context.add_cookies([session_cookie(user, live_server.url)])
        return window.page

    yield opened
    for window, javascript in taken:
        windows.give_back(window, javascript=javascript)
    assert faults == []


def with_demo_site() -> World:
    made = make_world(now=clock.now())
    build_demo_site(clock.now())
    return made


plain_world = committed("plain_world", lambda: make_world(now=clock.now()), now=True)
site_world = committed("site_world", with_demo_site, now=True)
"""The same, and the public site with a page for its programme."""


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A desktop page, not signed in."""
    return open_page()


def session_cookie(user: Any, url: str) -> Any:
    client = Client()
    client.force_login(user)
    [cookie] = [morsel for morsel in client.cookies.values() if "session" in morsel.key]
    return {"name": cookie.key, "value": cookie.value, "url": url}


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """``axe(page)`` fails with a readable list where the page breaks a rule of WCAG 2.2 A or AA."""
    return assert_accessible


@pytest.fixture
def see(picture: Callable[[Page, str], None]) -> See:
    """``see(page, "home")``: it fits every width (320 is a desktop at 400 %) and breaks no rule.

    ``make test`` asks for rules at the smallest width and looks whether the largest fits, ``make bars`` asks
    at every one. ``schemes=DARK`` asks in those colours too: ``make test`` only whether they can be read,
    because nothing else is different in them. ``rules=False`` leaves the rules of a page that another test
    asks to ``make bars``. With PICTURES=1 in the environment it is kept as pictures too.
    """

    def seen(
        page: Page,
        name: str,
        *,
        widths: tuple[int, ...] = WIDTHS,
        schemes: Schemes = LIGHT,
        rules: bool = True,
    ) -> None:
        page.wait_for_load_state()
        for width in widths if FULL or PICTURES else dict.fromkeys((widths[0], widths[-1])):
            page.set_viewport_size({"width": width, "height": 900})
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, f"{page.url} is {wide} pixels wider than {width}"
            if FULL or (rules and width == widths[0]):
                assert_accessible(page)
            if width in LOOKS:
                picture(page, name)
            for scheme, media in schemes.items():
                if FULL or PICTURES or width == widths[0]:
                    page.emulate_media(**AS_EVER | media)
                    assert_accessible(page, everything=FULL)
                    picture(page, f"{name}_{scheme}")
            if schemes:
                page.emulate_media(**AS_EVER)

    return seen


@pytest.fixture
def picture(screenshot: Callable[[Page, str], Path]) -> Callable[[Page, str], None]:
    """``picture(page, "learn-home")``: a screenshot where PICTURES=1 asks for some, nothing otherwise."""

    def taken(page: Page, name: str) -> None:
        if PICTURES:
            screenshot(page, name)

    return taken


@pytest.fixture
def screenshot() -> Callable[[Page, str], Path]:
    """``screenshot(page, "learn-home")`` keeps a picture of the whole page under var/screenshots."""

    def taken(page: Page, name: str) -> Path:
        width = page.viewport_size["width"] if page.viewport_size else 0
        path = SCREENSHOTS / f"{name}-{width}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=path, full_page=True)
        return path

    return taken
