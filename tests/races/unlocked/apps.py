"""Takes the locks around seats out of the service: everybody has counted before anybody writes."""

from __future__ import annotations

import time
from typing import Any

from django.apps import AppConfig
from django.db import connection

PROCESSES = 9
MEET, WAIT_SECONDS = 77, 20


class UnlockedConfig(AppConfig):
    name = "tests.races.unlocked"
    label = "tests_unlocked"

    def ready(self) -> None:
        from lms.enrolment.models import Contract  # noqa: PLC0415 -- needs the app registry
        from lms.enrolment.services import enrolments  # noqa: PLC0415 -- needs the app registry

        write = enrolments.add_enrolments

        def look_without_a_lock(contract_id: int) -> Contract:
            rows = Contract.objects.unscoped(reason="the race test's control")
            return rows.select_related("organisation", "programme").get(pk=contract_id)

        def write_together(*args: Any, **kwargs: Any) -> Any:
            _meet(PROCESSES)
            return write(*args, **kwargs)

        enrolments.lock_organisation = lambda _pk: None
        enrolments.lock_contract = look_without_a_lock
        enrolments.add_enrolments = write_together


def _meet(how_many: int) -> None:
    """Until so many transactions have come here, each with a lock of its own to be counted by."""
    until = time.monotonic() + WAIT_SECONDS
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, pg_backend_pid())", [MEET])
        here = 0
        while here < how_many and time.monotonic() < until:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = %s", [MEET]
            )
            (here,) = cursor.fetchone()
            time.sleep(0.02)
