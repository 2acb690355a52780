"""Everything of a deliverable in one ZIP file, sent while it is packed: no file is held whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import RawIOBase
from pathlib import PurePosixPath
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.core.files import File

from cms.site import citing
from cms.site.models import DeliverablePage
from cms.site.pdfs import pdf_of
from kernel.files import open_stored

CHUNK = 64 * 1024
DAY = (2026, 1, 1, 0, 0, 0)
"""ZIP wants a time for each file; what matters stands in the files."""


@dataclass(frozen=True)
class Packed:
    name: str
    content: Any
    """Bytes, or a function that opens a file."""


class _Sink(RawIOBase):
    """What the packer writes, until it is sent on. It cannot go back."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken


def contents(page: DeliverablePage, *, address: str) -> list[Packed]:
    """Its files, our PDF where there is one, and how to cite it."""
    reference = citing.reference_of(page, address=address)
    packed = [_document(each.document) for each in page.files.select_related("document")]
    pdf = pdf_of(page)
    if pdf is not None:
        stored = pdf.file
        packed.append(Packed(f"{page.slug}-summary.pdf", lambda: open_stored(stored)))
    packed += [
        Packed("citation.txt", f"{citing.plain(reference)}\n".encode()),
        Packed("citation.bib", citing.bibtex(reference).encode()),
        Packed("citation.ris", citing.ris(reference).encode()),
    ]
    return packed


def _document(document: Any) -> Packed:
    return Packed(PurePosixPath(document.filename).name, lambda: document.file.open("rb"))


def stream(packed: list[Packed]) -> Iterator[bytes]:
    sink = _Sink()
    with ZipFile(sink, "w", ZIP_DEFLATED) as archive:
        for name, each in _named(packed):
            info = ZipInfo(name, DAY)
            info.compress_type = ZIP_DEFLATED
            with archive.open(info, "w") as entry:
                yield from _pressed(entry, sink, each.content)
    yield sink.take()


def _pressed(entry: IO[bytes], sink: _Sink, content: Any) -> Iterator[bytes]:
    for chunk in _chunks(content):
        entry.write(chunk)
        if part := sink.take():
            yield part


def _chunks(content: Any) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    opened: File[bytes] = content()
    with opened:
        yield from opened.chunks(CHUNK)


def _named(packed: list[Packed]) -> Iterator[tuple[str, Packed]]:
    """Two files of one name are told apart by a number."""
    seen: dict[str, int] = {}
    for each in packed:
        seen[each.name] = seen.get(each.name, 0) + 1
        path, number = PurePosixPath(each.name), seen[each.name]
        yield (each.name if number == 1 else f"{path.stem}-{number}{path.suffix}"), each
