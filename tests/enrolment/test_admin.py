"""Contracts and cohorts in the admin: operators only, saved as actions, never another's."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from kernel.models import AuditEntry
from lms.enrolment.models import Cohort, Contract
from tests.factories.organisations import a_trust
from tests.factories.people import a_doctor, a_lead, an_operator, user_of
from tests.factories.programmes import make_programme
from tests.ready import ready

pytestmark = pytest.mark.django_db

STARTS, ENDS = date(2026, 9, 1), date(2027, 8, 31)
PAGES = ["", "results/", "new/", "?export=csv", "edit/{}/", "history/{}/", "usage/{}/", "inspect/{}/"]


@pytest.fixture
def operator(client: Client) -> Any:
    user = an_operator()
    client.force_login(user)
    return user


def make_contract() -> Contract:
    return Contract.objects.create(
        organisation=a_trust("Canary Trust"),
        programme=make_programme(),
        seats=5,
        starts_on=STARTS,
        ends_on=ENDS,
    )


ready_contract = ready("ready_contract", make_contract)


@pytest.fixture
def contract(ready_contract: Contract) -> Contract:
    return ready_contract


def a_cohort(contract: Contract, name: str = "Autumn") -> Cohort:
    return Cohort.objects.create(contract=contract, name=name, starts_on=STARTS, ends_on=ENDS, capacity=3)


def state() -> list[list[dict[str, Any]]]:
    models: list[Any] = [Contract, Cohort]
    return [list(model.objects.unscoped(reason="a test").order_by("pk").values()) for model in models]


def test_a_contract_is_made_and_audited_once(client: Client, operator: Any) -> None:
    trust, programme = a_trust(), make_programme()

    response = client.post(
        "/admin/contracts/new/",
        {
            "organisation": trust.pk,
            "programme": programme.pk,
            "seats": "20",
            "starts_on": "2026-09-01",
            "ends_on": "2027-08-31",
        },
    )

    assert (response.status_code, response["Location"]) == (302, "/admin/contracts/")
    contract = Contract.objects.unscoped(reason="a test").get()
    assert (contract.organisation_id, contract.programme_id, contract.seats) == (trust.pk, programme.pk, 20)
    entry = AuditEntry.objects.get(action__startswith="contract")
    assert (entry.action, entry.actor_id) == ("contract.create", operator.pk)


def test_whose_seats_they_are_does_not_change(client: Client, operator: Any, contract: Contract) -> None:
    before = (contract.organisation_id, contract.programme_id)

    client.post(
        f"/admin/contracts/edit/{contract.pk}/",
        {
            "organisation": a_trust().pk,
            "programme": make_programme().pk,
            "seats": "7",
            "starts_on": "2026-09-01",
            "ends_on": "2027-08-31",
        },
    )

    contract.refresh_from_db()
    assert (contract.organisation_id, contract.programme_id, contract.seats) == (*before, 7)
    assert AuditEntry.objects.get(action__startswith="contract").action == "contract.change"


def test_dates_the_wrong_way_round_are_refused(client: Client, operator: Any, contract: Contract) -> None:
    before = state()

    response = client.post(
        f"/admin/contracts/edit/{contract.pk}/",
        {"seats": "7", "starts_on": "2026-09-01", "ends_on": "2026-08-31"},
    )

    assert response.status_code == 200
    assert state() == before


def test_a_cohort_is_made_in_a_contract(client: Client, operator: Any, contract: Contract) -> None:
    page = client.get("/admin/cohorts/new/").content.decode()
    assert "Canary Trust" in page

    client.post(
        "/admin/cohorts/new/",
        {
            "contract": contract.pk,
            "name": "Autumn",
            "starts_on": "2026-09-01",
            "ends_on": "2026-12-31",
            "capacity": "3",
        },
    )

    cohort = Cohort.objects.unscoped(reason="a test").get()
    assert (cohort.contract_id, cohort.name, cohort.capacity) == (contract.pk, "Autumn", 3)


def test_a_cohort_of_the_same_name_is_refused_on_the_form(
    client: Client, operator: Any, contract: Contract
) -> None:
    a_cohort(contract)
    before = state()

    response = client.post(
        "/admin/cohorts/new/",
        {
            "contract": contract.pk,
            "name": "Autumn",
            "starts_on": "2026-09-01",
            "ends_on": "2026-12-31",
            "capacity": "3",
        },
    )

    assert response.status_code == 200
    assert state() == before


@pytest.mark.parametrize("kind", ["contracts", "cohorts"])
def test_operators_open_every_page(client: Client, operator: Any, contract: Contract, kind: str) -> None:
    row = contract if kind == "contracts" else a_cohort(contract)

    for page in PAGES:
        address = f"/admin/{kind}/{page.format(row.pk)}"
        assert client.get(address).status_code == 200, address


def a_manager_of_the_site() -> Any:
    """Somebody with every permission that Wagtail knows, who is no operator."""
    group = Group.objects.create(name="Everything")
    group.permissions.set(Permission.objects.all())
    user = user_of(a_doctor())
    user.groups.add(group)
    return user


@pytest.mark.parametrize("role", ["anonymous", "doctor", "lead", "manager of the site"])
def test_nobody_else_sees_or_changes_anything(client: Client, contract: Contract, role: str) -> None:
    rows = {"contracts": contract.pk, "cohorts": a_cohort(contract).pk}
    if role == "doctor":
        client.force_login(user_of(a_doctor()))
    elif role == "lead":
        client.force_login(user_of(a_lead(contract.organisation)))
    elif role == "manager of the site":
        client.force_login(a_manager_of_the_site())
    before = state()

    for kind, pk in rows.items():
        for page in [*PAGES, "delete/{}/"]:
            address = f"/admin/{kind}/{page.format(pk)}"
            for response in (client.get(address), client.post(address, {"seats": "99"})):
                assert response.status_code in {302, 404}, address
                assert "Canary" not in response.content.decode(), address

    assert state() == before


@pytest.mark.parametrize(("kind", "queries"), [("contracts", 11), ("cohorts", 11)])
@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_cost_the_same_however_long(
    client: Client,
    operator: Any,
    contract: Contract,
    kind: str,
    count: int,
    queries: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(count):
        if kind == "contracts":
            Contract.objects.create(
                organisation=a_trust(), programme=make_programme(), seats=5, starts_on=STARTS, ends_on=ENDS
            )
        else:
            a_cohort(contract, f"Cohort {number}")
    client.get(f"/admin/{kind}/")

    with django_assert_num_queries(queries):
        client.get(f"/admin/{kind}/")
