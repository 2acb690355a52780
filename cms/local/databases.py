"""The roles and databases of a private cluster: who owns the tables, and as whom the site runs."""

from __future__ import annotations

from typing import Any

from psycopg2 import sql

from .postgres import OWNER, SITE, SUPERUSER, Access

GROUP = "leadership_app"
DATABASE = "leadership"

# What the owner makes, the site may use; migrations take rights away again from append-only tables.
DEFAULT_RIGHTS = """
ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {group};
ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT USAGE, SELECT ON SEQUENCES TO {group};
"""


def make_roles(access: Access, *, may_create_databases: bool = False) -> None:
    """The owner of the tables, the group with the site's rights, and the site's login in that group."""
    with _autocommit(access, SUPERUSER, "postgres") as cursor:
        cursor.execute("SELECT rolname FROM pg_roles")
        known = {name for (name,) in cursor.fetchall()}
        if GROUP not in known:
            cursor.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(GROUP)))
        for role in (OWNER, SITE):
            verb = "ALTER" if role in known else "CREATE"
            cursor.execute(
                sql.SQL("{} ROLE {} LOGIN PASSWORD {}").format(
                    sql.SQL(verb), sql.Identifier(role), sql.Literal(access.passwords[role])
                )
            )
        cursor.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(GROUP), sql.Identifier(SITE)))
        if may_create_databases:
            cursor.execute(sql.SQL("ALTER ROLE {} CREATEDB").format(sql.Identifier(OWNER)))
            # So that a test can look at the tables as the site does.
            cursor.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(SITE), sql.Identifier(OWNER)))


def make_database(access: Access, name: str = DATABASE) -> bool:
    """Create a database of the owner that nobody but the site may enter; says whether it was missing."""
    with _autocommit(access, SUPERUSER, "postgres") as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone():
            return False
        names = {"name": sql.Identifier(name), "owner": sql.Identifier(OWNER), "group": sql.Identifier(GROUP)}
        cursor.execute(sql.SQL("CREATE DATABASE {name} OWNER {owner}").format(**names))
        cursor.execute(sql.SQL("REVOKE ALL ON DATABASE {name} FROM PUBLIC").format(**names))
        cursor.execute(sql.SQL("GRANT CONNECT ON DATABASE {name} TO {group}").format(**names))
    with _autocommit(access, SUPERUSER, name) as cursor:
        cursor.execute(sql.SQL(DEFAULT_RIGHTS).format(**names))
    return True


def keep(access: Access) -> None:
    """Whatever was committed is on the disk, also where nobody has waited for that."""
    with _autocommit(access, SUPERUSER, "postgres") as cursor:
        cursor.execute("SELECT pg_switch_wal()")


class _autocommit:  # noqa: N801 -- used as a function
    def __init__(self, access: Access, role: str, database: str) -> None:
        self._connection = access.connect(role, database)
        self._connection.autocommit = True

    def __enter__(self) -> Any:
        return self._connection.cursor()

    def __exit__(self, *failure: object) -> None:
        self._connection.close()
