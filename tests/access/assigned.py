"""What a post leaves in the tables that it wrote to, so that a post with more fields can be held against it.

The same post twice shows which columns differ by themselves (ids, keys, seals); all others must be the same
with every name that the form does not offer beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.apps import apps
from django.core import mail
from django.db import connection, models, transaction
from django.test import Client

from tests.access.visits import writes

Rows = dict[str, list[dict[str, Any]]]

CANARY = "nobody-offered-this"
DAY = date(1999, 9, 9)


VALUES: tuple[tuple[type[models.Field[Any, Any]], str], ...] = (
    (models.BooleanField, "on"),
    (models.DateTimeField, f"{DAY} 09:09"),
    (models.DateField, str(DAY)),
    (models.UUIDField, "99999999-9999-4999-8999-999999999999"),
    (models.EmailField, f"{CANARY}@mail.example"),
    (models.ForeignKey, "1"),
    (models.IntegerField, "1"),
)


def names_of_columns() -> list[tuple[str, str]]:
    """Every name of a field of ours, with a value that it would take and hardly has."""
    found: dict[str, str] = {}
    for model in apps.get_models():
        if model._meta.app_label.startswith("leadership_") or model._meta.app_label == "account":
            for each in model._meta.concrete_fields:
                found.setdefault(each.name, _value(each))
                found.setdefault(each.attname, _value(each))
    return sorted(found.items())


def _value(field: Any) -> str:
    if field.choices:
        return str([value for value, _label in field.flatchoices][-1])
    return next((value for kind, value in VALUES if isinstance(field, kind)), CANARY)


def left_by(client: Client, path: str, given: dict[str, Any]) -> tuple[int, Rows]:
    """The answer to a post, and all rows of the tables it wrote to. Everything is taken back."""
    sent = len(mail.outbox)
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    with transaction.atomic():
        with writes() as seen:
            response = client.post(path, **given)
            if response.streaming:
                # Read to its end, as by a browser: its file is closed then.
                b"".join(response)
        rows = {table: _rows(table) for table in sorted(set(seen.tables))}
        transaction.set_rollback(True)
    client.cookies.clear()
    client.cookies.load(cookies)
    del mail.outbox[sent:]
    return response.status_code, rows


def _rows(table: str) -> list[dict[str, Any]]:
    quoted = connection.ops.quote_name(table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {quoted} ORDER BY 1")
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def restless(first: Rows, second: Rows) -> set[tuple[str, str]]:
    """Columns (of a table) that differ between two posts of the same."""
    return {(table, column) for table, column, _old, _new in _differences(first, second)}


def differences(first: Rows, second: Rows, *, but: set[tuple[str, str]]) -> list[str]:
    found = [
        f"{table}.{column}: {old!r}, now {new!r}"
        for table, column, old, new in _differences(first, second)
        if (table, column) not in but
    ]
    return found + [
        f"{table}: {len(first.get(table, ()))} rows, now {len(second.get(table, ()))}"
        for table in sorted(first.keys() | second.keys())
        if len(first.get(table, ())) != len(second.get(table, ()))
    ]


def _differences(first: Rows, second: Rows) -> Iterator[tuple[str, str, Any, Any]]:
    for table in sorted(first.keys() & second.keys()):
        for old, new in zip(first[table], second[table], strict=False):
            for column, value in old.items():
                if new[column] != value:
                    yield table, column, value, new[column]


def assigned(
    client: Client, path: str, plain: Callable[[], dict[str, Any]], more: dict[str, Any]
) -> list[str]:
    """What a post with ``more`` leaves otherwise than one without, given by `plain` anew for each."""
    status, first = left_by(client, path, plain())
    _status, second = left_by(client, path, plain())
    answer, third = left_by(client, path, more)
    if 400 <= answer < 500 and not third:
        return []
    found = differences(first, third, but=restless(first, second))
    return found if answer == status else [*found, f"{status}, now {answer}"]
