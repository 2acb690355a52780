"""The name that a trust gave its cohort is told where many are in it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from lms.amendments.presenters import FEWEST, ToldCohort, told_cohort
from lms.enrolment.models import Cohort

UID = UUID("5e0c4f16-9d1b-4f0e-8c55-0c2d7f6a1b23")


@pytest.mark.parametrize(
    ("people", "name"), [(FEWEST, "Drs A and B"), (FEWEST - 1, "a small cohort of November 2026")]
)
def test_a_small_cohort_is_not_named(people: int, name: str) -> None:
    cohort = Cohort(uid=UID, name="Drs A and B", starts_on=date(2026, 11, 1))

    assert told_cohort(cohort, people) == ToldCohort(UID, name)


def test_outside_cohorts_there_is_none() -> None:
    assert told_cohort(None, 9) is None
