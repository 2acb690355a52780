"""Append-only tables: the database refuses changes, whoever asks."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.db import DatabaseError, ProgrammingError, connection, transaction

from kernel import audit
from kernel.audit import Actor, Change
from kernel.database import append_only_tables
from kernel.models import AuditEntry, OutboxMessage

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db

EXPECTED = [
    "leadership_amendments_move",
    "leadership_amendments_takenback",
    "leadership_api_usedkey",
    "leadership_assignments_submissionstep",
    "leadership_comparing_agreement",
    "leadership_comparing_analystuse",
    "leadership_comparing_normmeasure",
    "leadership_comparing_normmember",
    "leadership_comparing_normset",
    "leadership_comparing_normsetend",
    "leadership_comparing_outcomefile",
    "leadership_comparing_outcomemeasure",
    "leadership_comparing_outcomevalue",
    "leadership_cpd_cpdedition",
    "leadership_cpd_cpdlimit",
    "leadership_enrolment_extension",
    "leadership_enrolment_laterclosing",
    "leadership_enrolment_transition",
    "leadership_kernel_auditentry",
    "leadership_programmes_activity",
    "leadership_programmes_activityclaim",
    "leadership_programmes_modulefile",
    "leadership_programmes_moduletext",
    "leadership_programmes_moduleversion",
    "leadership_programmes_programmetext",
    "leadership_programmes_programmeversion",
    "leadership_programmes_reminderrule",
    "leadership_programmes_requirement",
    "leadership_programmes_requirementneed",
    "leadership_programmes_requirementstage",
    "leadership_programmes_retirementcorrection",
    "leadership_records_evaluationanswer",
    "leadership_records_learningfact",
    "leadership_records_questionoutcome",
    "leadership_records_selfrating",
    "leadership_results_atom",
    "leadership_results_atomstratum",
    "leadership_results_publication",
    "leadership_results_publishedalpha",
    "leadership_results_publishedgroup",
    "leadership_results_publisheditem",
    "leadership_results_publishedscore",
    "leadership_studies_frameevent",
    "leadership_studies_guideversion",
    "leadership_studies_releasedfigure",
    "leadership_studies_studyrelease",
    "leadership_waves_response",
]


def an_entry() -> AuditEntry:
    row = OutboxMessage.objects.create(topic="test", created_at=NOW, available_at=NOW)
    return audit.record("thing.done", Change(row), actor=Actor.system(), now=NOW)


def test_the_list_of_append_only_tables() -> None:
    assert append_only_tables() == EXPECTED


@pytest.mark.parametrize("table", EXPECTED)
def test_every_one_has_the_trigger(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgenabled FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname = 'append_only'",
            [table],
        )
        assert cursor.fetchall() == [("O",)]


@pytest.mark.parametrize("table", EXPECTED)
def test_the_site_may_only_add(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT p, has_table_privilege('leadership_app', %s, p)
            FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) p
            """,
            [table],
        )
        assert dict(cursor.fetchall()) == {
            "SELECT": True,
            "INSERT": True,
            "UPDATE": False,
            "DELETE": False,
            "TRUNCATE": False,
        }


def test_the_site_owns_no_table() -> None:
    tables = [model._meta.db_table for model in apps.get_models()]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE tableowner IN ('leadership_app', 'leadership_site')"
            " AND tablename = ANY(%s)",
            [tables],
        )
        assert cursor.fetchall() == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE leadership_kernel_auditentry SET action = 'forged'",
        "DELETE FROM leadership_kernel_auditentry",
    ],
)
def test_even_the_owner_is_refused(statement: str) -> None:
    entry = an_entry()

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)

    entry.refresh_from_db()
    assert entry.action == "thing.done"


def test_the_site_is_refused_before_the_trigger(as_site: Callable[[], AbstractContextManager[None]]) -> None:
    an_entry()

    with pytest.raises(ProgrammingError, match="permission denied"), as_site():
        connection.cursor().execute("TRUNCATE leadership_kernel_auditentry CASCADE")
