"""The look of a trust, on its own people's pages only: a style sheet and a picture with own addresses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from kernel import outbox
from lms.enrolment.tokens import make_token
from lms.organisations.models import Brand
from lms.people.enums import MemberRole
from lms.people.models import Membership
from lms.reminders.services import sending
from tests.factories.brands import a_brand, a_logo_file
from tests.factories.courses import World
from tests.factories.trusts import NOW, TODAY, make_lead, make_trust, trust_of
from tests.web.conftest import text_of

GIVEN = {
    "display_name": "Northvale",
    "main_colour": "#5B2A86",
    "link_colour": "#7a1f5c",
    "logo_alt": "",
    "shown": "on",
}
REASON = "a test's own rows"
CANARY = "Quagga Hospitals"


def rows() -> list[Brand]:
    return list(Brand.objects.unscoped(reason=REASON))


def page_of(organisation: Any) -> str:
    return reverse("leadership_trust:brand", args=[organisation.uid])


@pytest.fixture
def desk(world: World, as_user: Any) -> Client:
    client: Client = as_user(world.lead)
    return client


def test_a_lead_gives_the_trust_its_look(world: World, desk: Client) -> None:
    address = page_of(world.trust)
    assert desk.get(reverse("leadership_trust:brands")).url == address
    assert "Your people see the look of the site." in text_of(desk.get(address))

    logo = {"logo": a_logo_file(), "logo_alt": "Logo of Northvale", "right_confirmed": "on"}
    response = desk.post(address, GIVEN | logo)

    assert (response.status_code, response.url) == (302, address)
    (brand,) = rows()
    assert (brand.display_name, brand.main_colour, brand.shown) == ("Northvale", "#5b2a86", True)
    assert brand.right_confirmed_by_id == world.lead.pk
    page = text_of(desk.get("/trust/enrolments/"))
    assert f'<link rel="stylesheet" href="/learn/brands/{brand.uid}/1.css">' in page
    assert f'src="/learn/brands/{brand.uid}/1/logo" alt="Logo of Northvale" width="40" height="20"' in page
    assert '<p class="lp-brand__name">Northvale</p>' in page
    assert "style=" not in page


def test_until_it_is_shown_only_its_own_page_wears_it(world: World, desk: Client) -> None:
    desk.post(page_of(world.trust), {key: value for key, value in GIVEN.items() if key != "shown"})

    assert "lp-brand__name" in text_of(desk.get(page_of(world.trust)))
    assert "lp-brand__name" not in text_of(desk.get("/trust/"))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"main_colour": "#ffee00"},
            "White and this colour are hard to tell apart: the contrast is 1.2 to 1",
        ),
        ({"link_colour": "red"}, "Choose a colour such as #12343b."),
        ({"display_name": ""}, "Fill in “Name shown”."),
        ({"logo": "yes", "logo_alt": "Ours"}, "Confirm that you have the right to show this logo."),
        ({"logo": "yes", "right_confirmed": "on"}, "Say in words what the logo shows."),
        ({"logo": "svg", "logo_alt": "Ours", "right_confirmed": "on"}, "“logo.svg” is an SVG drawing"),
    ],
)
def test_what_is_wrong_is_said_and_not_kept(
    world: World, desk: Client, given: dict[str, Any], message: str
) -> None:
    files = {"yes": a_logo_file(), "svg": a_logo_file("logo.svg", b"<svg onload='alert(1)'/>")}
    if "logo" in given:
        given = {**given, "logo": files[given["logo"]]}

    response = desk.post(page_of(world.trust), GIVEN | given)

    assert response.status_code == 422
    assert message in text_of(response)
    assert rows() == []


def test_another_trust_s_page_is_not_there(world: World, desk: Client, as_user: Any) -> None:
    other = make_lead(make_trust("Quagga Trust"))
    a_brand(trust_of(other), other, CANARY)
    a_brand(world.trust, world.lead, "Northvale")

    for response in (
        desk.get(page_of(trust_of(other))),
        desk.post(page_of(trust_of(other)), GIVEN),
        desk.get(reverse("leadership_trust:brand", args=[uuid4()])),
    ):
        assert response.status_code == 404
        assert CANARY not in text_of(response)

    assert sorted(row.display_name for row in rows()) == ["Northvale", CANARY]


def test_no_page_of_another_trust_or_of_nobody_wears_it(world: World, desk: Client, as_user: Any) -> None:
    other = make_lead(make_trust("Quagga Trust"))
    a_brand(trust_of(other), other, CANARY)
    doctor, row = world.enrolled("doctor@mail.example")
    learner: Client = as_user(doctor)

    for client, address in (
        (desk, "/trust/"),
        (desk, "/trust/enrolments/"),
        (learner, "/learn/"),
        (learner, f"/learn/{row.uid}/"),
        (learner, f"/learn/{row.uid}/why/"),
        (Client(), "/accounts/login/"),
        (as_user(other), "/programmes/"),
        (as_user(other), "/learn/"),
    ):
        page = text_of(client.get(address, follow=True))
        assert CANARY not in page, address
        assert "/brands/" not in page, address
    assert CANARY in text_of(as_user(other).get("/trust/"))


def test_the_pages_of_its_seats_wear_it(world: World, as_user: Any) -> None:
    doctor, row = world.enrolled("doctor@mail.example")
    (invited,) = world.invite("invited@mail.example")
    a_brand(world.trust, world.lead, CANARY)
    learner: Client = as_user(doctor)

    for address in (
        f"/learn/{row.uid}/",
        f"/learn/{row.uid}/why/",
        f"/learn/{row.uid}/{world.key('Your last meeting')}/",
    ):
        assert CANARY in text_of(learner.get(address)), address
    assert CANARY in text_of(
        Client().get(reverse("leadership_learn:invitation", args=[make_token(invited.uid)]))
    )
    assert CANARY not in text_of(learner.get("/learn/"))


def test_a_desk_of_two_trusts_keeps_the_site_s_look(world: World, desk: Client) -> None:
    other = make_lead(make_trust("Quagga Trust"))
    a_brand(world.trust, world.lead, "Northvale")
    a_brand(trust_of(other), other, CANARY)
    person = (
        Membership.objects.unscoped(reason=REASON)
        .get(organisation=world.trust, role=MemberRole.LEAD)
        .person_id
    )
    Membership.objects.create(
        person_id=person,
        organisation=trust_of(other),
        role=MemberRole.LEAD,
        starts_on=TODAY - timedelta(days=1),
    )

    assert "/brands/" not in text_of(desk.get("/trust/enrolments/"))
    listed = text_of(desk.get(reverse("leadership_trust:brands")))
    assert f'href="{page_of(world.trust)}"' in listed
    assert f'href="{page_of(trust_of(other))}"' in listed


def test_the_style_sheet(world: World, client: Client) -> None:
    brand = a_brand(world.trust, world.lead, "Northvale")
    address = f"/learn/brands/{brand.uid}/1.css"

    response = client.get(address)

    assert response.status_code == 200
    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"
    sheet = response.content.decode()
    assert sheet.splitlines()[:3] == [
        "@media screen and (prefers-contrast: no-preference) {",
        "  :root {",
        "    --lp-brand: #5b2a86;",
    ]
    assert "Northvale" not in sheet
    again = client.get(address, headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(f"/learn/brands/{brand.uid}/2.css").status_code == 404
    assert client.get(f"/learn/brands/{uuid4()}/1.css").status_code == 404


def test_the_logo(world: World, client: Client) -> None:
    brand = a_brand(world.trust, world.lead, "Northvale")
    plain_lead = make_lead(make_trust("Quagga Trust"))
    plain = a_brand(trust_of(plain_lead), plain_lead, CANARY, with_logo=False)

    response = client.get(f"/learn/brands/{brand.uid}/1/logo")

    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert b"".join(response.streaming_content)[:8] == b"\x89PNG\r\n\x1a\n"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert client.get(f"/learn/brands/{plain.uid}/1/logo").status_code == 404


def test_mails_about_its_seats_begin_with_its_name(world: World) -> None:
    other = make_lead(make_trust("Quagga Trust"))
    a_brand(trust_of(other), other, CANARY)
    a_brand(world.trust, world.lead, "Northvale & Sons")
    world.invite("invited@mail.example")
    mail.outbox.clear()

    later = NOW + timedelta(minutes=10)
    sending.queue_due(now=later)
    outbox.drain(clock=lambda: later)

    (sent,) = mail.outbox
    assert sent.body.startswith("Northvale & Sons\n\nDear ")
    html = str(sent.alternatives[0][0])
    assert "<p><strong>Northvale &amp; Sons</strong></p>" in html
    assert CANARY not in str(sent.message())
