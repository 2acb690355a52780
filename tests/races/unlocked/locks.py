"""Takes the locks around seats out: more have counted than there are seats before anybody writes."""

from __future__ import annotations

import time
from typing import Any

from django.db import connection

SEATS = 5
MEET, WAIT_SECONDS = 77, 20


def take_out() -> None:
    """Once Django is loaded."""
    from lms.enrolment.models import Contract  # noqa: PLC0415 -- needs the app registry
    from lms.enrolment.services import enrolments  # noqa: PLC0415 -- needs the app registry
    from lms.organisations import locks  # noqa: PLC0415 -- needs the app registry

    write = enrolments.add_enrolments

    def look_without_a_lock(contract_id: int) -> Contract:
        rows = Contract.objects.unscoped(reason="the race test's control")
        return rows.select_related("organisation", "programme").get(pk=contract_id)

    def write_together(*args: Any, **kwargs: Any) -> Any:
        _meet(SEATS + 1)
        return write(*args, **kwargs)

    locks.lock_organisation = lambda _pk: None
    enrolments.lock_contract = look_without_a_lock
    enrolments.add_enrolments = write_together


def _meet(how_many: int) -> None:
    """Until so many transactions are here, each counted by a lock of its own, or others have gone before."""
    until = time.monotonic() + WAIT_SECONDS
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, pg_backend_pid())", [MEET])
        waiting = True
        while waiting and time.monotonic() < until:
            cursor.execute(
                "SELECT NOT EXISTS (SELECT FROM leadership_enrolment_enrolment) AND %s > ("
                " SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = %s)",
                [how_many, MEET],
            )
            (waiting,) = cursor.fetchone()
            time.sleep(0.02)
