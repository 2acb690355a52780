"""Taking back what a test has committed, row by row: a fresh clone costs ten times as much.

Only rows may have changed. Where a test has changed a table, an index, a trigger or a right, the catalogue of
the database says so, and the clone is made again.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from psycopg2 import sql

# Of what is ours, whatever has been made, changed or dropped: a changed row has another xmin.
SHAPE = """
SELECT count(*), sum(hashtextextended(concat_ws(':', kind, id, part, version), 0)::numeric) FROM (
    SELECT 'class' kind, oid id, 0 part, xmin version FROM pg_class WHERE oid >= 16384
    UNION ALL SELECT 'column', attrelid, attnum, xmin FROM pg_attribute WHERE attrelid >= 16384
    UNION ALL SELECT 'default', oid, 0, xmin FROM pg_attrdef
    UNION ALL SELECT 'index', indexrelid, 0, xmin FROM pg_index WHERE indexrelid >= 16384
    UNION ALL SELECT 'constraint', oid, 0, xmin FROM pg_constraint WHERE oid >= 16384
    UNION ALL SELECT 'trigger', oid, 0, xmin FROM pg_trigger
    UNION ALL SELECT 'function', oid, 0, xmin FROM pg_proc WHERE oid >= 16384
    UNION ALL SELECT 'policy', oid, 0, xmin FROM pg_policy
    UNION ALL SELECT 'rule', oid, 0, xmin FROM pg_rewrite WHERE oid >= 16384
    UNION ALL SELECT 'extension', oid, 0, xmin FROM pg_extension
    UNION ALL SELECT 'schema', oid, 0, xmin FROM pg_namespace WHERE nspname !~ '^pg_'
) everything
"""
# A table that has never had a row has no file to read.
USED = """
SELECT relname FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0
"""
COUNTERS = "SELECT sequencename, coalesce(last_value, start_value), last_value IS NOT NULL FROM pg_sequences"
SET_COUNTER = "SELECT setval(format('public.%%I', %s)::regclass, %s, %s)"
OTHERS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
# Ends them, and waits until they have.
END_OTHERS = f"SELECT bool_and(pg_terminate_backend(pid, 5000)) FROM ({OTHERS}) others"


@dataclass(frozen=True)
class Untouched:
    """A clone as it was made."""

    shape: tuple[Any, ...]
    rows: dict[str, str]
    """What migrations have put into tables, as COPY writes it."""
    counters: dict[str, tuple[int, bool]]


def untouched(cursor: Any) -> Untouched:
    return Untouched(
        shape(cursor), {table: _rows(cursor, table) for table in _used(cursor)}, _counters(cursor)
    )


def put_back(cursor: Any, before: Untouched) -> bool:
    """False where more than rows has changed: then nothing was done. Needs the rights of the superuser."""
    cursor.execute(END_OTHERS)
    if shape(cursor) != before.shape:
        return False
    # Neither keys nor triggers are asked: what is put back was sound.
    cursor.execute("SET session_replication_role = replica")
    for table in _used(cursor) | before.rows.keys():
        cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
    for table, rows in before.rows.items():
        cursor.copy_expert(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table)), io.StringIO(rows))
    for name, now in _counters(cursor).items():
        if now != before.counters[name]:
            cursor.execute(SET_COUNTER, [name, *before.counters[name]])
    return True


@dataclass(frozen=True)
class Added:
    """What has been committed since: tables whose rows differ, and numbers that were taken."""

    rows: dict[str, str]
    counters: dict[str, tuple[int, bool]]


def added(cursor: Any, before: Untouched) -> Added:
    rows = {table: _rows(cursor, table) for table in _used(cursor)}
    counters = _counters(cursor).items()
    return Added(
        {table: now for table, now in rows.items() if now != before.rows.get(table, "")},
        {name: now for name, now in counters if now != before.counters[name]},
    )


def add(cursor: Any, what: Added) -> None:
    """Needs the rights of the superuser: neither keys nor triggers are asked, what is added was sound."""
    cursor.execute("SET session_replication_role = replica")
    for table, rows in what.rows.items():
        cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
        cursor.copy_expert(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table)), io.StringIO(rows))
    for name, now in what.counters.items():
        cursor.execute(SET_COUNTER, [name, *now])


def shape(cursor: Any) -> tuple[Any, ...]:
    """Two that are equal are of a database in which only rows have changed."""
    cursor.execute(SHAPE)
    return tuple(cursor.fetchone())


def _used(cursor: Any) -> set[str]:
    cursor.execute(USED)
    return {name for (name,) in cursor.fetchall()}


def _rows(cursor: Any, table: str) -> str:
    rows = io.StringIO()
    cursor.copy_expert(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table)), rows)
    return rows.getvalue()


def _counters(cursor: Any) -> dict[str, tuple[int, bool]]:
    cursor.execute(COUNTERS)
    return {name: (value, called) for name, value, called in cursor.fetchall()}
