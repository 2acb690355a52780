"""Signing up, signing in, the second factor: every page in every width, and without scripts."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from playwright.sync_api import Page, expect

from tests.accounts.helpers import code_of, sent, with_second_factor
from tests.browser.conftest import DARK, See
from tests.factories.people import PASSWORD, a_doctor, a_user, user_of


def say_who_it_is(page: Page) -> None:
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()


def test_pages_for_visitors(page: Page, see: See, transactional_db: None) -> None:
    for name, address in {
        "signup": "/accounts/signup/",
        "reset": "/accounts/password/reset/",
        "reset-done": "/accounts/password/reset/done/",
        "sent": "/accounts/confirm-email/",
        "bad-link": "/accounts/confirm-email/nothing/",
        "closed": "/accounts/inactive/",
    }.items():
        page.goto(address)
        see(page, f"account_{name}")
    page.goto("/accounts/login/")
    see(page, "account_login", schemes=DARK)


def test_forms_that_were_sent_back(page: Page, see: See, transactional_db: None) -> None:
    page.goto("/accounts/signup/")
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    see(page, "account_signup_errors")

    page.goto("/accounts/login/")
    page.get_by_label("Email address").fill("nobody@home.example")
    page.get_by_label("Password").fill("not this one")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    see(page, "account_login_errors")


def test_pages_of_an_account(open_page: Any, see: See, transactional_db: None) -> None:
    user = a_user("ada.with.a.rather.long.address@a-trust-with-a-rather-long-name.example")
    EmailAddress.objects.create(user=user, email="ada@home.example", verified=False)
    page = open_page(user=user)
    for name, address in {
        "email": "/accounts/email/",
        "password": "/accounts/password/change/",
        "logout": "/accounts/logout/",
        "factor-off": "/accounts/2fa/",
        "reauthenticate": "/accounts/reauthenticate/",
    }.items():
        page.goto(address)
        see(page, f"account_{name}")
    page.goto("/accounts/2fa/totp/activate/")
    say_who_it_is(page)
    expect(page.locator("#totp-key")).to_be_visible()
    see(page, "account_factor_activate")
    with_second_factor(user)
    for name, address in {
        "factor-on": "/accounts/2fa/",
        "factor-deactivate": "/accounts/2fa/totp/deactivate/",
        "codes": "/accounts/2fa/recovery-codes/",
        "codes-new": "/accounts/2fa/recovery-codes/generate/",
    }.items():
        page.goto(address)
        see(page, f"account_{name}")


def test_registering_without_scripts(open_page: Any, live_server: Any, transactional_db: None) -> None:
    page = open_page(javascript=False, width=320)
    page.goto("/accounts/signup/")
    page.get_by_label("Given name").fill("Ada")
    page.get_by_label("Family name").fill("Bell")
    page.get_by_label("Email address").fill("ada@home.example")
    page.get_by_label("Postgraduate").check()
    page.get_by_label("Grade").select_option("fy1")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password again").fill(PASSWORD)
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look in your email")

    link = next(word for word in sent()[-1].body.split() if word.startswith("http"))
    page.goto(link)
    page.get_by_role("button", name="Yes, this is my address").click()
    page.goto("/accounts/login/")
    page.get_by_label("Email address").fill("ada@home.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/learn/")


def test_the_second_factor_without_scripts(open_page: Any, transactional_db: None) -> None:
    user = user_of(a_doctor())
    page = open_page(javascript=False, user=user)
    page.goto("/accounts/2fa/")
    page.get_by_role("link", name="Turn it on").click()
    say_who_it_is(page)
    key = page.locator("#totp-key").inner_text()
    page.get_by_label("Authenticator code").or_(page.get_by_label("Code")).fill(code_of(key))
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    recovery = page.locator("main li code").first.inner_text()

    page.get_by_role("button", name="Sign out").click()
    page.goto("/accounts/login/")
    page.get_by_label("Email address").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Code").fill(recovery)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/learn/")
