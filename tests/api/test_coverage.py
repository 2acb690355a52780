"""Coverage for programs: whoever sees the Studio has its numbers; for others it is not there."""

from __future__ import annotations

from uuid import uuid4

import pytest

from competencies.enums import Stage
from tests.api.conftest import Api
from tests.competencies.conftest import load, publish, small_file
from tests.factories.people import a_user
from tests.factories.programmes import a_quiz, a_reading, make_module, make_programme, module_version
from tests.programmes.conftest import ELEMENT, make_designer


@pytest.mark.django_db
def test_the_numbers_of_the_screen() -> None:
    publish(load(small_file()))
    module = make_module(
        "Meetings",
        activities=[
            a_reading(minutes=7, claims={ELEMENT: "introduces"}),
            a_quiz(claims={ELEMENT: "practises"}),
        ],
    )
    programme = make_programme(modules=[module], stage=Stage.CONTINUING)
    cell = {"element": "1.1", "strength": "practises", "minutes": 17, "assessed": True}
    designer = Api(make_designer())

    assert designer.get("/coverage/").json() == {
        "framework": "small-1",
        "minutes": 17,
        "percent": 50,
        "not_claimed": ["1.2"],
        "not_demonstrated": ["1.1"],
        "not_assessed": [],
        "modules": [
            {
                "uid": str(module_version(module).uid),
                "key": str(module.translation_key),
                "title": "Meetings",
                "minutes": 17,
                "stages": ["continuing"],
                "elements": [cell],
            }
        ],
        "stages": [{**cell, "stage": "continuing"}],
    }
    assert designer.get("/coverage/", programme=programme.translation_key).json()["minutes"] == 17
    assert designer.get("/coverage/", programme=uuid4()).json()["minutes"] == 0
    assert designer.get("/coverage/", stage="undergraduate").json()["modules"] == []
    assert designer.get("/coverage/", stage="x").status_code == 400


@pytest.mark.django_db
def test_for_others_it_is_not_there() -> None:
    assert Api(a_user()).get("/coverage/").status_code == 404
    assert Api().get("/coverage/").status_code == 401


@pytest.mark.django_db
def test_without_a_framework() -> None:
    assert Api(make_designer()).get("/coverage/").json()["framework"] is None
