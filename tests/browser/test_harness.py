"""The browser harness notices what it is there to notice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

_PAGE = "<!doctype html><html{}><head>{}</head><body>{}</body></html>"
GOOD = _PAGE.format(" lang='en'", "<title>Good</title>", "<main><h1>Good</h1></main>")
BAD = _PAGE.format("", "", "<img src='data:,'><input><p style='color: #ccc'>Pale</p>")


def test_axe_passes_a_sound_page(page: Page, axe: Callable[[Page], None]) -> None:
    page.set_content(GOOD)
    axe(page)


def test_axe_fails_a_faulty_page(page: Page, axe: Callable[[Page], None]) -> None:
    page.set_content(BAD)
    with pytest.raises(AssertionError) as raised:
        axe(page)
    for rule in (
        "color-contrast (serious)",
        "document-title",
        "html-has-lang",
        "image-alt (critical)",
        "label (critical)",
    ):
        assert rule in str(raised.value)


def test_what_was_readable_elsewhere_is_asked_about_where_it_is_not(
    page: Page, axe: Callable[[Page], None]
) -> None:
    """Same words, same colour: behind them, around them or at another time of day."""
    words = "<main {}><h1>Good</h1><p style='color: #333'>Words</p></main>"
    sound = _PAGE.format(" lang='en'", "<title>Good</title>", words.format(""))
    page.set_content(sound)
    axe(page)
    axe(page)
    night = "<style>@media (prefers-color-scheme: dark) { html { background: #222 } }</style>"
    faulty = [
        sound.replace("<main ", "<main style='background: #222; color: #fff'"),
        sound.replace("<main ", "<main style='opacity: .3'"),
        sound.replace("</title>", f"</title>{night}"),
    ]
    page.emulate_media(color_scheme="dark")
    for content in faulty:
        page.set_content(content)
        for _ in range(2):
            with pytest.raises(AssertionError, match=r"color-contrast"):
                axe(page)


def test_errors_of_scripts_are_noted(page: Page, faults: list[str]) -> None:
    page.set_content("<script>throw new Error('broken')</script>")
    assert faults == ["broken"]
    faults.clear()


def test_what_the_policy_refuses_is_noted(page: Page, faults: list[str], axe: Callable[[Page], None]) -> None:
    policy = "<meta http-equiv='Content-Security-Policy' content=\"script-src 'self'\">"
    page.set_content(
        GOOD.replace("<title>", f"{policy}<title>").replace("<h1>", "<script>alert(1)</script><h1>")
    )
    assert len(faults) == 1
    assert "Content Security Policy" in faults[0]
    faults.clear()
    axe(page)
    assert faults == []


def test_dialogs_are_noted(page: Page, faults: list[str]) -> None:
    page.set_content("<script>alert('here')</script>")
    assert faults == ["dialog: here"]
    faults.clear()


def test_without_javascript_nothing_runs(open_page: Callable[..., Page]) -> None:
    page = open_page(javascript=False)
    page.set_content("<title>still</title><script>document.title = 'run'</script>")
    assert page.title() == "still"


def test_a_screenshot_is_kept(page: Page, screenshot: Callable[[Page, str], Path]) -> None:
    page.set_content(GOOD)
    path = screenshot(page, "harness")
    assert path.name == "harness-1280.png"
    assert path.read_bytes().startswith(b"\x89PNG")
    path.unlink()
