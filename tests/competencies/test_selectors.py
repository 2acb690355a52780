import pytest
from django.db import connection

from competencies import selectors
from competencies.enums import NodeKind, Stage
from competencies.models import Framework
from tests.competencies.conftest import CANARY, load, publish, small_file

SECOND_EDITION = {'edition: "1"': 'edition: "2"', "valid_from: 2020-01-01": "valid_from: 2024-01-01"}


def test_draft_is_nowhere_to_be_found(draft: Framework) -> None:
    assert list(selectors.published_frameworks()) == []
    assert selectors.framework_by_code("small") is None
    assert selectors.framework_by_code("small", edition="1") is None
    assert selectors.framework_by_reference("small-1") is None
    assert selectors.node_by_key("small-1:1.1") is None
    assert list(selectors.claimable_nodes()) == []
    assert selectors.claim_choices() == []
    assert selectors.edition_of("small", edition="1") == draft


def test_newest_published_edition_answers_for_the_code(small: Framework) -> None:
    second = load(small_file(SECOND_EDITION))
    assert selectors.framework_by_code("small") == small

    publish(second)

    assert selectors.framework_by_code("small") == second
    assert selectors.framework_by_code("small", edition="1") == small
    assert selectors.framework_by_reference("small") == second
    assert selectors.framework_by_reference("small-1") == small
    assert selectors.framework_by_reference("small-3") is None
    assert list(selectors.published_frameworks()) == [second, small]


def test_code_with_a_hyphen_goes_before_an_edition(small: Framework) -> None:
    other = publish(load(small_file({"code: small": "code: small-1"})))

    assert selectors.framework_by_reference("small-1") == other
    assert selectors.framework_by_reference("small-1-1") == other
    assert selectors.framework_by_reference("small") == small


def test_nodes_by_keys_takes_one_query(mlcf: Framework, django_assert_num_queries) -> None:
    keys = ["mlcf-3:1.3.2", "mlcf-3:2", "mlcf-3:9.9", "mlcf-2:1", "nonsense", "mlcf-3:1.3.2"]

    with django_assert_num_queries(1):
        nodes = selectors.nodes_by_keys(keys)
        assert {key: (node.key, node.title, node.kind) for key, node in nodes.items()} == {
            "mlcf-3:1.3.2": ("mlcf-3:1.3.2", "Owning up to mistakes", "competence"),
            "mlcf-3:2": ("mlcf-3:2", "Working with Others", "domain"),
        }

    with django_assert_num_queries(0):
        assert selectors.nodes_by_keys(["nonsense"]) == {}
    with django_assert_num_queries(1):
        assert str(selectors.node_by_key("mlcf-3:5.4")) == "5.4 Evaluating Impact"


def test_tree_takes_one_query(mlcf: Framework, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        tree = selectors.framework_tree(mlcf)

    assert [len(domain.children) for domain in tree] == [4, 4, 4, 4, 4]
    assert {len(element.children) for domain in tree for element in domain.children} == {4}
    assert tree[4].children[3].children[3].node.code == "5.4.4"


def test_tree_stops_at_a_depth(small: Framework) -> None:
    tree = selectors.framework_tree(small, depth=NodeKind.ELEMENT)

    assert [str(branch.node) for branch in tree] == ["1 First domain"]
    assert [branch.node.code for branch in tree[0].children] == ["1.1", "1.2"]
    assert [branch.children for branch in tree[0].children] == [[], []]


def test_what_is_around_a_node(small: Framework) -> None:
    domain = selectors.node_by_code(small, "1")
    element = selectors.node_by_code(small, "1.1")
    assert domain is not None
    assert element is not None

    below, domains = selectors.around(domain)
    competences, elements = selectors.around(element)

    assert [(branch.node.code, len(branch.children)) for branch in below] == [("1.1", 1), ("1.2", 0)]
    assert [branch.node.code for branch in competences] == ["1.1.1"]
    assert [node.code for node in elements] == ["1.1", "1.2"]
    assert [node.code for node in domains] == ["1"]


def test_claimable_are_elements_and_competences(mlcf: Framework, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        keys = [node.key for node in selectors.claimable_nodes()]

    assert len(keys) == 100
    assert keys[:6] == [f"mlcf-3:{code}" for code in ("1.1", "1.1.1", "1.1.2", "1.1.3", "1.1.4", "1.2")]


def test_choices_are_grouped_by_domain_and_kept(small: Framework, django_assert_num_queries) -> None:
    expected = [
        (
            "1 First domain",
            [
                ("small-1:1.1", "1.1 First element"),
                ("small-1:1.1.1", "1.1.1 First competence"),
                ("small-1:1.2", "1.2 Second element"),
            ],
        )
    ]
    assert selectors.claim_choices() == expected

    with django_assert_num_queries(1):
        again = selectors.claim_choices()
    again[0][1].clear()

    assert selectors.claim_choices() == expected


def test_choices_follow_what_is_published(small: Framework) -> None:
    assert [group for group, _ in selectors.claim_choices()] == ["1 First domain"]

    publish(load(small_file(SECOND_EDITION)))

    assert [(group, rows[0]) for group, rows in selectors.claim_choices()] == [
        ("small-2: 1 First domain", ("small-2:1.1", "1.1 First element")),
        ("small-1: 1 First domain", ("small-1:1.1", "1.1 First element")),
    ]


def test_stage_texts_follow_a_career_with_the_descriptor_first(small: Framework) -> None:
    element = selectors.node_by_code(small, "1.1")
    assert element is not None

    assert [(text.stage, text.kind, text.text) for text in selectors.stage_texts_of(element)] == [
        ("undergraduate", "descriptor", "A student does this."),
        ("continuing", "descriptor", "A consultant does that."),
        ("continuing", "example", "One example."),
        ("continuing", "example", "Another example."),
    ]
    assert selectors.stage_descriptor(element, stage=Stage.CONTINUING) == "A consultant does that."
    assert selectors.stage_descriptor(element, stage=Stage.POSTGRADUATE) == ""


def test_descriptors_of_a_stage_take_one_query(mlcf: Framework, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        found = selectors.stage_descriptors(mlcf, stage=Stage.POSTGRADUATE)

    assert len(found) == 20
    assert {text.split()[0] for text in found.values()} & {"student"} == set()


@pytest.mark.parametrize(
    "ask",
    [
        lambda framework: list(selectors.nodes_of(framework)),
        lambda framework: list(selectors.nodes_with_texts(framework)),
        lambda framework: selectors.node_by_code(framework, "1.1"),
        lambda framework: selectors.node_by_key("small-1:1.1"),
        lambda framework: list(selectors.claimable_nodes()),
        selectors.framework_tree,
        lambda framework: selectors.around(selectors.nodes_of(framework)[1]),
    ],
)
def test_licensed_wording_is_not_even_fetched(
    small: Framework, ask, django_assert_num_queries, django_db_blocker
) -> None:
    connection.force_debug_cursor = True
    connection.queries_log.clear()
    try:
        ask(small)
        assert [query["sql"] for query in connection.queries if "source_text" in query["sql"]] == []
    finally:
        connection.force_debug_cursor = False


def test_there_is_licensed_wording_that_could_leak(small: Framework) -> None:
    assert [node.source_text for node in selectors.content_of(small).nodes] == [
        f"{CANARY} 1",
        f"{CANARY} 1.1",
        f"{CANARY} 1.1.1",
        "",
    ]
