"""Codes: said again from the ticket, found by a hash, typed as people type."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest

from engagement.waves import codes

TICKET = uuid.UUID(int=7)


@pytest.fixture(autouse=True)
def key(settings: Any) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "the first key of this test", []


def test_a_code_is_twelve_letters_and_digits_that_are_not_misread() -> None:
    code, _ = codes.new(TICKET)

    assert re.fullmatch("[A-Z2-7]{12}", code)
    assert re.fullmatch("([A-Z2-7]{4}-){2}[A-Z2-7]{4}", codes.in_groups(code))


def test_it_is_said_again_and_found() -> None:
    code, code_hash = codes.new(TICKET)

    assert codes.code_of(TICKET, code_hash) == code
    assert codes.hashes_of(code) == [code_hash]


def test_as_people_type_it() -> None:
    assert codes.tidy(" abco-2i3b cdpp ") == "ABCO2I3BCDPP"
    assert codes.tidy("abc0-213b.cd99") == "ABCO2I3BCDPP"
    assert codes.tidy("ÄBC") == "BC"


@pytest.mark.parametrize("typed", ["", "ABCD", "A" * 13, "ÄÖÜ" * 4])
def test_what_is_no_code_is_not_looked_for(typed: str) -> None:
    assert codes.hashes_of(typed) == []


def test_codes_outlive_a_change_of_the_key(settings: Any) -> None:
    code, code_hash = codes.new(TICKET)

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "the second", ["the first key of this test"]

    assert codes.code_of(TICKET, code_hash) == code
    assert code_hash in codes.hashes_of(code)


def test_without_the_key_there_is_no_code(settings: Any) -> None:
    code, code_hash = codes.new(TICKET)

    settings.SECRET_KEY = "the second"

    with pytest.raises(LookupError):
        codes.code_of(TICKET, code_hash)
    assert code_hash not in codes.hashes_of(code)
