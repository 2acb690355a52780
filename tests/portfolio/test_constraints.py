"""Each invariant of evidence, broken by raw SQL: the database refuses it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from lms.actions import evidence
from lms.portfolio.services.evidence import Content
from tests.factories import trusts
from tests.factories.evidence import files, kept, shared, versions
from tests.factories.work import a_file
from tests.portfolio.conftest import Doctor

pytestmark = pytest.mark.bar(19)
TABLE = "leadership_portfolio_evidence"


def refused(sql: str, *given: Any, match: str) -> None:
    with pytest.raises(DatabaseError, match=match), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, given)


def test_an_item_is_of_a_known_kind_and_state(doctor: Doctor) -> None:
    item = kept(doctor.context)
    for column, value, name in (
        ("kind", "secret", "evidence_kind_known"),
        ("state", "gone", "evidence_state_known"),
        ("state", "archived", "evidence_archived_has_moment"),
        ("latest", 0, "evidence_from_one"),
        ("happened_on", "1700-01-01", "evidence_days"),
        ("module_key", item.uid, "evidence_drafted_names_its_module"),
    ):
        refused(f"UPDATE {TABLE}item SET {column} = %s WHERE id = %s", value, item.pk, match=name)


def test_an_item_has_one_source_that_is_its_persons_own(doctor: Doctor) -> None:
    doctor.world.finish(doctor.user, doctor.row, "Read")
    item, other = kept(doctor.context), kept(doctor.context)
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM leadership_records_learningfact")
        (fact,) = cursor.fetchone()
        cursor.execute(f"UPDATE {TABLE}item SET fact_id = %s WHERE id = %s", [fact, item.pk])
    set_fact = f"UPDATE {TABLE}item SET fact_id = %s WHERE id = %s"
    refused(set_fact, fact, other.pk, match="evidence_once_per_fact")
    both = f"UPDATE {TABLE}item SET enrolment_id = %s WHERE id = %s"
    refused(both, doctor.row.pk, item.pk, match="evidence_from_one_source")
    with connection.cursor() as cursor:
        cursor.execute(both, [doctor.row.pk, other.pk])
    third = kept(doctor.context)
    refused(both, doctor.row.pk, third.pk, match="evidence_once_per_programme")
    stranger = trusts.make_person()
    theirs = f"UPDATE {TABLE}item SET person_id = %s WHERE id = %s"
    refused(theirs, stranger.pk, other.pk, match="belongs to somebody else")
    refused(theirs, stranger.pk, item.pk, match="belongs to somebody else")


def test_a_version_has_a_number_and_a_web_address(doctor: Doctor) -> None:
    item = kept(doctor.context)
    (version,) = versions(item)
    own = f"UPDATE {TABLE}version SET url = %s WHERE id = %s"
    for address in ("javascript:alert(1)", "http://a b", "ftp://a"):
        refused(own, address, version.pk, match="evidence_version_address")
    parts = f"UPDATE {TABLE}version SET parts = '{{a,b,c,d}}' WHERE id = %s"
    refused(parts, version.pk, match="evidence_version_parts")
    copy = (
        f"INSERT INTO {TABLE}version (uid, item_id, number, title, words, parts, url, saved_at, page_mark,"
        " nobody_in_it) SELECT gen_random_uuid(), item_id, %s, '', '', '{}', '', saved_at, '', false"
        f" FROM {TABLE}version WHERE id = %s"
    )
    refused(copy, 1, version.pk, match="evidence_version_number")
    refused(copy, 0, version.pk, match="evidence_version_from_one")


def test_what_is_cited_or_was_replaced_stays(doctor: Doctor) -> None:
    item = kept(doctor.context, files=(a_file(),))
    shared(doctor.context, item)
    evidence.save_evidence(
        doctor.context, item_uid=item.uid, content=Content(title="Another title"), on=item.happened_on
    )
    evidence.save_evidence(
        doctor.context, item_uid=item.uid, content=Content(title="Another still"), on=item.happened_on
    )
    first, second = versions(item)
    assert [first.title, second.title] == ["A talk on handover", "Another still"]
    for column, value in (("title", "Other"), ("words", "Other"), ("parts", "{x}"), ("url", "https://x")):
        sql = f"UPDATE {TABLE}version SET {column} = %s WHERE id = %s"
        refused(sql, value, first.pk, match="it is cited, or was replaced")
    refused(f"UPDATE {TABLE}version SET pinned_at = NULL WHERE id = %s", first.pk, match="may cite it")
    refused(f"UPDATE {TABLE}version SET number = 7 WHERE id = %s", second.pk, match="may cite it")
    refused(f"DELETE FROM {TABLE}version WHERE id = %s", second.pk, match="goes with the whole")
    (old,), (new,) = files(item, 1), files(item, 2)
    refused(f"DELETE FROM {TABLE}file WHERE id = %s", old.pk, match="cited, or was replaced")
    refused(f"UPDATE {TABLE}file SET name = 'x' WHERE id = %s", old.pk, match="cited, or was replaced")
    refused(f"UPDATE {TABLE}file SET version_id = %s WHERE id = %s", first.pk, new.pk, match="cited, or")
    refused(f"DELETE FROM {TABLE}item WHERE id = %s", item.pk, match="is not being removed")


def test_erasure_may_empty_what_is_cited(doctor: Doctor) -> None:
    item = kept(doctor.context, files=(a_file(),), words="Something.")
    shared(doctor.context, item)
    (version,) = versions(item)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {TABLE}version SET title = '', words = '', parts = '{{}}', url = '' WHERE id = %s",
            [version.pk],
        )
        cursor.execute(f"DELETE FROM {TABLE}file WHERE version_id = %s", [version.pk])
    assert (versions(item)[0].title, files(item)) == ("", [])


def test_what_is_being_removed_does_not_come_back(doctor: Doctor) -> None:
    item = kept(doctor.context)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {TABLE}item SET state = 'removed' WHERE id = %s", [item.pk])
    refused(f"UPDATE {TABLE}item SET state = 'kept' WHERE id = %s", item.pk, match="is being removed")


def test_files_and_tags_stand_once(doctor: Doctor) -> None:
    item = kept(doctor.context, files=(a_file(),), nodes=("small-1:1.1",))
    again = (
        f"INSERT INTO {TABLE}file (uid, version_id, file_id, name, content_type, added_at)"
        f" SELECT gen_random_uuid(), version_id, file_id, name, content_type, added_at FROM {TABLE}file"
    )
    refused(again, match="evidence_file_once")
    tag = f"INSERT INTO {TABLE}tag (item_id, node_id) SELECT item_id, node_id FROM {TABLE}tag"
    refused(f"{tag} WHERE item_id = %s", item.pk, match="evidence_tag_once")


def test_a_share_has_an_end_and_ends_for_good(doctor: Doctor) -> None:
    item = kept(doctor.context)
    share = shared(doctor.context, item)
    for column, value, match in (
        ("ends_at", "2027-09-01", "until it ends"),
        ("token_hash", "a" * 64, "until it ends"),
        ("ended_at", "2020-01-01", "evidence_share_ended_later"),
        ("opened_days", 1, "evidence_share_opened"),
        ("opened_on", "2026-09-01", "evidence_share_opened"),
        ("name", " ", "evidence_share_names_somebody"),
    ):
        refused(f"UPDATE {TABLE}share SET {column} = %s WHERE id = %s", value, share.pk, match=match)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {TABLE}share SET ended_at = starts_at WHERE id = %s", [share.pk])
    refused(f"UPDATE {TABLE}share SET ended_at = NULL WHERE id = %s", share.pk, match="until it ends")
    make = (
        f"INSERT INTO {TABLE}share (uid, version_id, name, address, language, token_hash, starts_at, ends_at,"
        " opened_days) SELECT gen_random_uuid(), %s, 'A', 'a@b.example', 'en', %s, starts_at,"
        f" starts_at + %s::interval, 0 FROM {TABLE}share WHERE id = %s"
    )
    version = share.version_id
    refused(make, version, "a" * 64, "200 days", share.pk, match="evidence_share_ends")
    refused(make, version, "a" * 64, "-1 day", share.pk, match="evidence_share_ends")
    refused(make, version, "the token", "1 day", share.pk, match="evidence_share_token_hashed")
    loose = kept(doctor.context, title="Not held")
    refused(make, versions(loose)[0].pk, "a" * 64, "1 day", share.pk, match="or its version not held")
    evidence.archive_evidence(doctor.context, item_uid=item.uid)
    refused(make, version, "a" * 64, "1 day", share.pk, match="it is not kept")
