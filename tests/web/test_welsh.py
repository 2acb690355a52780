"""The learner's site and the trust desk in Welsh."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories.courses import World
from tests.web.conftest import text_of


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/learn/", "Nid oes dim i'w gwblhau yr wythnos hon."),
        ("/learn/settings/", "Eich eiddo chi yw eich cofnod: mae'n mynd gyda chi o swydd i swydd,"),
    ],
)
def test_a_doctor_reads_welsh(world: World, as_user: Any, address: str, sentence: str) -> None:
    user, _row = world.enrolled()

    page = text_of(as_user(user, headers={"Accept-Language": "cy"}).get(address))

    assert '<html lang="cy">' in page
    assert sentence in page.replace("&#x27;", "'")


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/trust/", "Mae 1 o 2 feddyg wedi dechrau; nid oes angen eich sylw ar neb."),
        ("/trust/enrolments/", "2 gofrestriad"),
    ],
)
def test_a_lead_reads_welsh(world: World, as_user: Any, address: str, sentence: str) -> None:
    world.enrolled()
    world.invite("invited@mail.example")

    page = text_of(as_user(world.lead, headers={"Accept-Language": "cy"}).get(address))

    assert '<html lang="cy">' in page
    assert sentence in page.replace("&#x27;", "'")
