"""The public search: what is found, in which order, what is never found, and what it costs."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from cms.finding.enums import Kind
from cms.site.models import NewsPage, ProgrammePage
from competencies.models import Framework, Node
from tests.site.test_news import make_news
from tests.web.conftest import text_of

pytestmark = pytest.mark.usefixtures("indexed")


def asked(client: Client, words: str, **chosen: Any) -> Any:
    return client.get("/search/", {"q": words, **chosen})


def found(client: Client, words: str, **chosen: Any) -> Any:
    return asked(client, words, **chosen).context["found"]


def titles(client: Client, words: str, **chosen: Any) -> list[str]:
    return [row.entry.title for row in found(client, words, **chosen).rows]


def test_it_finds_programmes_elements_and_pages(site: Any, client: Client) -> None:
    make_news(1, title="Quiet wards at night", summary="Fewer alarms.")
    node = Node.objects.get(code="1.1")

    assert titles(client, "first steps") == ["First steps"]
    assert titles(client, "alarm") == ["Quiet wards at night"]
    assert titles(client, "1.1")[0] == f"1.1 {node.title}"
    assert f"1.1 {node.title}" in titles(client, node.title)
    page = text_of(asked(client, "first steps"))
    assert "1 result" in page
    assert "for “first steps”" in page
    assert 'href="/programmes/first-steps/"' in page
    assert 'href="/framework/' in text_of(asked(client, "1.1"))


def test_titles_come_before_summaries_and_those_before_texts(site: Any, client: Client) -> None:
    make_news(1, title="In the text", slug="c", body="<p>Pangolins, pangolins and pangolins.</p>")
    make_news(1, title="In the summary", slug="b", summary="Of pangolins.")
    make_news(1, title="Pangolins", slug="a")

    assert titles(client, "pangolin") == ["Pangolins", "In the summary", "In the text"]


def test_the_words_are_marked_and_nothing_else_is_markup(site: Any, client: Client) -> None:
    make_news(1, title="Night <b>wards</b>", summary="Fewer alarms & calls.", body="<p>An alarm rings.</p>")

    page = text_of(asked(client, "alarms"))

    assert "Fewer <mark>alarms</mark> &amp; calls." in page
    assert "An <mark>alarm</mark> rings." in page
    assert "Night &lt;b&gt;wards&lt;/b&gt;" in page


@pytest.mark.parametrize(
    ("typed", "meant"), [("pangolns", "pangolins"), ("apngolins", "pangolins"), ("Pangölinss", "pangolins")]
)
def test_a_wrong_letter_finds_what_was_meant(site: Any, client: Client, typed: str, meant: str) -> None:
    make_news(1, title="Pangolins")

    there = found(client, typed)

    assert (there.instead, [row.entry.title for row in there.rows]) == (meant, ["Pangolins"])
    assert f"this is what was found for “{meant}”" in text_of(asked(client, typed))


def test_nothing_has_all_of_the_words_so_some_will_do(site: Any, client: Client) -> None:
    make_news(1, title="Pangolins")

    there = found(client, "pangolins xylophones")

    assert there.is_some
    assert [row.entry.title for row in there.rows] == ["Pangolins"]
    assert "these have some of them" in text_of(asked(client, "pangolins xylophones"))


def test_accents_make_no_difference(site: Any, client: Client) -> None:
    make_news(1, title="Ynys Môn", slug="a")
    make_news(1, title="Cafe", slug="b")

    assert titles(client, "mon") == titles(client, "môn") == ["Ynys Môn"]
    assert titles(client, "café") == ["Cafe"]


def test_nothing_found_says_what_to_do(site: Any, client: Client) -> None:
    page = text_of(asked(client, "xylophone"))

    assert "Nothing here has “xylophone”." in page
    assert "Try one word instead of several" in page


@pytest.mark.parametrize("words", ["", "   "])
def test_nothing_asked_offers_what_there_is(site: Any, client: Client, words: str) -> None:
    page = asked(client, words)

    assert "Type a word of a programme" in text_of(page)
    assert page.context["found"].rows == []
    assert 'href="?kind=programme"' in text_of(page)


ODD = [
    "'",
    '"',
    "a & | !",
    "<script>alert(1)</script>",
    "\x00",
    "%",
    "x" * 5000,
    "-",
    "or",
    "🙂",
    "the",
    "\\",
]
ODDER = ["(", ":*", "a:*b", "\x02", "1.", "١٢", "ß", "%(words)s", "word " * 60]


@pytest.mark.parametrize("words", [*ODD, *ODDER])
def test_anything_may_be_asked(site: Any, client: Client, words: str) -> None:
    answer = asked(client, words)

    assert answer.status_code == 200
    assert "<script>alert" not in text_of(answer)


def test_facets_are_chosen_in_the_address(site: Any, client: Client) -> None:
    make_news(2, title="Pangolins", summary="Pangolins.", date=date(2026, 7, 1))
    make_news(1, title="Old pangolins", slug="old", date=date(2024, 7, 1))
    everything = found(client, "pangolins")

    years = next(facet for facet in everything.facets if facet.name == "year")
    assert [(value.code, value.count) for value in years.values] == [("2026", 2), ("2024", 1)]
    assert titles(client, "pangolins", year="2024") == ["Old pangolins"]
    both = found(client, "pangolins", year=["2024", "2026"])
    assert both.answer.total == 3
    there = found(client, "pangolins", year="2024")
    (year,) = [facet for facet in there.facets if facet.name == "year"]
    assert [(v.code, v.count, v.chosen, v.query) for v in year.values] == [
        ("2026", 2, False, "q=pangolins&year=2024&year=2026"),
        ("2024", 1, True, "q=pangolins"),
    ]
    page = text_of(asked(client, "pangolins", year="2024"))
    assert '<input type="hidden" name="year" value="2024">' in page


def test_a_choice_that_leaves_nothing_offers_the_way_back(site: Any, client: Client) -> None:
    make_news(1, title="Pangolins")

    page = asked(client, "pangolins", kind="programme")

    assert page.context["found"].answer.total == 0
    assert 'href="?q=pangolins">Show what there is without these choices' in text_of(page)


@pytest.mark.parametrize("chosen", [{"kind": "nonsense"}, {"year": "x"}, {"domain": "'"}, {"stage": "\x00"}])
def test_an_unknown_choice_is_none(site: Any, client: Client, chosen: dict[str, str]) -> None:
    make_news(1, title="Pangolins")

    assert titles(client, "pangolins", **chosen) == ["Pangolins"]


def test_a_kind_can_be_leafed_through_without_words(site: Any, client: Client) -> None:
    make_news(12)

    first, second = found(client, "", kind="news"), found(client, "", kind="news", page="2")

    assert (first.answer.total, len(first.rows), len(second.rows)) == (12, 10, 2)
    assert first.rows[0].entry.title == "Item 0"
    assert found(client, "", kind="news", page="99").rows == second.rows
    assert 'href="?kind=news&amp;page=2"' in text_of(asked(client, "", kind="news"))


def test_stage_and_domain_of_programmes(site: Any, client: Client) -> None:
    stage = site["open"].stage

    assert "First steps" in titles(client, "", kind="programme", stage=stage)
    framework = Framework.objects.get()
    domain = f"{framework.code}:1"
    there = found(client, "", domain=domain)
    assert {row.entry.kind for row in there.rows} == {Kind.COMPETENCE}
    assert all(row.entry.title.startswith("1") for row in there.rows)


def test_what_is_not_public_is_not_found(site: Any, client: Client) -> None:
    draft, closed = make_news(2, title="Aardvarks", summary="Aardvarks.")
    NewsPage.objects.filter(pk=draft.pk).update(live=False)
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    shut = ProgrammePage.objects.get(slug="first-steps")
    PageViewRestriction.objects.create(page=shut, restriction_type=PageViewRestriction.LOGIN)

    for words in ("aardvarks", "aardvark", "ardvarks", "first steps"):
        assert {"Aardvarks", "First steps"}.isdisjoint(titles(client, words))
    assert "aardvarks" not in found(client, "ardvarks").instead


def test_nothing_above_may_be_closed_either(site: Any, client: Client) -> None:
    (page,) = make_news(1, title="Aardvarks")
    PageViewRestriction.objects.create(page=page.get_parent(), restriction_type=PageViewRestriction.LOGIN)

    assert titles(client, "aardvarks") == []


@pytest.mark.parametrize("count", [1, 3, 19])
def test_a_search_costs_the_same(
    site: Any, client: Client, django_assert_num_queries: Any, count: int
) -> None:
    make_news(count, title="Pangolins", summary="Pangolins.")
    asked(client, "pangolins")

    with django_assert_num_queries(10):
        assert asked(client, "pangolins").context["found"].answer.total == count


def test_where_the_database_does_not_answer_the_page_says_so(
    site: Any, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cms.finding.asking.HITS", "WITH nonsense AS (SELECT {chosen}{rank})")

    answer = asked(client, "pangolins")

    assert answer.status_code == 503
    assert "The search does not answer at the moment" in text_of(answer)
