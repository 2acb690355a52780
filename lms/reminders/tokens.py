"""The token of an unsubscribe link: whose mails of which kind. It opens nothing else and does not run out."""

from __future__ import annotations

from uuid import UUID

from django.core import signing

from lms.reminders.enums import Category

SALT = "leadership.reminders.unsubscribe"


class BadToken(ValueError):
    """Not a link that we made."""


def make_token(person_uid: UUID, category: Category) -> str:
    return signing.dumps([person_uid.hex, category.value], salt=SALT)


def read_token(token: str) -> tuple[UUID, Category]:
    try:
        person, category = signing.loads(token, salt=SALT)
        return UUID(person), Category(category)
    except (signing.BadSignature, ValueError, TypeError, AttributeError) as error:
        raise BadToken from error
