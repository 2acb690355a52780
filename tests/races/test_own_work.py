"""Two windows of one doctor at once: no draft is written over unseen, and work is handed in once."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection

from kernel.models import AuditEntry
from lms.actions import following, learning
from lms.actions.errors import Refused
from lms.assignments.models import Submission, SubmissionStep
from lms.assignments.services import work
from lms.records.models import Attempt
from lms.records.services import attempts
from lms.records.services.attempts import Base
from tests.factories.courses import World, make_world
from tests.factories.trusts import NOW, learner_context
from tests.factories.work import TITLE, hand_in, with_assignment

REASON = "asserting in a test"
MEET = 0.8
"""Seconds that whoever has read waits for the other: with the lock nobody comes."""


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


@contextlib.contextmanager
def meeting(module: Any, name: str, *, locked: bool) -> Iterator[None]:
    """Whoever has read waits for the other to have read too, if the other gets so far."""
    both = threading.Barrier(2)
    read = getattr(module, name)

    def seen(*args: Any, **given: Any) -> Any:
        found = read(*args, **given)
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait(timeout=MEET)
        return found

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(module, name, seen)
        if not locked:
            patched.setattr(following, "_locked", _with_people)
        yield


def _with_people(rows: Any) -> Any:
    related = rows.select_related("person", "version", "organisation", "programme", "contract", "cohort")
    return related.order_by("pk")


def test_two_windows_save_a_draft(world: World) -> None:
    user, row = world.enrolled()

    def save(text: str, *, minutes: int, base: Base | None = None) -> Attempt:
        return learning.save_draft(
            learner_context(user, now=NOW + timedelta(minutes=minutes)),
            enrolment_uid=row.uid,
            activity_key=world.key(TITLE),
            state={"text": text},
            base=base,
        )

    def from_two_windows(*, minutes: int, locked: bool) -> list[Any]:
        shown = save("Before.", minutes=minutes).stamp
        with meeting(attempts, "latest", locked=locked):
            return at_once(
                lambda: save("Here.", minutes=minutes + 1, base=Base(shown, "here")),
                lambda: save("There.", minutes=minutes + 2, base=Base(shown, "there")),
            )

    # The control: without the lock one of the two is written over, and nobody is told.
    assert [type(each) for each in from_two_windows(minutes=1, locked=False)] == [Attempt, Attempt]

    given = from_two_windows(minutes=10, locked=True)

    (saved,) = [each for each in given if isinstance(each, Attempt)]
    assert [each.code for each in given if isinstance(each, Refused)] == ["changed_elsewhere"]
    assert Attempt.objects.unscoped(reason=REASON).get().state == saved.state


def test_two_windows_hand_in(world: World) -> None:
    def from_two_windows(email: str, *, locked: bool) -> list[Any]:
        user, row = world.enrolled(email)
        with meeting(work, "latest", locked=locked):
            return at_once(*[lambda: hand_in(world, user, row)] * 2)

    # The control: without the lock only the database holds the line, and one of the two windows fails.
    kinds = [type(each) for each in from_two_windows("one@mail.example", locked=False)]
    assert sorted(kind.__name__ for kind in kinds) == ["IntegrityError", "Submission"]

    first, second = from_two_windows("two@mail.example", locked=True)

    assert first == second
    for model in (Submission, SubmissionStep):
        assert model.objects.unscoped(reason=REASON).count() == 2
    assert AuditEntry.objects.filter(action="work.hand_in").count() == 2
