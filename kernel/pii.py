"""What personal data each field holds. Every model of ours tags every field; a test enumerates them.

The tags drive subject export, erasure and retention; an untagged field fails the tests.
"""

from __future__ import annotations

from enum import StrEnum


class Pii(StrEnum):
    NONE = "none"
    """Says nothing about a person."""
    KEY = "key"
    """A pseudonymous key: points to a person, says nothing by itself."""
    NAME = "name"
    CONTACT = "contact"
    IDENTIFIER = "identifier"
    """A number the outside world knows the person by, such as a GMC number."""
    CAREER = "career"
    """Grade, stage, role, employer and their dates."""
    BEHAVIOUR = "behaviour"
    """What the person did or has to do, and when."""
    FREE_TEXT = "free_text"
    """Written by or about a person: may hold anything."""
    SENSITIVE = "sensitive"
    """Reasons for absence and the like: never shown to an organisation."""
    SECRET = "secret"  # noqa: S105 -- the name of a tag
    """Password hashes, tokens."""


PiiTags = dict[str, Pii]


def tags(**groups: str) -> PiiTags:
    """``tags(none="id uid", name="given_name family_name")`` as a mapping of field to tag."""
    found: PiiTags = {}
    for group, names in groups.items():
        for name in names.split():
            if name in found:
                raise ValueError(f"{name} is tagged twice")
            found[name] = Pii(group)
    return found
