"""Studies for tests: a team, a frame, participants with careers, and what they said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import Group

from engagement.actions import studies as actions
from engagement.studies import selectors
from engagement.studies.enums import Contact, PostKind, StudyState, TeamRole
from engagement.studies.models import (
    Excerpt,
    Finding,
    FrameEntry,
    Participant,
    Recommendation,
    Study,
    StudyMember,
    Theme,
)
from engagement.studies.services.people import CareerData, Held, Listed, Told
from engagement.studies.services.studies import Plan
from engagement.studies.services.talk import Advised, Coded, Found
from kernel.audit import Actor
from lms.actions.base import Context
from tests.factories.trusts import NOW, TODAY, make_user

REASON = "a test's own rows"
TEMPLATE = "medical-chief-executives"


def make_researcher(email: str = "", **given: Any) -> Any:
    user = make_user(email, **given)
    user.groups.add(Group.objects.get(name="Researchers"))
    return user


def context_of(user: Any) -> Context:
    return Context(Actor.user(user.pk), selectors.viewer_for(user.pk), NOW)


def a_plan(**given: Any) -> Plan:
    values: dict[str, Any] = {"title": "Who leads", "question": "How?", "starts_on": TODAY}
    return Plan(**{**values, "state": StudyState.RUNNING, **given})


def make_study(lead: Any, *, template: str = "", **given: Any) -> Study:
    return actions.make_study(context_of(lead), user=lead, plan=a_plan(**given), template=template)


def add(study: Study, lead: Any, user: Any, role: TeamRole = TeamRole.RESEARCHER) -> StudyMember:
    return actions.add_member(context_of(lead), study_uid=study.uid, email=user.email, role=role)


def list_people(study: Study, lead: Any, *names: str) -> list[FrameEntry]:
    listed = [Listed(name, "Northvale (invented)", "own knowledge", "a directory") for name in names]
    actions.list_people(context_of(lead), study_uid=study.uid, listed=listed)
    return list(selectors.frame_of(selectors.viewer_for(lead.pk), study))


def a_career(
    *, group: str = "Medicine", born: int = 1955, first: int = 2003, posts: int = 1, **given: Any
) -> CareerData:
    """Chief executive posts three years after one another."""
    days = [date(first + 3 * number, 4, 1) for number in range(posts)]
    values: dict[str, Any] = {
        "specialty": "Training",
        "specialty_group": group,
        "birth_year": born,
        "posts": tuple(Held(PostKind.CHIEF_EXECUTIVE, day) for day in days),
    }
    return CareerData(**{**values, **given})


def take_part(study: Study, lead: Any, careers: Sequence[CareerData], *, first: int = 1) -> list[Participant]:
    """Under P01, P02 and so on."""
    told = [Told(f"P{number:02}", career, TODAY) for number, career in enumerate(careers, first)]
    actions.import_careers(context_of(lead), study_uid=study.uid, told=told)
    return list(selectors.participants_of(selectors.viewer_for(lead.pk), study))


@dataclass
class StudyRows:
    """One study with a row of every kind, and one that is over."""

    lead: Any
    study: Study
    member: StudyMember
    entry: FrameEntry
    participant: Participant
    excerpt: Excerpt
    theme: Theme
    finding: Finding
    recommendation: Recommendation
    past: Study


def make_study_rows(lead: Any) -> StudyRows:
    study = make_study(lead, template=TEMPLATE, title="Doctors who lead")
    context, uid = context_of(lead), study.uid
    member = add(study, lead, make_researcher())
    entry = list_people(study, lead, "Dr Ada Listed")[0]
    actions.record_contact(context, study_uid=uid, entry_uid=entry.uid, kind=Contact.INVITED, on=TODAY)
    participant, *_others = take_part(study, lead, [a_career(first=2000 + n) for n in range(6)])
    theme = Theme.objects.unscoped(reason=REASON).filter(study=study).order_by("title")[0]
    coded = Coded("barrier", "becoming", "They said so.", may_quote=True)
    uids = {"participant_uid": participant.uid, "theme_uid": theme.uid}
    excerpt = actions.code_excerpt(context, study_uid=uid, **uids, coded=coded)
    finding = actions.save_finding(context, study_uid=uid, given=Found("Most were encouraged."))
    advice = actions.save_recommendation(context, study_uid=uid, given=Advised("Offer mentors."))
    past = make_study(lead, title="Done")
    list_people(past, lead, "Dr Ben Listed")
    plan = a_plan(title="Done", state=StudyState.FINISHED)
    actions.change_study(context_of(lead), study_uid=past.uid, plan=plan)
    return StudyRows(lead, study, member, entry, participant, excerpt, theme, finding, advice, past)
