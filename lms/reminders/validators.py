"""What a trust may add to the reminders of its own seats: one plain sentence."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LONGEST = 200
MARKUP = re.compile(r"[<>{}\[\]|`*_#\\]|&\w+;")
ADDRESS = re.compile(r"://|\bwww\.|@|\b[\w-]+\.(?:com|org|net|uk|nhs|co|io|eu|info)\b", re.IGNORECASE)


def check_sentence(text: str) -> None:
    """Links and markup stay out of mails that go in our name: a reader could not tell whose they are."""
    if len(text) > LONGEST:
        raise ValidationError(_("At most 200 characters."), code="too_long")
    if any(not character.isprintable() for character in text):
        raise ValidationError(_("One line, without line breaks."), code="lines")
    if MARKUP.search(text):
        raise ValidationError(_("Plain words only, without markup."), code="markup")
    if ADDRESS.search(text):
        raise ValidationError(
            _("No links and no email addresses: readers could not trust them."), code="link"
        )
