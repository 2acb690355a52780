"""Private files: the same content is stored once, and a row never lacks its content."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction

from kernel.files import open_stored, private_storage, store
from kernel.models import StoredFile

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
CONTENT = b"given name,family name\nAda,Imagined\n"

pytestmark = pytest.mark.django_db


def test_a_file_is_found_by_its_content() -> None:
    stored = store(ContentFile(CONTENT), content_type="text/csv", now=NOW)

    assert stored.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert (stored.size, stored.content_type) == (len(CONTENT), "text/csv")
    with open_stored(stored) as file:
        assert file.read() == CONTENT


def test_the_same_content_is_one_row_and_one_file() -> None:
    first = store(ContentFile(CONTENT), content_type="text/csv", now=NOW)
    once = private_storage().listdir(first.sha256[:2])
    second = store(ContentFile(CONTENT), content_type="text/csv", now=NOW)

    assert first.pk == second.pk
    assert StoredFile.objects.count() == 1
    assert private_storage().listdir(first.sha256[:2]) == once
    assert first.sha256 in once[1]


def test_a_digest_that_is_none_is_refused_by_the_database() -> None:
    with pytest.raises(IntegrityError, match="stored_file_sha256"), transaction.atomic():
        connection.cursor().execute(
            "INSERT INTO leadership_kernel_storedfile (uid, sha256, size, content_type, created_at)"
            " VALUES (gen_random_uuid(), 'nonsense', 1, 'text/csv', now())"
        )
