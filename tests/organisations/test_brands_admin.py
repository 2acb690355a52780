"""The looks of trusts in the admin: operators add and change them, nobody else sees them."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from kernel.models import AuditEntry
from lms.organisations.models import Brand
from tests.factories.brands import a_brand, a_logo_file
from tests.factories.organisations import a_trust
from tests.factories.people import a_lead, a_user, an_operator, user_of

pytestmark = pytest.mark.django_db

PAGE = "/admin/brands/"
REASON = "a test's own rows"
LOOK = {
    "display_name": "Westvale",
    "main_colour": "#5b2a86",
    "link_colour": "#7a1f5c",
    "logo_alt": "Logo of Westvale",
    "right_confirmed": "on",
    "shown": "on",
}


def rows() -> list[Brand]:
    return list(Brand.objects.unscoped(reason=REASON))


@pytest.fixture
def operator(client: Client) -> Any:
    user = an_operator()
    client.force_login(user)
    return user


def test_an_operator_gives_a_trust_its_look(client: Client, operator: Any) -> None:
    trust = a_trust()

    response = client.post(f"{PAGE}new/", LOOK | {"organisation": trust.pk, "logo": a_logo_file()})

    assert response.status_code == 302
    (brand,) = rows()
    assert (brand.organisation_id, brand.display_name, brand.version) == (trust.pk, "Westvale", 1)
    assert brand.right_confirmed_by_id == operator.pk
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor_id, entry.organisation_key) == ("brand.save", operator.pk, trust.pk)


def test_whose_look_it_is_stays(client: Client, operator: Any) -> None:
    trust, other = a_trust(), a_trust()
    brand = a_brand(trust, operator)

    changed = LOOK | {"organisation": other.pk, "display_name": "Westvale Hospitals"}
    response = client.post(f"{PAGE}edit/{brand.pk}/", changed)

    assert response.status_code == 302
    (kept,) = rows()
    assert (kept.organisation_id, kept.display_name, kept.version) == (trust.pk, "Westvale Hospitals", 2)
    assert kept.logo_id == brand.logo_id


def test_what_is_wrong_is_said(client: Client, operator: Any) -> None:
    given = {"organisation": a_trust().pk, "main_colour": "#ffffff"}

    response = client.post(f"{PAGE}new/", LOOK | given)

    assert response.status_code == 200
    assert "the contrast is 1.0 to 1, and at least 4.5 to 1 is needed" in response.content.decode()
    assert rows() == []


@pytest.mark.parametrize("role", ["lead", "editor"])
def test_nobody_else_gets_in(client: Client, role: str) -> None:
    trust = a_trust()
    lead = user_of(a_lead(trust))
    brand = a_brand(trust, lead, "Canary Hospitals")
    user = lead if role == "lead" else a_user()
    if role == "editor":
        user.groups.add(Group.objects.get(name="Editors"))
    client.force_login(user)

    for page in ("", "new/", f"edit/{brand.pk}/", f"inspect/{brand.pk}/", f"delete/{brand.pk}/"):
        for response in (client.get(PAGE + page), client.post(PAGE + page, LOOK)):
            assert response.status_code in {302, 404}, page
            assert "Canary" not in response.content.decode(), page

    assert [row.version for row in rows()] == [1]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long(
    client: Client, operator: Any, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        a_brand(a_trust(), operator)
    client.get(PAGE)

    with django_assert_num_queries(11):
        client.get(PAGE)


@pytest.mark.parametrize(("shown", "word"), [(True, "Yes"), (False, "No")])
def test_whether_it_is_shown_is_a_word(client: Client, operator: Any, shown: bool, word: str) -> None:
    brand = a_brand(a_trust(), operator, shown=shown)

    listed = client.get(PAGE).content.decode()
    inspected = client.get(f"{PAGE}inspect/{brand.pk}/").content.decode()

    assert f"<td>{word}</td>" in "".join(listed.split())
    assert f"<dd>{word}</dd>" in "".join(inspected.split())
