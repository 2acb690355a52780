"""What the editor is given beside the document."""

from __future__ import annotations

import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import Locale

from programmes.editor.widget import TreeEditor
from programmes.models import Module, Programme
from programmes.services.authoring import GroupData, PartModule, credits_item, module_item
from tests.factories.programmes import a_reading, make_module, make_programme
from tests.programmes.test_studio import address

pytestmark = pytest.mark.django_db


def shown(client: Client, programme: Programme) -> tuple[dict[str, Any], str]:
    """The configuration in the editor's page, and the document."""
    page = BeautifulSoup(client.get(address(Programme, "edit", programme)).content, "html.parser")
    (host,) = page.select("[data-tree-editor]")
    (field,) = host.select("textarea[name=tree]")
    return json.loads(str(host["data-config"])), field.text


def test_modules_are_named_with_minutes_and_state(studio: Client) -> None:
    module, draft = (
        make_module("Ready", activities=[a_reading(minutes=7)]),
        make_module("Draft", publish=False),
    )
    programme = make_programme(modules=[PartModule(module), PartModule(draft)], publish=False)

    config, document = shown(studio, programme)

    assert json.loads(document) == programme.tree
    assert config["titles_only"] is False
    assert config["known"]["module"] == {
        str(row.translation_key): {
            "title": row.title,
            "minutes": minutes,
            "state": state,
            "url": address(Module, "edit", row),
        }
        for row, minutes, state in ((module, 7, "Live"), (draft, 0, "Draft"))
    }
    assert [each["code"] for each in config["items"]][:2] == ["module", "programme"]


def test_a_translation_shows_titles_only(studio: Client, welsh: Locale) -> None:
    part = GroupData(title="First part", children=(module_item(make_module()), credits_item("Courses", "2")))
    programme = make_programme(parts=[part])
    translated = programme.copy_for_translation(welsh)
    translated.save()

    config, _document = shown(studio, translated)

    assert config["titles_only"] is True
    assert sorted(config["originals"].values()) == ["Courses", "First part"]


def test_what_was_sent_is_shown_again_as_it_was(db: None) -> None:
    for odd in ("{", "[]", '{"root": {"children": 7}}'):
        page = BeautifulSoup(TreeEditor().render("tree", odd, {"id": "id_tree"}), "html.parser")
        assert [field.text for field in page.select("textarea")] == [odd]


@pytest.mark.parametrize("size", [1, 10])
def test_queries(size: int, django_assert_num_queries: Any) -> None:
    """The original's row, then modules and their versions."""
    programme = make_programme(modules=[PartModule(make_module()) for _ in range(size)])
    widget = TreeEditor()
    widget.programme = programme

    with django_assert_num_queries(3):
        config = widget.config(programme.tree)
    assert len(config["known"]["module"]) == size
