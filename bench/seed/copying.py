"""Writing many rows at once: PostgreSQL's COPY, and ids that the next row will not meet."""

from __future__ import annotations

import io
import random
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

from django.core.management.color import no_style
from django.db import connection, models

CHUNK = 50_000
ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def copy_rows(table: str, columns: str, rows: Iterable[Sequence[Any]]) -> int:
    """``columns`` are names with spaces between them."""
    statement = f"COPY {table} ({', '.join(columns.split())}) FROM STDIN"
    count = 0
    waiting = iter(rows)
    with connection.cursor() as cursor:
        while chunk := list(islice(waiting, CHUNK)):
            cursor.copy_expert(statement, io.StringIO("".join(map(_line, chunk))))
            count += len(chunk)
    return count


def copy_into(model: type[models.Model], columns: str, rows: Iterable[Sequence[Any]]) -> int:
    return copy_rows(model._meta.db_table, columns, rows)


def _line(row: Sequence[Any]) -> str:
    return "\t".join(map(_cell, row)) + "\n"


def _cell(value: Any) -> str:
    return r"\N" if value is None else str(value).translate(ESCAPES)


def first_free_id(model: type[models.Model]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {model._meta.db_table}")
        (found,) = cursor.fetchone()
    return int(found)


def move_sequences(*found: type[models.Model]) -> None:
    """What is added next gets ids after those that were written here."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(found)):
            cursor.execute(statement)


def a_uuid(chance: random.Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)
