"""The link of an invitation: signed, and useless when changed."""

from __future__ import annotations

import uuid

import pytest
from django.core import signing

from lms.enrolment.tokens import SALT, BadToken, make_token, read_token

UID = uuid.UUID("5a0d5f0e-3d0c-4f0e-8a52-0f6f6f9f2a11")

OLD = signing.Signer(salt=SALT).sign(UID.hex)
"""Without its number."""


def test_a_token_names_its_enrolment() -> None:
    assert read_token(make_token(UID)) == (UID, 1)
    assert read_token(make_token(UID, 7)) == (UID, 7)


@pytest.mark.parametrize(
    "token",
    ["", "nonsense", make_token(UID)[:-1], "0" + make_token(UID)[1:], UID.hex, UID.hex + ":abc", OLD],
)
def test_a_damaged_token_is_refused(token: str) -> None:
    with pytest.raises(BadToken):
        read_token(token)


def test_a_signature_made_for_something_else_is_refused() -> None:
    with pytest.raises(BadToken):
        read_token(signing.Signer(salt="something else").sign(UID.hex))
