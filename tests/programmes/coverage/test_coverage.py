"""Coverage: exact cells, gaps in words, the same queries at any length, a file for spreadsheets."""

from __future__ import annotations

import csv
import io
from typing import Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from competencies.enums import ClaimStrength, Stage
from competencies.models import Framework, Node
from programmes.coverage.table import Coverage, Wanted, claims_in, coverage, percent
from programmes.models import Module
from tests.competencies.conftest import load, publish, small_file
from tests.factories.programmes import (
    a_quiz,
    a_reading,
    make_module,
    make_programme,
    module_version,
)
from tests.programmes.conftest import COMPETENCE, ELEMENT, OTHER
from tests.ready import ready

pytestmark = pytest.mark.django_db
PAGE = "/admin/studio/coverage/"


def cells(found: Coverage) -> dict[str, list[tuple[str, int]]]:
    return {row.version.title: [(cell.letter, cell.minutes) for cell in row.cells] for row in found.rows}


def text_of(client: Client, address: str = PAGE) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def make_modules() -> dict[str, Module]:
    """One that claims an element twice over, one that claims the other, one that claims nothing."""
    publish(load(small_file()))
    both = [
        a_reading("Words", minutes=7, claims={ELEMENT: "introduces", COMPETENCE: "practises"}),
        a_quiz("Questions", minutes=5, claims={COMPETENCE: "introduces"}),
    ]
    return {
        "both": make_module("Both", activities=both),
        "other": make_module(
            "Other", activities=[a_reading(minutes=4, claims={OTHER: "demonstrates"}, required=True)]
        ),
        "none": make_module("None", activities=[a_reading(minutes=3)]),
    }


ready_covering = ready("ready_covering", make_modules)


@pytest.fixture
def modules(ready_covering: dict[str, Module]) -> dict[str, Module]:
    return ready_covering


def test_cells_hold_the_strongest_claim_and_the_minutes(modules: dict[str, Module]) -> None:
    found = coverage(Wanted())

    assert [element.code for element in found.elements] == ["1.1", "1.2"]
    assert cells(found) == {
        "Both": [("P", 12), ("", 0)],
        "None": [("", 0), ("", 0)],
        "Other": [("", 0), ("D", 4)],
    }
    assert [(cell.letter, cell.minutes) for cell in found.totals] == [("P", 12), ("D", 4)]
    assert (found.minutes, found.covered, found.percent, found.gaps) == (19, 2, 100, [])


def test_stage_and_programme_narrow_it(modules: dict[str, Module]) -> None:
    first = make_programme("First", stage=Stage.UNDERGRADUATE, modules=[modules["both"]])
    make_programme("Second", stage=Stage.CONTINUING, modules=[modules["other"], modules["none"]])
    make_programme("Archived", stage=Stage.CONTINUING, modules=[modules["both"]]).unpublish()

    assert sorted(cells(coverage(Wanted(stage="continuing")))) == ["None", "Other"]
    assert sorted(cells(coverage(Wanted(stage="postgraduate")))) == []
    found = coverage(Wanted(programme=first.translation_key))
    assert cells(found) == {"Both": [("P", 12), ("", 0)]}
    assert [element.code for element in found.gaps] == ["1.2"]
    assert (found.covered, found.percent) == (1, 50)
    assert cells(coverage(Wanted(programme=first.translation_key, stage="continuing"))) == {}
    assert cells(coverage(Wanted(programme=uuid4()))) == {}
    assert [each.title for each in found.programmes] == ["First", "Second"]


def test_only_what_is_published_counts(modules: dict[str, Module]) -> None:
    modules["both"].unpublish()
    make_module("Draft", activities=[a_reading(claims={ELEMENT: "introduces"})], publish=False)

    assert sorted(cells(coverage(Wanted()))) == ["None", "Other"]


def test_what_is_demonstrated_and_assessed(modules: dict[str, Module]) -> None:
    make_programme("First", stage=Stage.UNDERGRADUATE, modules=[modules["both"], modules["other"]])
    make_programme("Second", stage=Stage.CONTINUING, modules=[modules["other"]])
    found = coverage(Wanted())

    assert [[(cell.letter, cell.assessed) for cell in row.cells] for row in found.rows] == [
        [("P", True), ("", False)],
        [("", False), ("", False)],
        [("", False), ("D", False)],
    ]
    assert [each.code for each in found.not_demonstrated] == ["1.1"]
    assert [each.code for each in found.not_assessed] == ["1.2"]
    assert [
        (element.code, [(cell.letter, cell.minutes, cell.assessed) for cell in cells])
        for element, cells in found.by_stage
    ] == [
        ("1.1", [("P", 12, True), ("", 0, False), ("", 0, False)]),
        ("1.2", [("D", 4, False), ("", 0, False), ("D", 4, False)]),
    ]


def test_percentages_are_rounded_half_up() -> None:
    assert [percent(part, 8) for part in range(9)] == [0, 13, 25, 38, 50, 63, 75, 88, 100]
    assert (percent(1, 200), percent(0, 0)) == (1, 0)


def test_one_cell(modules: dict[str, Module], django_assert_num_queries: Any) -> None:
    version, element = module_version(modules["both"]), Node.objects.get(code="1.1")

    with django_assert_num_queries(1):
        found = claims_in(version, element)
    assert [(each.title, each.node[:5].strip(), each.strength, each.minutes) for each in found] == [
        ("Words", "1.1 F", ClaimStrength.INTRODUCES, 7),
        ("Words", "1.1.1", ClaimStrength.PRACTISES, 7),
        ("Questions", "1.1.1", ClaimStrength.INTRODUCES, 5),
    ]


@pytest.mark.parametrize("size", [1, 3, 30])
def test_the_queries_are_the_same_at_any_length(
    size: int, framework: Framework, django_assert_num_queries: Any, studio: Client
) -> None:
    for number in range(size):
        module = make_module(f"Module {number:02}", activities=[a_reading(claims={ELEMENT: "introduces"})])
        make_programme(modules=[module])

    with django_assert_num_queries(6):
        found = coverage(Wanted(stage="postgraduate"))
    assert len(found.rows) == size
    studio.get(PAGE)
    with django_assert_num_queries(15):
        studio.get(PAGE)
    with django_assert_num_queries(11):
        b"".join(studio.get(f"{PAGE}coverage.csv").streaming_content)


# Screens


def test_the_page_names_the_gaps(studio: Client, modules: dict[str, Module]) -> None:
    make_programme("First", stage=Stage.UNDERGRADUATE, modules=[modules["both"]])

    assert (
        "3 modules of 19 minutes together cover 2 of 2 elements (100%). Every element is claimed. "
        "No module demonstrates 1.1 First element. Nothing assesses 1.2 Second element."
    ) in text_of(studio)
    assert "1 module of 12 minutes covers 1 of 2 elements (50%). Nothing claims 1.2." in text_of(
        studio, f"{PAGE}?stage=undergraduate"
    )
    assert "No published module is here yet." in text_of(studio, f"{PAGE}?stage=continuing")
    assert "3 modules" in text_of(studio, f"{PAGE}?stage=nonsense&programme=x&framework=none")


def test_the_table_says_what_each_cell_is(studio: Client, modules: dict[str, Module]) -> None:
    table = BeautifulSoup(studio.get(PAGE).content, "html.parser").find("table", class_="lp-coverage")
    assert table is not None

    heads = [cell.get_text(strip=True) for cell in table.select("thead th[scope=col]")]
    assert heads == ["Module", "Minutes", "1.1", "1.2"]
    assert [cell.get_text(strip=True) for cell in table.select("tbody th[scope=row]")] == [
        "Both",
        "None",
        "Other",
    ]
    link = table.select_one("tbody a")
    assert link is not None
    assert " ".join(link.get_text(" ").split()) == "P Practises, Assessed, 12 minutes ✓"
    said = text_of(studio, str(link["href"]))
    assert "1.1 First element in “Both”" in said
    assert "Words Reading 1.1 First element Introduces 7" in said


def test_without_a_framework_there_is_nothing_to_claim(studio: Client) -> None:
    assert "No framework is published yet" in text_of(studio)


def test_the_file_is_the_table(studio: Client, modules: dict[str, Module]) -> None:
    make_module('=HYPERLINK("x")', activities=[a_reading(minutes=2)])
    response = studio.get(f"{PAGE}coverage.csv")

    assert response["Content-Disposition"] == 'attachment; filename="coverage.csv"'
    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    first, second = "1.1 First element", "1.2 Second element"
    assert rows == [
        ["Module", "Minutes", first, second]
        + [f"{element}, {what}" for what in ("minutes", "assessed") for element in (first, second)],
        ['\'=HYPERLINK("x")', "2", "", "", "0", "0", "", ""],
        ["Both", "12", "Practises", "", "12", "0", "Yes", ""],
        ["None", "3", "", "", "0", "0", "", ""],
        ["Other", "4", "", "Demonstrates", "0", "4", "", "No"],
    ]
    narrowed = studio.get(f"{PAGE}coverage.csv?stage=continuing")
    assert b"".join(narrowed.streaming_content).count(b"\r\n") == 1


def test_the_file_of_stages(studio: Client, modules: dict[str, Module]) -> None:
    make_programme("First", stage=Stage.UNDERGRADUATE, modules=[modules["both"]])
    response = studio.get(f"{PAGE}coverage.csv?by=stage")

    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert rows[:3] == [
        ["Element", "Career stage", "How far it goes", "Minutes", "Assessed"],
        ["1.1 First element", "Undergraduate", "Practises", "12", "Yes"],
        ["1.1 First element", "Postgraduate", "", "0", ""],
    ]
    assert len(rows) == 7


def test_a_cell_that_is_not_there(studio: Client, modules: dict[str, Module]) -> None:
    key = modules["both"].translation_key
    assert studio.get(f"{PAGE}{key}/small-1/1.2/").status_code == 200
    for wrong in (
        f"{key}/small-1/9.9/",
        f"{key}/other-1/1.1/",
        f"{uuid4()}/small-1/1.1/",
        f"{key}/small-1/1/",
    ):
        assert studio.get(f"{PAGE}{wrong}").status_code == 404


def test_where_it_is_linked(studio: Client, modules: dict[str, Module]) -> None:
    programme = make_programme("First", modules=[modules["both"]])
    draft = make_programme("Draft", publish=False)
    edit = type(programme).snippet_viewset.get_url_name("edit")

    assert f'href="{PAGE}"' in studio.get("/admin/").content.decode()
    page = studio.get(reverse(edit, args=[programme.pk])).content.decode()
    assert f"{PAGE}?programme={programme.translation_key}" in page
    assert "?programme=" not in studio.get(reverse(edit, args=[draft.pk])).content.decode()
