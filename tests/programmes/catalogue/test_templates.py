"""Beginning with a copy: of a template or of anything else, and what the copy remembers."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from programmes import preflight
from programmes.addresses import TEMPLATE, TEMPLATES
from programmes.models import Module, Programme
from programmes.rules.tree import parse
from programmes.services import authoring
from programmes.services.authoring import GroupData, publish_draft, recognition_item
from programmes.services.templates import load_templates, mark_template
from tests.factories.programmes import make_module, make_programme
from tests.programmes.forms import form_of
from tests.programmes.test_studio import address

pytestmark = pytest.mark.django_db


def text_of(page: Any, selector: str) -> list[str]:
    soup = BeautifulSoup(page.content, "html.parser")
    return [" ".join(each.get_text(" ").split()) for each in soup.select(selector)]


def test_the_shipped_ones_are_made_once(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_templates")
    Programme.objects.filter(slug="six-months-for-new-consultants").update(title="Ours")

    call_command("load_templates")

    assert capsys.readouterr().out.split("\n")[:2] == ["templates: 5 made", "templates: 0 made"]
    assert Programme.objects.filter(is_template=True, live=False).count() == 3
    assert Module.objects.filter(is_template=True, live=False).count() == 2
    assert Programme.objects.filter(title="Ours").exists()


def test_shipped_modules_lack_nothing_and_programmes_only_modules() -> None:
    load_templates()

    assert [preflight.module_problems(each) for each in Module.objects.all()] == [[], []]
    codes = {found.code for each in Programme.objects.all() for found in preflight.programme_problems(each)}
    assert codes == {"empty", "group_empty", "unreachable"}


def test_the_screen_shows_what_one_can_begin_with(studio: Client) -> None:
    url = reverse(TEMPLATES, args=["programme"])
    assert "There is no template of a programme yet." in studio.get(url).content.decode()
    load_templates()

    page = studio.get(url)

    assert text_of(page, ".lp-template h2") == [
        "An introduction at your own pace",
        "Six months for new consultants",
        "Ward leadership, one day a month",
    ]
    assert text_of(page, ".lp-template-about")[1] == "Continuing practice · length in days: 182"
    assert text_of(page, ".lp-template-lines")[0].startswith("1 Begin here 2 What suits you: any three (")
    assert (
        reverse(TEMPLATES, args=["programme"])
        in studio.get(address(Programme, "list", Programme())).content.decode()
    )
    assert studio.get(reverse(TEMPLATES, args=["media"])).status_code == 404


@pytest.mark.parametrize("size", [1, 3])
def test_queries(studio: Client, size: int, django_assert_num_queries: Any) -> None:
    for _ in range(size):
        mark_template(make_module(publish=False), is_template=True)
    url = reverse(TEMPLATES, args=["module"])
    studio.get(url)

    with django_assert_num_queries(10):
        assert len(text_of(studio.get(url), ".lp-template h2")) == size


def test_making_a_template_and_none_again(studio: Client) -> None:
    """Whatever the draft says, and whatever is published after."""
    module = make_module("Rounds")
    url = reverse(TEMPLATE, args=["module", module.pk])
    assert "Make “Rounds” a template" in studio.get(url).content.decode()

    studio.post(url, {"template": "yes"})
    studio.post(url, {"template": "yes"})
    publish_draft(Module.objects.get())
    assert Module.objects.get().is_template

    studio.post(url, {"template": "no"})
    assert not Module.objects.get().is_template
    said = ModelLogEntry.objects.filter(action="leadership.template").order_by("pk")
    assert [entry.data["is_template"] for entry in said] == [True, False]


def copied(client: Client, original: Module | Programme, **changes: str) -> Any:
    url = address(type(original), "copy", original)
    return client.post(url, form_of(client.get(url)) | changes)


def test_a_copy_knows_what_it_came_from(studio: Client) -> None:
    module = make_module("Rounds")

    copied(studio, module, title="Rounds at night")

    copy = Module.objects.get(title="Rounds at night")
    assert (copy.copied_from, copy.copied_version, copy.is_template) == (module.translation_key, 1, False)
    assert copy.translation_key != module.translation_key
    assert {each["id"] for each in copy.stored("body")}.isdisjoint(
        each["id"] for each in module.stored("body")
    )
    assert Module.objects.get(pk=module.pk).title == "Rounds"
    assert text_of(studio.get(address(Module, "edit", copy)), ".lp-origin")[0].startswith(
        "Copied from Rounds , version 1."
    )
    assert "Rounds at night" in text_of(studio.get(address(Module, "edit", module)), ".lp-origin")[0]
    publish_draft(copy)
    copy.refresh_from_db()
    assert (copy.copied_from, copy.copied_version) == (module.translation_key, 1)


def test_a_programme_begun_with_a_template_has_ids_of_its_own(studio: Client) -> None:
    load_templates()
    template = Programme.objects.get(slug="six-months-for-new-consultants")

    copied(studio, template)

    copy = Programme.objects.get(slug="six-months-for-new-consultants-2")
    assert (copy.copied_from, copy.copied_version, copy.is_template) == (
        template.translation_key,
        None,
        False,
    )
    old, new = ([node.id for node in parse(each.tree).walk()] for each in (template, copy))
    assert len(old) == len(new)
    assert set(old).isdisjoint(new)
    needs = {need for node in parse(copy.tree).walk() for need in node.needs}
    assert needs < set(new)


def test_what_was_never_published_is_copied_from_its_newest_draft(studio: Client) -> None:
    part = GroupData(title="Part", children=(recognition_item("A course"),))
    original = make_programme("Old", parts=[part], publish=False)
    original.title = "Newer"
    original.save_revision()

    copy = authoring.copy_of(original)

    assert (copy.title, copy.pk, copy.live, copy.copied_version) == ("Newer", None, False, None)
