"""Any order of enrolling, completing, publishing, moving, leaving, retiring and going on, against a model.

The model knows who has done what and where each stood before a move; the site must never say less.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    get_state_machine_test,
    invariant,
    precondition,
    rule,
)

from kernel.clock import LONDON, local_date
from lms.actions import enrolment as enrolments
from lms.actions.base import Context
from lms.actions.errors import Refused
from lms.actions.integrity import problems
from lms.amendments import actions, selectors
from lms.amendments.enums import Suggestion
from lms.amendments.models import Move, Run
from lms.amendments.retiring import actions as retiring
from lms.amendments.services import moving
from lms.enrolment.enums import OPEN_STATES
from lms.enrolment.models import Enrolment
from lms.progress.selectors import standing_of, tree_for
from programmes.models import Module, Programme, Retirement
from programmes.services.authoring import publish_draft
from tests.amendments.test_moving import REASON, carry_on
from tests.amendments.test_retiring import another_programme, handle
from tests.factories import trusts
from tests.factories.courses import World, make_world
from tests.factories.programmes import a_reading, make_module, programme_version
from tests.factories.trusts import learner_context, system_context
from tests.sizes import size

DOCTORS = 3
SLICES, EXAMPLES, STEPS = size(smoke=(1, 2, 12), full=(100, 20, 50))
"""Together two thousand runs of fifty steps; ``make bars`` keeps which slices have passed."""
SPARE = 6
DAY = timedelta(days=1)


@dataclass
class Doctor:
    """What the model knows of one person."""

    user: Any
    row: Enrolment
    met: set[uuid.UUID] = field(default_factory=set)
    """Requirements that were satisfied once on the present place."""
    before_move: dict[int, set[uuid.UUID]] = field(default_factory=dict)
    """What was satisfied when each run moved this doctor."""
    left: dict[int, Enrolment] = field(default_factory=dict)
    """The place from which each run let this doctor go on to the successor."""


@dataclass
class Ground:
    """What every run begins with; what a run changes is rolled back."""

    world: World
    first: tuple[Any, Enrolment]
    """A doctor who is on the programme."""
    spare: list[str]
    """Published modules that stand in no version yet, by key."""
    successor: Programme
    """Where those can go on who would be late when the programme is retired."""


def make_ground() -> Ground:
    spare = [make_module(f"Spare {n}", activities=[a_reading(f"Spare text {n}")]) for n in range(SPARE)]
    world = make_world(seats=60)
    first = world.enrolled("first@mail.example")
    keys = [str(each.translation_key) for each in spare]
    return Ground(world, first, keys, another_programme(world, seats=60))


class Amending(RuleBasedStateMachine):
    def __init__(self, ground: Ground) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.world = replace(ground.world)
        self.spare = list(ground.spare)
        self.successor = ground.successor
        self.doctors = [Doctor(*ground.first)]
        self.numbers = 0
        self.retired: Retirement | None = None

    def teardown(self) -> None:
        try:
            assert list(problems()) == []
        finally:
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)

    @property
    def context(self) -> Context:
        return system_context(now=self.world.now)

    @property
    def is_closed(self) -> bool:
        return self.retired is not None and local_date(self.world.now) >= self.retired.cut_off

    # What people do

    @precondition(lambda self: len(self.doctors) < DOCTORS)
    @rule()
    def enrol(self) -> None:
        self.numbers += 1
        email = f"doctor{self.numbers}@mail.example"
        if self.is_closed:
            with pytest.raises(Refused):
                self.world.invite(email)
            return
        user, row = self.world.enrolled(email)
        self.doctors.append(Doctor(user, row))

    @precondition(lambda self: self.doctors)
    @rule(which=st.integers(0, DOCTORS - 1), place=st.integers(0, 20))
    def complete(self, which: int, place: int) -> None:
        doctor = self.doctors[which % len(self.doctors)]
        row = held(doctor)
        readings = [each for each in tree_for(row).activities.values() if each.kind == "reading"]
        if row.state != "active" or not readings:
            return
        activity = readings[place % len(readings)]
        self.world.finish_key(doctor.user, row, activity.key)

    @precondition(lambda self: self.doctors)
    @rule(which=st.integers(0, DOCTORS - 1))
    def leave_and_come_back(self, which: int) -> None:
        doctor = self.doctors[which % len(self.doctors)]
        if held(doctor).state not in OPEN_STATES:
            return
        context = learner_context(doctor.user, now=self.world.now)
        enrolments.withdraw(context, enrolment_uid=doctor.row.uid, reason="")
        if self.is_closed:
            with pytest.raises(Refused):
                self.world.invite(doctor.user.email)
            self.doctors.remove(doctor)
            return
        (row,) = self.world.invite(doctor.user.email)
        doctor.row = trusts.accept(row, doctor.user, now=self.world.now)
        doctor.met, doctor.before_move, doctor.left = set(), {}, {}

    @rule()
    def a_day_passes(self) -> None:
        self.world.now += DAY

    # What designers do

    @rule(kind=st.sampled_from(["add", "remove", "grow", "more"]))
    def publish(self, kind: str) -> None:
        programme = Programme.objects.get(pk=self.world.programme.pk)
        parts = programme.tree["root"]["children"]
        self.numbers += 1
        if kind == "add" and self.spare:
            item = {"type": "module", "module": self.spare.pop()}
            parts[0]["children"].append({"id": str(uuid.uuid4()), "kind": "item", "item": item})
        elif kind == "remove" and len(parts[0]["children"]) > 1:
            del parts[0]["children"][0]
        elif kind == "grow":
            grow(parts[0]["children"][-1]["item"]["module"], self.numbers)
        else:
            parts[1]["at_least"] = 3 - parts[1]["at_least"]
        publish_draft(programme)

    @rule(choice=st.sampled_from(list(Suggestion)))
    def move(self, choice: Suggestion) -> None:
        version = programme_version(self.world.programme)
        stood = {doctor.row.pk: satisfied(doctor) for doctor in self.doctors}
        try:
            run = actions.start_move(
                self.context, version_uid=version.uid, organisation_id=self.world.trust.pk, cohort_id=None
            )
        except Refused:
            return
        carry_on(now=self.world.now)
        for case in selectors.open_cases(version):
            if case.run_id == run.pk:
                actions.decide_case(self.context, case_uid=case.uid, choice=choice)
        moved = Move.objects.unscoped(reason=REASON).filter(run=run).values_list("enrolment", flat=True)
        for doctor in self.doctors:
            if doctor.row.pk in set(moved):
                doctor.before_move[run.pk] = stood[doctor.row.pk]

    @rule()
    def take_back(self) -> None:
        run = Run.objects.unscoped(reason=REASON).filter(state="moved").order_by("-pk").first()
        if run is None:
            return
        if not selectors.may_be_taken_back(run, now=self.world.now):
            with pytest.raises(Refused):
                actions.take_back_batch(self.context, run_uid=run.uid, begin=True)
            return
        actions.take_back_batch(self.context, run_uid=run.uid, begin=True)
        carry_on(now=self.world.now)
        back = Move.objects.unscoped(reason=REASON).filter(run=run, taken_back__isnull=False)
        for doctor in self.doctors:
            if doctor.row.pk in set(back.values_list("enrolment", flat=True)):
                # What the new version asked less for may not be enough in the old one.
                doctor.met = doctor.before_move.pop(run.pk)
                doctor.row = doctor.left.pop(run.pk, doctor.row)

    @precondition(lambda self: self.retired is None)
    @rule(days=st.integers(1, 4), closes=st.sampled_from([5, 200]))
    def retire(self, days: int, closes: int) -> None:
        """Nothing happens to anybody by it."""
        before = self.places()
        today = local_date(self.world.now)
        self.retired = retiring.retire_programme(
            self.context,
            programme_key=self.world.programme.translation_key,
            cut_off=today + days * DAY,
            closes_on=today + closes * DAY,
            reason="A newer one is there.",
            successor_key=self.successor.translation_key,
        )
        assert self.places() == before

    @precondition(lambda self: self.retired is not None)
    @rule()
    def go_on(self) -> None:
        """Who would be late has a place on the successor, and what counts there counts at once."""
        retired: Any = self.retired
        stood = {doctor.row.pk: satisfied(doctor) for doctor in self.doctors}
        try:
            run = retiring.start_going_on(
                self.context, retirement_uid=retired.uid, organisation_id=self.world.trust.pk, cohort_id=None
            )
        except Refused:
            return
        handle(retiring.TOPIC, now=self.world.now)
        moves = Move.objects.unscoped(reason=REASON).filter(run=run).select_related("enrolment")
        new = {move.left_id: move.enrolment for move in moves}
        for doctor in self.doctors:
            place = new.get(doctor.row.pk)
            if place is not None:
                doctor.before_move[run.pk], doctor.left[run.pk] = stood[doctor.row.pk], doctor.row
                doctor.row, doctor.met = place, set()

    @precondition(lambda self: self.retired is not None)
    @rule()
    def reinstate(self) -> None:
        before = self.places()
        retired: Any = self.retired
        if self.is_closed:
            with pytest.raises(Refused):
                retiring.take_back_retirement(self.context, retirement_uid=retired.uid)
        else:
            retiring.take_back_retirement(self.context, retirement_uid=retired.uid)
            self.retired = None
        assert self.places() == before

    def places(self) -> list[tuple[int, str, int]]:
        rows: Any = Enrolment.objects.unscoped(reason=REASON).order_by("pk")
        return list(rows.values_list("pk", "state", "version"))

    # What must always hold

    @invariant()
    def nothing_done_is_done_no_longer(self) -> None:
        for doctor in self.doctors:
            there = set(tree_for(held(doctor)).nodes)
            now = satisfied(doctor)
            assert doctor.met & there <= now
            doctor.met |= now

    @invariant()
    def progress_is_what_it_is_computed_from(self) -> None:
        """At every step of those at hand; of everything, with all else that may be wrong, at the end."""
        for doctor in self.doctors:
            row = held(doctor)
            stands = standing_of(row)
            assert (row.progress.percent, row.progress.satisfied) == (stands.percent, stands.satisfied)

    @invariant()
    def nobody_new_after_the_cut_off(self) -> None:
        if self.retired is not None:
            rows = Enrolment.objects.unscoped(reason=REASON)
            first = datetime.combine(self.retired.cut_off, time(), LONDON)
            assert not rows.filter(programme=self.world.programme, created_at__gte=first).exists()

    @invariant()
    def nobody_is_on_both(self) -> None:
        """Whoever goes on has one place, and whoever comes back has one."""
        rows: Any = Enrolment.objects.unscoped(reason=REASON).filter(state__in=OPEN_STATES)
        people = list(rows.values_list("person", flat=True))
        assert len(people) == len(set(people))


def held(doctor: Doctor) -> Enrolment:
    rows: Any = Enrolment.objects.unscoped(reason=REASON)
    found: Enrolment = rows.select_related("version", "person", "progress").get(pk=doctor.row.pk)
    return found


def satisfied(doctor: Doctor) -> set[uuid.UUID]:
    return {part.node.key for part in standing_of(held(doctor)).walk() if part.satisfied}


def grow(module_key: str, number: int) -> None:
    module = Module.objects.get(translation_key=module_key)
    other = make_module(f"Source {number}", activities=[a_reading(f"More {number}")])
    stored = other.stored("body")
    stored[0]["id"] = str(uuid.uuid4())
    module.body = [*module.stored("body"), *stored]
    publish_draft(module)


def run_machine(ground: Ground, *, number: int) -> None:
    run = get_state_machine_test(
        lambda: Amending(ground),  # type: ignore[arg-type]  # any function that gives one will do
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    seed(number)(run)()


@pytest.mark.bar(14)
@pytest.mark.django_db
@pytest.mark.parametrize("number", range(SLICES))
def test_any_order_of_acts(number: int) -> None:
    run_machine(make_ground(), number=number)


@pytest.mark.bar(14)
@pytest.mark.django_db
def test_control_going_on_and_coming_back_are_walked() -> None:
    """The rules of the successor reach what they are there for."""
    machine = Amending(make_ground())
    (doctor,) = machine.doctors
    before = doctor.row
    machine.complete(0, 0)
    machine.retire(1, 5)
    machine.go_on()
    assert held(doctor).programme_id == machine.successor.pk
    machine.nobody_is_on_both()
    machine.take_back()
    assert (doctor.row, doctor.left) == (before, {})
    machine.nothing_done_is_done_no_longer()
    machine.progress_is_what_it_is_computed_from()
    machine.teardown()


def _keeping_nothing(run: Run, rows: Sequence[Enrolment], plans: Any, **_given: Any) -> dict[int, list[int]]:
    return {row.pk: [] for row in rows}


@pytest.mark.bar(14)
@pytest.mark.django_db
def test_control_a_move_that_keeps_nothing_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the move has worked out is stored; that no fact stands behind it shows at once."""
    machine = Amending(make_ground())
    machine.publish("add")
    machine.move(Suggestion.MOVE)
    for place in range(4):
        machine.complete(0, place)
    machine.nothing_done_is_done_no_longer()
    monkeypatch.setattr(moving, "keep", _keeping_nothing)
    machine.publish("grow")
    machine.move(Suggestion.MOVE)
    with pytest.raises(AssertionError):
        machine.nothing_done_is_done_no_longer()
    with pytest.raises(AssertionError):
        machine.progress_is_what_it_is_computed_from()
    with pytest.raises(AssertionError):
        machine.teardown()
