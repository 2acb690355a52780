"""One request as somebody: what came back, what it wrote, and everything undone afterwards."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import mail
from django.db import connection, transaction
from django.test import Client

SAFE = ("GET", "HEAD")
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")

# Sign-in itself: a session that is used, and counters in the cache.
BOOKKEEPING = frozenset({"django_session", "leadership_cache"})

_WRITE = re.compile(
    r'\b(?:INSERT\s+INTO|DELETE\s+FROM|MERGE\s+INTO|TRUNCATE(?:\s+TABLE)?|COPY)\s+"?(\w+)'
    r'|\bUPDATE\s+(?:ONLY\s+)?"?(\w+)"?\s+(?:AS\s+)?(?:"?\w+"?\s+)?SET\b',
    re.IGNORECASE,
)
_DENIED = frozenset({401, 403, 404, 405})


@dataclass
class Writes:
    """The tables that statements wrote to, in order. A write that was rolled back counts all the same."""

    tables: list[str] = field(default_factory=list)

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        for match in _WRITE.finditer(sql):
            table = match[1] or match[2]
            if table not in BOOKKEEPING:
                self.tables.append(table)
        return execute(sql, params, many, context)


@contextmanager
def writes() -> Iterator[Writes]:
    seen = Writes()
    with connection.execute_wrapper(seen):
        yield seen


@dataclass(frozen=True)
class Answer:
    method: str
    path: str
    response: Any = field(repr=False)
    body: bytes = field(repr=False)
    written: tuple[str, ...]
    mails: int

    @property
    def status(self) -> int:
        return int(self.response.status_code)

    @property
    def goes_to(self) -> str:
        """Where it sends the browser, without the query."""
        return urlsplit(self.response.get("Location", "")).path

    @property
    def failed(self) -> bool:
        return self.status >= 500

    @property
    def no_such_method(self) -> bool:
        return self.status == 405

    def denied(self, gates: frozenset[str]) -> bool:
        """Refused, or sent to a door that is not what was asked for."""
        turned_away = self.goes_to in gates and self.goes_to != urlsplit(self.path).path
        return self.status in _DENIED or turned_away

    def __str__(self) -> str:
        onwards = f" to {self.goes_to}" if self.goes_to else ""
        wrote = f", wrote to {sorted(set(self.written))}" if self.written else ""
        return f"{self.method} {self.path}: {self.status}{onwards}{wrote}"


def sign_in(user: Any) -> None:
    """Once for all visitors who come as this user: signing in takes ten queries."""
    client = Client()
    client.force_login(user)
    user.session_held = client.cookies[settings.SESSION_COOKIE_NAME].value


class Visitor:
    """Somebody with a browser, signed in once. Every visit starts from the same world and cookies."""

    def __init__(self, user: Any = None, *, asks_for_tokens: bool = False, **headers: str) -> None:
        self.client = Client(
            enforce_csrf_checks=asks_for_tokens, raise_request_exception=False, headers=headers or None
        )
        if hasattr(user, "session_held"):
            self.client.cookies.load({settings.SESSION_COOKIE_NAME: user.session_held})
        elif user is not None:
            self.client.force_login(user)
        self._cookies = {name: morsel.value for name, morsel in self.client.cookies.items()}

    def ask(self, method: str, path: str, **given: Any) -> Answer:
        """Send it, note what it wrote, and take everything back."""
        return self.send(method, path, lambda browser: getattr(browser, method.lower())(path, **given))

    def send(self, method: str, path: str, sending: Callable[[Client], Any]) -> Answer:
        """The same for a request that is sent in a way of its own."""
        self.client.cookies.clear()
        self.client.cookies.load(self._cookies)
        sent = len(mail.outbox)
        with transaction.atomic(), writes() as seen:
            response = sending(self.client)
            body = b"".join(response) if response.streaming else response.content
            transaction.set_rollback(True)
        mails = len(mail.outbox) - sent
        del mail.outbox[sent:]
        return Answer(method, path, response, body, tuple(seen.tables), mails)
