"""The public page of an element: which programmes and modules build it, and nothing that is not public."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import Locale, PageViewRestriction

from cms.site.models import ProgrammePage
from cms.site.services import build_demo_site
from competencies.enums import Stage
from competencies.models import Framework, Node
from programmes.claimed import claimed
from programmes.services.authoring import publish_draft
from tests.factories.programmes import a_reading, make_module, make_programme
from tests.factories.trusts import NOW
from tests.programmes.conftest import COMPETENCE, ELEMENT, OTHER

pytestmark = pytest.mark.django_db
PAGE = "/framework/small/1.1/"


def text_of(client: Client) -> str:
    found = BeautifulSoup(client.get(PAGE).content, "html.parser").find(attrs={"aria-labelledby": "claimed"})
    assert found is not None
    return " ".join(found.get_text(" ").split())


def test_programmes_and_modules_by_competence(client: Client, framework: Framework) -> None:
    both = [
        a_reading("One", minutes=4, claims={ELEMENT: "introduces", COMPETENCE: "introduces"}),
        a_reading("Two", minutes=3, claims={COMPETENCE: "demonstrates"}),
    ]
    broad = make_module("Broad", activities=both)
    other = make_module("Other", activities=[a_reading(claims={OTHER: "practises"})])
    make_programme("Team", stage=Stage.CONTINUING, modules=[broad, other], open_to_all=True)
    make_programme("Shown", stage=Stage.UNDERGRADUATE, modules=[broad])
    make_programme("Elsewhere", modules=[other], open_to_all=True)
    build_demo_site(NOW)

    assert text_of(client) == (
        "Where to learn it Shown Undergraduate Team Continuing practice · open to all "
        "The element as a whole “Broad”: Introduces, 4 minutes (Shown; Team) "
        "1.1.1 First competence “Broad”: Demonstrates, 7 minutes (Shown; Team)"
    )
    page = client.get(PAGE).content.decode()
    assert '<a href="/programmes/programme-' in page


def test_what_is_not_public_is_not_named(client: Client, framework: Framework) -> None:
    claiming = [a_reading(claims={ELEMENT: "introduces"})]
    make_programme("Secret plans", modules=[make_module("Hidden", activities=claiming)])
    make_module("In no programme", activities=[a_reading(claims={ELEMENT: "practises"})])
    archived = make_module("Archived", activities=[a_reading(claims={ELEMENT: "practises"})])
    make_programme("Open", modules=[archived], open_to_all=True)
    archived.unpublish()

    nothing = "Where to learn it No programme that is open or shown here builds this element yet."
    assert text_of(client) == nothing

    build_demo_site(NOW)
    assert "Secret plans" in text_of(client)
    ProgrammePage.objects.get(title="Secret plans").unpublish()
    assert text_of(client) == nothing


def test_words_in_the_readers_language(framework: Framework, welsh: Locale) -> None:
    module = make_module("Broad", activities=[a_reading(claims={ELEMENT: "introduces"})])
    make_programme("Team", modules=[module], open_to_all=True)
    translated = module.copy_for_translation(welsh)
    translated.title = "Eang"
    translated.save()
    publish_draft(translated)

    found = claimed(Node.objects.get(code="1.1"), pages={}, language="cy")
    assert [each.title for node in found.nodes for each in node.modules] == ["Eang"]


def test_a_page_behind_a_password_is_not_linked(framework: Framework, client: Client) -> None:
    module = make_module("Wide", activities=[a_reading(claims={COMPETENCE: "introduces"})])
    make_programme("Team", modules=[module], open_to_all=True)
    build_demo_site(NOW)
    page = ProgrammePage.objects.get()
    link = f'href="/programmes/{page.slug}/"'
    with_link = client.get(PAGE).content.decode()
    PageViewRestriction.objects.create(
        page=page.get_parent(), restriction_type=PageViewRestriction.PASSWORD, password="open"
    )

    without = client.get(PAGE).content.decode()

    assert link in with_link
    assert link not in without
    assert "Team" in without


def test_the_page_of_an_element_takes_ten_queries(
    framework: Framework, client: Client, django_assert_num_queries: Any
) -> None:
    make_programme(
        modules=[make_module(activities=[a_reading(claims={COMPETENCE: "introduces"})])], open_to_all=True
    )
    build_demo_site(NOW)
    client.get(PAGE)

    with django_assert_num_queries(10):
        client.get(PAGE)


@pytest.mark.parametrize("size", [1, 3, 30])
def test_the_queries_are_the_same_at_any_length(
    size: int, framework: Framework, django_assert_num_queries: Any
) -> None:
    for _each in range(size):
        module = make_module(activities=[a_reading(claims={COMPETENCE: "introduces"})])
        make_programme(modules=[module], open_to_all=True)
    element = Node.objects.get(code="1.1")

    with django_assert_num_queries(3):
        found = claimed(element, pages={}, language="en-gb")
    assert (len(found.programmes), [len(node.modules) for node in found.nodes]) == (size, [size])
