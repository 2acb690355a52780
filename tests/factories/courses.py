"""A programme with every kind of activity, a trust that holds seats in it, and its people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from kernel.clock import local_date
from lms.actions import learning
from lms.enrolment.models import Contract, Enrolment
from lms.organisations.models import Organisation
from programmes.models import Activity, Programme, ProgrammeVersion
from programmes.services.authoring import GroupData, ItemData, PartData, PartModule
from tests.factories import programmes, trusts
from tests.factories.trusts import NOW, TODAY


@dataclass
class World:
    """One trust with a lead, seats in one programme, and whom it invited."""

    trust: Organisation
    lead: Any
    programme: Programme
    contract: Contract
    now: datetime = NOW

    @property
    def version(self) -> ProgrammeVersion:
        return programmes.programme_version(self.programme)

    def activity(self, title: str) -> Activity:
        pinned = self.version.requirements.values("module_version")
        return Activity.objects.get(version__in=pinned, title=title)

    def key(self, title: str) -> UUID:
        return self.activity(title).key

    def node(self, title: str) -> UUID:
        """The key of a requirement."""
        return self.version.requirements.get(title=title).key

    def invite(self, *emails: str) -> list[Enrolment]:
        return trusts.enrol(self.lead, self.contract, *emails, now=self.now)

    def enrolled(self, email: str = "doctor@mail.example") -> tuple[Any, Enrolment]:
        """A doctor who has accepted, and the enrolment."""
        (row,) = self.invite(email)
        user = trusts.make_user(email, first_name="Ada", last_name="Imagined")
        return user, trusts.accept(row, user, now=self.now)

    def finish(self, user: Any, row: Enrolment, title: str, **answers: Any) -> Any:
        """Hand in the activity of that title, with the answers as its player reads them."""
        return self.finish_key(user, row, self.key(title), **answers)

    def finish_key(self, user: Any, row: Enrolment, activity_key: UUID, **answers: Any) -> Any:
        return learning.complete_activity(
            trusts.learner_context(user, now=self.now),
            enrolment_uid=row.uid,
            activity_key=activity_key,
            answers=answers,
        )


Parts = Sequence[PartData | GroupData | ItemData]


def make_programme(title: str = "Leading a team", *, more: Parts = ()) -> Programme:
    """Two parts, and ``more``: all of one module with a date, and one of two others."""
    meetings = programmes.make_module(
        "Meetings that end on time",
        activities=[programmes.a_reading(), programmes.a_quiz(), programmes.a_reflection()],
    )
    choices = [
        programmes.make_module(f"Choice {name}", activities=[programmes.a_reading(f"Text {name}")])
        for name in ("one", "two")
    ]
    parts: Parts = [
        PartData("Foundations", (PartModule(meetings, due_days=30),)),
        PartData("Choose one", tuple(PartModule(choice) for choice in choices), at_least=1),
        *more,
    ]
    return programmes.make_programme(title, parts=parts, reminder_days=[7])


def make_world(
    name: str = "Riverside (invented)", *, seats: int = 10, now: datetime = NOW, more: Parts = ()
) -> World:
    trust = trusts.make_trust(name)
    programme = make_programme(more=more)
    on = local_date(now)
    contract = Contract.objects.create(
        organisation=trust,
        programme=programme,
        seats=seats,
        starts_on=on,
        ends_on=on + timedelta(days=365),
    )
    return World(trust, trusts.make_lead(trust), programme, contract, now)


def right_answers(activity: Activity) -> dict[str, list[str]]:
    """What a doctor who knows the answers posts."""
    return {f"question-{q['id']}": q["correct"] for q in activity.scoring["questions"]}


def days_after(days: int) -> date:
    return TODAY + timedelta(days=days)
