"""Where a module is used: in what is published and in drafts."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from programmes.catalogue.uses import uses_of
from programmes.models import Module, Programme
from programmes.services.authoring import GroupData, PartModule, programme_item, publish_draft, tree_data
from tests.factories.programmes import a_reading, make_module, make_programme
from tests.programmes.test_studio import address

pytestmark = pytest.mark.django_db


def told(module: Module | Programme) -> list[tuple[str, int | None, int | None, bool]]:
    found = uses_of([module.translation_key]).get(module.translation_key, [])
    return [(use.title, use.published, use.version, use.in_draft) for use in found]


def test_published_and_drafts_are_told_apart() -> None:
    module, other = make_module(), make_module()
    both = make_programme("Both", modules=[module])
    draft = make_programme("Draft", modules=[module], publish=False)
    left = make_programme("Left", modules=[module])
    left.tree = tree_data(left.translation_key, [GroupData(title="Part", children=())])
    left.save_revision()
    make_programme("Elsewhere", modules=[other])

    assert told(module) == [("Both", 1, 1, True), ("Draft", None, None, True), ("Left", 1, 1, False)]

    both.unpublish()
    draft.delete()
    assert told(module) == [("Both", None, None, True), ("Left", 1, 1, False)]


def test_a_programme_says_which_version_it_fixed() -> None:
    module = make_module()
    programme = make_programme("Holds the first", modules=[module])
    module.body = [*module.stored("body"), *make_module(activities=[a_reading("More")]).stored("body")]
    publish_draft(module)
    assert told(module) == [("Holds the first", 1, 1, True)]

    publish_draft(programme)
    assert told(module) == [("Holds the first", 2, 2, True)]


def test_programmes_are_used_too(welsh: Any) -> None:
    inner = make_programme("Inner")
    outer = make_programme("Outer", parts=[GroupData(title="Part", children=(programme_item(inner),))])
    translated = outer.copy_for_translation(welsh)
    translated.title = "Allanol"
    translated.save()

    assert told(inner) == [("Outer", 1, None, True)]


@pytest.mark.parametrize("size", [1, 3])
def test_queries(size: int, django_assert_num_queries: Any) -> None:
    modules = [make_module() for _ in range(size)]
    for _module in modules:
        make_programme(modules=[PartModule(each) for each in modules])

    with django_assert_num_queries(2):
        found = uses_of([module.translation_key for module in modules])
    assert {len(uses) for uses in found.values()} == {size}


def test_it_stands_on_the_module_s_page(studio: Client) -> None:
    module = make_module()
    make_programme("Being written", modules=[module], publish=False)

    page = BeautifulSoup(studio.get(address(Module, "edit", module)).content, "html.parser")

    (said,) = (" ".join(each.get_text().split()) for each in page.select(".lp-origin"))
    assert said == "Being written: in its draft only"
