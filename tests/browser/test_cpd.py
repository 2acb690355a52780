"""CPD in a browser: from nothing to a scheme, credits, leave, the GMC's dates, partly without scripts."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from playwright.sync_api import Page, expect

from kernel import clock
from lms.actions import recognition
from programmes.services.authoring import credits_item
from tests.browser.conftest import LOOKS, OpenPage, See
from tests.committed import committed
from tests.factories.courses import World, make_world
from tests.factories.cpd import shipped
from tests.factories.trusts import learner_context


def with_schemes() -> World:
    shipped()
    return make_world(now=clock.now(), more=[credits_item("CPD of your own", "2.5")])


cpd_world = committed("cpd_world", with_schemes, now=True)


def record(page: Page, title: str, credits: str, where: str) -> None:
    page.get_by_role("link", name="Record credits").first.click()
    page.get_by_label("What it was").fill(title)
    page.get_by_label("Credits", exact=True).fill(credits)
    page.get_by_role("radio", name=where).check()
    page.get_by_role("button", name="Record credits").dblclick()


def test_from_nothing_to_what_is_missing(
    cpd_world: World, open_page: OpenPage, see: See, faults: list[str]
) -> None:
    doctor, row = cpd_world.enrolled()
    today = clock.local_date(clock.now())
    recognition.record_credit(
        learner_context(doctor, now=clock.now()),
        enrolment_uid=row.uid,
        credits=Decimal("1.5"),
        on=today,
        what="A talk on rotas",
    )
    page = open_page(user=doctor)
    page.goto("/learn/")
    page.get_by_role("link", name="CPD", exact=True).click()
    see(page, "cpd_nothing", widths=LOOKS)
    page.get_by_role("link", name="Choose a scheme").click()
    page.get_by_role("button", name="Follow this scheme").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose “Scheme”.")
    page.get_by_role("radio", name="Federation of the Royal Colleges of Physicians").check()
    see(page, "cpd_schemes", widths=LOOKS)
    page.get_by_role("button", name="Follow this scheme").click()
    expect(page.locator(".lp-lead")).to_contain_text("50 credits more by 31 March")

    page.get_by_role("link", name="Record credits").first.click()
    page.get_by_label("Credits", exact=True).fill("1.1")
    page.get_by_role("button", name="Record credits").click()
    expect(page.get_by_role("alert")).to_contain_text("Give credits in quarters, such as 0.25, 1.5 or 2.")
    see(page, "cpd_entry_wrong", widths=LOOKS)
    page.goto("/learn/cpd/")
    record(page, "A conference on safety", "20", "External")
    record(page, "Reading about teams", "12", "Personal")
    expect(page.get_by_text("2 entries.")).to_be_visible()
    page.get_by_role("link", name="Take in 1 from your record").click()
    see(page, "cpd_take_in", widths=LOOKS)
    page.get_by_role("button", name="Take in what is ticked").click()
    expect(page.get_by_text("1 entry is taken in.")).to_be_visible()
    expect(page.locator(".lp-lead")).to_contain_text("18.5 credits more by 31 March")
    expect(page.locator(".lp-lead")).to_contain_text("of which 3.5 external.")
    see(page, "cpd_overview", widths=LOOKS)
    assert [fault for fault in faults if "422" not in fault] == []
    faults.clear()

    around(open_page(user=doctor, javascript=False), today=f"{today:%Y-%m-%d}", see=see)


def around(page: Page, *, today: str, see: See) -> None:
    """Leave, the GMC's dates, an entry that is removed and put back: without scripts."""
    page.goto("/learn/cpd/")
    page.get_by_role("link", name="Exemptions for leave").click()
    page.get_by_label("First day").fill(today)
    page.get_by_label("Last day").fill(today)
    page.get_by_role("radio", name="Parental leave").check()
    page.get_by_role("button", name="Record the exemption").click()
    expect(page.get_by_role("button", name="Count these days again")).to_be_visible()
    page.goto("/learn/cpd/revalidation/")
    first = clock.now().date() - timedelta(days=900)
    page.get_by_label("Previous revalidation").fill(f"{first:%Y-%m-%d}")
    page.get_by_label("Submission date").fill(f"{first + timedelta(days=1826):%Y-%m-%d}")
    page.get_by_role("button", name="Store the dates").click()
    expect(page.get_by_text("Revalidation cycle,")).to_be_visible()
    page.get_by_role("link", name="Reading about teams").click()
    page.get_by_role("link", name="Remove it").click()
    page.get_by_role("button", name="Remove the entry").click()
    page.get_by_text("Removed entries").click()
    page.get_by_role("button", name="Put back").click()
    expect(page.get_by_role("link", name="Reading about teams")).to_be_visible()
