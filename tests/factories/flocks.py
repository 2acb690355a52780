"""Many people on a programme at once, as rows: what reports count."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from lms.enrolment.enums import Source, State
from lms.enrolment.models import Cohort, Enrolment, Transition
from lms.people.models import Person
from lms.progress.models import Progress
from lms.records.models import Attempt, LearningFact, Verb
from programmes.models import Activity, ProgrammeVersion
from tests.factories.trusts import NOW


def moment(on: date) -> datetime:
    return datetime.combine(on, time(9), tzinfo=UTC)


@dataclass
class Flock:
    """So many people who did the same: activities by title, so many days after the start."""

    size: int
    version: ProgrammeVersion
    done: dict[str, int] = field(default_factory=dict)
    begun: Sequence[str] = ()
    """Saved and not handed in, on the day of the start."""
    state: str = State.ACTIVE
    taken: bool = True
    starts_on: date = date(2026, 9, 1)
    cohort: Cohort | None = None
    stage: str = ""
    percent: int = 0

    def settle(self) -> list[Enrolment]:
        people = Person.objects.bulk_create(
            Person(given_name="Ada", family_name="Imagined", created_at=NOW) for _each in range(self.size)
        )
        rows = Enrolment.objects.bulk_create(self._enrolment(person) for person in people)
        accepted = moment(self.starts_on)
        steps = [("", State.INVITED)] + ([(State.INVITED, State.ACTIVE)] if self.taken else [])
        last = steps[-1][1]
        steps += [(last, self.state)] if self.state != last else []
        Transition.objects.bulk_create(
            Transition(enrolment=row, from_state=old, to_state=new, at=accepted)
            for row in rows
            for old, new in steps
        )
        Progress.objects.bulk_create(
            Progress(enrolment=row, done=0, total=9, percent=self.percent, satisfied=self.percent == 100)
            for row in rows
        )
        activities = activities_of(self.version)
        LearningFact.objects.bulk_create(
            self._fact(row, activities[title], days) for row in rows for title, days in self.done.items()
        )
        Attempt.objects.bulk_create(
            self._attempt(row, activities[title]) for row in rows for title in self.begun
        )
        return rows

    def _enrolment(self, person: Person) -> Enrolment:
        contract = self.cohort.contract if self.cohort else None
        return Enrolment(
            person=person,
            programme_id=self.version.programme_id,
            version=self.version,
            contract=contract,
            cohort=self.cohort,
            organisation_id=contract.organisation_id if contract else None,
            source=Source.HAND,
            state=self.state,
            stage=self.stage,
            starts_on=self.starts_on,
            created_at=NOW,
            expires_at=NOW + timedelta(days=21),
        )

    def _fact(self, row: Enrolment, activity: Activity, days: int) -> LearningFact:
        at = moment(self.starts_on + timedelta(days=days))
        return LearningFact(
            person_id=row.person_id,
            enrolment=row,
            verb=Verb.COMPLETED,
            module_key=activity.version.module_key,
            activity_key=activity.key,
            module_version=activity.version,
            effective_at=at,
            recorded_at=at,
            source="test",
            source_key=str(uuid4()),
        )

    def _attempt(self, row: Enrolment, activity: Activity) -> Attempt:
        at = moment(self.starts_on)
        return Attempt(
            person_id=row.person_id,
            enrolment=row,
            module_version=activity.version,
            module_key=activity.version.module_key,
            activity_key=activity.key,
            started_at=at,
            saved_at=at,
        )


def activities_of(version: ProgrammeVersion) -> dict[str, Activity]:
    """By title, each with the version of its module."""
    pinned = version.requirements.filter(module_version__isnull=False).values("module_version")
    rows: Any = Activity.objects.filter(version__in=pinned).select_related("version")
    return {row.title: row for row in rows}


def settle(flocks: Iterable[Flock]) -> None:
    for flock in flocks:
        flock.settle()
