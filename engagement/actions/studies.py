"""What the team of a study does. Of participants only ids and codes are written into the trail (ADR 47)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar

from django.db import models

from engagement.actions.base import Act, action
from engagement.actions.study_refusals import in_words
from engagement.studies import selectors
from engagement.studies.enums import CLOSE, RECORDED_BY_HAND, Contact, TeamRole
from engagement.studies.models import (
    Excerpt,
    Finding,
    FrameEntry,
    GuideVersion,
    Participant,
    Recommendation,
    Study,
    StudyMember,
    StudyRelease,
    Theme,
)
from engagement.studies.services import people, releasing, studies, talk
from engagement.studies.services.people import CareerData, Listed, Told
from engagement.studies.services.studies import By, Plan
from engagement.studies.services.talk import Advised, Coded, Found
from engagement.studies.templates import templates
from kernel.audit import Change
from lms.actions.errors import NotAllowed

M = TypeVar("M", bound=models.Model)
LEADING = (TeamRole.LEAD,)


@action("study.make")
def make_study(
    act: Act, *, user: Any, plan: Plan, template: str = "", is_demonstration: bool = False
) -> Study:
    if user.pk != act.user_id or not selectors.may_begin(user):
        raise NotAllowed
    if template and template not in templates():
        raise NotAllowed
    chosen = templates().get(template)
    study = studies.make(plan, lead=user, template=chosen, by=_by(act), is_demonstration=is_demonstration)
    act.audit(Change(study, codes={"template": template}))
    return study


@action("study.change")
def change_study(act: Act, *, study_uid: uuid.UUID, plan: Plan) -> Study:
    study = _study(act, study_uid, LEADING)
    changed = studies.change(study, plan)
    if changed:
        act.audit(Change(study, codes={"changed": changed}))
    else:
        act.changed_nothing()
    return study


@action("study.add_member")
def add_member(act: Act, *, study_uid: uuid.UUID, email: str, role: TeamRole) -> StudyMember:
    study = _study(act, study_uid, LEADING)
    with in_words():
        member = studies.add_member(study, selectors.user_at(email), role, by=_by(act))
    act.audit(Change(member, codes={"study": study.pk, "user": member.user_id, "role": str(role)}))
    return member


@action("study.end_member")
def end_member(act: Act, *, study_uid: uuid.UUID, member_uid: uuid.UUID) -> StudyMember:
    study = _study(act, study_uid, LEADING)
    member = _or_nothing(selectors.team_of(act.viewer, study).filter(uid=member_uid).first())
    with in_words():
        studies.end_member(member, by=_by(act))
    act.audit(Change(member, codes={"study": study.pk, "user": member.user_id}))
    return member


@action("study.look")
def look(act: Act, *, study_uid: uuid.UUID) -> Study:
    """Somebody opens what is known of each participant: that they did is recorded."""
    study = _study(act, study_uid, CLOSE)
    act.audit(Change(study))
    return study


@action("study.list_people")
def list_people(act: Act, *, study_uid: uuid.UUID, listed: Sequence[Listed]) -> int:
    study = _study(act, study_uid, CLOSE)
    with in_words():
        added = people.list_people(study, listed)
    act.audit(Change(study, codes={"added": added}))
    return added


@action("study.record_contact")
def record_contact(
    act: Act, *, study_uid: uuid.UUID, entry_uid: uuid.UUID, kind: Contact, on: date
) -> FrameEntry:
    study = _study(act, study_uid, CLOSE)
    entry = _or_nothing(selectors.entry_for(act.viewer, study, entry_uid))
    if kind not in RECORDED_BY_HAND or entry.forgotten_at is not None:
        raise NotAllowed
    people.record_contact(entry, kind, on=on, by=_by(act))
    act.audit(Change(entry, codes={"kind": str(kind)}))
    return entry


@action("study.take_part")
def take_part(
    act: Act, *, study_uid: uuid.UUID, entry_uid: uuid.UUID, pseudonym: str, consented_on: date
) -> Participant:
    study = _study(act, study_uid, CLOSE)
    entry = _or_nothing(selectors.entry_for(act.viewer, study, entry_uid))
    if entry.forgotten_at is not None:
        raise NotAllowed
    entry.study = study
    with in_words():
        found = people.take_part(entry, pseudonym=pseudonym, consented_on=consented_on, by=_by(act))
    act.audit(Change(found, codes={"study": study.pk}))
    return found


@action("study.save_career")
def save_career(
    act: Act, *, study_uid: uuid.UUID, participant_uid: uuid.UUID, career: CareerData
) -> Participant:
    study, found = _participant(act, study_uid, participant_uid)
    with in_words():
        people.save_career(found, career)
    act.audit(Change(found, codes={"study": study.pk, "posts": len(career.posts)}))
    return found


@action("study.import_careers")
def import_careers(act: Act, *, study_uid: uuid.UUID, told: Sequence[Told]) -> int:
    study = _study(act, study_uid, CLOSE)
    with in_words():
        found = people.save_careers(study, told, by=_by(act))
    changes = [Change(each, codes={"study": study.pk}) for each in found]
    act.audit_bulk(changes, counts={"participants": len(found)})
    return len(found)


@action("study.withdraw_consent")
def withdraw_consent(act: Act, *, study_uid: uuid.UUID, participant_uid: uuid.UUID, on: date) -> Participant:
    study, found = _participant(act, study_uid, participant_uid)
    with in_words():
        people.withdraw(found, on=on, by=_by(act))
    act.audit(Change(found, codes={"study": study.pk}))
    return found


@action("study.forget_names")
def forget_names(act: Act, *, study_uid: uuid.UUID) -> int:
    study = _study(act, study_uid, LEADING)
    with in_words():
        forgotten = people.forget_names(study, by=_by(act))
    act.audit(Change(study, codes={"forgotten": forgotten}))
    return forgotten


@action("study.save_guide")
def save_guide(act: Act, *, study_uid: uuid.UUID, headings: Sequence[str]) -> GuideVersion | None:
    study = _study(act, study_uid, CLOSE)
    made = talk.save_guide(study, headings, by=_by(act))
    if made is None:
        act.changed_nothing()
    else:
        act.audit(Change(made, codes={"study": study.pk, "number": made.number}))
    return made


@action("study.add_theme")
def add_theme(act: Act, *, study_uid: uuid.UUID, title: str, description: str = "") -> Theme:
    study = _study(act, study_uid, CLOSE)
    with in_words():
        theme = talk.add_theme(study, title=title, description=description)
    act.audit(Change(theme, codes={"study": study.pk}))
    return theme


@action("study.code_excerpt")
def code_excerpt(
    act: Act, *, study_uid: uuid.UUID, participant_uid: uuid.UUID, theme_uid: uuid.UUID, coded: Coded
) -> Excerpt:
    study, found = _participant(act, study_uid, participant_uid)
    theme = _or_nothing(selectors.themes_of(act.viewer, study).filter(uid=theme_uid).first())
    with in_words():
        excerpt = talk.code_excerpt(found, theme, coded, by=_by(act))
    act.audit(Change(excerpt, codes={"study": study.pk, "theme": theme.pk, "may_quote": coded.may_quote}))
    return excerpt


@action("study.remove_excerpt")
def remove_excerpt(act: Act, *, study_uid: uuid.UUID, excerpt_uid: uuid.UUID) -> None:
    study = _study(act, study_uid, CLOSE)
    excerpt = _or_nothing(selectors.excerpts_of(act.viewer, study).filter(uid=excerpt_uid).first())
    act.audit(Change(excerpt, codes={"study": study.pk}))
    excerpt.delete()


@action("study.save_finding")
def save_finding(act: Act, *, study_uid: uuid.UUID, given: Found, uid: uuid.UUID | None = None) -> Finding:
    study = _study(act, study_uid, CLOSE)
    row = _or_nothing(talk.save_finding(study, given, uid=uid))
    act.audit(Change(row, codes={"study": study.pk, "is_public": given.is_public}))
    return row


@action("study.save_recommendation")
def save_recommendation(
    act: Act, *, study_uid: uuid.UUID, given: Advised, uid: uuid.UUID | None = None
) -> Recommendation:
    study = _study(act, study_uid, CLOSE)
    row = _or_nothing(talk.save_recommendation(study, given, uid=uid))
    codes = {"study": study.pk, "progress": str(given.progress), "is_public": given.is_public}
    act.audit(Change(row, codes=codes))
    return row


@action("study.release")
def release(act: Act, *, study_uid: uuid.UUID) -> StudyRelease:
    study = _study(act, study_uid, LEADING)
    with in_words():
        made = releasing.release(study, by=_by(act))
    act.audit(Change(made, codes={"study": study.pk, "number": made.number, "people": len(made.people)}))
    return made


def _by(act: Act) -> By:
    return By(act.user_id, act.now)


def _study(act: Act, uid: uuid.UUID, roles: Sequence[TeamRole]) -> Study:
    return _or_nothing(selectors.lock_study(act.viewer, uid, roles=roles))


def _participant(act: Act, study_uid: uuid.UUID, uid: uuid.UUID) -> tuple[Study, Participant]:
    study = _study(act, study_uid, CLOSE)
    return study, _or_nothing(selectors.participant_for(act.viewer, study, uid))


def _or_nothing(row: M | None) -> M:
    """What is another study's looks like what is not there."""
    if row is None:
        raise NotAllowed
    return row
