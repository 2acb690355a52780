"""A programme without a public page: its designer is told, an editor makes the draft in one step."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, PageLogEntry

from cms.site.models import ProgrammeIndexPage, ProgrammePage
from cms.site.programme_pages import address_of
from cms.site.selectors import programmes_without_page
from kernel import clock, outbox
from programmes.models import Programme
from programmes.services.authoring import publish_draft
from tests.factories import trusts
from tests.factories.programmes import make_programme
from tests.programmes.forms import post
from tests.web.conftest import text_of

HOME = "/admin/"
MISSING = "Programmes without a public page"


def member(group: str) -> Client:
    user = trusts.make_user(first_name="Mo")
    user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user)
    return client


def administrator() -> Client:
    client = Client()
    client.force_login(trusts.make_user(is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def editor(site: Any) -> Client:
    return member("Editors")


@pytest.fixture
def designer(site: Any) -> Client:
    return member("Programme designers")


@pytest.fixture
def bare(site: Any) -> Programme:
    """Published, open to all, and nowhere on the public site."""
    return make_programme("Leading at night", open_to_all=True, slug="leading-at-night")


def pages_of(programme: Programme) -> list[tuple[str, str, bool]]:
    rows = ProgrammePage.objects.filter(programme=programme).order_by("path")
    return [(page.title, page.slug, page.live) for page in rows]


DRAFT = ("Leading at night", "leading-at-night", False)


def test_an_editor_makes_the_draft_in_one_step(editor: Client, bare: Programme) -> None:
    home = text_of(editor.get(HOME))
    assert MISSING in home
    assert f'action="{address_of(bare.translation_key)}"' in home

    response = editor.post(address_of(bare.translation_key), follow=True)

    page = ProgrammePage.objects.get(programme=bare)
    assert response.redirect_chain == [(reverse("wagtailadmin_pages:edit", args=[page.pk]), 302)]
    assert "The page of “Leading at night” is a draft." in text_of(response)
    assert pages_of(bare) == [DRAFT]
    assert page.get_parent().specific == ProgrammeIndexPage.objects.get()
    assert page.latest_revision is not None
    (entry,) = PageLogEntry.objects.filter(page=page.pk)
    assert (entry.action, entry.user_id) == ("wagtail.create", page.owner_id)
    assert MISSING not in text_of(editor.get(HOME))
    assert Client().get("/programmes/leading-at-night/").status_code == 404


def test_published_it_is_what_visitors_read(editor: Client, bare: Programme) -> None:
    editor.post(address_of(bare.translation_key))
    page = ProgrammePage.objects.get(programme=bare)
    page.get_latest_revision().publish()

    assert "Leading at night" in text_of(Client().get("/programmes/leading-at-night/"))
    shown = text_of(editor.get(address_of(bare.translation_key)))
    assert 'Visitors find the programme at <a href="/programmes/leading-at-night/">' in shown


def test_made_twice_it_is_one(editor: Client, bare: Programme) -> None:
    first = editor.post(address_of(bare.translation_key))
    second = editor.post(address_of(bare.translation_key))

    assert first.url == second.url
    assert pages_of(bare) == [DRAFT]


def test_an_address_that_another_page_has_gets_a_number(editor: Client, bare: Programme) -> None:
    index = ProgrammeIndexPage.objects.get()
    index.add_child(instance=Page(title="Nights", slug="leading-at-night"))

    editor.post(address_of(bare.translation_key))

    assert pages_of(bare) == [("Leading at night", "leading-at-night-1", False)]


def test_a_designer_reads_what_is_missing_and_makes_nothing(designer: Client, bare: Programme) -> None:
    address = address_of(bare.translation_key)
    editing = text_of(designer.get(f"/admin/snippets/leadership_programmes/programme/edit/{bare.pk}/"))
    assert f'href="{address}"' in editing

    page = text_of(designer.get(address))

    assert "is published and has no page on the public site" in page
    assert "An editor makes it in one step" in page
    assert "Make a draft" not in page
    assert MISSING not in text_of(designer.get(HOME))
    assert designer.post(address).url == HOME
    assert pages_of(bare) == []


@pytest.mark.parametrize("group", ["Operators", None])
def test_others_have_no_such_screen(site: Any, bare: Programme, group: str | None) -> None:
    client = member(group) if group else Client()
    address = address_of(bare.translation_key)

    assert client.get(address).status_code == client.post(address).status_code == 302
    assert pages_of(bare) == []


def test_only_open_published_programmes_without_any_page_are_missing(site: Any, bare: Programme) -> None:
    make_programme("A draft", open_to_all=True, publish=False)
    make_programme("Paid for by trusts")
    make_programme("Archived", open_to_all=True).unpublish()

    assert [version.title for version in programmes_without_page()] == ["Leading at night"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_home_costs_the_same(
    editor: Client, bare: Programme, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count - 1):
        make_programme(f"Another {number}", open_to_all=True)
    editor.get(HOME)

    with django_assert_num_queries(HOME_QUERIES):
        page = text_of(editor.get(HOME))

    assert page.count("Make a draft of its page") == count


HOME_QUERIES = 24


class TestTold:
    """The designer publishes in the Studio."""

    def publish(self, client: Client, programme: Programme, **changes: str) -> str:
        return text_of(client.get(post(client, programme, "publish", **changes).url))

    @pytest.mark.parametrize("open_to_all", [True, False])
    def test_after_the_first_publication(self, designer: Client, open_to_all: bool) -> None:
        programme = make_programme("Leading at night", open_to_all=open_to_all, publish=False)

        said = self.publish(designer, programme)

        assert "“Leading at night” has no page on the public site yet" in said
        assert "Ask an editor to make it" in said
        assert f'href="{address_of(programme.translation_key)}"' in said

    def test_not_by_saving_a_draft(self, designer: Client) -> None:
        programme = make_programme("Leading at night", open_to_all=True, publish=False)

        said = text_of(designer.get(post(designer, programme, "").url))

        assert "no page on the public site" not in said

    def test_not_where_it_has_one(self, designer: Client, site: Any) -> None:
        assert "no page on the public site" not in self.publish(
            designer, site["open"], summary="Other words."
        )

    def test_not_again_where_trusts_pay_for_it(self, designer: Client) -> None:
        programme = make_programme("Paid for by trusts")

        assert "no page on the public site" not in self.publish(designer, programme, duration_days="90")

    def test_an_administrator_is_offered_to_make_it(self, site: Any) -> None:
        admin = administrator()
        programme = make_programme("Leading at night", open_to_all=True, publish=False)

        said = self.publish(admin, programme)

        assert "make one, so that visitors find it" in said
        assert "Make its public page" in said


def test_without_a_list_of_programmes_it_says_what_comes_first(db: None) -> None:
    programme, admin = make_programme("Leading at night", open_to_all=True), administrator()

    page = text_of(admin.get(address_of(programme.translation_key)))

    assert "The public site has no list of programmes yet." in page
    assert admin.post(address_of(programme.translation_key)).url == HOME
    assert not ProgrammePage.objects.exists()


def test_what_is_not_published_has_no_such_screen(editor: Client) -> None:
    programme = make_programme("A draft", open_to_all=True, publish=False)

    assert editor.get(address_of(programme.translation_key)).status_code == 404
    assert editor.post(address_of(programme.translation_key)).status_code == 404


class TestMailed:
    """Also where nobody sits before the screen: a workflow that ends, an hour that has come."""

    @pytest.fixture
    def told(self, site: Any, mailoutbox: Any) -> Any:
        for name, group in (("editor", "Editors"), ("designer", "Programme designers"), ("gone", "Editors")):
            user = trusts.make_user(f"{name}@site.example", is_active=name != "gone")
            user.groups.add(Group.objects.get(name=group))

        def told() -> list[tuple[list[str], str]]:
            outbox.drain(clock=clock.now)
            return [(mail.to, mail.subject) for mail in mailoutbox]

        return told

    def test_those_who_make_pages_are_told_once(self, told: Any, mailoutbox: Any) -> None:
        programme = make_programme("Leading at night", open_to_all=True, slug="leading-at-night")
        publish_draft(programme)

        assert told() == [(["editor@site.example"], "“Leading at night” has no page on the public site yet")]
        assert f"http://127.0.0.1:8000{address_of(programme.translation_key)}" in mailoutbox[0].body

    def test_nobody_where_there_is_a_page_by_then(self, told: Any, site: Any) -> None:
        programme = make_programme("Leading at night", open_to_all=True)
        page = ProgrammePage(title="Nights", slug="nights", programme=programme, live=False)
        ProgrammeIndexPage.objects.get().add_child(instance=page)

        assert told() == []

    def test_nobody_of_another_version_that_trusts_pay_for(self, told: Any) -> None:
        programme = make_programme("Paid for by trusts")
        told()
        programme.duration_days = 90
        publish_draft(programme)

        assert len(told()) == 1
