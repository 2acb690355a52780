"""Organisations in the admin: kept by operators; what the register says stays the register's."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries
from wagtail.models import ModelLogEntry

from kernel.models import AuditEntry
from lms.organisations.models import Organisation, OrganisationKind
from tests.factories.organisations import a_school, a_trust
from tests.factories.people import a_doctor, a_lead, a_superuser, a_user, an_operator, user_of

pytestmark = pytest.mark.django_db

PAGE = "/admin/organisations/"
PAGES = [
    "",
    "results/",
    "new/",
    "?export=csv",
    "edit/{}/",
    "delete/{}/",
    "history/{}/",
    "history-results/{}/",
    "usage/{}/",
    "inspect/{}/",
]
SCHOOL = {
    "kind": "school",
    "name": "Westvale Medical School",
    "ods_code": "",
    "national_grouping": "",
    "town": "Westvale",
    "postcode": "",
    "opened_on": "",
    "closed_on": "",
    "successor": "",
}


@pytest.fixture
def operator(client: Client) -> Any:
    user = an_operator()
    client.force_login(user)
    return user


def registered_trust(**values: Any) -> Organisation:
    return a_trust(**{"name": "Westvale NHS Trust", "ods_code": "RZZ", "invented": False, **values})


def state() -> list[dict[str, Any]]:
    return list(Organisation.objects.order_by("pk").values())


def form_of(organisation: Organisation, **changed: Any) -> dict[str, Any]:
    values = {name: getattr(organisation, name) or "" for name in SCHOOL if name != "successor"}
    return values | {"successor": organisation.successor_id or ""} | changed


def test_a_school_is_made_by_an_operator_and_audited_once(client: Client, operator: Any) -> None:
    response = client.post(f"{PAGE}new/", SCHOOL)

    assert (response.status_code, response["Location"]) == (302, PAGE)
    school = Organisation.objects.get()
    assert (school.kind, school.name, school.invented) == ("school", "Westvale Medical School", False)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor_id, entry.object_id) == ("organisation.save", operator.pk, school.pk)
    assert ModelLogEntry.objects.get(action="wagtail.create").object_id == str(school.pk)


def test_a_trust_is_not_made_by_hand(client: Client, operator: Any) -> None:
    response = client.post(f"{PAGE}new/", SCHOOL | {"kind": "trust"})

    assert "Select a valid choice." in response.content.decode()
    assert state() == []


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"name": ""}, "This field is required."),
        ({"ods_code": "?"}, "An ODS code has 3 to 6 letters and digits, such as R0A."),
        ({"ods_code": "rzz"}, "“organisation_ods_code”"),
        ({"opened_on": "2026-01-02", "closed_on": "2026-01-01"}, "“organisation_closes_after_opening”"),
        ({"opened_on": "soon"}, "Enter a valid date."),
    ],
)
def test_what_is_wrong_is_said_and_not_stored(
    client: Client, operator: Any, changed: dict[str, str], message: str
) -> None:
    registered_trust()
    before = state()

    response = client.post(f"{PAGE}new/", SCHOOL | changed)

    assert response.status_code == 200
    assert message in response.content.decode()
    assert state() == before


def test_a_health_board_takes_a_code_in_any_writing(client: Client, operator: Any) -> None:
    client.post(f"{PAGE}new/", SCHOOL | {"kind": "health_board", "ods_code": " 7a2 "})

    assert Organisation.objects.get().ods_code == "7A2"


def test_the_registers_words_stay_whatever_is_posted(client: Client, operator: Any) -> None:
    trust, after = registered_trust(), a_trust()

    client.post(
        f"{PAGE}edit/{trust.pk}/",
        form_of(
            trust, name="Mine", ods_code="AAA", kind="school", closed_on="2026-01-01", successor=after.pk
        ),
    )

    trust.refresh_from_db()
    assert (trust.name, trust.ods_code, trust.kind) == ("Westvale NHS Trust", "RZZ", OrganisationKind.TRUST)
    assert (trust.closed_on, trust.successor_id) == (None, after.pk)


def test_a_school_is_changed(client: Client, operator: Any) -> None:
    school = a_school(invented=False)

    client.post(f"{PAGE}edit/{school.pk}/", form_of(school, town="Eastvale"))

    school.refresh_from_db()
    assert school.town == "Eastvale"
    assert AuditEntry.objects.get().action == "organisation.save"


def test_no_organisation_comes_after_itself(client: Client, operator: Any) -> None:
    first = a_school("First")
    second = a_school("Second", successor=first)
    third = a_school("Third", successor=second)

    response = client.post(f"{PAGE}edit/{first.pk}/", form_of(first, successor=third.pk))

    assert "An organisation cannot come after itself." in response.content.decode()
    first.refresh_from_db()
    assert first.successor_id is None


@pytest.mark.parametrize("method", ["get", "post"])
def test_nothing_is_deleted(client: Client, method: str) -> None:
    client.force_login(a_superuser())
    school = a_school()

    response = getattr(client, method)(f"{PAGE}delete/{school.pk}/")

    assert response.status_code == 302
    assert len(state()) == 1


def test_operators_open_every_page(client: Client, operator: Any) -> None:
    school = a_school()

    for page in PAGES:
        if not page.startswith("delete"):
            assert client.get(PAGE + page.format(school.pk)).status_code == 200, page


@pytest.mark.parametrize("role", ["anonymous", "doctor", "lead", "editor"])
def test_nobody_else_gets_in(client: Client, role: str) -> None:
    trust = a_trust("Canary Trust")
    if role == "doctor":
        client.force_login(user_of(a_doctor()))
    elif role == "lead":
        client.force_login(user_of(a_lead(trust)))
    elif role == "editor":
        editor = a_user()
        editor.groups.add(Group.objects.get(name="Editors"))
        client.force_login(editor)
    before = state()

    for page in PAGES:
        address = PAGE + page.format(trust.pk)
        for response in (client.get(address), client.post(address, SCHOOL)):
            assert response.status_code in {302, 404}, address
            assert "Canary" not in response.content.decode(), address

    assert state() == before


def test_the_list_is_searched_and_filtered(client: Client, operator: Any) -> None:
    a_school("Westvale Medical School")
    registered_trust(name="Eastvale NHS Trust")

    def names(query: str) -> list[str]:
        page = client.get(f"{PAGE}{query}").content.decode()
        return [name for name in ("Westvale Medical School", "Eastvale NHS Trust") if name in page]

    assert names("") == ["Westvale Medical School", "Eastvale NHS Trust"]
    assert names("?q=west") == ["Westvale Medical School"]
    assert names("?q=RZZ") == ["Eastvale NHS Trust"]
    assert names("?kind=trust") == ["Eastvale NHS Trust"]


def test_an_export_holds_no_formula(client: Client, operator: Any) -> None:
    a_school("=HYPERLINK(1)", town="  +44", postcode="@1")

    lines = client.get(f"{PAGE}?export=csv").getvalue().decode().splitlines()

    assert lines == [
        "ODS code,Name,Kind,National grouping,Town,Postcode,Opened on,Closed on,Successor",
        ",'=HYPERLINK(1),medical school,,'  +44,'@1,2020-04-01,,",
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long(
    client: Client, operator: Any, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    after = a_school()
    for _ in range(count):
        a_school(successor=after)
    client.get(PAGE)

    with django_assert_num_queries(11):
        client.get(PAGE)
