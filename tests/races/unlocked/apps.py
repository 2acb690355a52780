"""Takes the seat lock out of the service and opens the gap between counting and writing."""

from __future__ import annotations

import time
from typing import Any

from django.apps import AppConfig

GAP_SECONDS = 0.3


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

        def write_late(*args: Any, **kwargs: Any) -> Any:
            time.sleep(GAP_SECONDS)
            return write(*args, **kwargs)

        enrolments.lock_contract = look_without_a_lock
        enrolments.add_enrolments = write_late
