"""Any order of enrolling, completing, publishing, moving, taking back and leaving, against a model.

The model knows who has done what and where each stood before a move; the site must never say less.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from lms.actions import enrolment as enrolments
from lms.actions.errors import Refused
from lms.actions.integrity import problems
from lms.amendments import actions, selectors
from lms.amendments.enums import Suggestion
from lms.amendments.models import Move, Run
from lms.enrolment.enums import OPEN_STATES
from lms.enrolment.models import Enrolment
from lms.progress.selectors import standing_of, tree_for
from programmes.models import Module, Programme
from programmes.services.authoring import publish_draft
from tests.amendments.test_moving import REASON, carry_on
from tests.factories import trusts
from tests.factories.courses import World, make_world
from tests.factories.programmes import a_reading, make_module, programme_version
from tests.factories.trusts import NOW, learner_context, system_context
from tests.sizes import size

DOCTORS = 3
EXAMPLES, STEPS = size(smoke=(2, 12), full=(2000, 50))


@dataclass
class Doctor:
    """What the model knows of one person."""

    user: Any
    row: Enrolment
    met: set[uuid.UUID] = field(default_factory=set)
    """Requirements that were satisfied once on the present place."""
    before_move: dict[int, set[uuid.UUID]] = field(default_factory=dict)
    """What was satisfied when each run moved this doctor."""


class Amending(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.world: World = make_world(seats=50)
        self.doctors: list[Doctor] = []
        self.numbers = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    # What people do

    @precondition(lambda self: len(self.doctors) < DOCTORS)
    @rule()
    def enrol(self) -> None:
        user, row = self.world.enrolled(f"doctor{len(self.doctors)}@mail.example")
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
        enrolments.withdraw(learner_context(doctor.user), enrolment_uid=doctor.row.uid, reason="")
        self.numbers += 1
        (row,) = self.world.invite(doctor.user.email)
        doctor.row = trusts.accept(row, doctor.user, now=self.world.now)
        doctor.met, doctor.before_move = set(), {}

    # What designers do

    @rule(kind=st.sampled_from(["add", "remove", "grow", "more"]))
    def publish(self, kind: str) -> None:
        programme = Programme.objects.get(pk=self.world.programme.pk)
        parts = programme.tree["root"]["children"]
        self.numbers += 1
        if kind == "add":
            added = make_module(f"Added {self.numbers}", activities=[a_reading(f"Read {self.numbers}")])
            item = {"type": "module", "module": str(added.translation_key)}
            parts[0]["children"].append({"id": str(uuid.uuid4()), "kind": "item", "item": item})
        elif kind == "remove" and len(parts[0]["children"]) > 1:
            del parts[0]["children"][0]
        elif kind == "grow":
            grow(parts[0]["children"][-1]["item"]["module"], self.numbers)
        elif kind == "more":
            parts[1]["at_least"] = 3 - parts[1]["at_least"]
        publish_draft(programme)

    @rule(choice=st.sampled_from(list(Suggestion)))
    def move(self, choice: Suggestion) -> None:
        version = programme_version(self.world.programme)
        stood = {doctor.row.pk: satisfied(doctor) for doctor in self.doctors}
        try:
            run = actions.start_move(
                system_context(), version_uid=version.uid, organisation_id=self.world.trust.pk, cohort_id=None
            )
        except Refused:
            return
        carry_on()
        for case in selectors.open_cases(version):
            if case.run_id == run.pk:
                actions.decide_case(system_context(), case_uid=case.uid, choice=choice)
        moved = Move.objects.unscoped(reason=REASON).filter(run=run).values_list("enrolment", flat=True)
        for doctor in self.doctors:
            if doctor.row.pk in set(moved):
                doctor.before_move[run.pk] = stood[doctor.row.pk]

    @rule()
    def take_back(self) -> None:
        run = Run.objects.unscoped(reason=REASON).filter(state="moved").order_by("-pk").first()
        if run is None:
            return
        actions.take_back_batch(system_context(now=NOW + timedelta(days=1)), run_uid=run.uid, begin=True)
        carry_on()
        back = Move.objects.unscoped(reason=REASON).filter(run=run, taken_back__isnull=False)
        for doctor in self.doctors:
            if doctor.row.pk in set(back.values_list("enrolment", flat=True)):
                # What the new version asked less for may not be enough in the old one.
                doctor.met = doctor.before_move.pop(run.pk)

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
        assert list(problems()) == []


def held(doctor: Doctor) -> Enrolment:
    rows: Any = Enrolment.objects.unscoped(reason=REASON)
    found: Enrolment = rows.select_related("version", "person").get(pk=doctor.row.pk)
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


@pytest.mark.django_db
def test_any_order_of_acts() -> None:
    run_state_machine_as_test(
        Amending,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
