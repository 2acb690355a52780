"""People on an earlier version: moved in batches, taken back, decided about, and never worse off."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from kernel import outbox
from kernel.models import OutboxMessage
from lms.actions.errors import NotAllowed, Refused
from lms.actions.integrity import problems
from lms.amendments import actions, selectors
from lms.amendments.models import Case, Move, Run, TakenBack
from lms.calendar.models import DueDate
from lms.enrolment.enums import State
from lms.enrolment.models import Enrolment
from lms.progress.models import Progress
from lms.progress.selectors import standing_of
from lms.records.models import LearningFact, Verb
from lms.reminders.models import PlannedSend
from programmes.models import Module, Programme, ProgrammeVersion
from programmes.services.authoring import publish_draft
from tests.factories import trusts
from tests.factories.courses import World, make_world
from tests.factories.programmes import a_reading, make_module, programme_version
from tests.factories.trusts import NOW, system_context

pytestmark = pytest.mark.django_db
REASON = "a test looks at everything"
DAY = timedelta(days=1)


def held(row: Enrolment) -> Enrolment:
    rows: Any = Enrolment.objects.unscoped(reason=REASON)
    found: Enrolment = rows.select_related("version", "person").get(pk=row.pk)
    return found


def percent(row: Enrolment) -> int:
    return Progress.objects.unscoped(reason=REASON).get(pk=row.pk).percent


def grow(world: World, *, title: str = "A new module", due_days: int | None = 60) -> ProgrammeVersion:
    """Version n+1: one more required module in the first part, with a date."""
    programme = Programme.objects.get(pk=world.programme.pk)
    added = make_module(title, activities=[a_reading(f"Read {title}")])
    programme.tree["root"]["children"][0]["children"].append(
        {
            "id": "5f0b0c52-6f6c-4a54-9f9d-0d6b8a9f1c01",
            "kind": "item",
            "item": {"type": "module", "module": str(added.translation_key)},
            "due_days": due_days,
        }
    )
    publish_draft(programme)
    return programme_version(programme)


def drop_first(world: World) -> ProgrammeVersion:
    """Version n+1 without the module of three activities."""
    programme = Programme.objects.get(pk=world.programme.pk)
    added = make_module("Instead", activities=[a_reading("Read instead")])
    programme.tree["root"]["children"][0]["children"] = [
        {
            "id": "5f0b0c52-6f6c-4a54-9f9d-0d6b8a9f1c02",
            "kind": "item",
            "item": {"type": "module", "module": str(added.translation_key)},
        }
    ]
    publish_draft(programme)
    return programme_version(programme)


def move(version: ProgrammeVersion, world: World, *, now: Any = NOW) -> Run:
    run = actions.start_move(
        system_context(now=now), version_uid=version.uid, organisation_id=world.trust.pk, cohort_id=None
    )
    carry_on(now=now)
    return Run.objects.unscoped(reason=REASON).get(pk=run.pk)


def carry_on(*, now: Any = NOW) -> None:
    for message in OutboxMessage.objects.filter(topic=actions.TOPIC, done_at__isnull=True):
        outbox.handle(message, clock=lambda: now)


def take_back(run: Run, *, now: Any = NOW) -> Run:
    actions.take_back_batch(system_context(now=now), run_uid=run.uid, begin=True)
    carry_on(now=now)
    return Run.objects.unscoped(reason=REASON).get(pk=run.pk)


@pytest.fixture
def world(ready_world: World) -> World:
    return ready_world


def test_nobody_moves_by_publishing(world: World) -> None:
    _user, row = world.enrolled()
    first = held(row).version_id
    grow(world)
    assert held(row).version_id == first


def test_moving_keeps_what_was_done_and_asks_for_the_rest(world: World) -> None:
    user, row = world.enrolled()
    world.finish(user, row, "Text one")
    assert percent(row) == 50
    version = grow(world)

    run = move(version, world)
    assert (run.state, run.total, run.moved, run.doubtful) == ("moved", 1, 1, 0)
    assert held(row).version_id == version.pk
    assert percent(row) == 33
    (made,) = Move.objects.unscoped(reason=REASON)
    assert (made.percent_before, made.percent_after, made.fact_ids) == (50, 33, [])
    titles = DueDate.objects.unscoped(reason=REASON).filter(dropped_at__isnull=True)
    assert sorted(titles.values_list("requirement__title", "requirement__version")) == [
        ("A new module", version.pk),
        ("Meetings that end on time", version.pk),
    ]
    assert list(problems()) == []


def test_the_rights_of_the_site_are_enough(world: World, as_site: Any) -> None:
    user, row = world.enrolled()
    world.finish(user, row, "Why meetings fail")
    version = drop_first(world)
    with as_site():
        run = move(version, world)
        (case,) = selectors.open_cases(version)
        actions.decide_case(system_context(), case_uid=case.uid, choice="move")
        assert take_back(run).taken_back == 1
    assert held(row).version.number == 1


def test_a_run_that_a_worker_left_goes_on_where_it_was(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "BATCH", 2)
    rows = [world.enrolled(f"doctor{number}@mail.example")[1] for number in range(5)]
    version = grow(world)
    run = actions.start_move(
        system_context(), version_uid=version.uid, organisation_id=world.trust.pk, cohort_id=None
    )
    assert actions.move_batch(system_context(), run_uid=run.uid)
    assert [held(row).version_id == version.pk for row in rows] == [True, True, False, False, False]
    carry_on()
    assert {held(row).version_id for row in rows} == {version.pk}
    assert Move.objects.unscoped(reason=REASON).count() == 5
    assert Run.objects.unscoped(reason=REASON).get().moved == 5


def test_moving_twice_moves_nobody_twice(world: World) -> None:
    world.enrolled()
    version = grow(world)
    move(version, world)
    with pytest.raises(Refused, match="Nobody of them is on an earlier version"):
        move(version, world)
    assert Move.objects.unscoped(reason=REASON).count() == 1


def test_a_module_that_grew_stays_done(world: World) -> None:
    user, row = world.enrolled()
    world.finish(user, row, "Text one")
    module = Module.objects.get(title="Choice one")
    stored = module.stored("body")
    module.body = [*stored, *make_module("Other", activities=[a_reading("More")]).stored("body")]
    publish_draft(module)
    publish_draft(Programme.objects.get(pk=world.programme.pk))
    version = programme_version(world.programme)
    before = {part.node.key for part in standing_of(held(row)).walk() if part.satisfied}

    move(version, world)
    after = {part.node.key for part in standing_of(held(row)).walk() if part.satisfied}
    assert before <= after
    assert percent(row) == 50
    facts = LearningFact.objects.unscoped(reason=REASON).filter(source="amendment")
    assert {fact.verb for fact in facts} == {Verb.RECOGNISED}
    assert list(problems()) == []


def test_taking_back_leaves_everything_as_it_was(world: World) -> None:
    user, row = world.enrolled()
    world.finish(user, row, "Text one")
    first = held(row).version_id
    dates = list(DueDate.objects.unscoped(reason=REASON).values_list("requirement", "due_on", "met_at"))
    run = move(grow(world), world)

    run = take_back(run, now=NOW + 30 * DAY)
    assert (run.state, run.taken_back) == ("taken_back", 1)
    assert held(row).version_id == first
    assert percent(row) == 50
    there = DueDate.objects.unscoped(reason=REASON).filter(dropped_at__isnull=True)
    assert list(there.values_list("requirement", "due_on", "met_at")) == dates
    assert TakenBack.objects.unscoped(reason=REASON).count() == 1
    assert list(problems()) == []


def test_after_thirty_days_it_stays(world: World) -> None:
    _user, row = world.enrolled()
    run = move(grow(world), world)
    with pytest.raises(Refused, match="can no longer be taken back"):
        take_back(run, now=NOW + 31 * DAY)
    assert held(row).version_id == run.version_id


def test_who_has_finished_meanwhile_is_not_taken_back(world: World) -> None:
    user, row = world.enrolled()
    run = move(drop_first(world), world)
    world.finish(user, held(row), "Read instead")
    world.finish(user, held(row), "Text one")
    assert held(row).state == State.COMPLETED
    assert take_back(run).taken_back == 0
    assert held(row).version_id == run.version_id


def test_what_was_begun_and_is_gone_waits_for_a_decision(world: World) -> None:
    user, row = world.enrolled()
    world.finish(user, row, "Why meetings fail")
    first = held(row).version_id
    version = drop_first(world)
    run = move(version, world)
    assert (run.moved, run.doubtful) == (0, 1)
    assert held(row).version_id == first
    (case,) = selectors.open_cases(version)
    assert (case.doubt, case.suggestion) == ("begun", "stay")

    actions.decide_case(system_context(), case_uid=case.uid, choice="move")
    assert held(row).version_id == version.pk
    assert Run.objects.unscoped(reason=REASON).get().moved == 1
    assert selectors.open_cases(version) == []
    assert LearningFact.objects.unscoped(reason=REASON).filter(verb=Verb.COMPLETED).count() == 1
    assert list(problems()) == []


def test_somebody_who_stays(world: World) -> None:
    user, row = world.enrolled()
    world.finish(user, row, "Why meetings fail")
    version = drop_first(world)
    move(version, world)
    (case,) = selectors.open_cases(version)
    first = held(row).version_id
    actions.decide_case(system_context(), case_uid=case.uid, choice="stay")
    actions.decide_case(system_context(), case_uid=case.uid, choice="move")
    assert held(row).version_id == first
    assert Case.objects.unscoped(reason=REASON).get().state == "stayed"


def test_one_activity_counts_for_another(world: World) -> None:
    user, row = world.enrolled()
    world.finish(user, row, "Text one")
    old = world.activity("Text one")
    version = grow(world)
    added = Module.objects.get(title="A new module")
    actions.equate(
        system_context(),
        version_uid=version.uid,
        old=(old.version.module_key, old.key),
        new=(added.translation_key, _activity_of(added)),
    )
    move(version, world)
    assert percent(row) == 66
    fact = LearningFact.objects.unscoped(reason=REASON).get(source="amendment")
    assert (fact.verb, fact.module_key) == (Verb.COMPLETED, added.translation_key)


def _activity_of(module: Module) -> Any:
    return UUID(module.stored("body")[0]["id"])


def test_who_completes_by_being_moved_has_completed(world: World) -> None:
    user, row = world.enrolled()
    world.finish(user, row, "Text one")
    programme = Programme.objects.get(pk=world.programme.pk)
    del programme.tree["root"]["children"][0]
    publish_draft(programme)
    run = move(programme_version(programme), world)
    assert run.moved == 1
    assert held(row).state == State.COMPLETED
    assert list(problems()) == []


def test_only_these_are_moved(world: World) -> None:
    _user, row = world.enrolled()
    other = make_world("Elsewhere (invented)")
    version = grow(world)
    with pytest.raises(Refused):
        actions.start_move(
            system_context(), version_uid=version.uid, organisation_id=other.trust.pk, cohort_id=None
        )
    assert held(row).version.number == 1


def test_no_trust_and_no_doctor_moves_anybody(world: World) -> None:
    user, row = world.enrolled()
    version = grow(world)
    for context in (trusts.lead_context(world.lead), trusts.learner_context(user)):
        with pytest.raises(NotAllowed):
            actions.start_move(
                context, version_uid=version.uid, organisation_id=world.trust.pk, cohort_id=None
            )
    assert not Run.objects.unscoped(reason=REASON).exists()
    assert held(row).version.number == 1


@pytest.mark.parametrize("count", [1, 3])
def test_cost_of_a_batch_does_not_grow(world: World, django_assert_num_queries: Any, count: int) -> None:
    for number in range(count):
        world.enrolled(f"doctor{number}@mail.example")
    version = grow(world)
    run = actions.start_move(
        system_context(), version_uid=version.uid, organisation_id=world.trust.pk, cohort_id=None
    )
    with django_assert_num_queries(38):
        assert not actions.move_batch(system_context(), run_uid=run.uid)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE leadership_amendments_move SET percent_after = 100",
        "DELETE FROM leadership_amendments_move",
        "UPDATE leadership_amendments_run SET state = 'somewhere'",
        "UPDATE leadership_amendments_run SET cohort_id = 1, organisation_id = NULL",
        "UPDATE leadership_calendar_duedate SET met_at = now(), dropped_at = now()",
    ],
)
def test_the_database_says_no(world: World, statement: str) -> None:
    world.enrolled()
    move(grow(world), world)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_taken_back_what_only_the_move_had_met_is_due_again(world: World) -> None:
    """Of two activities one is done; that counts for the other, so that the move meets the date."""
    user, row = world.enrolled()
    world.finish(user, row, "Text one")
    met = ("Why meetings fail", "Check yourself", "Your last meeting")
    old = world.activity("Text one")
    version = grow(world)
    for title in met:
        new = world.activity(title)
        actions.equate(
            system_context(),
            version_uid=version.uid,
            old=(old.version.module_key, old.key),
            new=(new.version.module_key, new.key),
        )
    before = _dates(row)
    run = move(version, world)
    assert _dates(row)[0][:2] == (before[0][0], NOW)

    actions.take_back_batch(system_context(), run_uid=run.uid, begin=True)
    carry_on()

    assert [each for each in _dates(row) if not each[2]] == before
    assert [state for _rule, state in _reminders(row)] == ["planned"]
    assert list(problems()) == []


def _dates(row: Enrolment) -> list[tuple[Any, Any, bool]]:
    found = DueDate.objects.unscoped(reason=REASON).filter(enrolment=row).order_by("due_on")
    return [(each.due_on, each.met_at, each.dropped_at is not None) for each in found]


def _reminders(row: Enrolment) -> list[tuple[str, str]]:
    sends = PlannedSend.objects.unscoped(reason=REASON).filter(
        due_date__enrolment=row, due_date__dropped_at__isnull=True
    )
    return list(sends.order_by("pk").values_list("rule", "state"))
