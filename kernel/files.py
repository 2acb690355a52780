"""Storing private files: written to storage first, then recorded, so that a row never lacks its content."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.files import File
from django.core.files.storage import Storage, storages
from django.db import connection, transaction
from django.db.models import ProtectedError

from kernel.access import checking_references
from kernel.conf import setting
from kernel.models import StoredFile


def private_storage() -> Storage:
    return storages["leadership_private"]


def store(file: File[bytes], *, content_type: str, now: datetime) -> StoredFile:
    """The row of this content; the same bytes give the same row."""
    digest = hashlib.sha256()
    size = 0
    for chunk in file.chunks():
        digest.update(chunk)
        size += len(chunk)
    stored = StoredFile(sha256=digest.hexdigest(), size=size, content_type=content_type, created_at=now)
    storage = private_storage()
    _wait_for(stored)
    if not storage.exists(stored.name):
        file.seek(0)
        storage.save(stored.name, file)
    row, _ = StoredFile.objects.get_or_create(
        sha256=stored.sha256,
        defaults={"size": size, "content_type": content_type, "created_at": now},
    )
    return row


def open_stored(stored: StoredFile) -> File[bytes]:
    return private_storage().open(stored.name, "rb")


def forget(stored: StoredFile) -> bool:
    """Delete a file that nothing refers to any more; False where something still does."""
    try:
        with transaction.atomic(), checking_references():
            _wait_for(stored)
            name = stored.name
            stored.delete()
            private_storage().delete(name)
    except ProtectedError:
        return False
    return True


def purge_unused(*, now: datetime) -> int:
    """Forget what nothing has referred to for some days: a recording or logo that another took the place of.

    Every look writes down what it finds unused for the first time, and what is used again.
    """
    with connection.cursor() as cursor:
        cursor.execute(_mark_unused(), [now])
    days = timedelta(days=setting("LEADERSHIP_UNUSED_FILE_DAYS", 30))
    return sum(forget(each) for each in StoredFile.objects.filter(unused_since__lte=now - days))


def _mark_unused() -> str:
    relations: Iterable[Any] = StoredFile._meta.get_fields(include_hidden=True)
    columns = [
        (each.related_model._meta.db_table, each.field.column) for each in relations if each.is_relation
    ]
    used = " OR ".join(
        f'EXISTS (SELECT 1 FROM "{table}" r WHERE r."{column}" = f.id)'  # noqa: S608 -- names of our own tables
        for table, column in sorted(columns)
    )
    table = StoredFile._meta.db_table
    return (
        f"UPDATE {table} f SET unused_since = CASE WHEN {used} THEN NULL ELSE %s::timestamptz END"  # noqa: S608 -- as above
        f" WHERE (unused_since IS NULL) <> ({used})"
    )


def _wait_for(stored: StoredFile) -> None:
    """Until the transaction ends, nobody stores or forgets the same content."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [stored.sha256])
