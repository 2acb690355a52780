"""The public search: what is found, what is never found, and what it costs."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from cms.site.models import NewsPage, ProgrammePage
from competencies.models import Framework, Node
from programmes.models import Programme
from tests.competencies.conftest import load, publish, small_file
from tests.site.test_news import make_news
from tests.web.conftest import text_of

pytestmark = pytest.mark.usefixtures("indexed")


def asked(client: Client, words: str) -> Any:
    return client.get("/search/", {"q": words})


def found(client: Client, words: str) -> Any:
    return asked(client, words).context["found"]


def test_it_finds_programmes_elements_and_pages(site: Any, client: Client) -> None:
    publish(load(small_file()))
    make_news(1, title="Quiet wards at night", summary="Fewer alarms.")
    Programme.objects.filter(pk=site["open"].pk).update(summary="Begin with handover.")

    assert [row.title for row in found(client, "handover").programmes.rows] == ["First steps"]
    assert [row.title for row in found(client, "steps").programmes.rows] == ["First steps"]
    assert [row.title for row in found(client, "alarm").pages.rows] == ["Quiet wards at night"]
    node = Node.objects.get(code="1.1")
    assert [row.pk for row in found(client, "1.1").elements.rows] == [node.pk]
    assert node.pk in [row.pk for row in found(client, node.title).elements.rows]
    page = text_of(asked(client, "handover"))
    assert "1 result for “handover”." in page
    assert 'href="/programmes/first-steps/"' in page


def test_a_wrong_letter_finds_what_comes_close(site: Any, client: Client) -> None:
    page = asked(client, "programes")

    assert page.context["found"].is_guess or page.context["found"].count
    assert "Programmes" in text_of(page)


def test_nothing_found_says_what_to_do(site: Any, client: Client) -> None:
    page = text_of(asked(client, "xylophone"))

    assert "Nothing here has “xylophone”." in page
    assert "Try one word instead of several" in page


@pytest.mark.parametrize("words", ["", "   "])
def test_nothing_asked(site: Any, client: Client, words: str) -> None:
    assert "Type a word of a programme" in text_of(asked(client, words))


@pytest.mark.parametrize(
    "words", ["'", '"', "a & | !", "<script>alert(1)</script>", "\x00", "%", "x" * 5000, "-", "or", "🙂"]
)
def test_anything_may_be_asked(site: Any, client: Client, words: str) -> None:
    answer = asked(client, words)

    assert answer.status_code == 200
    assert "<script>alert" not in text_of(answer)


def test_what_is_not_public_is_not_found(site: Any, client: Client) -> None:
    draft, closed = make_news(2, title="Aardvarks", summary="Aardvarks.")
    NewsPage.objects.filter(pk=draft.pk).update(live=False)
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    shut = ProgrammePage.objects.get(slug="first-steps")
    PageViewRestriction.objects.create(page=shut, restriction_type=PageViewRestriction.LOGIN)
    framework = load(small_file())
    title = framework.nodes.get(code="1.1").title

    assert Framework.objects.get().state == "draft"
    for words in ("aardvarks", "aardvark", "first steps", title, "1.1"):
        titles = {
            row.title for row in found(client, words).programmes.rows + found(client, words).elements.rows
        }
        assert titles & {"First steps", title} == set()
        assert {row.pk for row in found(client, words).pages.rows} & {draft.pk, closed.pk} == set()


@pytest.mark.parametrize("count", [1, 3, 19])
def test_a_search_costs_the_same(
    site: Any, client: Client, django_assert_num_queries: Any, count: int
) -> None:
    make_news(count, title="Pangolins", summary="Pangolins.")
    Page.objects.get(slug="about")
    asked(client, "pangolins")

    with django_assert_num_queries(8):
        assert asked(client, "pangolins").context["found"].pages.count == count
