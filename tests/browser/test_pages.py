"""Every page in every width: no rule of WCAG 2.2 A and AA broken, no sideways scrolling."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from playwright.sync_api import expect

from cms.site import selectors
from kernel import clock, outbox
from lms.actions.calendar import record_absence
from lms.actions.enrolment import defer, withdraw
from lms.enrolment.models import Enrolment
from lms.enrolment.tokens import make_token
from lms.people.selectors import person_of
from lms.reminders.models import PlannedSend
from lms.reminders.services import sending
from tests.browser.conftest import DARK, LIGHT, OpenPage, See
from tests.factories import programmes, trusts
from tests.factories.courses import World

IN_THE_DARK = {
    *(
        "privacy",
        "learn_home",
        "learn_why",
        "learn_quiz",
        "learn_reflection",
        "learn_record",
        "learn_absences",
    ),
    *("trust_home", "trust_enrolments", "trust_upload"),
}

LONG = "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh"


@pytest.fixture
def world(site_world: World) -> World:
    return site_world


@pytest.fixture
def look(open_page: OpenPage, see: See) -> Callable[..., None]:
    """Open addresses as somebody, and see each in every width, some in the dark too."""

    def looked(user: Any, **addresses: str) -> None:
        page = open_page(user=user)
        for name, address in addresses.items():
            page.goto(address)
            see(page, name, schemes=DARK if name in IN_THE_DARK else LIGHT)

    return looked


def said(faults: list[str], *statuses: int) -> None:
    """Chromium writes each answer of 400 and above to its console: these were meant, and nothing else."""
    assert [int(re.findall(r"status of (\d+)", fault)[0]) for fault in faults] == list(statuses)
    faults.clear()


def test_public_pages(world: World, look: Any) -> None:
    key = world.programme.slug
    look(
        None,
        home="/",
        programmes="/programmes/",
        programme=f"/programmes/{key}/",
        about="/about/",
        accessibility="/accessibility/",
        privacy="/privacy/",
    )


def test_learner_with_nothing(world: World, look: Any) -> None:
    user = trusts.make_user()
    look(user, register="/learn/register/")
    trusts.make_person(user, given_name=LONG, family_name=LONG)
    look(
        user,
        empty_home="/learn/",
        empty_record="/learn/record/",
        empty_reminders="/learn/messages/",
        empty_join="/learn/join/",
        empty_absences="/learn/absences/",
        empty_competences="/learn/competences/",
        empty_calendar="/learn/calendar/",
    )


def test_learner_at_work(world: World, look: Any) -> None:
    user, row = world.enrolled()
    world.finish(user, row, "Why meetings fail")
    base = f"/learn/{row.uid}"
    look(
        user,
        learn_home="/learn/",
        learn_programme=f"{base}/",
        learn_why=f"{base}/why/",
        learn_reading=f"{base}/{world.key('Why meetings fail')}/",
        learn_quiz=f"{base}/{world.key('Check yourself')}/",
        learn_reflection=f"{base}/{world.key('Your last meeting')}/",
        learn_record="/learn/record/",
        learn_reminders="/learn/messages/",
        learn_absences="/learn/absences/",
        learn_profile="/learn/profile/",
        learn_post="/learn/post/",
        learn_signed_in="/learn/signed-in/",
        learn_settings="/learn/settings/",
        account_signed_in="/accounts/signed-in/",
    )


def test_a_paused_programme(world: World, look: Any) -> None:
    user, row = world.enrolled()
    defer(trusts.lead_context(world.lead, now=clock.now()), enrolment_uid=row.uid)
    base = f"/learn/{row.uid}"
    look(user, paused_home="/learn/", paused_programme=f"{base}/", paused_resume=f"{base}/resume/")
    look(world.lead, trust_resume=f"/trust/enrolments/{row.uid}/resume/")


def test_joining(world: World, look: Any) -> None:
    user = trusts.make_user()
    trusts.make_person(user)
    programme = programmes.make_programme(f"Open to all who {LONG}", open_to_all=True)
    look(user, join_list="/learn/join/", join=f"/learn/join/{programme.translation_key}/")


def test_mails(world: World, look: Any) -> None:
    """One that is to come, one that went, one that never went: as the doctor and as the trust see them."""
    (row,) = world.invite("sent@mail.example")
    sending.queue_due(now=clock.now())
    outbox.drain(clock=clock.now)
    user = trusts.make_user("sent@mail.example")
    trusts.accept(row, user, now=clock.now())
    other, _row = world.enrolled()
    addresses = {}
    for name, who, state in [
        ("sent", user, "sent"),
        ("planned", user, "planned"),
        ("never", other, "suppressed"),
    ]:
        send = PlannedSend.objects.unscoped(reason="a test").get(recipient=person_of(who), state=state)
        addresses[name] = (who, f"/{{}}/{{}}/{send.uid}/")
    for who in (user, other):
        chosen = {
            name: at.format("learn", "messages") for name, (whose, at) in addresses.items() if whose == who
        }
        look(who, **{f"learn_mail_{name}": at for name, at in chosen.items()})
    look(
        world.lead,
        **{f"trust_mail_{name}": at.format("trust", "reminders") for name, (_, at) in addresses.items()},
    )


def test_invitation(world: World, look: Any) -> None:
    (row,) = world.invite("new.doctor@mail.example")
    look(None, invitation=f"/learn/invitations/{make_token(row.uid)}/")
    look(trusts.make_user(), invitation_signed_in=f"/learn/invitations/{make_token(row.uid)}/")


def test_invitations_that_are_over(world: World, open_page: OpenPage, see: See, faults: list[str]) -> None:
    declined, expired = world.invite("declines@mail.example", "late@mail.example")
    page = open_page()
    page.goto(f"/learn/invitations/{make_token(declined.uid)}/")
    page.get_by_role("button", name="Decline the invitation").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    see(page, "invitation_declined")

    rows = Enrolment.objects.unscoped(reason="a test").filter(pk=expired.pk)
    rows.update(expires_at=clock.now() - timedelta(days=1))
    for name, token, heading in [
        ("answered", make_token(declined.uid), "This invitation is no longer open"),
        ("expired", make_token(expired.uid), "This invitation has run out"),
        ("bad", "half-of-a-link", "This link does not work"),
    ]:
        page.goto(f"/learn/invitations/{token}/")
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        see(page, f"invitation_{name}")
    said(faults, 410, 410, 404)


def test_a_refusal(world: World, open_page: OpenPage, see: See, faults: list[str]) -> None:
    """What was possible when the page was opened is so no longer."""
    _, row = world.enrolled()
    page = open_page(user=world.lead)
    page.goto(f"/trust/enrolments/{row.uid}/defer/")
    withdraw(trusts.lead_context(world.lead, now=clock.now()), enrolment_uid=row.uid)
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.get_by_text("Nothing was changed.")).to_be_visible()
    see(page, "refused")
    said(faults, 409)


def test_an_import(world: World, open_page: OpenPage, see: See, tmp_path: Path) -> None:
    world.invite("already@mail.example")
    lines = ["given name,family name,email,GMC number"]
    lines += [f"Grace{n},{LONG},grace{n}@mail.example," for n in range(2)]
    lines += [
        "Al,Ready,already@mail.example,",
        f"Bad,Row,{LONG} at home,",
        "Bad,Number,robin@mail.example,12",
    ]
    file = tmp_path / "consultants-with-a-long-name-of-the-year-2026.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    page = open_page(user=world.lead)
    page.goto("/trust/lists/")
    page.get_by_label("Spreadsheet", exact=True).set_input_files(file)
    page.get_by_role("button", name="Check the spreadsheet").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Match the columns")
    see(page, "import_columns")
    page.get_by_role("button", name="Check the list").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 people can be enrolled")
    see(page, "import_check")
    page.get_by_role("link", name="Go on to confirm").click()
    expect(page.get_by_role("button", name="Enrol and invite")).to_be_visible()
    see(page, "import_confirm")
    page.get_by_role("button", name="Enrol and invite").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 people are invited")
    see(page, "import_done")


def test_error_pages(
    world: World, open_page: OpenPage, see: See, faults: list[str], monkeypatch: Any, settings: Any
) -> None:
    (row,) = world.invite("new.doctor@mail.example")
    page = open_page()
    for name, address in {
        "404": "/nothing/here/",
        "405": f"/learn/invitations/{make_token(row.uid)}/accept/",
    }.items():
        page.goto(address)
        see(page, f"error_{name}")
    for name, error in {
        "400": SuspiciousOperation("a test"),
        "403": PermissionDenied("a test"),
        "500": RuntimeError("a test"),
    }.items():
        monkeypatch.setattr(selectors, "public_pages", Mock(side_effect=error))
        page.goto("/sitemap.xml")
        see(page, f"error_{name}")

    settings.ACCOUNT_RATE_LIMITS = {"reset_password": "1/m/ip"}
    for _ in range(2):
        page.goto("/accounts/password/reset/")
        page.get_by_label("Email address").fill("nobody@home.example")
        page.get_by_role("main").get_by_role("button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Too many tries")
    see(page, "error_429")
    page.goto("/accounts/login/")
    page.context.clear_cookies()
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Please try again")
    see(page, "error_csrf")
    said(faults, 404, 405, 400, 403, 500, 429, 403)


def test_trust_desk(world: World, look: Any) -> None:
    _, row = world.enrolled()
    world.invite(*(f"doctor{n}@mail.example" for n in range(3)))
    look(
        world.lead,
        trust_home="/trust/",
        trust_enrolments="/trust/enrolments/",
        trust_nobody="/trust/enrolments/?search=nobody",
        trust_enrolment=f"/trust/enrolments/{row.uid}/",
        trust_withdraw=f"/trust/enrolments/{row.uid}/withdraw/",
        trust_upload="/trust/lists/",
        trust_reminders="/trust/reminders/",
    )


def test_forms_that_come_back(world: World, open_page: OpenPage, see: See, faults: list[str]) -> None:
    """Each problem is in the summary, and its link leads to the field."""
    learner, row = world.enrolled()
    nobody = trusts.make_user()
    (invited,) = world.invite("new.doctor@mail.example")
    on = clock.today()
    days = {"First day away": on.isoformat(), "Last day away": (on + timedelta(days=2)).isoformat()}
    record_absence(
        trusts.learner_context(learner, now=clock.now()),
        starts_on=on,
        ends_on=on + timedelta(days=5),
        reason="sickness",
    )
    quiz = f"/learn/{row.uid}/{world.key('Check yourself')}/"
    far = {"From": (on + timedelta(days=1000)).isoformat()}
    forms: list[tuple[str, Any, str, str, dict[str, str]]] = [
        ("register", nobody, "/learn/register/", "Start my record", {}),
        ("absence", learner, "/learn/absences/", "See what would move", {}),
        ("absence_again", learner, "/learn/absences/", "See what would move", {**days, "reason": "sickness"}),
        ("post", learner, "/learn/post/", "Save my post", far),
        ("profile", learner, "/learn/profile/", "Save", {"GMC number": "12"}),
        ("quiz", learner, quiz, "Check my answers", {}),
        ("upload", world.lead, "/trust/lists/", "Check the spreadsheet", {}),
        ("invitation", None, f"/learn/invitations/{make_token(invited.uid)}/", "Accept the invitation", {}),
    ]
    pages = {user: open_page(user=user) for user in (nobody, learner, world.lead, None)}
    for name, user, address, button, given in forms:
        page = pages[user]
        page.goto(address)
        for label, value in given.items():
            if label == "reason":
                page.locator(f"[value={value}]").check()
            else:
                page.get_by_label(label).fill(value)
        page.get_by_role("button", name=button).click()
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text("There is a problem")
        expect(page).to_have_title(re.compile("^Problem: "))
        see(page, f"problem_{name}")
        alert.get_by_role("link").first.click()
        target = page.url.partition("#")[2]
        assert page.locator(f"[id='{target}']").count() == 1
    said(faults, *[422] * len(forms))


def test_absences(world: World, open_page: OpenPage, see: See) -> None:
    user, _row = world.enrolled()
    page = open_page(user=user)
    page.goto("/learn/absences/")
    on = clock.today()
    page.get_by_label("First day away").fill((on + timedelta(days=2)).isoformat())
    page.get_by_label("Last day away").fill((on + timedelta(days=6)).isoformat())
    page.get_by_label("Sickness").check()
    page.get_by_role("button", name="See what would move").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 due date moves")
    see(page, "absence_check")
    page.get_by_role("button", name="Record the absence").click()
    expect(page.get_by_role("status")).to_contain_text("Your absence is recorded")
    see(page, "absences_recorded")
    page.get_by_role("link", name="Cancel").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Cancel")
    see(page, "absence_cancel")


def test_forced_colours(world: World, open_page: Any, picture: Any) -> None:
    """The system's colours: where somebody is and what has the focus still shows, by lines."""
    user, row = world.enrolled()
    page = open_page(user=user, forced_colors="active", reduced_motion="reduce")
    addresses = {"home": "/learn/", "quiz": f"/learn/{row.uid}/{world.key('Check yourself')}/"}
    for name, address in addresses.items():
        page.goto(address)
        picture(page, f"forced_{name}")
        lines = page.eval_on_selector_all(
            ".lp-nav a", "all => all.map(a => getComputedStyle(a).borderBottomColor)"
        )
        assert len(set(lines)) == 2
        page.get_by_role("button").last.focus()
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
