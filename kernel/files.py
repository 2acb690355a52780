"""Storing private files: written to storage first, then recorded, so that a row never lacks its content."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.core.files import File
from django.core.files.storage import Storage, storages

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
