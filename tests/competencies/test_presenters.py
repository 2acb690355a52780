from competencies import presenters, selectors
from competencies.models import Framework
from tests.competencies.conftest import CANARY


def test_framework(small: Framework) -> None:
    assert presenters.framework_dict(small) == {
        "code": "small",
        "edition": "1",
        "reference": "small-1",
        "title": "Small framework",
        "owner": "Nobody in particular",
        "notice": "Not endorsed by anyone.",
        "numbering_note": "The third digit is ours.",
        "licence_note": "Free of any licence.",
        "source_url": "https://framework.example/small",
        "valid_from": "2020-01-01",
        "valid_to": None,
        "licence_decided": True,
    }


def test_nodes_take_two_queries_and_hold_no_licensed_wording(
    small: Framework, django_assert_num_queries
) -> None:
    with django_assert_num_queries(2):
        rows = [presenters.node_dict(node, framework=small) for node in selectors.nodes_with_texts(small)]

    assert rows[1] == {
        "key": "small-1:1.1",
        "code": "1.1",
        "kind": "element",
        "parent": "small-1:1",
        "title": "First element",
        "descriptor": "What the first element is about.",
        "order": 2,
        "stage_texts": [
            {"stage": "undergraduate", "kind": "descriptor", "order": 1, "text": "A student does this."},
            {"stage": "continuing", "kind": "descriptor", "order": 1, "text": "A consultant does that."},
            {"stage": "continuing", "kind": "example", "order": 1, "text": "One example."},
            {"stage": "continuing", "kind": "example", "order": 2, "text": "Another example."},
        ],
    }
    assert [(row["key"], row["parent"]) for row in rows] == [
        ("small-1:1", None),
        ("small-1:1.1", "small-1:1"),
        ("small-1:1.1.1", "small-1:1.1"),
        ("small-1:1.2", "small-1:1"),
    ]
    assert CANARY not in repr(rows)
