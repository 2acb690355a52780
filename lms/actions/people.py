"""What people say about themselves."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from competencies.enums import Stage
from kernel.access import ViewerKind
from kernel.audit import Change
from lms.actions.base import Act, action
from lms.actions.errors import NotAllowed, Refused
from lms.people import selectors
from lms.people.enums import Grade
from lms.people.locks import lock_self
from lms.people.models import Membership, Person
from lms.people.rules import normalise_gmc_number
from lms.people.services import careers, registration

FURTHEST_AHEAD = timedelta(days=366)
ASK_AGAIN_AFTER = timedelta(days=14)


@action("person.register")
def register_person(
    act: Act,
    *,
    user: Any,
    given_name: str,
    family_name: str,
    stage: str,
    grade: str = "",
    gmc_number: str = "",
    language: str = "",
) -> Person:
    """Make the user's person. A user has one: registering twice gives the one that is there.

    ``language`` is the one that they read while they registered; mails come in it.
    """
    there = selectors.person_of(user)
    if there is not None:
        act.changed_nothing()
        return there
    person = registration.register_person(
        user=user,
        given_name=given_name,
        family_name=family_name,
        gmc_number=_gmc(gmc_number),
        stage=stage,
        grade=grade,
        on=act.today,
        now=act.now,
    )
    if language in dict(settings.LANGUAGES) and language != person.language:
        person.language = language
        person.save(update_fields=["language"])
    act.audit(Change(person, subject_key=person.pk))
    return person


@action("person.update")
def update_profile(act: Act, *, given_name: str, family_name: str, gmc_number: str, language: str) -> Person:
    person = lock_self(act.viewer)
    if person is None:
        raise NotAllowed
    before = _profile(person)
    person.given_name = given_name
    person.family_name = family_name
    person.gmc_number = _gmc(gmc_number)
    person.language = language
    if _profile(person) == before:
        act.changed_nothing()
        return person
    person.save()
    act.audit(Change(person, before=before, after=_profile(person), subject_key=person.pk))
    return person


@action("person.change_post")
def change_post(
    act: Act,
    *,
    on: date,
    stage: str = "",
    grade: str = "",
    specialty: str = "",
    person: Person | None = None,
) -> Person:
    """Career stage and grade from a day on; what is left empty stays. An operator names the person."""
    who = person if act.viewer.kind == ViewerKind.SYSTEM else lock_self(act.viewer)
    if who is None:
        raise NotAllowed
    if on > act.today + FURTHEST_AHEAD:
        raise Refused("too_far", _("This is more than a year ahead."), _("Come back when it is nearer."))
    before = _post(who, on)
    try:
        if stage:
            careers.change_stage(who, stage=Stage(stage), on=on)
        if grade:
            careers.change_grade(who, grade=Grade(grade), specialty=specialty, on=on)
    except ValidationError as error:
        raise Refused("post", error.messages[0]) from error
    after = _post(who, on)
    if after == before:
        act.changed_nothing()
        return who
    since = {"from": on.isoformat()}
    act.audit(Change(who, before=before, after={**after, **since}, subject_key=who.pk))
    return who


@action("person.ask_later")
def ask_later(act: Act, *, membership_uid: uuid.UUID) -> date:
    """The doctor has read that their post ends; they hear of it again in two weeks, if it still matters."""
    person = lock_self(act.viewer)
    post = Membership.objects.visible_to(act.viewer).filter(uid=membership_uid).first()
    if person is None or post is None:
        raise NotAllowed
    again = act.today + ASK_AGAIN_AFTER
    if post.ask_again_on is not None and post.ask_again_on >= again:
        act.changed_nothing()
        return post.ask_again_on
    post.ask_again_on = again
    post.save(update_fields=["ask_again_on"])
    act.audit(Change(post, codes={"ask_again_on": again.isoformat()}, subject_key=person.pk))
    return again


@action("person.choose_language")
def choose_language(act: Act, *, language: str) -> Person:
    """The language of the pages after signing in, of translated modules, and of every mail."""
    person = lock_self(act.viewer)
    if person is None or language not in dict(settings.LANGUAGES):
        raise NotAllowed
    before = person.language
    if before == language:
        act.changed_nothing()
        return person
    person.language = language
    person.save(update_fields=["language"])
    act.audit(
        Change(person, before={"language": before}, after={"language": language}, subject_key=person.pk)
    )
    return person


def _post(person: Person, on: date) -> dict[str, str]:
    stage, grade = selectors.stage_on(person, on=on), selectors.grade_on(person, on=on)
    return {
        "stage": str(stage or ""),
        "grade": grade.grade if grade else "",
        "specialty": grade.specialty if grade else "",
    }


def _profile(person: Person) -> dict[str, str]:
    return {name: getattr(person, name) for name in ("given_name", "family_name", "gmc_number", "language")}


def _gmc(value: str) -> str:
    try:
        return normalise_gmc_number(value) if value else ""
    except ValidationError as error:
        raise Refused("gmc_number", error.messages[0]) from error
