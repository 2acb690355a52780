"""What operators see of earlier learning: whose place it may stand in, and what has been decided."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q

from kernel.access import Viewer
from lms.actions.recognition import RECOGNITION
from lms.enrolment.enums import State
from lms.enrolment.models import Enrolment
from lms.people.selectors import names_of_users
from lms.records.models import LearningFact, Verb
from programmes.models import Requirement

MOST_PLACES = 25
WITH_PEOPLE = ("person", "version", "organisation", "cohort")


def places(viewer: Viewer, words: str) -> list[Any]:
    """Running places of people with all these words in their names, address or GMC number; one too many."""
    rows = Enrolment.objects.visible_to(viewer).filter(state__in=(State.ACTIVE, State.DEFERRED))
    for word in words.split():
        rows = rows.filter(
            Q(person__given_name__icontains=word)
            | Q(person__family_name__icontains=word)
            | Q(person__gmc_number=word.upper())
            | Q(invited_as__icontains=word)
        )
    rows = rows.select_related(*WITH_PEOPLE)
    return list(rows.order_by("person__family_name", "person__given_name", "-pk")[: MOST_PLACES + 1])


def place(viewer: Viewer, enrolment_uid: uuid.UUID) -> Any:
    rows = Enrolment.objects.visible_to(viewer).select_related(*WITH_PEOPLE, "programme")
    return (
        rows.annotate(language=F("version__programme__locale__language_code"))
        .filter(uid=enrolment_uid)
        .first()
    )


def decided(viewer: Viewer, words: str = "") -> Any:
    """What was recognised by hand, latest first, with what took it back; with words, of whom they name."""
    rows = LearningFact.objects.visible_to(viewer).filter(verb=Verb.RECOGNISED, source=RECOGNITION)
    for word in words.split():
        rows = rows.filter(Q(person__given_name__icontains=word) | Q(person__family_name__icontains=word))
    related = [f"enrolment__{name}" for name in WITH_PEOPLE]
    return rows.select_related(*related, "words", "superseded_by__words").order_by("-recorded_at", "-pk")


def decision(viewer: Viewer, fact_uid: uuid.UUID) -> LearningFact | None:
    found: LearningFact | None = decided(viewer).filter(uid=fact_uid).first()
    return found


@dataclass(frozen=True)
class Decision:
    """One line of the list."""

    fact: LearningFact
    title: str
    by: str
    taken_back: LearningFact | None
    taken_back_by: str

    @property
    def can_be_taken_back(self) -> bool:
        place = self.fact.enrolment
        return self.taken_back is None and place is not None and place.state != State.COMPLETED


def decisions(facts: Collection[LearningFact]) -> list[Decision]:
    """With titles and names: two queries."""
    backs = {fact.pk: getattr(fact, "superseded_by", None) for fact in facts}
    users = {fact.recorded_by_id for fact in [*facts, *backs.values()] if fact and fact.recorded_by_id}
    names = names_of_users(users) if users else {}
    titles = _titles({fact.requirement_key for fact in facts if fact.requirement_key})
    return [
        Decision(
            fact,
            titles.get(fact.requirement_key, ""),
            names.get(fact.recorded_by_id, ""),
            back,
            names.get(back.recorded_by_id, "") if back else "",
        )
        for fact in facts
        for back in [backs[fact.pk]]
    ]


def _titles(keys: Collection[uuid.UUID]) -> Mapping[uuid.UUID | None, str]:
    """As the latest version that has them calls them."""
    rows = Requirement.objects.filter(key__in=keys).order_by("key", "-version__number").distinct("key")
    return dict(rows.values_list("key", "title")) if keys else {}
