"""Preflight beside the editor: a module with five mistakes, each led to, mended, and then published."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from programmes.models import Module
from tests.browser.conftest import LOOKS, See
from tests.factories.programmes import a_quiz, a_reflection, make_module, make_programme
from tests.programmes.conftest import make_designer
from tests.programmes.preflight.made import RIGHT, WRONG, question


@pytest.fixture
def module(transactional_db: None) -> Module:
    mistakes = [
        a_reflection("Your last meeting", minutes=90),
        a_quiz("Check yourself", pass_mark=9),
        question(RIGHT, {"text": "Or this", "correct": True}, WRONG, key="again"),
    ]
    return make_module("Meetings", activities=mistakes, publish=False)


@pytest.fixture
def page(module: Module, open_page: Any) -> Page:
    opened: Page = open_page(user=make_designer())
    return opened


def go(page: Page, where: str) -> None:
    panel = page.locator("[data-preflight]")
    panel.get_by_role("button", name=f"Go there {where}", exact=True).click()


def mend(page: Page, where: str, field: str, value: str) -> None:
    go(page, where)
    entry = page.locator(f"[name='{field}']")
    expect(entry).to_be_focused()
    entry.fill(value)


def publish(page: Page) -> None:
    page.locator("footer .w-dropdown button").first.click()
    page.get_by_role("button", name="Publish").first.click()


def test_five_mistakes(page: Page, see: See, module: Module) -> None:
    page.goto(f"/admin/snippets/leadership_programmes/module/edit/{module.pk}/")
    page.get_by_role("button", name="Toggle preflight").click()
    panel = page.locator("[data-preflight]")
    page.locator("#id_summary").fill("")
    expect(panel).to_contain_text("3 things block publishing; 2 are worth a look.")
    see(page, "preflight_panel", widths=LOOKS)

    mend(page, "Summary", "summary", "Run a meeting that ends on time.")
    mend(page, "Activity 1, “Your last meeting”", "body-0-value-minutes", "10")
    mend(page, "Quiz 2 “Check yourself”, Pass mark", "body-1-value-pass_mark", "2")
    go(page, "Quiz 3 “Check yourself”, Questions, Question 1, The doctor chooses")
    kind = page.locator("[name='body-2-value-questions-0-value-kind']")
    expect(kind).to_be_focused()
    kind.select_option("multiple")
    expect(panel).to_contain_text("Nothing blocks publishing; 1 is worth a look.")

    publish(page)
    notice = page.locator("[data-publish-warned]")
    expect(notice).to_be_focused()
    expect(notice).to_contain_text("Not published yet: 1 thing is worth a look")
    see(page, "publish_warned", widths=LOOKS)
    notice.get_by_role("button", name="Go there").click()
    expect(page.locator("[name='body-2-value-title']")).to_be_focused()
    page.locator("[name='body-2-value-title']").fill("Check again")
    expect(panel).to_contain_text("Nothing is in the way.")
    publish(page)
    expect(page.get_by_text("updated and published")).to_be_visible()
    assert Module.objects.get().live

    page.goto("/admin/studio/preflight/")
    expect(page.get_by_text("Nothing is found in 1 published module or programme.")).to_be_visible()
    page.goto("/admin/studio/welsh/")
    expect(page.get_by_role("row", name="Meetings")).to_contain_text("Missing")
    see(page, "studio_welsh", widths=LOOKS)

    programme = make_programme("Leading", modules=[module], publish=False)
    programme.tree["root"]["children"][0]["title"] = ""
    programme.save_revision()
    page.goto(f"/admin/snippets/leadership_programmes/programme/edit/{programme.pk}/#preflight")
    expect(panel).to_contain_text("1 thing blocks publishing.")
    go(page, "Part 1")
    expect(page.locator("[data-field='title']")).to_be_focused()


def test_publishing_all_the_same_by_keyboard(open_page: Any, transactional_db: None) -> None:
    module = make_module("Meetings", activities=[a_reflection(minutes=90)], publish=False)
    page: Page = open_page(user=make_designer())
    page.goto(f"/admin/snippets/leadership_programmes/module/edit/{module.pk}/")
    publish(page)
    expect(page.locator("[data-publish-warned]")).to_be_focused()

    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Go there")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Publish all the same")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.get_by_text("updated and published")).to_be_visible()
    assert Module.objects.get().live
