"""A doctor completes something at the moment at which they are moved to another version: it counts."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection, connections, transaction

from lms.enrolment.models import Enrolment
from lms.records.models import LearningFact
from tests.amendments.test_moving import grow
from tests.factories.courses import make_world
from tests.servers import wait_until

REASON = "a test looks at everything"


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_completion_waits_for_the_move_and_counts() -> None:
    world = make_world()
    user, row = world.enrolled()
    version = grow(world)
    key = world.key("Text one")
    refused: list[Exception] = []

    def complete() -> None:
        try:
            world.finish_key(user, row, key)
        except Exception as error:  # noqa: BLE001 -- told to the test's own thread
            refused.append(error)
        finally:
            connections.close_all()

    doctor = threading.Thread(target=complete)
    with transaction.atomic():
        rows: Any = Enrolment.objects.unscoped(reason=REASON)
        rows.select_for_update().get(pk=row.pk)
        rows.filter(pk=row.pk).update(version=version)
        doctor.start()
        wait_until(somebody_waits, seconds=20, what="a doctor who waits for the move")
    doctor.join(timeout=20)
    assert refused == []
    assert LearningFact.objects.unscoped(reason=REASON).get().enrolment_id == row.pk
