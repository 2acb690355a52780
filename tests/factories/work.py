"""Work that is handed in and marked: a world with one assignment, its markers, and what they give."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from lms.actions import marking, work
from lms.assignments.models import Marker, Submission
from lms.enrolment.models import Contract
from lms.people.models import Person
from programmes.services.authoring import ActivityData
from tests.factories import programmes, trusts
from tests.factories.courses import World
from tests.factories.programmes import an_assignment
from tests.factories.trusts import TODAY

TITLE = "Change one meeting"
REASON = "a test"


def with_activities(world: World, *activities: ActivityData) -> World:
    """The same trust, with seats in a programme of one module with these."""
    programme = programmes.make_programme(modules=[programmes.make_module(activities=activities)])
    contract = Contract.objects.create(
        organisation=world.trust,
        programme=programme,
        seats=10,
        starts_on=world.contract.starts_on,
        ends_on=world.contract.ends_on,
    )
    return World(world.trust, world.lead, programme, contract, world.now)


def with_assignment(world: World, **content: Any) -> World:
    return with_activities(world, an_assignment(**content))


def person_of(user: Any) -> Person:
    return Person.objects.unscoped(reason=REASON).get(user=user)


def make_marker(world: World, email: str = "", *, everywhere: bool = False) -> Any:
    """A user who marks the world's programme since today."""
    user = trusts.make_user(email)
    Marker.objects.create(
        person=trusts.make_person(user),
        programme_key=world.programme.translation_key,
        organisation=None if everywhere else world.trust,
        starts_on=TODAY,
    )
    return user


def a_file(name: str = "plan.pdf", content: bytes = b"%PDF-1.7\nA plan.") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def hand_in(world: World, user: Any, row: Any, text: str = "We began on time.") -> Submission:
    _outcome, submission = work.hand_in(
        trusts.learner_context(user, now=world.now),
        enrolment_uid=row.uid,
        activity_key=world.key(TITLE),
        answers={"text": text},
    )
    assert submission is not None
    return submission


def levels(submission: Submission, *places: int) -> dict[str, str]:
    """For each criterion the level in that place."""
    criteria = submission.activity.scoring["criteria"]
    return {each["id"]: each["levels"][place]["id"] for each, place in zip(criteria, places, strict=True)}


def give(world: World, marker: Any, submission: Submission, *places: int, feedback: str = "Well put.") -> Any:
    """Take the work on and give marks."""
    context = trusts.learner_context(marker, now=world.now)
    if submission.state != "to_agree":
        marking.start_marking(context, submission_uid=submission.uid)
    given, missing = marking.finish_marking(
        context, submission_uid=submission.uid, levels=levels(submission, *places), feedback=feedback
    )
    assert not missing
    submission.refresh_from_db()
    return given
