"""What the database itself refuses, broken by raw SQL."""

import pytest
from django.db import IntegrityError, connection, transaction

from competencies.models import Framework, Node, StageText
from competencies.selectors import content_holds, content_of
from tests.competencies.conftest import CANARY, small_file

FRAMEWORK = "leadership_competencies_framework"
NODE = "leadership_competencies_node"
STAGE_TEXT = "leadership_competencies_stagetext"


def refused(sql: str, message: str) -> None:
    with pytest.raises(IntegrityError, match=message), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def allowed(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        assert cursor.rowcount > 0


NEW_NODE = f"""
INSERT INTO {NODE} (framework_id, parent_id, kind, code, title, descriptor, source_text, "order")
SELECT id, NULL, 'domain', '2', 'Second', 'Second.', '', 9 FROM {FRAMEWORK}
"""
NEW_TEXT = f"""
INSERT INTO {STAGE_TEXT} (node_id, stage, kind, text, "order")
SELECT id, 'postgraduate', 'descriptor', 'New.', 1 FROM {NODE} WHERE code = '1.1'
"""
COPY_EDITION = f"""
INSERT INTO {FRAMEWORK} (uid, code, edition, purpose, title, owner, notice, numbering_note, licence_note,
    source_url, valid_from, state, decided_by_name, decision_note, checksum)
SELECT gen_random_uuid(), code, {{edition}}, purpose, title, owner, notice, numbering_note, licence_note,
    source_url, valid_from, {{state}}, '', '', checksum FROM {FRAMEWORK}
"""
REWRITES = [
    f"UPDATE {FRAMEWORK} SET title = 'Other'",
    f"UPDATE {FRAMEWORK} SET notice = 'Endorsed.'",
    f"UPDATE {FRAMEWORK} SET edition = '2'",
    f"UPDATE {FRAMEWORK} SET state = 'draft'",
    f"UPDATE {FRAMEWORK} SET checksum = repeat('0', 64)",
    f"DELETE FROM {FRAMEWORK}",
    NEW_NODE,
    f"UPDATE {NODE} SET title = 'Other' WHERE code = '1.1'",
    f"UPDATE {NODE} SET source_text = 'Official wording' WHERE code = '1.2'",
    f"UPDATE {NODE} SET \"order\" = 7 WHERE code = '1.1'",
    f"DELETE FROM {NODE} WHERE code = '1.1.1'",
    NEW_TEXT,
    f"UPDATE {STAGE_TEXT} SET text = 'Other.'",
    f"DELETE FROM {STAGE_TEXT}",
]


@pytest.mark.parametrize("sql", REWRITES)
def test_published_edition_is_never_rewritten(small: Framework, sql: str) -> None:
    refused(sql, "small-1 is published and is never rewritten")

    assert content_of(small) == small_file().content
    assert content_holds(Framework.objects.get())


@pytest.mark.parametrize("sql", [sql for sql in REWRITES if f"DELETE FROM {FRAMEWORK}" not in sql])
def test_draft_may_be_rewritten(draft: Framework, sql: str) -> None:
    allowed(sql)


def test_site_role_cannot_rewrite_a_published_edition_either(small: Framework, as_site) -> None:
    with as_site():
        refused(REWRITES[7], "small-1 is published and is never rewritten")


def test_stage_text_cannot_move_out_of_or_into_a_published_edition(small: Framework) -> None:
    allowed(COPY_EDITION.format(edition="'2'", state="'draft'"))
    allowed(f"""
        INSERT INTO {NODE} (framework_id, kind, code, title, descriptor, source_text, "order")
        SELECT id, 'domain', '1', 'First', 'First.', '', 1 FROM {FRAMEWORK} WHERE edition = '2'
    """)
    allowed(f"""
        INSERT INTO {STAGE_TEXT} (node_id, stage, kind, text, "order")
        SELECT max(id), 'postgraduate', 'descriptor', 'Draft.', 1 FROM {NODE}
    """)

    move = f"UPDATE {STAGE_TEXT} SET node_id = (SELECT {{node}} FROM {NODE}) WHERE text = '{{text}}'"
    out = move.format(node="max(id)", text="A student does this.")
    into = move.format(node="min(id)", text="Draft.")
    refused(out, "small-1 is published and is never rewritten")
    refused(into, "small-1 is published and is never rewritten")


def test_published_edition_may_be_closed_and_its_decision_pseudonymised(small: Framework) -> None:
    allowed(
        f"UPDATE {FRAMEWORK} SET valid_to = '2030-01-01', decided_by_name = 'Removed', decision_note = ''"
    )


@pytest.mark.parametrize(
    ("sql", "constraint"),
    [
        (f"UPDATE {FRAMEWORK} SET code = 'Small One'", "framework_code_format"),
        (f"UPDATE {FRAMEWORK} SET edition = '1-a'", "framework_edition_format"),
        (f"UPDATE {FRAMEWORK} SET state = 'withdrawn'", "framework_state_known"),
        (f"UPDATE {FRAMEWORK} SET valid_to = valid_from", "framework_dates_in_order"),
        (f"UPDATE {FRAMEWORK} SET checksum = 'none'", "framework_checksum_sha256"),
        (f"UPDATE {FRAMEWORK} SET state = 'published'", "framework_published_is_decided"),
        (
            f"UPDATE {FRAMEWORK} SET state = 'published', decided_at = now(), decided_by_name = ' '",
            "framework_published_is_decided",
        ),
        (
            f"UPDATE {FRAMEWORK} SET state = 'published', decided_by_name = 'Dr A. Example'",
            "framework_published_is_decided",
        ),
        (f"UPDATE {NODE} SET code = '1.1' WHERE code = '1.2'", "framework_node_code"),
        (f"UPDATE {NODE} SET code = '1..1' WHERE code = '1.2'", "framework_node_code_format"),
        (f"UPDATE {NODE} SET title = ' ' WHERE code = '1.2'", "framework_node_has_title"),
        (f"UPDATE {NODE} SET parent_id = NULL WHERE code = '1.2'", "framework_node_only_domains_are_roots"),
        (f"UPDATE {NODE} SET kind = 'competence' WHERE code = '1.2'", "keeps its framework and its kind"),
        (
            f"UPDATE {NODE} SET parent_id = (SELECT id FROM {NODE} WHERE code = '1') WHERE code = '1.1.1'",
            "node 1.1.1 does not belong under node 1",
        ),
        (NEW_NODE.replace("'domain'", "'chapter'"), "framework_node_kind_known"),
        (NEW_TEXT.replace("postgraduate", "undergraduate"), "stage_text_place"),
        (f"UPDATE {STAGE_TEXT} SET stage = 'retired'", "stage_text_stage_known"),
        (f"UPDATE {STAGE_TEXT} SET kind = 'poem'", "stage_text_kind_known"),
        (f"UPDATE {STAGE_TEXT} SET text = ''", "stage_text_has_words"),
    ],
)
def test_draft_keeps_the_rules_of_the_tables(draft: Framework, sql: str, constraint: str) -> None:
    refused(sql, constraint)

    assert content_of(draft) == small_file().content


def test_node_stays_within_its_framework(draft: Framework) -> None:
    allowed(COPY_EDITION.format(edition="'2'", state="'draft'"))
    refused(
        f"""
        INSERT INTO {NODE} (framework_id, parent_id, kind, code, title, descriptor, source_text, "order")
        SELECT max(framework.id), min(node.id), 'element', '1.9', 'Stray', 'Stray.', '', 9
        FROM {FRAMEWORK} framework, {NODE} node
        """,
        "node 1.9 does not belong under node 1",
    )
    refused(
        f"UPDATE {NODE} SET framework_id = (SELECT max(id) FROM {FRAMEWORK}) WHERE code = '1'",
        "keeps its framework and its kind",
    )


def test_edition_is_there_once(draft: Framework) -> None:
    refused(COPY_EDITION.format(edition="edition", state="state"), "framework_code_edition")


def test_words_for_people_never_hold_licensed_wording(draft: Framework) -> None:
    for row in [draft, *Node.objects.all(), *StageText.objects.all()]:
        assert CANARY not in f"{row} {row!r}"
    assert str(draft) == "Small framework (small-1)"
    assert [str(node) for node in Node.objects.order_by("order")] == [
        "1 First domain",
        "1.1 First element",
        "1.1.1 First competence",
        "1.2 Second element",
    ]
