"""Trust leads in the admin: appointed by operators, and gone the day after the last."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from kernel.clock import today
from kernel.models import AuditEntry
from lms.people.enums import MemberRole
from lms.people.models import Membership
from lms.people.selectors import viewer_for_lead
from tests.factories.organisations import a_trust
from tests.factories.people import a_doctor, a_lead, a_membership, a_superuser, a_user, an_operator, user_of

pytestmark = pytest.mark.django_db

PAGE = "/admin/leads/"
PAGES = [
    "",
    "results/",
    "new/",
    "?export=csv",
    "?export=xlsx",
    "edit/{}/",
    "delete/{}/",
    "history/{}/",
    "history-results/{}/",
    "usage/{}/",
    "inspect/{}/",
]


@pytest.fixture
def operator(client: Client) -> Any:
    user = an_operator()
    client.force_login(user)
    return user


def state() -> list[dict[str, Any]]:
    return list(Membership.objects.unscoped(reason="a test").order_by("pk").values())


def lead_membership(**values: Any) -> Membership:
    trust = a_trust()
    person = a_lead(trust, on=today(), **values)
    return Membership.objects.unscoped(reason="a test").get(person=person)


def test_a_lead_is_appointed_by_an_address_they_proved(client: Client, operator: Any) -> None:
    person, trust = a_doctor("ada@trust.example"), a_trust()

    response = client.post(
        f"{PAGE}new/",
        {"email": "Ada@Trust.example", "organisation": trust.pk, "starts_on": today().isoformat()},
    )

    assert (response.status_code, response["Location"]) == (302, PAGE)
    membership = Membership.objects.unscoped(reason="a test").get()
    assert (membership.person_id, membership.organisation_id) == (person.pk, trust.pk)
    assert (membership.role, membership.starts_on) == (MemberRole.LEAD, today())
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor_id, entry.subject_key) == ("lead.appoint", operator.pk, person.pk)
    assert viewer_for_lead(person, on=today()) is not None


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"email": "nobody@trust.example"}, "Nobody has an account with this address."),
        ({"email": "unproved@trust.example"}, "Nobody has an account with this address."),
        ({"organisation": "closed"}, "This organisation is not open on that day."),
        ({"organisation": "0"}, "Select a valid choice."),
        ({"starts_on": "soon"}, "Enter a valid date."),
    ],
)
def test_what_is_wrong_appoints_nobody(
    client: Client, operator: Any, changed: dict[str, str], message: str
) -> None:
    a_doctor("ada@trust.example")
    a_doctor(user=a_user("unproved@trust.example", verified=False))
    trust, closed = a_trust(), a_trust(closed_on=today() - timedelta(days=1))
    form = {"email": "ada@trust.example", "organisation": str(trust.pk), "starts_on": today().isoformat()}
    form |= {name: str(closed.pk) if value == "closed" else value for name, value in changed.items()}

    response = client.post(f"{PAGE}new/", form)

    assert response.status_code == 200
    assert message in response.content.decode()
    assert state() == []


def test_the_last_day_is_set(client: Client, operator: Any) -> None:
    membership = lead_membership()

    client.post(f"{PAGE}edit/{membership.pk}/", {"ends_on": today().isoformat()})

    membership.refresh_from_db()
    assert membership.ends_on == today()
    assert AuditEntry.objects.get().action == "membership.end"


def test_only_the_last_day_is_changed(client: Client, operator: Any) -> None:
    membership, other = lead_membership(), a_trust()

    client.post(
        f"{PAGE}edit/{membership.pk}/",
        {
            "ends_on": today().isoformat(),
            "organisation": other.pk,
            "role": "doctor",
            "starts_on": "2020-01-01",
        },
    )

    before = membership.organisation_id
    membership.refresh_from_db()
    assert (membership.organisation_id, membership.role, membership.starts_on) == (before, "lead", today())


def test_a_last_day_before_the_first_is_refused_on_the_form(client: Client, operator: Any) -> None:
    membership = lead_membership()
    before = state()

    response = client.post(f"{PAGE}edit/{membership.pk}/", {"ends_on": "2020-01-01"})

    assert response.status_code == 200
    assert state() == before


def test_doctors_are_not_among_the_leads(client: Client, operator: Any) -> None:
    person = a_doctor(family_name="Hidden")
    membership = a_membership(person, a_trust(), on=today())

    assert "Hidden" not in client.get(PAGE).content.decode()
    assert client.get(f"{PAGE}edit/{membership.pk}/").status_code == 404


def test_the_panel_beside_the_form_says_trust_lead(client: Client, operator: Any) -> None:
    page = client.get(f"{PAGE}edit/{lead_membership().pk}/").content.decode()

    assert "<strong>Trust lead</strong>" in page
    assert "Membership" not in page


def test_operators_open_every_page(client: Client, operator: Any) -> None:
    pk = lead_membership().pk

    for page in PAGES:
        if not page.startswith("delete"):
            assert client.get(PAGE + page.format(pk)).status_code == 200, page


@pytest.mark.parametrize("role", ["anonymous", "doctor", "lead", "manager of the site"])
def test_nobody_else_reads_a_name(client: Client, role: str) -> None:
    """Wagtail's model permissions are not enough: whoever holds them all sees nothing here."""
    person = a_lead(a_trust("Canary Trust"), on=today())
    membership = Membership.objects.unscoped(reason="a test").get(person=person)
    if role == "lead":
        client.force_login(user_of(person))
    elif role != "anonymous":
        user = user_of(a_doctor())
        if role == "manager of the site":
            group = Group.objects.create(name="Everything")
            group.permissions.set(Permission.objects.all())
            user.groups.add(group)
        client.force_login(user)
    before = state()

    for page in PAGES:
        address = PAGE + page.format(membership.pk)
        for response in (client.get(address), client.post(address, {"ends_on": "2026-01-01"})):
            assert response.status_code in {302, 404}, address
            assert "Canary" not in response.content.decode(), address

    assert state() == before


@pytest.mark.parametrize("page", ["edit/{}/", "delete/{}/", "history/{}/", "usage/{}/", "inspect/{}/"])
def test_what_is_not_there_and_what_is_not_theirs_look_alike(client: Client, page: str) -> None:
    membership = lead_membership()
    client.force_login(user_of(a_doctor()))

    there = client.get(PAGE + page.format(membership.pk))
    not_there = client.get(PAGE + page.format(membership.pk + 1000))

    assert (there.status_code, there.content) == (not_there.status_code, not_there.content)


def test_even_a_superuser_deletes_nothing(client: Client) -> None:
    membership = lead_membership()
    client.force_login(a_superuser())

    response = client.post(f"{PAGE}delete/{membership.pk}/")

    assert response.status_code == 302
    assert len(state()) == 1


def test_an_export_holds_no_formula(client: Client, operator: Any) -> None:
    trust = a_trust("+Trust")
    person = a_doctor(given_name="-1+1", family_name="Bell")
    a_membership(person, trust, role=MemberRole.LEAD, on=today(), email="ada@trust.example")

    lines = client.get(f"{PAGE}?export=csv").getvalue().decode().splitlines()

    assert lines == [
        "Name,Email there,Organisation,From,Until",
        f"'-1+1 Bell,ada@trust.example,'+Trust,{today().isoformat()},",
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long(
    client: Client, operator: Any, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        lead_membership()
    client.get(PAGE)

    with django_assert_num_queries(11):
        client.get(PAGE)


def test_the_screens_say_trust_lead_as_the_menu_does(client: Client, operator: Any) -> None:
    pk = lead_membership().pk

    for page in ("", "new/", f"edit/{pk}/", f"history/{pk}/", f"usage/{pk}/", f"inspect/{pk}/"):
        shown = client.get(f"{PAGE}{page}").content.decode()
        assert "rust lead" in shown, page
        # Wagtail's status panel, closed until it is asked for, names the model and asks no view.
        assert "embership" not in shown.replace("<strong>Membership</strong>", ""), page
