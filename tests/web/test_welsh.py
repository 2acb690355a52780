"""The learner's site and the trust desk in Welsh."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories import trusts
from tests.factories.courses import World
from tests.factories.programmes import make_programme
from tests.web.conftest import text_of


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/learn/", "Nid oes dim i'w gwblhau yr wythnos hon."),
        ("/learn/settings/", "Eich eiddo chi yw eich cofnod: mae'n mynd gyda chi o swydd i swydd,"),
    ],
)
def test_a_doctor_reads_welsh(world: World, as_user: Any, address: str, sentence: str) -> None:
    user, _row = world.enrolled()

    page = text_of(as_user(user, headers={"Accept-Language": "cy"}).get(address))

    assert '<html lang="cy">' in page
    assert sentence in page.replace("&#x27;", "'")


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/trust/", "Mae 1 o 2 feddyg wedi dechrau; nid oes angen eich sylw ar neb."),
        ("/trust/enrolments/", "2 gofrestriad"),
    ],
)
def test_a_lead_reads_welsh(world: World, as_user: Any, address: str, sentence: str) -> None:
    world.enrolled()
    world.invite("invited@mail.example")

    page = text_of(as_user(world.lead, headers={"Accept-Language": "cy"}).get(address))

    assert '<html lang="cy">' in page
    assert sentence in page.replace("&#x27;", "'")


EN = 'lang="en-gb"'
TITLE, MODULE, ACTIVITY = "Leading a team", "Meetings that end on time", "Why meetings fail"


class TestEnglishTitles:
    """What is written in another language than the page says so; in the page's own it says nothing."""

    @staticmethod
    def read(client: Any, address: str, language: str) -> str:
        return text_of(client.get(address, headers={"accept-language": language}))

    def test_on_the_pages_of_a_doctor(self, world: World, as_user: Any) -> None:
        user, row = world.enrolled()
        world.finish(user, row, ACTIVITY)
        client, course = as_user(user), f"/learn/{row.uid}/"
        marked = {
            "/learn/": (
                f'<a href="{course}" {EN}>{TITLE}</a>',
                f"<span {EN}>{MODULE}</span> ·",
                f"{EN}>{MODULE}</a>",
            ),
            course: (
                f'<h1 class="nhsuk-heading-xl" {EN}>{TITLE}</h1>',
                f"{EN}>Foundations</h2>",
                f"{EN}>{MODULE}</a>",
            ),
            f"{course}why/": (
                f'<span class="nhsuk-caption-l" {EN}>{TITLE}</span>',
                f"{EN}>{MODULE}</h3>",
                f"{EN}>{ACTIVITY}</a>",
            ),
            f"{course}{world.key(ACTIVITY)}/": (
                f'<a href="{course}" {EN}>{TITLE}</a>',
                f'id="module" {EN}>{MODULE}</h2>',
                f"<span {EN}>{ACTIVITY}</span>",
                '<nav class="lp-foot" aria-label="Gweithgareddau eraill" lang="cy">',
            ),
            "/learn/record/": (
                f'<th scope="row"><span {EN}>{ACTIVITY}</span><br>',
                f'<td data-label="Rhaglen" {EN}>{TITLE}</td>',
            ),
        }
        for address, pieces in marked.items():
            welsh = self.read(client, address, "cy")
            assert [piece for piece in pieces if piece not in welsh] == [], address
        for address, pieces in marked.items():
            english = self.read(client, address, "en-gb")
            assert [piece for piece in pieces if piece in english] == [], address

    def test_on_the_desk(self, world: World, as_user: Any) -> None:
        _user, row = world.enrolled()
        trusts.make_cohort(world.contract)
        client = as_user(world.lead)
        marked = {
            "/trust/": f'<h3 class="nhsuk-heading-m" {EN}>{TITLE}</h3>',
            "/trust/enrolments/": f"<span {EN}>{TITLE}</span>",
            f"/trust/enrolments/{row.uid}/": f'<span class="nhsuk-caption-l" {EN}>{TITLE}</span>',
            "/trust/cohorts/": f"<span {EN}>{TITLE}</span>, ",
        }
        for address, piece in marked.items():
            assert piece in self.read(client, address, "cy"), address
            assert piece not in self.read(client, address, "en-gb"), address

    def test_of_what_can_be_joined(self, as_user: Any, db: None) -> None:
        make_programme("First steps", open_to_all=True)
        user = trusts.make_user()
        trusts.make_person(user)
        for address in ("/learn/", "/learn/join/"):
            assert f"{EN}>First steps</a>" in self.read(as_user(user), address, "cy")
            assert f"{EN}>First steps</a>" not in self.read(as_user(user), address, "en-gb")
