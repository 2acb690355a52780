"""Private files are sent whole or in part, kept privately, and never taken for something else."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import RequestFactory

from kernel import files, serving
from kernel.models import StoredFile
from kernel.serving import CHUNK, Span, Unsatisfiable, serve, span_of

CONTENT = b"0123456789"


@pytest.mark.parametrize(
    ("header", "span"),
    [
        ("", None),
        ("bytes=0-", Span(0, 9)),
        ("bytes=0-0", Span(0, 0)),
        ("bytes=2-4", Span(2, 4)),
        ("bytes=4-99", Span(4, 9)),
        ("bytes=-3", Span(7, 9)),
        ("bytes=-99", Span(0, 9)),
        ("bytes = 2 - 4", Span(2, 4)),
        # Nothing that we must answer: the whole file is sent.
        ("bytes=-", None),
        ("bytes=4-2", None),
        ("bytes=0-1,4-5", None),
        ("lines=0-1", None),
        ("bytes=a-b", None),
        (f"bytes={'9' * 30}-", None),
    ],
)
def test_what_a_range_asks_for(header: str, span: Span | None) -> None:
    assert span_of(header, 10) == span


@pytest.mark.parametrize("header", ["bytes=10-", "bytes=99-100", "bytes=-0"])
def test_a_range_outside_the_file(header: str) -> None:
    with pytest.raises(Unsatisfiable):
        span_of(header, 10)


@pytest.fixture
def stored(db: None, on_disk: None) -> StoredFile:
    now = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
    return files.store(ContentFile(CONTENT), content_type="text/html", now=now)


def ask(stored: StoredFile, method: str = "GET", **headers: str) -> Any:
    request = RequestFactory().generic(method, "/", headers=headers)
    return serve(request, stored, content_type="video/webm")


def body(response: Any) -> bytes:
    """All that is sent; the server closes the file then."""
    content = b"".join(response.streaming_content)
    response.close()
    return content


def test_the_whole_file(stored: StoredFile) -> None:
    response = ask(stored)

    assert (response.status_code, body(response)) == (200, CONTENT)
    assert dict(response.items()) == {
        "Content-Type": "video/webm",
        "Content-Disposition": "inline",
        "Content-Length": "10",
        "ETag": f'"{stored.sha256}"',
        "Cache-Control": "private, max-age=3600",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Accept-Ranges": "bytes",
    }


def test_a_part(stored: StoredFile) -> None:
    response = ask(stored, Range="bytes=2-4")

    assert (response.status_code, body(response)) == (206, b"234")
    assert (response["Content-Range"], response["Content-Length"]) == ("bytes 2-4/10", "3")


def test_a_part_longer_than_a_chunk_ends_where_it_should(
    stored: StoredFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert CHUNK == 65536
    monkeypatch.setattr(serving, "CHUNK", 4)

    assert body(ask(stored, Range="bytes=1-8")) == b"12345678"


def test_a_part_that_is_not_there(stored: StoredFile) -> None:
    response = ask(stored, Range="bytes=10-")

    assert (response.status_code, response.content) == (416, b"")
    assert response["Content-Range"] == "bytes */10"


def test_what_the_browser_has_already(stored: StoredFile) -> None:
    response = ask(stored, **{"If-None-Match": f'"{stored.sha256}"'})

    assert (response.status_code, response.content) == (304, b"")
    assert response["ETag"] == f'"{stored.sha256}"'
    assert body(ask(stored, **{"If-None-Match": '"other"'})) == CONTENT


def test_the_rest_of_another_content_is_not_sent(stored: StoredFile) -> None:
    same = ask(stored, **{"Range": "bytes=5-", "If-Range": f'"{stored.sha256}"'})
    other = ask(stored, **{"Range": "bytes=5-", "If-Range": '"other"'})

    assert (same.status_code, body(same)) == (206, b"56789")
    assert (other.status_code, body(other)) == (200, CONTENT)


def test_asking_for_the_headers_only(stored: StoredFile) -> None:
    response = ask(stored, "HEAD", Range="bytes=2-4")

    assert (response.status_code, response.content) == (200, b"")
    assert (response["Content-Length"], response["Content-Type"]) == ("10", "video/webm")


def test_the_file_is_closed(stored: StoredFile) -> None:
    response = ask(stored)
    (part,) = response._resource_closers
    assert not part.__self__.file.closed

    response.close()

    assert part.__self__.file.closed
