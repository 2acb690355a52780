"""How a private file is sent once a view has decided that it may be: whole or in part, and kept privately.

Players jump about in a recording by asking for ranges of it (RFC 9110). One range at a time is sent; whoever
asks for several gets the whole file, as the standard allows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus

from django.core.files import File
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

from kernel.files import open_stored
from kernel.models import StoredFile

CHUNK = 64 * 1024
KEPT_FOR = 3600
"""Seconds for which the visitor's own browser may play it again without asking."""

ONE_RANGE = re.compile(r"bytes=(\d{1,19})?-(\d{1,19})?")


class Unsatisfiable(ValueError):
    """The range lies outside the file."""


@dataclass(frozen=True)
class Span:
    """From the first to the last byte, both included."""

    first: int
    last: int

    @property
    def size(self) -> int:
        return self.last - self.first + 1


def span_of(header: str, size: int) -> Span | None:
    """What a Range header asks for; None where it is to be passed over and the whole file sent."""
    found = ONE_RANGE.fullmatch(header.replace(" ", ""))
    if found is None or (found[1] is None and found[2] is None):
        return None
    if found[1] is None:
        wanted = min(int(found[2]), size)
        if not wanted:
            raise Unsatisfiable
        return Span(size - wanted, size - 1)
    first = int(found[1])
    last = min(int(found[2]), size - 1) if found[2] else size - 1
    if found[2] and int(found[2]) < first:
        return None
    if first >= size:
        raise Unsatisfiable
    return Span(first, last)


class Part:
    """An iterator over a part of an open file, which closes it."""

    def __init__(self, file: File[bytes], span: Span) -> None:
        self.file = file
        self.left = span.size
        file.seek(span.first)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        chunk = self.file.read(min(CHUNK, self.left)) if self.left else b""
        if not chunk:
            raise StopIteration
        self.left -= len(chunk)
        return chunk

    def close(self) -> None:
        self.file.close()


def serve(request: HttpRequest, stored: StoredFile, *, content_type: str) -> HttpResponseBase:
    """The file, a part of it, or the word that the visitor has it already."""
    etag = f'"{stored.sha256}"'
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        response = _content(request, stored, etag)
    response["ETag"] = etag
    response["Cache-Control"] = f"private, max-age={KEPT_FOR}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Accept-Ranges"] = "bytes"
    if response.status_code in (HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT):
        response["Content-Type"] = content_type
        response["Content-Disposition"] = "inline"
    return response


def _content(request: HttpRequest, stored: StoredFile, etag: str) -> HttpResponseBase:
    whole = Span(0, stored.size - 1)
    try:
        span = span_of(_range(request, etag), stored.size)
    except Unsatisfiable:
        return HttpResponse(
            status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
            headers={"Content-Range": f"bytes */{stored.size}"},
        )
    sent = span or whole
    response: HttpResponseBase
    if request.method == "HEAD":
        response = HttpResponse()
    else:
        response = StreamingHttpResponse(Part(open_stored(stored), sent))
    response["Content-Length"] = str(sent.size)
    if span is not None:
        response.status_code = HTTPStatus.PARTIAL_CONTENT
        response["Content-Range"] = f"bytes {span.first}-{span.last}/{stored.size}"
    return response


def _range(request: HttpRequest, etag: str) -> str:
    """The Range header, unless it is meant for another content than this."""
    if request.headers.get("If-Range", etag) != etag:
        return ""
    return request.headers.get("Range", "") if request.method == "GET" else ""
