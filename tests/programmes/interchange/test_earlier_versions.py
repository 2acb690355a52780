"""Files of version 1 are read as ever, also the first of them, which had parts in place of a tree."""

from __future__ import annotations

from typing import Any

import pytest

from programmes.interchange.exporting import find
from programmes.interchange.importing import Refused, import_document
from programmes.interchange.reading import written
from programmes.models import Programme
from programmes.rules.keys import module_key, stable_id
from tests.factories.programmes import programme_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(document: Any) -> Any:
    """As the first export wrote it."""
    programme = {name: value for name, value in document["programme"].items() if name != "tree"}
    parts = [
        {
            "id": "first",
            "title": "First part",
            "rule": "all",
            "at_least": None,
            "modules": [{"id": "named", "module": "meetings", "required": True, "due_days": 30}],
        },
        {
            "id": "second",
            "title": "Second part",
            "rule": "at_least",
            "at_least": 1,
            "modules": [{"module": "handover", "required": False, "due_days": None}],
        },
    ]
    return {**document, "version": 1, "programme": {**programme, "parts": parts}}


def problems(document: Any) -> list[str]:
    with pytest.raises(Refused) as refused:
        import_document(document)
    assert not Programme.objects.exists()
    return [f"{written(each.path)}: {each.message}" for each in refused.value.problems]


def test_version_1_is_read(document: Any) -> None:
    import_document({**document, "version": 1})

    assert {str(each.change) for each in import_document(document)} == {"same"}


def test_parts_become_a_tree_with_the_ids_that_they_had(first: Any) -> None:
    import_document(first)

    programme = find("small")
    part = stable_id(programme.translation_key, "second")
    assert list(
        programme_version(programme)
        .requirements.order_by("position")
        .values_list("kind", "title", "required", "due_days", "at_least")
    ) == [
        ("all", "A small programme", True, None, None),
        ("all", "First part", True, None, None),
        ("item", "Meetings", True, 30, None),
        ("at_least", "Second part", True, None, 1),
        ("item", "Handover", True, None, None),
    ]
    _first, second = programme.tree["root"]["children"]
    assert second["id"] == part
    assert second["children"][0]["id"] == stable_id(part, module_key("handover"))
    assert {str(each.change) for each in import_document(first)} == {"same"}


def test_what_is_wrong_is_said_where_it_stands(first: Any) -> None:
    first["programme"]["parts"][0]["modules"][0]["due_days"] = 91
    assert problems(first) == [
        "programme.parts[0].modules[0].due_days: Due after 91 days, but the programme lasts 90. Make it "
        "earlier or the programme longer."
    ]
    first["programme"]["parts"][0]["modules"][0]["module"] = "nowhere"
    assert problems(first)[0] == (
        "programme.parts[0].modules[0].module: “nowhere” is neither in this file nor on this site."
    )
    first["programme"]["parts"][1]["rule"] = "some"
    assert problems(first)[0] == "programme.parts[1].rule: “some” is not one of: all, at_least."


def test_what_version_1_does_not_know_is_named(document: Any) -> None:
    document["version"] = 1
    document["programmes"] = []
    document["modules"][1]["translations"] = []

    said = "Version 1 of the format does not know this: write “version: 2” at the top of the file."
    assert problems(document) == [f"programmes: {said}", f"modules[1].translations: {said}"]


@pytest.mark.parametrize("version", [0, 3, "2", True, None])
def test_other_versions_are_not_guessed(version: Any, document: Any) -> None:
    document["version"] = version

    assert problems(document) == [
        "version: This site reads the versions 1, 2. Update the site, or export the file anew."
    ]
