"""What PostgreSQL itself enforces: append-only tables and the rights of the site's role."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.management.base import CommandError
from django.db import connections
from django.db.migrations import RunSQL
from django.db.migrations.loader import MigrationLoader

APP_ROLE = "leadership_app"

OTHER_MIGRATIONS = """\
This database was made by another version: it has migrations of which this version knows nothing ({names}).
Before release 0.1 migrations may be made anew, and what an earlier one made is not brought over.
Go back to the version that made it, or begin with an empty database. For `make run` that is:
    make reset CONFIRM=yes
which deletes all data of this installation.\
"""

REFUSE_CHANGE = """
CREATE OR REPLACE FUNCTION leadership_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: its rows are append-only', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
"""


def refuse_change_function() -> RunSQL:
    return RunSQL(REFUSE_CHANGE, "DROP FUNCTION IF EXISTS leadership_refuse_change() CASCADE")


def append_only(table: str) -> RunSQL:
    """A migration operation: rows of ``table`` can be added, never changed or taken away."""
    return RunSQL(
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION leadership_refuse_change()",
        f"DROP TRIGGER IF EXISTS append_only ON {table}",
    )


def empty_our_tables(using: str = "default") -> int:
    """Only the owner may; it is refused while a table that is not ours refers to one that is."""
    tables = sorted(
        model._meta.db_table
        for config in apps.get_app_configs()
        if _is_ours(config.label)
        for model in config.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    )
    with connections[using].cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(tables)}")
    return len(tables)


def refuse_other_migrations(using: str = "default", **kwargs: Any) -> None:
    """Otherwise the first table that is there already would end it, with words that help nobody."""
    loader = MigrationLoader(connections[using])
    unknown = sorted(
        key for key in loader.applied_migrations.keys() - loader.disk_migrations.keys() if _is_ours(key[0])
    )
    if unknown:
        names = ", ".join(".".join(key) for key in unknown[:3]) + (", ..." if unknown[3:] else "")
        raise CommandError(OTHER_MIGRATIONS.format(names=names))


def _is_ours(label: str) -> bool:
    return label.startswith("leadership_")


def append_only_tables() -> list[str]:
    return sorted(model._meta.db_table for model in apps.get_models() if getattr(model, "append_only", False))


def grant_app_role(using: str = "default", **kwargs: Any) -> None:
    """Let the site's role read and write every table, but only add to the append-only ones.

    The role owns nothing, so that a fault in the site cannot drop a trigger or empty a table. Where the
    role does not exist (a test database, a single-user installation) nothing is granted.
    """
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP_ROLE])
        if cursor.fetchone() is None:
            return
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {APP_ROLE}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APP_ROLE}")
        cursor.execute(f"GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {APP_ROLE}")
        existing = set(connections[using].introspection.table_names(cursor))
        for table in append_only_tables():
            if table in existing:
                cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {APP_ROLE}")
