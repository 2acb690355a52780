"""Windows of the browser that stay open between tests.

What the scripts of a page compile to is kept for as long as the process that shows it: in a new window a page
of Wagtail costs much more. Between two tests a window is emptied of all that a test can have left in it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Dialog, Error, Page

from tests.sizes import FULL

PATIENCE = 20_000
"""Milliseconds until something that should happen on a page counts as not happening."""

# A badge of Wagtail's menu throbs for as long as a page is open, and takes an eighth of a processor for it.
CALM = {} if FULL else {"reduced_motion": "reduce"}

BLANK = "/static/blank"
"""At the site's own address, so that its process stays and its storage can be emptied."""

FORGET = "localStorage.clear(); sessionStorage.clear()"
AS_EVER: dict[str, Any] = dict.fromkeys(("media", "color_scheme", "contrast", "forced_colors"), "null")


@dataclass
class Window:
    """A browser of somebody's own, with one tab."""

    context: BrowserContext
    page: Page
    lasting: bool
    faults: list[str] = field(default_factory=list)
    _leaving: bool = False

    def __post_init__(self) -> None:
        self.page.on("console", lambda said: self._note(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda fault: self._note(str(fault)))
        self.page.on("dialog", self._answer)

    def leave(self) -> bool:
        """Whether it is as it was when it was opened; otherwise it is closed."""
        self._leaving = True
        try:
            if self.lasting and not self.page.is_closed():
                self._empty()
                self._leaving = False
                return True
        except Error:
            self.lasting = False
        self.context.close()
        return False

    def _empty(self) -> None:
        self.context.set_offline(False)
        self.context.unroute_all()
        self.page.unroute_all()
        for other in self.context.pages:
            if other is not self.page:
                other.close()
        self.page.goto(BLANK)
        self.page.evaluate(FORGET)
        self.page.emulate_media(**AS_EVER)
        self.context.clear_cookies()

    def _answer(self, dialog: Dialog) -> None:
        if self._leaving:
            dialog.accept()
        else:
            self._note(f"dialog: {dialog.message}")
            dialog.dismiss()

    def _note(self, fault: str) -> None:
        if not self._leaving:
            self.faults.append(fault)


class Windows:
    """Those of this process that no test uses at the moment, with scripts and without."""

    def __init__(self, browser: Browser, url: str) -> None:
        self._browser = browser
        self._url = url
        self._idle: dict[bool, list[Window]] = {True: [], False: []}

    def take(
        self, *, width: int, javascript: bool, faults: list[str], new: bool = False, **more: Any
    ) -> Window:
        """What differs from others by ``more`` is opened anew; ``new`` is for tests that change its clock."""
        idle = self._idle[javascript]
        if new or more or not idle:
            window = self._open(javascript, lasting=not (new or more), **more)
        else:
            window = idle.pop()
        window.faults = faults
        window.page.set_viewport_size({"width": width, "height": 900})
        return window

    def give_back(self, window: Window, *, javascript: bool) -> None:
        if window.leave():
            self._idle[javascript].append(window)

    def _open(self, javascript: bool, *, lasting: bool, **more: Any) -> Window:
        context = self._browser.new_context(
            java_script_enabled=javascript,
            base_url=self._url,
            locale="en-GB",
            timezone_id="Europe/London",
            **(CALM | more),
        )
        context.set_default_timeout(PATIENCE)
        return Window(context, context.new_page(), lasting)
