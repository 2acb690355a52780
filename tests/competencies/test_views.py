import re

import pytest
from django.test import Client
from pytest_django import Settings
from wagtail import hooks
from wagtail.admin.ui.components import Component

from competencies.models import Framework
from competencies.services import publish_demonstration
from competencies.views import ELEMENT_PANELS_HOOK
from kernel.audit import Actor
from tests.competencies.conftest import CANARY, NOW, load, publish, small_file

# (address below /framework/, queries); the number does not depend on how much there is to show.
PAGES = [
    ("", 1),
    ("{}/", 2),
    ("{}/stage/undergraduate/", 3),
    ("{}/1/", 3),
    ("{}/1.1/", 6),
]


def text_of(client: Client, address: str) -> str:
    response = client.get(f"/framework/{address}")
    assert response.status_code == 200, address
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.mark.parametrize(("address", "queries"), PAGES)
@pytest.mark.parametrize("reference", ["small", "mlcf"])
def test_pages_take_a_fixed_number_of_queries(
    client: Client,
    small: Framework,
    mlcf: Framework,
    reference: str,
    address: str,
    queries: int,
    django_assert_num_queries,
) -> None:
    with django_assert_num_queries(queries):
        response = client.get(f"/framework/{address.format(reference)}")

    assert response.status_code == 200


@pytest.mark.parametrize("address", [address.format("small") for address, _ in PAGES])
def test_no_page_shows_licensed_wording(client: Client, small: Framework, address: str) -> None:
    assert CANARY not in text_of(client, address)


@pytest.mark.parametrize("address", [address.format("small") for address, _ in PAGES])
def test_every_page_says_that_it_is_not_endorsed(client: Client, small: Framework, address: str) -> None:
    page = text_of(client, address)

    assert "Not endorsed by anyone." in page
    assert address == "" or "The third digit is ours." in page
    assert "nobody has taken a decision" not in page


def test_demonstration_says_that_nobody_has_decided(client: Client, draft: Framework) -> None:
    publish_demonstration(draft, actor=Actor.system(), now=NOW)

    for address in ("small/", "small/1/", "small/1.1/", "small/stage/continuing/"):
        assert "nobody has taken a decision about the framework's licence" in text_of(
            client, address
        ).replace("&#x27;", "'")


def test_demonstrations_framework_is_gone_outside_the_demonstration(
    client: Client, draft: Framework, settings: Settings
) -> None:
    publish_demonstration(draft, actor=Actor.system(), now=NOW)
    settings.LEADERSHIP_DEMO = False

    assert client.get("/framework/small/").status_code == 404
    assert "Small framework" not in text_of(client, "")


@pytest.mark.parametrize(
    "address",
    [
        "small/",
        "small-1/",
        "small/1/",
        "small/1.1/",
        "small/1.1.1/",
        "small/stage/undergraduate/",
    ],
)
def test_unpublished_edition_is_not_found(client: Client, draft: Framework, address: str) -> None:
    assert client.get(f"/framework/{address}").status_code == 404
    publish(draft)
    assert client.get(f"/framework/{address}").status_code in (200, 302)


@pytest.mark.parametrize(
    "address",
    [
        "other/",
        "small-2/",
        "small/2/",
        "small/1.1.9/",
        "small/stage/retired/",
        "small/1..1/",
        "SMALL/",
        "small/1.1/x/",
    ],
)
def test_what_does_not_exist_is_not_found(client: Client, small: Framework, address: str) -> None:
    assert client.get(f"/framework/{address}").status_code == 404


@pytest.mark.parametrize("address", [address.format("small") for address, _ in PAGES])
def test_pages_can_only_be_read(client: Client, small: Framework, address: str) -> None:
    assert client.post(f"/framework/{address}").status_code == 405
    assert client.head(f"/framework/{address}").status_code == 200


def test_index_without_a_framework_says_what_is_missing(client: Client, db: None) -> None:
    assert "One appears as soon as the decision about its licence is recorded." in text_of(client, "")


def test_index_lists_editions_with_the_newest_under_the_code(client: Client, small: Framework) -> None:
    publish(
        load(
            small_file({'edition: "1"': 'edition: "2"', "valid_from: 2020-01-01": "valid_from: 2024-01-01"}),
        )
    )

    page = text_of(client, "")

    assert re.findall(r'href="/framework/([^"]+)"', page) == ["small/", "small-1/"]
    assert "Edition 2, valid from 1 January 2024" in page
    assert "Edition 1, valid from 1 January 2020" in page


def test_overview_leads_to_domains_elements_and_stages(client: Client, mlcf: Framework) -> None:
    page = text_of(client, "mlcf/")

    links = re.findall(r'href="/framework/mlcf/([^"]+)"', page)
    elements = [f"{domain}.{element}/" for domain in "12345" for element in "1234"]
    assert sorted(links) == sorted(
        [
            *(f"{domain}/" for domain in "12345"),
            *elements,
            *(f"stage/{stage}/" for stage in ("undergraduate", "postgraduate", "continuing")),
        ]
    )
    assert "2.2 Building &amp; Maintaining Relationships" in page
    assert "1 July 2010" in page


def test_domain_shows_its_elements_and_competences(client: Client, small: Framework) -> None:
    page = text_of(client, "small-1/1/")

    for words in (
        "What the first domain is about.",
        "1.1 First element",
        "1.1.1 First competence",
        "1.2 Second",
    ):
        assert words in page
    assert '<a href="/framework/small-1/1/" aria-current="page">1 First domain</a>' in page


def test_element_shows_competences_and_what_it_means_at_each_stage(client: Client, small: Framework) -> None:
    page = text_of(client, "small/1.1/")

    assert page.index("What the first element is about.") < page.index("What the first competence is about.")
    assert page.index("A student does this.") < page.index("A consultant does that.")
    assert "<strong>Example:</strong> <span>Another example.</span>" in page
    assert page.count("Continuing practice") == 2
    assert "Postgraduate</h3>" not in page


def test_competence_leads_to_its_place_on_the_elements_page(client: Client, small: Framework) -> None:
    response = client.get("/framework/small/1.1.1/")

    assert (response.status_code, response["Location"]) == (302, "/framework/small/1.1/#competence-1.1.1")
    assert 'id="competence-1.1.1"' in text_of(client, "small/1.1/")


def test_stage_shows_that_stage_only(client: Client, small: Framework) -> None:
    page = text_of(client, "small/stage/undergraduate/")
    assert "A student does this." in page
    assert "A student does something else." in page
    assert "A consultant" not in page
    assert '<a href="/framework/small/stage/undergraduate/" aria-current="page">Undergraduate</a>' in page

    empty = text_of(client, "small/stage/postgraduate/")
    assert empty.count("The framework says nothing about this element at this stage.") == 2


def test_other_apps_add_panels_to_an_element(client: Client, small: Framework) -> None:
    class Panel(Component):
        def __init__(self, words: str) -> None:
            self.words = words

        def render_html(self, parent_context: object = None) -> str:
            return self.words

    with hooks.register_temporarily(
        ELEMENT_PANELS_HOOK, lambda request, node: [Panel(f"Taught for {node.code} & more")]
    ):
        assert "Taught for 1.1 &amp; more" in text_of(client, "small/1.1/")
        assert "Taught for" not in text_of(client, "small/1/")
