"""Names of the register, written as people write them."""

import pytest

from lms.organisations.rules.names import readable_name


@pytest.mark.parametrize(
    ("shouted", "written"),
    [
        ("MANCHESTER UNIVERSITY NHS FOUNDATION TRUST", "Manchester University NHS Foundation Trust"),
        ("ISLE OF WIGHT NHS TRUST", "Isle of Wight NHS Trust"),
        ("THE ROYAL MARSDEN NHS FOUNDATION TRUST", "The Royal Marsden NHS Foundation Trust"),
        ("ALDER HEY CHILDREN'S NHS FOUNDATION TRUST", "Alder Hey Children's NHS Foundation Trust"),
        ("GUY'S AND ST THOMAS' NHS FOUNDATION TRUST", "Guy's and St Thomas' NHS Foundation Trust"),
        (
            "ROYAL BROMPTON & HAREFIELD NHS FOUNDATION TRUST",
            "Royal Brompton & Harefield NHS Foundation Trust",
        ),
        (
            "WRIGHTINGTON, WIGAN AND LEIGH NHS FOUNDATION TRUST",
            "Wrightington, Wigan and Leigh NHS Foundation Trust",
        ),
        (
            "KENT AND MEDWAY NHS AND SOCIAL CARE PARTNERSHIP TRUST",
            "Kent and Medway NHS and Social Care Partnership Trust",
        ),
        ("THE NEWCASTLE UPON TYNE HOSPITALS", "The Newcastle upon Tyne Hospitals"),
        ("ASHTON-UNDER-LYNE", "Ashton-under-Lyne"),
        ("WESTCLIFF-ON-SEA", "Westcliff-on-Sea"),
        ("ST. LEONARDS-ON-SEA", "St. Leonards-on-Sea"),
        ("  KING'S   LYNN ", "King's Lynn"),
        ("(NHS) 2 GETHER", "(NHS) 2 Gether"),
        ("", ""),
    ],
)
def test_a_shouted_name_is_written_out(shouted: str, written: str) -> None:
    assert readable_name(shouted) == written


def test_a_name_that_somebody_wrote_with_care_stays() -> None:
    assert readable_name("Betsi Cadwaladr  UHB") == "Betsi Cadwaladr UHB"


def test_writing_a_name_twice_changes_nothing() -> None:
    once = readable_name("STOKE-ON-TRENT CARE FOR ALL NHS TRUST")

    assert readable_name(once) == once
