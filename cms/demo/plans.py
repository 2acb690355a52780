"""Work for the demonstration's marker: the plans of three invented consultants, of which one waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cms.demo import users
from lms.actions import learning, marking, work
from lms.actions.base import Context
from lms.actions.context import for_learner
from lms.assignments.models import Submission
from lms.enrolment.models import Enrolment
from lms.people.models import Person
from lms.progress.selectors import tree_for
from programmes.models import Activity

FILES = Path(__file__).parent / "files"


@dataclass(frozen=True)
class Marks:
    """The level given in each criterion, from 0, and what is said with it."""

    levels: tuple[int, ...]
    feedback: str


RETURNED = Marks(
    (0, 0, 0, 0),
    "Handover is worth your hundred days. As it stands nobody could say in three months whether you did "
    "it. Choose one of the three themes. Ask a nurse in charge and two resident doctors what happens at "
    "20:00 before you bring a sheet from elsewhere, and say what they told you. Then give it a day, a name "
    "and one number that can be counted. I look forward to the next one.",
)
PASSED = Marks(
    (2, 2, 2, 1),
    "You let the parents change your mind, and said so: that is the best part. Look again at the eight in "
    "ten. If the first two nurses are keen ones, May may tell you more about them than about the card.",
)


def tell(places: dict[str, Enrolment], *, now: datetime) -> None:
    """``places`` are by address. Ada’s plan waits, Bashir’s came back, Carys’s has passed."""
    marker = for_learner(users.ensure(users.MARKER), now=now)
    told = (
        (users.CONSULTANT.email, "ada", None),
        (users.BASHIR.email, "bashir", RETURNED),
        (users.CARYS.email, "carys", PASSED),
    )
    for email, name, marks in told:
        text = (FILES / f"plan-{name}.txt").read_text(encoding="utf-8")
        submission = _hand_in(places[email], text, now=now)
        if marks is not None:
            _mark(marker, submission, marks)


def _hand_in(row: Enrolment, text: str, *, now: datetime) -> Submission:
    """With what comes before it in its module, so that nothing of it is left but the marks."""
    context = for_learner(_user_of(row), now=now)
    activities = tree_for(row).activities.values()
    plan = next(each for each in activities if each.kind == "assignment")
    before = [each for each in activities if each.version_id == plan.version_id and each.key != plan.key]
    for activity in before:
        learning.complete_activity(
            context, enrolment_uid=row.uid, activity_key=activity.key, answers=_answers(activity)
        )
    _outcome, submission = work.hand_in(
        context, enrolment_uid=row.uid, activity_key=plan.key, answers={"text": text.strip()}
    )
    if submission is None:
        raise LookupError(f"the demonstration's plan was not taken: {_outcome.errors}")
    return submission


def _user_of(row: Enrolment) -> Any:
    return (
        Person.objects.unscoped(reason="the demonstration's own people")
        .select_related("user")
        .get(pk=row.person_id)
        .user
    )


def _answers(activity: Activity) -> dict[str, Any]:
    """To a self-assessment the second step of the scale; to a reading nothing."""
    scoring = activity.scoring
    return {"ratings": {each["id"]: scoring["scale"][1] for each in scoring.get("elements", ())}}


def _mark(marker: Context, submission: Submission, marks: Marks) -> None:
    criteria = submission.activity.scoring["criteria"]
    levels = {
        each["id"]: each["levels"][place]["id"] for each, place in zip(criteria, marks.levels, strict=True)
    }
    marking.start_marking(marker, submission_uid=submission.uid)
    marking.finish_marking(marker, submission_uid=submission.uid, levels=levels, feedback=marks.feedback)
