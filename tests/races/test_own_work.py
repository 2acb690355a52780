"""Two windows of one doctor at once: no draft is written over unseen, and work is handed in once."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection

from kernel.models import AuditEntry
from lms.actions import following, learning
from lms.actions.errors import Refused
from lms.assignments.models import Submission, SubmissionStep
from lms.assignments.services import work
from lms.enrolment.models import Enrolment
from lms.records.models import Attempt
from lms.records.services import attempts
from lms.records.services.attempts import Base
from tests.factories.courses import World, make_world
from tests.factories.trusts import NOW, learner_context
from tests.factories.work import TITLE, hand_in, with_assignment

REASON = "asserting in a test"
MEET = 0.8
"""Seconds that whoever has read waits for the other: with the lock nobody comes."""
LOCKED = pytest.mark.parametrize("locked", [True, False], ids=["as it is", "without the lock"])

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world() -> World:
    return with_assignment(make_world())


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each act gives, or the error that it ends with."""
    given: list[Any] = [None] * len(acts)

    def run(place: int) -> None:
        try:
            given[place] = acts[place]()
        except (Refused, IntegrityError) as error:
            given[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[place]) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return given


def meet_after(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, *, locked: bool) -> None:
    """Whoever has read waits for the other to have read too, if the other gets so far."""
    both = threading.Barrier(2)
    read = getattr(module, name)

    def seen(*args: Any, **given: Any) -> Any:
        found = read(*args, **given)
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait(timeout=MEET)
        return found

    monkeypatch.setattr(module, name, seen)
    if not locked:
        monkeypatch.setattr(following, "_locked", _with_people)


def _with_people(rows: Any) -> Any:
    related = rows.select_related("person", "version", "organisation", "programme", "contract", "cohort")
    return related.order_by("pk")


@LOCKED
def test_two_windows_save_a_draft(monkeypatch: pytest.MonkeyPatch, world: World, locked: bool) -> None:
    user, row = world.enrolled()

    def save(text: str, *, minutes: int, base: Base | None = None) -> Attempt:
        return learning.save_draft(
            learner_context(user, now=NOW + timedelta(minutes=minutes)),
            enrolment_uid=row.uid,
            activity_key=world.key(TITLE),
            state={"text": text},
            base=base,
        )

    both_show = save("Before.", minutes=1).stamp
    meet_after(monkeypatch, attempts, "latest", locked=locked)

    given = at_once(
        lambda: save("Here.", minutes=2, base=Base(both_show, "here")),
        lambda: save("There.", minutes=3, base=Base(both_show, "there")),
    )

    kept = Attempt.objects.unscoped(reason=REASON).get()
    refused = [each.code for each in given if isinstance(each, Refused)]
    if locked:
        (saved,) = [each for each in given if isinstance(each, Attempt)]
        assert refused == ["changed_elsewhere"]
        assert kept.state == saved.state
    else:
        # The control: one of the two has been written over, and nobody was told.
        assert refused == []
        assert kept.state["text"] in ("Here.", "There.")


@LOCKED
def test_two_windows_hand_in(monkeypatch: pytest.MonkeyPatch, world: World, locked: bool) -> None:
    user, row = world.enrolled()
    meet_after(monkeypatch, work, "latest", locked=locked)

    given = at_once(*[lambda: hand_in(world, user, row)] * 2)

    submission = Submission.objects.unscoped(reason=REASON).get()
    failed = [each for each in given if isinstance(each, IntegrityError)]
    # Without the lock only the database holds the line, and one of the two windows fails.
    assert len(failed) == (0 if locked else 1)
    assert {each.pk for each in given if isinstance(each, Submission)} == {submission.pk}
    assert SubmissionStep.objects.unscoped(reason=REASON).count() == 1
    assert AuditEntry.objects.filter(action="work.hand_in").count() == 1
    assert Enrolment.objects.unscoped(reason=REASON).get().state == "active"
