"""Nothing typed is lost: a network that is cut, a session that ends, a browser that is closed, two tabs, and
computers that others use too."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from lms.records.models import Attempt
from tests.accounts.helpers import code_of, with_second_factor
from tests.browser.conftest import OpenPage, See, session_cookie
from tests.factories.courses import World
from tests.factories.people import PASSWORD

AUTOSAVE = 15_000
DRAFTS = "**/draft/"
WORDS = "Begin with what the meeting is for."
QUESTION = "What would you do differently?"
SAVED = re.compile(r"^Saved \d\d:\d\d$")
KEPT = "Not saved yet: kept on this device"


@pytest.fixture
def world(plain_world: World) -> World:
    return plain_world


def address(world: World, row: Any) -> str:
    return f"/learn/{row.uid}/{world.key('Your last meeting')}/"


def opened(page: Page, world: World, row: Any) -> Page:
    """With the key for what is typed: until all of it is here, nothing can be kept."""
    with page.expect_response("**/drafts/key/") as answer:
        page.goto(address(world, row))
    answer.value.finished()
    return page


def write(page: Page, words: str = WORDS) -> None:
    page.get_by_label(QUESTION).fill(words)


def write_without_network(page: Page) -> None:
    """The button is pressed at once, so that nobody waits for the next time that it saves itself."""
    page.context.set_offline(True)
    write(page)
    page.get_by_role("button", name="Save draft").click()


def try_now(page: Page) -> None:
    """As when the network comes back: it is not waited for until the next try."""
    page.evaluate("window.dispatchEvent(new Event('online'))")


def storage(page: Page) -> dict[str, str]:
    return dict(page.evaluate("({...localStorage})"))


def warns(page: Page) -> bool:
    """Whether leaving the page would be asked about."""
    asked = "!window.dispatchEvent(new Event('beforeunload', {cancelable: true}))"
    return bool(page.evaluate(asked))


def saved_words() -> list[Any]:
    return list(Attempt.objects.unscoped(reason="a test").values_list("state", flat=True))


def held_back(route: Route) -> None:
    """Until ``unroute`` lets it go."""


def without_network(faults: list[str]) -> None:
    assert set(faults) <= {
        "Failed to load resource: net::ERR_INTERNET_DISCONNECTED",
        "Failed to load resource: net::ERR_FAILED",
    }
    faults.clear()


def sign_in(page: Page, email: str, *, shared: bool = False) -> None:
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    if shared:
        page.get_by_label("This is a shared computer").check()
    page.get_by_role("button", name="Sign in", exact=True).click()


def with_password(user: Any) -> Any:
    user.set_password(PASSWORD)
    user.save()
    return user


def test_a_network_that_is_cut_and_comes_back(world: World, open_page: OpenPage, faults: list[str]) -> None:
    user, row = world.enrolled()
    page = opened(open_page(user=user), world, row)

    write_without_network(page)
    expect(page.get_by_text(KEPT)).to_be_visible()
    assert not warns(page)
    kept = json.dumps(storage(page))
    assert kept.count("lp-draft.") == 1
    assert "meeting" not in kept

    page.context.set_offline(False)
    expect(page.get_by_text(SAVED)).to_be_visible(timeout=AUTOSAVE)
    assert storage(page) == {}
    assert saved_words() == [{"text": WORDS}]
    without_network(faults)


def test_signing_in_again_beside_the_page(world: World, open_page: OpenPage, see: See, settings: Any) -> None:
    settings.MFA_TOTP_TOLERANCE = 1  # the half minute of a code may end while it is typed
    user, row = world.enrolled()
    secret = with_second_factor(with_password(user))
    page = opened(open_page(user=user), world, row)
    page.context.clear_cookies(name=re.compile("session"))

    write(page)
    try_now(page)
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    see(page, "signed_out_while_writing")
    with page.context.expect_page() as beside:
        page.get_by_role("link", name="Sign in again").click()
    window = beside.value
    sign_in(window, user.email)
    window.get_by_label("Code").fill(code_of(secret))
    with window.expect_event("close"):
        window.get_by_role("button", name="Sign in", exact=True).click(no_wait_after=True)

    expect(page.get_by_text(SAVED)).to_be_visible()
    expect(page.get_by_role("link", name="Sign in again")).to_be_hidden()
    assert saved_words() == [{"text": WORDS}]
    assert storage(page) == {}


def test_a_browser_that_was_closed_and_that_somebody_else_used(
    world: World, open_page: OpenPage, see: See, faults: list[str], live_server: Any
) -> None:
    user, row = world.enrolled()
    other, other_row = world.enrolled("other@mail.example")
    page = opened(open_page(user=user), world, row)
    write_without_network(page)
    expect(page.get_by_text(KEPT)).to_be_visible()
    disk = page.context.storage_state()
    page.context.close()
    without_network(faults)

    disk["cookies"] = []
    page = opened(open_page(user=other, storage_state=disk), world, other_row)
    expect(page.get_by_label(QUESTION)).to_have_value("")
    assert list(storage(page)) == [each["name"] for each in disk["origins"][0]["localStorage"]]

    page.context.clear_cookies()
    page.context.add_cookies([session_cookie(user, live_server.url)])
    # Once it is saved the page no longer says so: on a busy machine before anybody has looked.
    page.route(DRAFTS, held_back)
    page.goto(address(world, row))
    restored = re.compile(r"We restored what you typed at \d\d:\d\d on this device")
    expect(page.get_by_text(restored)).to_be_visible()
    expect(page.get_by_label(QUESTION)).to_have_value(WORDS)
    page.unroute(DRAFTS)
    expect(page.get_by_text(SAVED)).to_be_visible(timeout=AUTOSAVE)
    assert storage(page) == {}
    assert saved_words() == [{"text": WORDS}]
    see(page, "restored")


def test_a_shared_computer_keeps_nothing(world: World, open_page: OpenPage, faults: list[str]) -> None:
    user, row = world.enrolled()
    with_password(user)
    page = open_page()
    page.goto(f"/accounts/login/?next={address(world, row)}")
    with page.expect_response("**/drafts/key/") as answer:
        sign_in(page, user.email, shared=True)
    answer.value.finished()
    [session] = [each for each in page.context.cookies() if "session" in each["name"]]
    assert session["expires"] == -1

    write_without_network(page)
    expect(page.get_by_text("Not saved yet: stay on this page until it is")).to_be_visible()
    assert warns(page)
    assert storage(page) == {}
    page.context.set_offline(False)
    expect(page.get_by_text(SAVED)).to_be_visible(timeout=AUTOSAVE)
    without_network(faults)


def test_two_tabs(world: World, open_page: OpenPage, see: See, faults: list[str]) -> None:
    user, row = world.enrolled()
    first = opened(open_page(user=user), world, row)
    second = opened(first.context.new_page(), world, row)
    write(first, "From the first.")
    try_now(first)
    expect(first.get_by_text(SAVED)).to_be_visible()

    write(second, "From the second.")
    try_now(second)
    expect(second.get_by_role("heading", name="There are two versions")).to_be_visible()
    expect(second.get_by_label("The other version")).to_have_text("From the first.")
    see(second, "two_versions")
    assert saved_words() == [{"text": "From the first."}]
    second.get_by_role("button", name="Keep what is in the form").click()
    expect(second.get_by_text(SAVED)).to_be_visible()
    assert saved_words() == [{"text": "From the second."}]

    write(first, "From the first, later.")
    try_now(first)
    first.get_by_role("button", name="Use the other version").click()
    expect(first.get_by_label(QUESTION)).to_have_value("From the second.")
    assert saved_words() == [{"text": "From the second."}]
    assert storage(first) == {}
    assert all("409" in fault for fault in faults)
    faults.clear()


def test_handed_in_elsewhere_while_something_was_typed_here(
    world: World, open_page: OpenPage, see: See, faults: list[str]
) -> None:
    user, row = world.enrolled()
    page = opened(open_page(user=user), world, row)
    write_without_network(page)
    expect(page.get_by_text(KEPT)).to_be_visible()
    world.finish(user, row, "Your last meeting", text="Handed in on the phone.")

    page.context.set_offline(False)
    expect(page.get_by_text("It is in your record.")).to_be_visible(timeout=AUTOSAVE)
    expect(page.get_by_role("heading", name="Typed on this device and not handed in")).to_be_visible()
    expect(page.get_by_label("The other version")).to_have_text(WORDS)
    expect(page.get_by_label(QUESTION)).to_have_value("Handed in on the phone.")
    see(page, "left_on_this_device")
    page.get_by_role("button", name="Delete it from this device").click()
    expect(page.get_by_text("This is in no record.")).to_be_hidden()
    assert storage(page) == {}
    (conflict,) = [fault for fault in faults if "409" in fault]
    faults.remove(conflict)
    without_network(faults)


def test_signing_out_with_something_that_is_not_saved(
    world: World, open_page: OpenPage, see: See, faults: list[str]
) -> None:
    user, row = world.enrolled()
    page = opened(open_page(user=user), world, row)
    page.context.route("**/draft/", lambda route: route.abort())
    write(page)
    try_now(page)
    expect(page.get_by_text(KEPT)).to_be_visible()

    page.get_by_role("button", name="Sign out").click()
    dialog = page.get_by_role("dialog", name="Not everything is saved")
    expect(dialog).to_be_visible()
    see(page, "signing_out")
    dialog.get_by_role("button", name="Stay signed in").click()
    expect(dialog).to_be_hidden()
    assert len(storage(page)) == 1
    page.get_by_role("button", name="Sign out").click()
    dialog.get_by_role("button", name="Delete it and sign out").click()
    expect(page).not_to_have_url(re.compile("/learn/"))
    assert storage(page) == {}
    assert not [each for each in page.context.cookies() if "session" in each["name"]]
    without_network(faults)
