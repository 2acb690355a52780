"""What the database itself refuses about comparisons, by raw SQL."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from engagement.comparing.models import NormMeasure, NormSet, OutcomeFile, OutcomeMeasure
from engagement.comparing.services import analysts, norming
from tests.factories.comparisons import REASON, a_grant, agree, published
from tests.factories.trusts import NOW, TODAY, make_trust
from tests.factories.waves import make_version
from tests.ready import ready

pytestmark = pytest.mark.django_db


class World:
    ids: dict[str, int]


def make_world() -> World:
    world = World()
    version, trust = make_version(), make_trust(ods_code="ZZ1")
    wave = published(trust, version)
    agree(trust)
    norm_set = NormSet.objects.create(
        version=version,
        name="Norms",
        dated_on=TODAY,
        source="made",
        origin="Here",
        trusts=10,
        made_at=NOW,
    )
    cuts = [10, 20, 30, 40]
    NormMeasure.objects.create(norm_set=norm_set, measure="index", trusts=10, cuts=cuts)
    norming.end(norm_set, reason="Newer ones.", user_id=None, now=NOW)
    file = OutcomeFile.objects.create(name="o.csv", rows=1, at=NOW)
    measure = OutcomeMeasure.objects.create(name="Mortality")
    grant = a_grant()
    analysts.note(grant, "opened", now=NOW)
    world.ids = {
        "version": version.pk,
        "trust": trust.pk,
        "norms": norm_set.pk,
        "file": file.pk,
        "measure": measure.pk,
        "grant": grant.pk,
        "user": grant.user_id,
        "publication": wave.publications.unscoped(reason=REASON).get().pk,
    }
    return world


ready_compared_rows = ready("ready_compared_rows", make_world)


@pytest.fixture
def world(ready_compared_rows: World) -> World:
    return ready_compared_rows


def run(sql: str, **ids: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, ids)


NORM_SET = (
    "INSERT INTO leadership_comparing_normset"
    " (uid, version_id, name, dated_on, source, origin, trusts, made_at)"
    " VALUES (gen_random_uuid(), %(version)s, {0}, {1}, {2}, {3}, {4}, now())"
)
MEASURE = (
    "INSERT INTO leadership_comparing_normmeasure (norm_set_id, measure, trusts, cuts, deciles)"
    " VALUES (%(norms)s, {0}, {1}, {2}, {3})"
)
GRANT = (
    "INSERT INTO leadership_comparing_analystgrant"
    " (uid, user_id, purpose, starts_on, ends_on, granted_at, revoked_by_id)"
    " VALUES (gen_random_uuid(), %(user)s, {0}, {1}, {2}, now(), {3})"
)
VALUE = (
    "INSERT INTO leadership_comparing_outcomevalue (file_id, measure_id, organisation_id, period, value)"
    " VALUES (%(file)s, %(measure)s, %(trust)s, {0}, 1)"
)
DAY = "'2026-01-01'"
RISING = "ARRAY[1,2,3,4]"


@pytest.mark.parametrize(
    ("sql", "constraint"),
    [
        (NORM_SET.format("'Norms'", DAY, "'made'", "'x'", 10), "norm_set_name"),
        (NORM_SET.format("' '", DAY, "'made'", "'x'", 10), "norm_set_has_words"),
        (NORM_SET.format("'B'", DAY, "'made'", "''", 10), "norm_set_has_words"),
        (NORM_SET.format("'B'", DAY, "'guessed'", "'x'", 10), "norm_set_source_known"),
        (NORM_SET.format("'B'", DAY, "'made'", "'x'", 9), "norm_set_of_enough"),
        (NORM_SET.format("'B'", "'1800-01-01'", "'made'", "'x'", 10), "norm_set_day"),
        (MEASURE.format("'index'", 10, RISING, "'{}'"), "norm_measure_once"),
        (MEASURE.format("'a'", 9, RISING, "'{}'"), "norm_measure_of_enough"),
        (MEASURE.format("'a'", 10, "ARRAY[1,2,3]", "'{}'"), "norm_measure_cuts"),
        (MEASURE.format("'a'", 10, "ARRAY[1,3,2,4]", "'{}'"), "norm_measure_cuts"),
        (MEASURE.format("'a'", 10, "ARRAY[1,2,3,101]", "'{}'"), "norm_measure_cuts"),
        (MEASURE.format("'a'", 10, RISING, "ARRAY[1,2,3]"), "norm_measure_deciles"),
        (MEASURE.format("'a'", 10, RISING, "ARRAY[1,2,3,4,5,6,7,9,8]"), "norm_measure_deciles"),
        (GRANT.format("' '", DAY, DAY, "NULL"), "analyst_grant_purpose"),
        (GRANT.format("'x'", DAY, "'2025-12-31'", "NULL"), "analyst_grant_dates"),
        (GRANT.format("'x'", "'1800-01-01'", DAY, "NULL"), "analyst_grant_days"),
        (GRANT.format("'x'", DAY, DAY, "%(user)s"), "analyst_grant_revoked"),
        (VALUE.format("'25'"), "outcome_period"),
        (
            "INSERT INTO leadership_comparing_outcomemeasure (uid, name) VALUES (gen_random_uuid(), ' ')",
            "outcome_measure_named",
        ),
        (
            "INSERT INTO leadership_comparing_normsetend (norm_set_id, reason, at)"
            " VALUES (%(norms)s, ' ', now())",
            "norm_set_end_says_why",
        ),
        (
            "INSERT INTO leadership_comparing_agreement (organisation_id, kind, is_given, at)"
            " VALUES (%(trust)s, 'all', true, now())",
            "agreement_kind_known",
        ),
        (
            "INSERT INTO leadership_comparing_analystuse (grant_id, kind, asked, rows, at)"
            " VALUES (%(grant)s, 'lost', '', 0, now())",
            "analyst_use_kind_known",
        ),
    ],
)
def test_the_database_refuses(world: World, sql: str, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        run(sql, **world.ids)


@pytest.mark.parametrize(
    ("sql", "constraint"),
    [
        (VALUE.format("'2025'"), "outcome_once_a_file"),
        (
            "INSERT INTO leadership_comparing_normmember (norm_set_id, publication_id)"
            " VALUES (%(norms)s, %(publication)s)",
            "norm_member_once",
        ),
    ],
)
def test_once_and_no_more(world: World, sql: str, constraint: str) -> None:
    run(sql, **world.ids)
    with pytest.raises(IntegrityError, match=constraint):
        run(sql, **world.ids)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE leadership_comparing_analystgrant SET purpose = 'Another'",
        "UPDATE leadership_comparing_analystgrant SET ends_on = '2030-01-01'",
        "UPDATE leadership_comparing_analystgrant SET user_id = granted_by_id",
        "DELETE FROM leadership_comparing_analystgrant",
    ],
)
def test_a_grant_stays_as_it_was_given(world: World, change: str) -> None:
    with pytest.raises(DatabaseError, match="stays as it was given"):
        run(change)


def test_a_grant_is_revoked_once(world: World) -> None:
    run("UPDATE leadership_comparing_analystgrant SET revoked_at = now()")
    with pytest.raises(DatabaseError, match="can be revoked, once"):
        run("UPDATE leadership_comparing_analystgrant SET revoked_at = NULL")
