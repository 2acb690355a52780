"""The demonstration's modules and programmes: those that come with the product."""

from __future__ import annotations

from typing import Any

from programmes import library
from programmes.interchange.importing import import_document
from programmes.interchange.media import folder_of
from programmes.interchange.reading import read
from programmes.models import Programme


def build(user: Any) -> dict[str, Programme]:
    """Publish each shipped programme, by its name; running it again adds nothing."""
    return {name: _programme(name, user) for name in library.names()}


def _programme(name: str, user: Any) -> Programme:
    path = library.path_of(name)
    _text, document = read(path)
    row = import_document(document, files=folder_of(path), user=user)[-1].row
    if not isinstance(row, Programme):
        raise LookupError(f"{name} ends with no programme")
    return row
