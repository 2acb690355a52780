"""Seats under many hands: as many as there are, never one more; and the control that shows the test bites."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from lms.actions import importing
from lms.enrolment.models import Contract, EnrolmentImport
from lms.enrolment.services.enrolments import seats_of
from tests.factories.programmes import make_programme
from tests.factories.trusts import csv_of, lead_context, make_contract, make_lead, make_trust, trust_of
from tests.races.unlocked.locks import SEATS
from tests.servers import RunningSite
from tests.sizes import size

PROCESSES = 9
ROUNDS = size(smoke=2, full=200)
TOKEN = "a" * 32
PRESS = Path(__file__).with_name("press.py")

pytestmark = [pytest.mark.race, pytest.mark.bar(13), pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def files_that_the_site_can_open(running_site: RunningSite, settings: Any) -> None:
    """The lists are stored where the running site looks for them."""
    settings.STORAGES = settings.STORAGES | {
        "leadership_private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": running_site.folder / "private"},
        }
    }


@pytest.fixture
def lead() -> Any:
    return make_lead(make_trust("Northvale (invented)"))


def checked_lists(lead: Any, contract: Contract) -> list[EnrolmentImport]:
    """One list of one person for each process, checked and not confirmed."""
    return [
        importing.check_list(
            lead_context(lead),
            contract_uid=contract.uid,
            cohort_uid=None,
            file=ContentFile(csv_of(f"p{contract.pk}-{n}@n.example"), name="list.csv"),
            file_name="list.csv",
        )
        for n in range(PROCESSES)
    ]


def cookie_of(lead: Any) -> str:
    client = Client()
    client.force_login(lead)
    return f"sessionid={client.cookies['sessionid'].value}; csrftoken={TOKEN}"


def press_all_at_once(url: str, lead: Any, lists: list[EnrolmentImport]) -> list[int]:
    """The statuses that the processes were answered with."""
    cookie = cookie_of(lead)
    running = [
        subprocess.Popen(
            [
                sys.executable,
                str(PRESS),
                url,
                reverse("leadership_trust:confirm", args=[upload.uid]),
                cookie,
                TOKEN,
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for upload in lists
    ]
    for process in running:
        assert process.stdout.readline() == "ready\n"
    for process in running:
        process.stdin.write("go\n")
        process.stdin.flush()
    statuses = [int(process.communicate(timeout=90)[0]) for process in running]
    assert [process.returncode for process in running] == [0] * len(running)
    return statuses


def race(url: str, lead: Any) -> tuple[int, list[int]]:
    """How many seats of a new contract were taken, and what the processes were answered."""
    contract = make_contract(trust_of(lead), make_programme(), seats=SEATS)
    statuses = press_all_at_once(url, lead, checked_lists(lead, contract))
    return seats_of(contract).used, statuses


@pytest.fixture
def trigger_off() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE leadership_enrolment_enrolment DISABLE TRIGGER seats_on_insert")


def test_exactly_as_many_as_there_are_seats(running_site: RunningSite, lead: Any) -> None:
    site = running_site.web(workers=4, threads=3)

    for _ in range(ROUNDS):
        used, statuses = race(site.url, lead)
        assert (used, sorted(set(statuses))) == (SEATS, [302, 409])


def test_the_database_alone_holds_the_line(running_site: RunningSite, lead: Any) -> None:
    site = running_site.web(workers=4, threads=3, application="tests.races.unlocked.wsgi:application")

    used, _statuses = race(site.url, lead)

    assert used == SEATS


@pytest.mark.faulty_site
def test_control_without_lock_and_trigger_seats_are_oversold(
    running_site: RunningSite, lead: Any, trigger_off: None
) -> None:
    """If this fails, the tests above might be useless."""
    site = running_site.web(workers=4, threads=3, application="tests.races.unlocked.wsgi:application")

    used, _statuses = race(site.url, lead)

    assert used > SEATS
