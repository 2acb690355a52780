"""Odd requests, as hypothesis draws them: what no browser sends, at any address of the site.

A request starts from what the page there offers, so that much of it comes past the first check.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_from_bytes

from django.test import Client
from hypothesis import strategies as st

HOSTILE = (
    "",
    " ",
    "\x00",
    "a\x00b",
    "\u202egnp.exe",
    "\ufeff",
    "\ud800",
    "e\u0301" * 50,
    "%",
    "%00",
    "%ff",
    "_",
    "'; DROP TABLE x; --",
    "<script>alert(1)</script>",
    "{{ 7 }}",
    "../../etc/passwd",
    "=1+1",
    "-1",
    "0",
    "9" * 30,
    "9" * 5000,
    "1e999",
    "NaN",
    "\u0663",
    "2026-02-30",
    "0001-01-01",
    "9999-12-31",
    "99999-01-01",
    "00000000-0000-0000-0000-000000000000",
    "[]",
    '{"a": [null]}',
    "on",
    "true",
    "None",
    "x" * 100_000,
    "a@" + "b" * 300 + ".example",
    "https://else.example/",
    "//else.example",
    "a\r\nSet-Cookie: b=c",
)
TEXT = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(max_size=40),
    st.characters().map(lambda one: one * 3),
    st.integers().map(str),
    st.dates().map(str),
    st.uuids().map(str),
)
# What columns of ours are called, and what the libraries beneath read.
NAMES = (
    "id",
    "pk",
    "uid",
    "user",
    "person",
    "organisation",
    "contract",
    "cohort",
    "enrolment",
    "state",
    "status",
    "role",
    "source",
    "is_staff",
    "is_superuser",
    "is_active",
    "email",
    "password",
    "groups",
    "verified",
    "primary",
    "seats",
    "capacity",
    "created_at",
    "starts_on",
    "ends_on",
    "on",
    "page",
    "p",
    "q",
    "next",
    "cursor",
    "page_size",
    "as",
    "order",
    "sort",
    "state[]",
    "stage",
    "kind",
    "programme",
    "show",
    "columns",
    "c0",
    "c1",
    "format",
    "export",
    "confirm",
    "language",
    "text",
    "action",
    "_method",
)
TYPES = (
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=utf-16",
    "application/x-www-form-urlencoded; charset=nothing-of-this-name",
    "multipart/form-data",
    "multipart/form-data; boundary=x",
    "multipart/form-data; boundary=" + "x" * 300,
    "application/json",
    "text/plain; charset=utf-7",
    "nonsense",
    "",
)
HEADERS = (
    "Accept",
    "Accept-Language",
    "Cookie",
    "Idempotency-Key",
    "If-Modified-Since",
    "If-None-Match",
    "Range",
    "Referer",
    "User-Agent",
    "X-Forwarded-For",
    "X-Requested-With",
    "HX-Request",
)
# What a web server hands on: it refuses lines that are broken.
LINE = st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=60)
BYTES = st.one_of(
    st.binary(max_size=200),
    st.sampled_from(
        [b"=%FF%FE&=", b"a=%u0000", b"&" * 1500, b"--x\r\n", b"{", b"[" * 5000, b"\xff\xfe{\x00}\x00"]
    ),
)


@dataclass(frozen=True)
class Change:
    """What is done to a form, or to a query, before it is sent."""

    put: Mapping[int, str]
    """Values by the place of the field, counted round."""
    drop: frozenset[int]
    more: Sequence[tuple[str, str]]
    file_at: int | None = None
    multipart: bool = False

    def of(self, pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
        count = max(len(pairs), 1)
        put = {place % count: value for place, value in self.put.items()}
        drop = {place % count for place in self.drop}
        kept = [(n, put.get(at, v)) for at, (n, v) in enumerate(pairs) if at not in drop]
        return [*kept, *self.more]


PLACE = st.integers(0, 30)
MORE = st.lists(st.tuples(st.one_of(st.sampled_from(NAMES), TEXT), TEXT), max_size=4)
CHANGE = st.builds(
    Change,
    put=st.dictionaries(PLACE, TEXT, max_size=3),
    drop=st.frozensets(PLACE, max_size=1),
    more=MORE,
    file_at=st.one_of(st.none(), PLACE),
    multipart=st.booleans(),
)


@dataclass(frozen=True)
class Raw:
    """A request below the level of forms."""

    method: str
    content_type: str
    body: bytes
    query: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_for_the_server(self) -> bool:
        """Django refuses these before there is a request that could be answered; see `cms.wsgi`."""
        return "charset" in self.content_type and self.query.count(b"&") > 1000

    def sender(self, path: str) -> Callable[[Client], Any]:
        query = self.query.decode("latin-1")
        return lambda browser: browser.generic(
            self.method, path, self.body, self.content_type, headers=self.headers, QUERY_STRING=query
        )


RAW = st.builds(
    Raw,
    method=st.sampled_from(["GET", "POST", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"]),
    content_type=st.sampled_from(TYPES),
    body=BYTES,
    query=BYTES,
    headers=st.dictionaries(st.sampled_from(HEADERS), LINE, max_size=3),
).filter(lambda raw: not raw.is_for_the_server)


def as_bytes(text: str) -> bytes:
    """Half of a pair of surrogates is sent as the three bytes that UTF-8 forbids."""
    return text.encode("utf-8", "surrogatepass")


def as_query(pairs: Sequence[tuple[str, str]]) -> str:
    return "&".join(f"{quoted(name)}={quoted(value)}" for name, value in pairs)


def quoted(text: str) -> str:
    return quote_from_bytes(as_bytes(text), safe="")


def as_post(pairs: Sequence[tuple[str, str]], change: Change) -> dict[str, Any]:
    """The body of a form and its kind, with a file where a text belongs if the change says so."""
    if not change.multipart:
        return {"data": as_query(pairs).encode(), "content_type": TYPES[0]}
    file_at = None if change.file_at is None or not pairs else change.file_at % len(pairs)
    parts = [_part(name, value, as_file=place == file_at) for place, (name, value) in enumerate(pairs)]
    return {
        "data": b"".join([*parts, b"--limit--\r\n"]),
        "content_type": "multipart/form-data; boundary=limit",
    }


def _part(name: str, value: str, *, as_file: bool) -> bytes:
    clean = as_bytes(name).replace(b'"', b"'").replace(b"\r\n", b" ")
    file = b'; filename="' + clean[:20] + b'.csv"\r\nContent-Type: text/csv' if as_file else b""
    return (
        b'--limit\r\nContent-Disposition: form-data; name="'
        + clean
        + b'"'
        + file
        + b"\r\n\r\n"
        + as_bytes(value)
        + b"\r\n"
    )
