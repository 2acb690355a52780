"""Who marks what, blind until both are in, and what marks lead to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kernel.access import Viewer
from lms.actions import learning, marking, work
from lms.actions.errors import NotAllowed, Refused
from lms.assignments import selectors
from lms.assignments.enums import State
from lms.assignments.models import Marker, Marking, Submission, SubmissionStep, WorkFile
from lms.people.models import Membership
from lms.progress.models import Progress
from lms.records.models import LearningFact
from tests.factories import trusts
from tests.factories.courses import World
from tests.factories.trusts import TODAY
from tests.factories.work import REASON, TITLE, a_file, give, hand_in, levels, make_marker, person_of


def steps(submission: Submission) -> list[tuple[str, str]]:
    rows = SubmissionStep.objects.unscoped(reason=REASON).filter(submission=submission)
    return [(row.from_state, row.to_state) for row in rows]


def facts() -> list[tuple[str, Any]]:
    return [(row.verb, row.result) for row in LearningFact.objects.unscoped(reason=REASON)]


def seen_by(world: World, marker: Any, submission: Submission) -> Any:
    viewer = trusts.learner_context(marker, now=world.now).viewer
    return selectors.to_mark(viewer, submission.uid, on=TODAY)


def add(world: World, user: Any, row: Any, *files: Any) -> tuple[list[WorkFile], list[str]]:
    context = trusts.learner_context(user, now=world.now)
    return work.add_files(context, enrolment_uid=row.uid, activity_key=world.key(TITLE), files=files)


def test_two_mark_blind_and_the_mean_passes(world: World) -> None:
    user, row = world.enrolled()
    submission = hand_in(world, user, row)
    first, second = make_marker(world), make_marker(world)

    give(world, first, submission, 1, 1, feedback="From the first.")
    assert submission.state == State.MARKING
    marking.start_marking(trusts.learner_context(second), submission_uid=submission.uid)
    assert seen_by(world, second, submission).others == []
    assert facts() == []

    give(world, second, submission, 1, 2, feedback="From the second.")
    assert (submission.state, submission.points, submission.of) == (State.PASSED, 13, 20)
    assert [each.feedback for each in seen_by(world, second, submission).others] == ["From the first."]
    assert steps(submission) == [("", "submitted"), ("submitted", "marking"), ("marking", "passed")]
    assert facts() == [("completed", {"points": 13, "of": 20, "passed": True, "submission": 1})]
    assert Progress.objects.unscoped(reason=REASON).get(enrolment=row).percent == 100


def test_beyond_the_margin_one_of_the_two_writes_the_agreed_mark(world: World) -> None:
    user, row = world.enrolled()
    submission = hand_in(world, user, row)
    first, second, third = make_marker(world), make_marker(world), make_marker(world)
    give(world, first, submission, 2, 2)
    give(world, second, submission, 0, 1)
    assert submission.state == State.TO_AGREE
    assert facts() == []

    with pytest.raises(NotAllowed):
        give(world, third, submission, 1, 1)
    give(world, second, submission, 1, 1, feedback="Together.")

    assert (submission.state, submission.points) == (State.PASSED, 10)
    kept = Marking.objects.unscoped(reason=REASON).filter(submission=submission)
    assert list(kept.values_list("place", "points", "feedback")) == [
        (1, 20, "Well put."),
        (2, 5, "Well put."),
        (3, 10, "Together."),
    ]


def test_returned_work_is_handed_in_again_with_its_files(world: World) -> None:
    user, row = world.enrolled()
    add(world, user, row, a_file())
    submission = hand_in(world, user, row)
    markers = make_marker(world), make_marker(world)
    for marker in markers:
        give(world, marker, submission, 0, 1)
    assert submission.state == State.RETURNED
    assert facts() == [("scored", {"points": 5, "of": 20, "passed": False, "submission": 1})]

    again = hand_in(world, user, row, "We ended on time too.")
    assert again.number == 2
    files = WorkFile.objects.unscoped(reason=REASON)
    assert [(each.submission_id, each.name) for each in files] == [
        (submission.pk, "plan.pdf"),
        (again.pk, "plan.pdf"),
    ]
    for marker in markers:
        give(world, marker, again, 0, 1)
    assert again.state == State.FAILED
    with pytest.raises(Refused) as refusal:
        hand_in(world, user, row)
    assert refusal.value.code == "marked"

    marking.allow_again(trusts.learner_context(markers[0]), submission_uid=again.uid)
    third = hand_in(world, user, row)
    for marker in markers:
        give(world, marker, third, 2, 2)
    assert [verb for verb, _result in facts()] == ["scored", "scored", "completed"]


def test_work_with_the_markers_stays_as_it_is(world: World) -> None:
    user, row = world.enrolled()
    (kept,), _refused = add(world, user, row, a_file())
    submission = hand_in(world, user, row)
    context = trusts.learner_context(user)
    here = {"enrolment_uid": row.uid, "activity_key": world.key(TITLE)}

    assert hand_in(world, user, row, "Something else.").pk == submission.pk
    for act in (
        lambda: work.add_files(context, **here, files=[a_file("other.pdf", b"%PDF-1.7\nOther.")]),
        lambda: work.remove_file(context, **here, file_uid=kept.uid),
        lambda: learning.save_draft(context, **here, state={"text": "Changed."}),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.code == "with_markers"
    submission.refresh_from_db()
    assert (submission.state, submission.words) == (State.SUBMITTED, 4)
    assert (
        selectors.to_mark(_viewer(make_marker(world)), submission.uid, on=TODAY).text == "We began on time."
    )


def _viewer(user: Any) -> Viewer:
    return Viewer.of_person(person_of(user).pk)


def test_it_is_not_completed_by_another_door(world: World) -> None:
    user, row = world.enrolled()

    with pytest.raises(Refused) as refusal:
        world.finish(user, row, TITLE, text="Done.")
    assert refusal.value.code == "handed_in_with_files"
    assert facts() == []


def test_nobody_marks_their_own_work(world: World) -> None:
    user, row = world.enrolled()
    submission = hand_in(world, user, row)
    person = person_of(user)
    Marker.objects.create(
        person=person, programme_key=world.programme.translation_key, organisation=None, starts_on=TODAY
    )

    assert list(selectors.queue(_viewer(user), on=TODAY)) == []
    with pytest.raises(NotAllowed):
        give(world, user, submission, 2, 2)
    with pytest.raises(IntegrityError, match="nobody marks their own work"), transaction.atomic():
        Marking.objects.create(
            submission=submission, marker=person, place=1, started_at=world.now, saved_at=world.now
        )


def test_markers_mark_what_they_are_appointed_for(world: World) -> None:
    user, row = world.enrolled()
    submission = hand_in(world, user, row)
    elsewhere = Marker.objects.create(
        person=trusts.make_person(stranger := trusts.make_user()),
        programme_key=world.programme.translation_key,
        organisation=trusts.make_trust(),
        starts_on=TODAY,
    )
    tomorrow = make_marker(world)
    rows = Marker.objects.unscoped(reason=REASON)
    rows.filter(person=person_of(tomorrow)).update(starts_on=TODAY + timedelta(days=1))

    for marker in (stranger, tomorrow, world.lead):
        assert seen_by(world, marker, submission) is None
        with pytest.raises(NotAllowed):
            give(world, marker, submission, 2, 2)
    everywhere = make_marker(world, everywhere=True)
    assert seen_by(world, everywhere, submission).submission == submission
    assert elsewhere.organisation_id != world.trust.pk


def test_a_trust_s_marker_loses_sight_of_who_leaves(world: World) -> None:
    user, row = world.enrolled()
    submission = hand_in(world, user, row)
    own, everywhere = make_marker(world), make_marker(world, everywhere=True)
    rows = Membership.objects.unscoped(reason=REASON).filter(person=person_of(user))
    rows.update(starts_on=TODAY - timedelta(days=9), ends_on=TODAY - timedelta(days=1))

    assert seen_by(world, own, submission) is None
    assert list(selectors.queue(_viewer(own), on=TODAY)) == []
    assert seen_by(world, everywhere, submission).submission == submission


def test_a_third_marker_finds_no_place(world: World) -> None:
    user, row = world.enrolled()
    submission = hand_in(world, user, row)
    first, second, third = make_marker(world), make_marker(world), make_marker(world)
    for marker in (first, second):
        marking.start_marking(trusts.learner_context(marker), submission_uid=submission.uid)

    with pytest.raises(Refused) as refusal:
        marking.start_marking(trusts.learner_context(third), submission_uid=submission.uid)
    assert refusal.value.code == "taken"

    marking.release_marking(trusts.learner_context(first), submission_uid=submission.uid)
    assert marking.start_marking(trusts.learner_context(third), submission_uid=submission.uid).place == 1


def test_what_nobody_marks_any_more_is_back_in_the_queue(world: World) -> None:
    user, row = world.enrolled()
    submission = hand_in(world, user, row)
    marker = make_marker(world)
    context = trusts.learner_context(marker)
    marking.start_marking(context, submission_uid=submission.uid)
    assert [row.pk for row in selectors.queue(context.viewer, on=TODAY, show="mine")] == [submission.pk]
    assert list(selectors.queue(context.viewer, on=TODAY)) == []

    marking.release_marking(context, submission_uid=submission.uid)

    assert [row.pk for row in selectors.queue(context.viewer, on=TODAY)] == [submission.pk]
    assert steps(submission) == [
        ("", "submitted"),
        ("submitted", "marking"),
        ("marking", "submitted"),
    ]


def test_marks_without_a_level_are_kept_and_not_given(world: World) -> None:
    user, row = world.enrolled()
    submission = hand_in(world, user, row)
    marker = make_marker(world)
    context = trusts.learner_context(marker)
    marking.start_marking(context, submission_uid=submission.uid)
    one = dict(list(levels(submission, 1, 1).items())[:1])

    kept, missing = marking.finish_marking(
        context, submission_uid=submission.uid, levels={**one, "x": "y"}, feedback="So far."
    )

    assert missing == (submission.activity.scoring["criteria"][1]["id"],)
    assert (kept.levels, kept.feedback, kept.finished_at) == (one, "So far.", None)


def test_the_queue_takes_the_same_queries_for_one_and_for_three(
    world: World, django_assert_num_queries: Any
) -> None:
    viewer = _viewer(make_marker(world))
    for number in range(3):
        user, row = world.enrolled(f"doctor{number}@mail.example")
        hand_in(world, user, row)
        if number in (0, 2):
            with django_assert_num_queries(1):
                found = list(selectors.queue(viewer, on=TODAY))
                assert all(each.person.full_name and each.activity.title for each in found)
            assert len(found) == number + 1


# Files


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (a_file(content=b""), "“plan.pdf” is empty. Choose another file."),
        (
            a_file(content=b"MZ\x90\x00"),
            "“plan.pdf” is none of the files taken here: pdf, docx, odt, txt. Its name does not count.",
        ),
        (
            a_file(content=b"\xff\xd8\xff\xe0"),
            "“plan.pdf” is none of the files taken here: pdf, docx, odt, txt. Its name does not count.",
        ),
    ],
)
def test_a_file_that_is_not_taken_says_why(world: World, file: Any, message: str) -> None:
    user, row = world.enrolled()

    assert add(world, user, row, file) == ([], [message])
    assert WorkFile.objects.unscoped(reason=REASON).count() == 0


def test_files_are_counted_measured_and_kept_once(world: World, settings: Any) -> None:
    user, row = world.enrolled()
    files = [a_file(f"{n}.txt", f"Plan {n}".encode()) for n in range(4)]

    added, refused = add(world, user, row, *files, a_file("again.txt", b"Plan 0"))
    assert [each.name for each in added] == ["0.txt", "1.txt", "2.txt"]
    assert refused == ["There are 3 files already, which is all that is taken. Remove one first."]

    settings.LEADERSHIP_WORK_FILE_MAX_MB = 0
    _added, (too_big,) = add(world, user, row, a_file())
    assert too_big.startswith("“plan.pdf” is 16")


def scan_says_no(file: Any) -> str:
    return "It holds a virus." if b"EICAR" in file.read() else ""


def scan_fails(file: Any) -> str:
    raise ConnectionError("no scanner")


@pytest.mark.parametrize(
    ("scanner", "content", "why"),
    [
        ("scan_says_no", b"EICAR", "It holds a virus."),
        ("scan_fails", b"Plan", "It cannot be checked for viruses at the moment. Try again later."),
    ],
)
def test_a_scanner_may_refuse(world: World, settings: Any, scanner: str, content: bytes, why: str) -> None:
    settings.LEADERSHIP_FILE_SCANNER = f"{__name__}.{scanner}"
    user, row = world.enrolled()

    assert add(world, user, row, a_file("plan.txt", content)) == ([], [f"“plan.txt” was not kept. {why}"])


# Who appoints


def appoint(world: World, email: str) -> Marker:
    return marking.appoint_marker(
        trusts.lead_context(world.lead),
        programme_key=world.programme.translation_key,
        organisation=world.trust,
        email=email,
    )


def test_a_lead_appoints_their_own_people_only(world: World) -> None:
    trusts.make_person(trusts.make_user("stranger@mail.example"))
    user, _row = world.enrolled("own@mail.example")

    for unknown in ("stranger@mail.example", "nobody@mail.example"):
        with pytest.raises(Refused) as refusal:
            appoint(world, unknown)
        assert refusal.value.code == "unknown_person"
    marker = appoint(world, "own@mail.example")
    assert (marker.person_id, marker.organisation_id) == (person_of(user).pk, world.trust.pk)
    assert appoint(world, "own@mail.example").pk == marker.pk

    marking.end_marker(trusts.lead_context(world.lead), marker_uid=marker.uid)
    marker.refresh_from_db()
    assert marker.ends_on == TODAY


def test_a_lead_appoints_for_their_own_seats_only(world: World) -> None:
    other = trusts.make_lead(trusts.make_trust())
    marker = appoint(world, world.lead.email)

    with pytest.raises(NotAllowed):
        marking.end_marker(trusts.lead_context(other), marker_uid=marker.uid)
    with pytest.raises(NotAllowed):
        marking.appoint_marker(
            trusts.lead_context(other),
            programme_key=world.programme.translation_key,
            organisation=world.trust,
            email=other.email,
        )


# What the database itself refuses


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"state": "passed"}, "submission_marked_has_points"),
        ({"number": 0}, "submission_from_one"),
        ({"points": 3}, "submission_marked_has_points"),
    ],
)
def test_work_that_contradicts_itself(world: World, change: dict[str, Any], constraint: str) -> None:
    user, row = world.enrolled()
    submission = hand_in(world, user, row)

    rows = Submission.objects.unscoped(reason=REASON).filter(pk=submission.pk)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        rows.update(**change)


def test_a_sponsor_sees_the_outcome_and_no_word(world: World) -> None:
    user, row = world.enrolled()
    add(world, user, row, a_file())
    submission = hand_in(world, user, row)
    give(world, make_marker(world), submission, 1, 1)
    viewer = trusts.lead_context(world.lead).viewer

    assert [each.state for each in selectors.outcomes_for(viewer, enrolment_id=row.pk)] == ["marking"]
    for model in (WorkFile, Marking):
        assert list(model.objects.visible_to(viewer)) == []
    assert selectors.own_file(viewer, file_uid=WorkFile.objects.unscoped(reason=REASON).get().uid) is None
