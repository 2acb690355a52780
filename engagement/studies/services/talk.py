"""The guide, themes and coded excerpts; findings and recommendations."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import TypeVar

from engagement.studies.enums import Progress
from engagement.studies.errors import StudyRefused
from engagement.studies.models import (
    Excerpt,
    Finding,
    GuideVersion,
    Participant,
    Recommendation,
    Study,
    Theme,
)
from engagement.studies.services.studies import By

WHY = "the rows of a study that is locked"


@dataclass(frozen=True)
class Coded:
    polarity: str
    point: str
    text: str = ""
    may_quote: bool = False


@dataclass(frozen=True)
class Found:
    title: str
    body: str = ""
    is_public: bool = False


@dataclass(frozen=True)
class Advised:
    title: str
    progress: str = Progress.PROPOSED
    owner: str = ""
    due_on: date | None = None
    is_public: bool = False
    finding_id: int | None = None


def save_guide(study: Study, headings: Sequence[str], *, by: By) -> GuideVersion | None:
    """The next version; none where nothing is different."""
    last = GuideVersion.objects.unscoped(reason=WHY).filter(study=study).order_by("-number").first()
    if last is not None and last.headings == list(headings):
        return None
    number = last.number + 1 if last else 1
    return GuideVersion.objects.create(
        study=study, number=number, headings=list(headings), made_by_id=by.user_id, made_at=by.now
    )


def add_theme(study: Study, *, title: str, description: str) -> Theme:
    if Theme.objects.unscoped(reason=WHY).filter(study=study, title__iexact=title).exists():
        raise StudyRefused("theme_there")
    return Theme.objects.create(study=study, title=title, description=description)


def code_excerpt(participant: Participant, theme: Theme, coded: Coded, *, by: By) -> Excerpt:
    if participant.withdrawn_on is not None:
        raise StudyRefused("withdrew")
    return Excerpt.objects.create(
        participant=participant, theme=theme, **asdict(coded), coded_by_id=by.user_id, coded_at=by.now
    )


Row = TypeVar("Row", Finding, Recommendation)


def save_finding(study: Study, given: Found, *, uid: uuid.UUID | None) -> Finding | None:
    """A new one, or another text of one; none where it is not of this study."""
    row = Finding(study=study)
    if uid is not None:
        there = Finding.objects.unscoped(reason=WHY).filter(study=study, uid=uid).first()
        if there is None:
            return None
        row = there
    return _written(row, asdict(given))


def save_recommendation(study: Study, given: Advised, *, uid: uuid.UUID | None) -> Recommendation | None:
    row = Recommendation(study=study)
    if uid is not None:
        there = Recommendation.objects.unscoped(reason=WHY).filter(study=study, uid=uid).first()
        if there is None:
            return None
        row = there
    findings = Finding.objects.unscoped(reason=WHY).filter(study=study)
    if given.finding_id is not None and not findings.filter(pk=given.finding_id).exists():
        return None
    return _written(row, asdict(given))


def _written(row: Row, values: dict[str, object]) -> Row:
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    return row
