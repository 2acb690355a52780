"""Finding modules in the Studio's list and in the chooser, and what is said of each."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from competencies.enums import Stage
from programmes.models import Module
from programmes.services.authoring import PartModule
from programmes.services.templates import mark_template
from tests.competencies.conftest import load, publish, small_file
from tests.factories.programmes import a_quiz, a_reading, make_module, make_programme
from tests.programmes.conftest import COMPETENCE, ELEMENT, OTHER, make_designer
from tests.programmes.test_studio import address, cells
from tests.ready import ready

pytestmark = pytest.mark.django_db


def make_shelf() -> tuple[Any, dict[str, Module]]:
    """A designer, with three modules that differ in everything one can ask for, and a template."""
    publish(load(small_file()))
    designer = make_designer()
    rounds = make_module(
        "Rounds", activities=[a_reading(minutes=5, claims={COMPETENCE: "practises"}), a_quiz(minutes=6)]
    )
    budgets = make_module(
        "Budgets",
        summary="Say where the money goes.",
        activities=[a_reading("Who pays", minutes=40, claims={OTHER: "introduces"})],
        user=designer,
    )
    draft = make_module("Not ready", publish=False)
    make_programme(modules=[PartModule(rounds)], stage=Stage.UNDERGRADUATE)
    mark_template(template := make_module("To copy", publish=False), is_template=True)
    return designer, {"rounds": rounds, "budgets": budgets, "draft": draft, "template": template}


ready_shelf = ready("ready_shelf", make_shelf)


@pytest.fixture
def designer(ready_shelf: tuple[Any, dict[str, Module]]) -> Any:
    return ready_shelf[0]


@pytest.fixture
def shelf(ready_shelf: tuple[Any, dict[str, Module]]) -> dict[str, Module]:
    return ready_shelf[1]


def listed(client: Client, **asked: Any) -> list[str]:
    page = client.get(address(Module, "list", Module()), asked)
    return [row[0].split("More options")[0].split(" Edit ")[0].strip() for row in cells(page)]


def chosen(client: Client, **asked: Any) -> list[str]:
    url = reverse(Module.snippet_viewset.chooser_viewset.get_url_name("choose_results"))
    page = BeautifulSoup(client.get(url, asked).content, "html.parser")
    return [" ".join(row.select("td")[0].get_text().split()) for row in page.select("tbody tr")]


ASKED: list[tuple[dict[str, Any], list[str]]] = [
    ({"competence": ELEMENT}, ["Rounds"]),
    ({"competence": OTHER}, ["Budgets"]),
    ({"stage": "undergraduate"}, ["Rounds"]),
    ({"stage": "continuing"}, []),
    ({"least": 12}, ["Budgets"]),
    ({"most": 39}, ["Rounds"]),
    ({"least": 11, "most": 11}, ["Rounds"]),
    ({"q": "money"}, ["Budgets"]),
    ({"q": "who PAYS budget"}, ["Budgets"]),
    ({"q": "who nothing"}, []),
    ({"state": "live", "q": "round"}, ["Rounds"]),
]


@pytest.mark.parametrize(("asked", "titles"), ASKED)
def test_both_lists_are_narrowed_alike(
    studio: Client, shelf: dict[str, Module], asked: dict[str, Any], titles: list[str]
) -> None:
    found = listed(studio, **asked)

    assert [title.split(" Draft")[0] for title in found] == titles
    assert chosen(studio, **asked) == titles


def test_by_who_wrote_in_it(studio: Client, shelf: dict[str, Module], designer: Any) -> None:
    another = make_designer("another@site.example")
    shelf["draft"].save_revision(user=another)

    assert chosen(studio, author=designer.pk) == ["Budgets"]
    assert chosen(studio, author=another.pk) == ["Not ready"]


def test_templates_are_listed_and_not_chosen(studio: Client, shelf: dict[str, Module]) -> None:
    assert listed(studio, is_template="true") == ["To copy"]
    assert chosen(studio) == ["Budgets", "Rounds", "Not ready"]


def test_what_is_said_of_each(studio: Client, shelf: dict[str, Module]) -> None:
    make_programme("Being written", modules=[PartModule(shelf["rounds"])], publish=False)

    rows = {row[0].split()[0]: row[1:] for row in cells(studio.get(address(Module, "list", Module())))}

    assert rows["Rounds"][:5] == ["Live", "1", "11", "2", "1.1.1 First competence"]
    assert rows["Rounds"][6].startswith("Being written (draft), Programme ")
    assert rows["Budgets"][:7] == ["Live", "1", "40", "1", "1.2 Second element", "Missing", ""]
    assert rows["Not"][:5] == ["Draft", "", "", "", ""]
    assert rows["To"][0] == "Template (draft)"


def test_what_is_chosen_is_told_with_its_facts(studio: Client, shelf: dict[str, Module]) -> None:
    name = Module.snippet_viewset.chooser_viewset.get_url_name("chosen_multiple")
    ids = [shelf["rounds"].pk, shelf["budgets"].pk]

    answer = studio.get(reverse(name), {"id": ids}).json()

    told = [{key: each[key] for key in ("key", "title", "minutes", "state")} for each in answer["result"]]
    assert told == [
        {"key": str(shelf[name].translation_key), "title": title, "minutes": minutes, "state": "Live"}
        for name, title, minutes in (("budgets", "Budgets", 40), ("rounds", "Rounds", 11))
    ]


def test_one_that_is_chosen_alone(studio: Client, shelf: dict[str, Module]) -> None:
    name = Module.snippet_viewset.chooser_viewset.get_url_name("chosen")

    told = studio.get(reverse(name, args=[shelf["draft"].pk])).json()["result"]

    assert (told["key"], told["minutes"], told["state"]) == (str(shelf["draft"].translation_key), 0, "Draft")
