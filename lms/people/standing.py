"""Where somebody stands today: their person, their career stage, and a post that is about to end."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import connection

from competencies.enums import Stage
from kernel.conf import setting
from lms.people.models import Person

POST_END_DAYS = 42
"""So many days before a post ends we ask for an address that lasts longer."""

# By hand: this is asked for with every look at the home page, and to put it together anew through the ORM
# takes longer than to answer it.
STANDING = """
SELECT {columns}, {asked}, stage.stage, post.uid, post.name, post.email, post.ends_on
FROM leadership_people_person p
LEFT JOIN LATERAL (
    SELECT s.stage FROM leadership_people_stageperiod s
    WHERE s.person_id = p.id AND s.starts_on <= %(on)s AND (s.ends_on IS NULL OR s.ends_on >= %(on)s)
    LIMIT 1
) stage ON true
LEFT JOIN LATERAL (
    SELECT m.uid, o.name, m.email, m.ends_on
    FROM leadership_people_membership m
    JOIN leadership_organisations_organisation o ON o.id = m.organisation_id
    WHERE m.person_id = p.id AND m.role = 'doctor' AND m.starts_on <= %(on)s
        AND m.ends_on BETWEEN %(on)s AND %(until)s
        AND (m.ask_again_on IS NULL OR m.ask_again_on <= %(on)s)
    ORDER BY m.ends_on, m.id
    LIMIT 1
) post ON true
WHERE p.user_id = %(user)s
"""


@dataclass(frozen=True)
class EndingPost:
    """A post of the doctor's that ends soon, and which they have not yet asked us to be silent about."""

    uid: uuid.UUID
    organisation: str
    email: str
    """The address that they use there."""
    ends_on: date


@dataclass(frozen=True)
class Standing:
    """A user's person with what a page says of them today."""

    person: Person
    stage: Stage | None
    ending: EndingPost | None
    answer: bool = False
    """To what was asked beside it."""


def standing_of(user: AbstractBaseUser | AnonymousUser, *, on: date, asked: str = "false") -> Standing | None:
    """Of a user's own person, if they are one: one query, none for a visitor.

    A higher app asks one thing more of the person ``p`` with ``asked``, in SQL; the day is ``%(on)s``.
    """
    if user.pk is None:
        return None
    fields = [field.attname for field in Person._meta.concrete_fields]
    columns = ", ".join(f"p.{field.column}" for field in Person._meta.concrete_fields)
    values = {"on": on, "until": on + timedelta(days=post_end_days()), "user": user.pk}
    with connection.cursor() as cursor:
        cursor.execute(STANDING.format(columns=columns, asked=asked), values)
        row = cursor.fetchone()
    if row is None:
        return None
    person = Person.from_db(connection.alias, fields, row[: len(fields)])
    answer, stage, *post = row[len(fields) :]
    ending = EndingPost(*post) if post[0] else None
    return Standing(person, Stage(stage) if stage else None, ending, answer)


def post_end_days() -> int:
    return setting("LEADERSHIP_POST_END_DAYS", POST_END_DAYS)
