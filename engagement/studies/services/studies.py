"""Making a study, changing its plan and state, and who is in its team."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from engagement.studies.enums import StudyState, TeamRole
from engagement.studies.errors import StudyRefused
from engagement.studies.models import GuideVersion, Study, StudyMember, Theme
from engagement.studies.models.studies import FEWEST
from engagement.studies.selectors import may_begin
from engagement.studies.templates import Template


@dataclass(frozen=True)
class Plan:
    title: str
    question: str
    starts_on: date
    ends_on: date | None = None
    protocol: str = ""
    inclusion: str = ""
    ethics_reference: str = ""
    state: str = StudyState.PLANNED
    fewest: int = FEWEST


@dataclass(frozen=True)
class By:
    """Who does it, and when."""

    user_id: int | None
    now: datetime


def plan_from(template: Template, *, starts_on: date) -> Plan:
    return Plan(
        title=template.title,
        question=template.question,
        protocol=template.protocol,
        inclusion=template.inclusion,
        starts_on=starts_on,
    )


def make(
    plan: Plan, *, lead: Any, template: Template | None, by: By, is_demonstration: bool = False
) -> Study:
    """Whoever makes it leads it."""
    study = Study.objects.create(
        **asdict(plan), made_by_id=by.user_id, made_at=by.now, is_demonstration=is_demonstration
    )
    StudyMember.objects.create(
        study=study, user=lead, role=TeamRole.LEAD, added_by_id=by.user_id, added_at=by.now
    )
    if template is not None:
        GuideVersion.objects.create(
            study=study, number=1, headings=list(template.guide), made_by_id=by.user_id, made_at=by.now
        )
        Theme.objects.bulk_create(
            Theme(study=study, title=title, description=description) for title, description in template.themes
        )
    return study


def change(study: Study, plan: Plan) -> list[str]:
    """The names of what is different now."""
    changed = [name for name, value in asdict(plan).items() if getattr(study, name) != value]
    for name in changed:
        setattr(study, name, getattr(plan, name))
    if changed:
        study.save(update_fields=changed)
    return changed


def add_member(study: Study, user: Any, role: TeamRole, *, by: By) -> StudyMember:
    if user is None or not may_begin(user):
        raise StudyRefused("no_researcher")
    rows = StudyMember.objects.unscoped(reason="whether somebody is in the team")
    if rows.filter(study=study, user=user, ended_at__isnull=True).exists():
        raise StudyRefused("in_team")
    return StudyMember.objects.create(
        study=study, user=user, role=role, added_by_id=by.user_id, added_at=by.now
    )


def end_member(member: StudyMember, *, by: By) -> None:
    """Somebody has to lead: the last one who does stays."""
    if member.ended_at is not None:
        raise StudyRefused("ended_before")
    rows = StudyMember.objects.unscoped(reason="whether somebody else leads")
    others = rows.filter(study=member.study_id, role=TeamRole.LEAD, ended_at__isnull=True).exclude(
        pk=member.pk
    )
    if member.role == TeamRole.LEAD and not others.exists():
        raise StudyRefused("last_lead")
    member.ended_at, member.ended_by_id = by.now, by.user_id
    member.save(update_fields=["ended_at", "ended_by"])
