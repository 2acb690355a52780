"""What some kinds of activity keep beside the fact: rows to be asked later, made when they are handed in.

Another app may register its own kind while it becomes ready. The caller holds the person's lock.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from competencies.selectors import nodes_by_keys
from kernel.clock import local_date
from lms.enrolment.models import Enrolment
from lms.records.models import EvaluationAnswer, EvaluationComment, LearningFact, SelfRating
from programmes.activity_types.evaluation import given_to
from programmes.activity_types.self_assessment import ratings_in
from programmes.models import Activity


@dataclass(frozen=True)
class HandedIn:
    enrolment: Enrolment
    activity: Activity
    answers: Mapping[str, Any]
    fact: LearningFact
    now: datetime


Keeper = Callable[[HandedIn], None]


def keep_evaluation(handed_in: HandedIn) -> None:
    """Each answer by itself, without the person, the enrolment or the day."""
    activity, month = handed_in.activity, local_date(handed_in.now).replace(day=1)
    common = {"activity": activity, "programme_version_id": handed_in.enrolment.version_id, "month": month}
    rows, comments = [], []
    for question in activity.scoring["questions"]:
        given = given_to(question, handed_in.answers, points=activity.scoring["points"])
        about = {**common, "question": UUID(question["id"]), "level": question["level"]}
        if "text" in given:
            comments.append(EvaluationComment(**about, text=given["text"]))
        elif given:
            rows.append(
                EvaluationAnswer(
                    **about,
                    rating=given.get("now"),
                    before=given.get("before"),
                    option=UUID(given["option"]) if "option" in given else None,
                )
            )
    EvaluationAnswer.objects.bulk_create(rows)
    EvaluationComment.objects.bulk_create(comments)


def keep_ratings(handed_in: HandedIn) -> None:
    scoring = handed_in.activity.scoring
    places = ratings_in(scoring, handed_in.answers)
    nodes = nodes_by_keys(each["node"] for each in scoring["elements"])
    SelfRating.objects.bulk_create(
        SelfRating(
            person_id=handed_in.enrolment.person_id,
            fact=handed_in.fact,
            node=nodes[element["node"]],
            activity=handed_in.activity,
            step=places[element["id"]],
            steps=len(scoring["scale"]),
            rated_at=handed_in.now,
        )
        for element in scoring["elements"]
        if element["node"] in nodes
    )


_keepers: dict[str, Keeper] = {"evaluation": keep_evaluation, "self_assessment": keep_ratings}


def register_keeper(kind: str, keeper: Keeper) -> None:
    held = _keepers.get(kind)
    if held is not None and held is not keeper:
        raise ValueError(f"answers to {kind!r} are kept by {held.__module__} already")
    _keepers[kind] = keeper


def keep(handed_in: HandedIn) -> None:
    keeper = _keepers.get(handed_in.activity.kind)
    if keeper is not None:
        keeper(handed_in)
