"""The editor of the requirement tree: from a template to a published programme, by keyboard and by mouse."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from programmes.models import Module, Programme
from programmes.services.templates import load_templates
from tests.browser.conftest import LOOKS, See
from tests.factories.programmes import make_module
from tests.programmes.conftest import make_designer

STUDIO = "/admin/snippets/leadership_programmes"


@pytest.fixture
def page(transactional_db: None, open_page: Any) -> Page:
    load_templates()
    for number in range(1, 7):
        make_module(f"Leading well, part {number}")
    opened: Page = open_page(user=make_designer())
    return opened


def test_look(page: Page, see: See) -> None:
    page.goto("/admin/studio/templates/programme/")
    see(page, "tree_templates", widths=LOOKS)
    page.goto("/admin/studio/templates/module/")
    see(page, "tree_templates_module", widths=LOOKS)
    page.goto(f"{STUDIO}/module/")
    see(page, "tree_library", widths=LOOKS)
    page.goto("/admin/studio/templates/programme/")
    page.get_by_role("link", name="Begin with this (Six months for new consultants)").click()
    expect(page.get_by_role("treeitem")).to_have_count(10)
    see(page, "tree_editor", widths=LOOKS)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("treeitem", name="The first two weeks").click()
    page.get_by_role("button", name="Modules").click()
    expect(page.get_by_role("checkbox", name="Select Leading well, part 3")).to_be_visible()
    see(page, "tree_chooser", widths=LOOKS)
    page.goto(f"{STUDIO}/module/edit/{Module.objects.get(title='Leading well, part 1').pk}/")
    see(page, "tree_module", widths=LOOKS)
