"""Two leads confirm lists of one organisation on two contracts at once: nobody is on its books twice."""

from __future__ import annotations

import contextlib
import threading
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection

from lms.actions import importing
from lms.enrolment.models import Enrolment
from lms.enrolment.services import lists
from lms.organisations import locks
from lms.people.models import Person
from tests.factories.programmes import make_programme
from tests.factories.trusts import csv_of, lead_context, make_contract, make_lead, make_trust

REASON = "asserting in a test"
MEET = 1.5

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("locked", "people"), [(True, 1), (False, 2)], ids=["as it is", "without the lock"])
def test_two_lists_of_one_organisation(monkeypatch: pytest.MonkeyPatch, locked: bool, people: int) -> None:
    trust = make_trust("Northvale (invented)")
    waiting = [_checked(make_lead(trust), make_contract(trust, make_programme())) for _ in range(2)]
    if not locked:
        monkeypatch.setattr(locks, "lock_organisation", lambda _pk: None)
    _meet_after_judging(monkeypatch)

    threads = [threading.Thread(target=_confirm, args=each) for each in waiting]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert Enrolment.objects.unscoped(reason=REASON).count() == 2
    assert Person.objects.unscoped(reason=REASON).filter(user__isnull=True).count() == people


def _checked(lead: Any, contract: Any) -> tuple[Any, Any]:
    context = lead_context(lead)
    upload = importing.check_list(
        context,
        contract_uid=contract.uid,
        cohort_uid=None,
        file=ContentFile(csv_of("ada@n.example", gmc="1234567"), name="list.csv"),
        file_name="list.csv",
    )
    return context, upload.uid


def _confirm(context: Any, import_uid: Any) -> None:
    try:
        importing.confirm_list(context, import_uid=import_uid)
    finally:
        connection.close()


def _meet_after_judging(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has read the books waits for the other to have read them too, if the other gets so far."""
    both = threading.Barrier(2)
    judge = lists.rejudge_all

    def judged(*args: Any, **given: Any) -> int:
        found = judge(*args, **given)
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait(timeout=MEET)
        return found

    monkeypatch.setattr(lists, "rejudge_all", judged)
