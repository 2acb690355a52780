"""What the Studio does with work that has only begun: the home, the empty form, the address that is taken."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries
from wagtail.models import Locale

from programmes.models import Module, Programme
from tests.factories.programmes import a_reading, make_module, make_programme
from tests.programmes.conftest import make_designer
from tests.programmes.forms import form_of, post

pytestmark = pytest.mark.django_db

HOME = "/admin/"
STUDIO = "/admin/snippets/leadership_programmes"


def panel(client: Client) -> Any:
    return BeautifulSoup(client.get(HOME).content, "html.parser").select_one("#leadership-studio-content")


def links(found: Any) -> dict[str, str]:
    return {" ".join(link.get_text().split()): link["href"] for link in found.select("a")}


def change(module: Module, user: Any) -> None:
    module.title += " again"
    module.save_revision(user=user)


def test_the_home_of_a_designer(studio: Client, designer: Any, welsh: Locale) -> None:
    make_module("Of somebody else", publish=False)
    make_module("Mine", publish=False, user=designer)
    change(make_module("Meetings", user=designer), designer)
    make_module("Done", user=designer).unpublish(user=designer)
    make_programme("Leading", modules=[make_module("Ready", user=designer)], user=designer)

    found = panel(studio)

    assert links(found) == {
        "Modules": f"{STUDIO}/module/",
        "Draft: 2": f"{STUDIO}/module/?state=draft",
        "Live, with changes: 1": f"{STUDIO}/module/?state=changed",
        "Live: 1": f"{STUDIO}/programme/?state=live",
        "Archived: 1": f"{STUDIO}/module/?state=archived",
        "Add module": f"{STUDIO}/module/add/",
        "From a template (Modules)": "/admin/studio/templates/module/",
        "Programmes": f"{STUDIO}/programme/",
        "Add programme": f"{STUDIO}/programme/add/",
        "From a template (Programmes)": "/admin/studio/templates/programme/",
        "Coverage: what the published modules build, and what is missing": "/admin/studio/coverage/",
        "Meetings again": f"{STUDIO}/module/edit/{Module.objects.get(title='Meetings').pk}/",
        "Mine": f"{STUDIO}/module/edit/{Module.objects.get(title='Mine').pk}/",
    }
    for draft, words in zip(
        found.select("ul")[-1].select("li"), ("Live, with changes", "Draft"), strict=True
    ):
        assert f"Module · {words} · English · saved " in draft.get_text()


@pytest.mark.parametrize("state", ["draft", "changed", "live", "archived"])
def test_every_figure_opens_its_list(studio: Client, designer: Any, welsh: Locale, state: str) -> None:
    make_module("Draft", publish=False)
    change(make_module("Changed"), designer)
    live = make_module("Live")
    live.copy_for_translation(welsh).save()
    make_module("Archived").unpublish()
    (shelf, _other) = studio.get(HOME).context["panels"][0].get_context_data({})["shelves"]

    (figure,) = [each for each in shelf.figures if each.state == state]

    listed = BeautifulSoup(studio.get(figure.url).content, "html.parser").select("table.listing tbody tr")
    assert len(listed) == figure.count


def test_the_home_before_anything_is_made(studio: Client) -> None:
    words = panel(studio).get_text()

    assert words.count("None yet.") == 2
    assert "Nothing of yours waits to be published." in words


@pytest.mark.parametrize("groups", [["Editors"], ["Operators"]])
def test_others_have_no_studio_on_their_home(client: Client, groups: list[str]) -> None:
    user = get_user_model().objects.create_user(email="other@site.example")
    user.groups.set(Group.objects.filter(name__in=groups))
    client.force_login(user)

    assert panel(client) is None


def test_who_may_only_look_at_programmes_sees_those_and_adds_nothing(client: Client) -> None:
    user = get_user_model().objects.create_user(email="other@site.example")
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", "view_programme"]))
    client.force_login(user)
    make_programme("Leading", user=user, publish=False)

    assert links(panel(client)) == {
        "Programmes": f"{STUDIO}/programme/",
        "Draft: 1": f"{STUDIO}/programme/?state=draft",
    }


@pytest.mark.parametrize("size", [0, 1, 3, 30])
def test_queries_of_the_home(
    studio: Client, designer: Any, size: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(size):
        make_module(f"Module {number}", publish=False, user=designer)
        make_programme(modules=[], parts=[], publish=False, user=designer)
    studio.get(HOME)

    with django_assert_num_queries(20):
        page = studio.get(HOME)
    assert len(page.context["panels"][0].get_context_data({})["latest"]) == min(2 * size, 5)


def written(studio: Client, model: type[Module | Programme], **values: str) -> dict[str, str]:
    page = studio.get(reverse(model.snippet_viewset.get_url_name("add")))
    return form_of(page) | values


def test_an_empty_form_is_no_work_to_save(studio: Client) -> None:
    add = f"{STUDIO}/module/add/"

    page = studio.post(add, written(studio, Module) | {"action-publish": "true"})

    assert "Nothing was published. What is missing or wrong is said below" in page.content.decode()
    assert page.context["has_unsaved_changes"] is False
    assert not Module.objects.exists()


def test_what_was_written_is(studio: Client) -> None:
    add = f"{STUDIO}/module/add/"

    page = studio.post(add, written(studio, Module, title="Meetings") | {"action-publish": "true"})

    assert page.context["has_unsaved_changes"] is True


def test_a_refused_publication_of_a_draft_says_so(studio: Client) -> None:
    module = make_module("Meetings", activities=[], publish=False)

    page = post(studio, module, "publish")

    assert "Nothing was published. What is missing or wrong is said below" in page.content.decode()


def test_what_has_no_title_is_called_untitled_in_the_list(studio: Client) -> None:
    Module.objects.create(title="", summary="", live=False)

    page = BeautifulSoup(studio.get(f"{STUDIO}/module/").content, "html.parser")
    assert [cell.get_text().strip() for cell in page.select("td.title .title-wrapper")] == ["Untitled module"]


def test_ones_own_draft_with_the_address_is_named(studio: Client, designer: Any) -> None:
    held = make_programme("<Leading>", slug="leading", publish=False, user=designer)

    page = studio.post(f"{STUDIO}/programme/add/", written(studio, Programme, title="Other", slug="leading"))

    (error,) = page.context["form"].errors["slug"]
    assert error == (
        f"Your own draft <a href='{STUDIO}/programme/edit/{held.pk}/' target='_blank' rel='noreferrer'>"
        "&lt;Leading&gt; (opens in a new tab)</a> has the address “leading”. Go on with that draft, or "
        "choose another address here."
    )
    assert error in page.content.decode()
    assert Programme.objects.count() == 1


@pytest.mark.parametrize("whose", ["published", "another's"])
def test_another_programme_with_the_address_is_not_linked(studio: Client, designer: Any, whose: str) -> None:
    user = designer if whose == "published" else make_designer("second@site.example")
    module = make_module(activities=[a_reading()])
    make_programme("Leading", slug="leading", modules=[module], publish=whose == "published", user=user)

    page = studio.post(f"{STUDIO}/programme/add/", written(studio, Programme, title="Other", slug="leading"))

    assert page.context["form"].errors["slug"] == [
        "Another programme has the address “leading”. Choose one that is not taken."
    ]
