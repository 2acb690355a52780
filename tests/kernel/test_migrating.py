"""A database of other migrations is refused before anything of it is touched, with what to do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.management.base import CommandError
from django.core.management.sql import emit_pre_migrate_signal
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from wagtail.signal_handlers import connect_reference_index_signal_handlers

from cms.local import steps

MADE_ANEW = [
    "kernel",
    "competencies",
    "programmes",
    "organisations",
    "people",
    "enrolment",
    "calendar",
    "records",
    "assignments",
    "progress",
    "reminders",
    "amendments",
    "api",
    "site",
]
"""All that there were but the users', whose tables others' need: an earlier user's table goes on as it is."""


@pytest.fixture(autouse=True)
def references_are_kept_again() -> Iterator[None]:
    """Before migrating Wagtail stops keeping what refers to what; here nothing comes after it."""
    yield
    connect_reference_index_signal_handlers()


def look_before_migrating() -> None:
    emit_pre_migrate_signal(verbosity=0, interactive=False, db="default")


@pytest.mark.django_db
def test_a_database_of_other_migrations_is_refused() -> None:
    look_before_migrating()
    for name in ("0002_a", "0003_b", "0004_c", "0005_d"):
        MigrationRecorder(connection).record_applied("leadership_people", name)
    with pytest.raises(CommandError) as raised:
        look_before_migrating()
    assert str(raised.value).splitlines() == [
        "This database was made by another version: it has migrations of which this version knows nothing "
        "(leadership_people.0002_a, leadership_people.0003_b, leadership_people.0004_c, ...).",
        "Before release 0.1 migrations may be made anew, and what an earlier one made is not brought over.",
        "Go back to the version that made it, or begin with an empty database. For `make run` that is:",
        "    make reset CONFIRM=yes",
        "which deletes all data of this installation.",
    ]


def test_no_migration_bears_the_name_of_one_that_was_made_anew() -> None:
    """Of whatever an earlier version had carried out, the first says at once that it was another's."""
    there = MigrationLoader(None).disk_migrations

    assert {f"leadership_{app}" for app in MADE_ANEW} <= {app for app, _name in there}
    assert [app for app in MADE_ANEW if (f"leadership_{app}", "0001_initial") in there] == []


@pytest.mark.django_db
def test_migrations_of_others_are_their_own_concern() -> None:
    MigrationRecorder(connection).record_applied("payroll", "0001_initial")
    look_before_migrating()


def test_a_step_that_says_what_to_do_says_only_that(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(command: str, **options: object) -> None:
        raise CommandError(f"{command} is not for this database")

    monkeypatch.setattr(steps, "call_command", refuse)
    monkeypatch.setattr(steps.sys, "argv", ["steps", "migrate"])
    with pytest.raises(SystemExit) as raised:
        steps.main()
    assert raised.value.code == "migrate is not for this database"
