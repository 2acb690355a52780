"""GMC numbers as people and spreadsheets write them."""

import pytest
from django.core.exceptions import ValidationError

from lms.people.rules import normalise_gmc_number


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1234567", "1234567"),
        (" 123 4567 ", "1234567"),
        ("123\u00a04567", "1234567"),
        ("C1234567", "1234567"),
        ("c 1234567", "1234567"),
        ("0123456", "0123456"),
        ("L123456", "L123456"),
        ("l 123456", "L123456"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_a_number_is_brought_into_its_one_form(written: str, number: str) -> None:
    assert normalise_gmc_number(written) == number


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("9999998", "gmc_unknown"),
        ("C9999998", "gmc_unknown"),
        ("99 99 998", "gmc_unknown"),
        ("123456", "gmc_short"),
        ("1", "gmc_short"),
        ("12345678", "gmc_form"),
        ("L1234567", "gmc_form"),
        ("LL12345", "gmc_form"),
        ("CL123456", "gmc_form"),
        ("C", "gmc_form"),
        ("1234567.0", "gmc_form"),
        ("12345\u0661\u0662", "gmc_form"),
        ("none", "gmc_form"),
    ],
)
def test_what_cannot_be_a_number_is_refused(written: str, code: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        normalise_gmc_number(written)

    assert refusal.value.code == code


def test_a_lost_zero_is_named() -> None:
    with pytest.raises(ValidationError) as refusal:
        normalise_gmc_number("123456")

    assert refusal.value.messages == [
        "A GMC number has 7 digits; this has 6. A spreadsheet may have dropped a leading 0."
    ]


def test_one_form_stays_as_it_is() -> None:
    assert normalise_gmc_number(normalise_gmc_number("c 1234567")) == "1234567"
