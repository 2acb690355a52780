import pytest
from django.db import IntegrityError, connection, transaction

from competencies.content import checksum
from competencies.errors import EditionIsPublished, NodeInUse
from competencies.models import Framework, Node, StageText
from competencies.selectors import content_holds, content_of
from competencies.services import LoadResult, load_framework
from competencies.validators.framework_file import FrameworkFile, read_framework
from kernel.audit import Actor
from kernel.models import AuditEntry
from tests.competencies.conftest import NOW, SMALL, changed, publish, small_file

pytestmark = pytest.mark.django_db

WRITES = ("INSERT", "UPDATE", "DELETE")


def load(file: FrameworkFile) -> LoadResult:
    return load_framework(file, actor=Actor.system(), now=NOW)


def outcome(result: LoadResult) -> tuple[int, int, int, int]:
    rows = result.rows
    return rows["new"], rows["changed"], rows["removed"], rows["unchanged"]


def test_first_load_writes_everything_and_one_audit_entry() -> None:
    result = load(small_file())

    assert outcome(result) == (11, 0, 0, 0)
    assert result.contents == {"domains": 1, "elements": 2, "competences": 1, "stage_texts": 6}
    assert (result.framework.state, result.framework.reference) == ("draft", "small-1")
    assert content_of(result.framework) == small_file().content
    assert content_holds(result.framework)
    entry = AuditEntry.objects.get(action="framework.loaded")
    assert (entry.at, entry.actor_kind, entry.object_id) == (NOW, "system", result.framework.pk)
    assert entry.codes == {"edition": "small-1", "new": 11, "changed": 0, "removed": 0, "unchanged": 0}


@pytest.mark.parametrize("published", [False, True])
def test_second_load_writes_nothing(draft: Framework, published: bool, django_assert_num_queries) -> None:
    if published:
        publish(draft)

    with django_assert_num_queries(3 if published else 5) as queries:
        result = load(small_file())

    assert outcome(result) == (0, 0, 0, 11)
    assert result.is_unchanged
    assert [query["sql"] for query in queries if query["sql"].startswith(WRITES)] == []


def test_draft_is_brought_to_the_file_in_place(draft: Framework) -> None:
    kept = Node.objects.get(code="1.1")
    second = changed(
        SMALL,
        {
            "title: First element": "title: First element, reworded",
            "[One example., Another example.]": "[One example reworded.]",
            'code: "1.2"': 'code: "1.3"',
            "stage_texts: 6": "stage_texts: 5",
        },
    )

    result = load(read_framework(second))

    # New: 1.3 and its texts. Changed: 1.1, an example, the checksum. Removed: 1.2 and its texts, an example.
    assert outcome(result) == (3, 3, 4, 4)
    assert content_of(result.framework) == read_framework(second).content
    assert content_holds(result.framework)
    kept.refresh_from_db()
    assert kept.title == "First element, reworded"
    assert Node.objects.filter(code="1.2").exists() is False


def test_reordering_and_moving_nodes(draft: Framework) -> None:
    free = changed(SMALL, {"codes: nested": "codes: free"})
    start = free.index("        competences:\n")
    stop = free.index('      - code: "1.2"')
    moved = free[:start] + free[stop:] + free[start:stop]

    result = load(read_framework(moved))

    assert outcome(result) == (0, 3, 0, 8)
    assert content_of(result.framework) == read_framework(moved).content
    assert Node.objects.get(code="1.1.1").parent == Node.objects.get(code="1.2")


def test_rows_of_a_draft_changed_behind_our_back_are_put_right(draft: Framework) -> None:
    Node.objects.filter(code="1.1").update(title="Tampered")
    assert not content_holds(draft)

    assert outcome(load(small_file())) == (0, 1, 0, 10)
    assert content_holds(draft)


def test_draft_node_keeps_its_kind(draft: Framework) -> None:
    raised = SMALL[: SMALL.index("    elements:")]
    raised += '  - code: "1.1"\n    title: Raised\n    descriptor: Raised.\n'
    raised = changed(
        raised,
        {
            "codes: nested": "codes: free",
            "{domains: 1, elements: 2, competences: 1, stage_texts: 6}": "{domains: 2, elements: 0}",
        },
    )

    with pytest.raises(NodeInUse, match=r"1\.1 is held as element and cannot become domain"):
        load(read_framework(raised))

    assert content_of(draft) == small_file().content


def test_published_edition_is_never_rewritten(small: Framework) -> None:
    other = small_file({"title: First element": "title: Reworded"})

    with pytest.raises(EditionIsPublished, match="small-1 is published and is never rewritten"):
        load(other)

    assert content_of(small) == small_file().content
    assert AuditEntry.objects.filter(action="framework.loaded").count() == 1


def test_same_words_as_a_new_edition_leave_the_published_one_alone(small: Framework) -> None:
    second = small_file({'edition: "1"': 'edition: "2"', "title: First element": "title: Reworded"})

    assert outcome(load(second)) == (11, 0, 0, 0)

    assert {framework.reference: framework.state for framework in Framework.objects.all()} == {
        "small-1": "published",
        "small-2": "draft",
    }
    assert content_of(small) == small_file().content


def test_published_edition_may_be_closed(small: Framework) -> None:
    closed = small_file({"valid_from: 2020-01-01\n": "valid_from: 2020-01-01\n  valid_to: 2025-01-01\n"})

    assert outcome(load(closed)) == (0, 1, 0, 10)

    small.refresh_from_db()
    assert small.valid_to == closed.valid_to
    assert small.checksum == checksum(small_file().content)


def test_failing_load_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise IntegrityError("in the middle")

    monkeypatch.setattr(StageText.objects, "bulk_create", fail)
    with pytest.raises(IntegrityError), transaction.atomic():
        load(small_file())

    assert Framework.objects.count() == 0
    assert Node.objects.count() == 0


def test_mlcf_loads_in_a_fixed_number_of_queries(mlcf_file: FrameworkFile, django_assert_num_queries) -> None:
    with django_assert_num_queries(13):
        load(mlcf_file)

    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, count(*) FROM leadership_competencies_node GROUP BY kind ORDER BY kind")
        assert cursor.fetchall() == [("competence", 80), ("domain", 5), ("element", 20)]
