"""A module is sent back with a comment, changed, and published by the last of three signatures."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from playwright.sync_api import Page, expect

from programmes.enums import SignOffRole
from programmes.models import Module
from programmes.review.setting_up import GROUPS, require_sign_off
from tests.browser.conftest import LOOKS, See
from tests.factories.programmes import a_reflection, make_module
from tests.programmes.conftest import make_designer

REVIEW = "/admin/studio/review/"


def choose(page: Page, name: str) -> None:
    page.locator("footer .w-dropdown button").first.click()
    page.locator("footer").get_by_role("button", name=name, exact=True).click()


def test_sent_back_and_signed(transactional_db: None, open_page: Any, see: See) -> None:
    require_sign_off()
    module = make_module("Meetings", activities=[a_reflection()])
    address = f"/admin/snippets/leadership_programmes/module/edit/{module.pk}/"
    designer: Page = open_page(user=make_designer())
    signers: dict[SignOffRole, Page] = {}
    for role in SignOffRole:
        user = make_designer(f"{role.value}@site.example")
        user.groups.set([Group.objects.get(name=GROUPS[role])])  # type: ignore[attr-defined]
        signers[role] = open_page(user=user)

    designer.goto(address)
    designer.locator("#id_summary").fill("Run a meeting that ends on time.")
    choose(designer, "Submit to Programme review")
    expect(designer.get_by_text("submitted for moderation")).to_be_visible()
    see(designer, "studio_modules", widths=LOOKS)

    reviewer = signers[SignOffRole.REVIEWER]
    reviewer.goto(REVIEW)
    see(reviewer, "waiting_for_a_signature", widths=LOOKS)
    reviewer.get_by_role("link", name="Meetings", exact=True).click()
    expect(reviewer.get_by_text("Waits for a signature as Reviewer")).to_be_visible()
    choose(reviewer, "Request changes")
    reviewer.locator(".modal textarea").fill("Who keeps the time?")
    reviewer.locator(".modal").get_by_role("button", name="Request changes").dblclick()
    expect(reviewer.get_by_text("went back with your comment")).to_be_visible()
    expect(reviewer.get_by_text("“Who keeps the time?”")).to_be_visible()
    see(reviewer, "sent_back", widths=LOOKS)

    designer.goto(address)
    expect(designer.get_by_text("“Who keeps the time?”")).to_be_visible()
    designer.locator("#id_summary").fill("Run a meeting that ends on time, which one of you keeps.")
    choose(designer, "Resubmit to Programme reviewers")
    expect(designer.get_by_text("submitted for moderation")).to_be_visible()
    for role, said in (
        (SignOffRole.REVIEWER, "Now it waits for Clinical lead."),
        (SignOffRole.CLINICAL_LEAD, "Now it waits for Publisher."),
        (SignOffRole.PUBLISHER, "All have signed: it is published."),
    ):
        page = signers[role]
        page.goto(address)
        choose(page, "Approve and Publish" if role == SignOffRole.PUBLISHER else "Approve")
        expect(page.get_by_text(said)).to_be_visible()
    assert Module.objects.get().summary.endswith("which one of you keeps.")
