"""Addresses in modules are asked for now and then, so that designers hear of dead ones before doctors do.

Every step, also of a redirect, is resolved first and must be on the public internet; the connection then goes
to exactly the address that was looked at. Nothing but the status is read.
"""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote, urljoin

from programmes.enums import LinkAnswer
from programmes.fields import checking_block
from programmes.models import LinkCheck, Module
from programmes.preflight.passages import addresses_in
from programmes.rules.web import PORTS, Place, is_public, is_web, place_of

SECONDS = 8
STEPS = 5
AGAIN_WHEN_FINE = timedelta(days=7)
AGAIN_WHEN_FAILED = timedelta(days=1)
MOST_AT_ONCE = 40
AGENT = "leadership-programmes link check"
REDIRECTS = (301, 302, 303, 307, 308)
NO_HEAD = (403, 405, 500, 501, 503)
"""What servers say that do not like to be asked without being read."""


@dataclass(frozen=True)
class Answer:
    answer: LinkAnswer
    status: int | None = None


@dataclass(frozen=True)
class Reply:
    status: int
    location: str = ""


Resolve = Callable[[str, int], list[str]]
Ask = Callable[[str, Place, str], Reply]
"""With a method, a place and the numeric address to connect to."""


def resolve(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def ask(method: str, place: Place, address: str) -> Reply:
    """One request, of which the body is never read."""
    port = PORTS[place.scheme]
    raw = socket.create_connection((address, port), timeout=SECONDS)
    try:
        if place.scheme == "https":
            raw = ssl.create_default_context().wrap_socket(raw, server_hostname=place.host)
        connection = http.client.HTTPConnection(place.host, port, timeout=SECONDS)
        connection.sock = raw
        target = quote(place.target, safe="/?&=%:;,@!$'()*+~#[]")
        connection.request(
            method, target, headers={"User-Agent": AGENT, "Accept": "*/*", "Connection": "close"}
        )
        reply = connection.getresponse()
        return Reply(reply.status, reply.getheader("Location") or "")
    finally:
        raw.close()


def check(url: str, *, resolve: Resolve = resolve, ask: Ask = ask) -> Answer:
    """What comes of asking for an address, redirects followed."""
    reply: Reply | None = None
    for _step in range(STEPS + 1):
        place = place_of(url)
        if place is None:
            return Answer(LinkAnswer.NOT_PUBLIC)
        try:
            reply = _step_to(place, resolve, ask)
        except ssl.SSLCertVerificationError:
            return Answer(LinkAnswer.CERTIFICATE)
        except (OSError, http.client.HTTPException, UnicodeError):
            return Answer(LinkAnswer.UNREACHABLE)
        if reply is None:
            return Answer(LinkAnswer.NOT_PUBLIC)
        if reply.status not in REDIRECTS or not reply.location:
            return _judged(reply.status)
        url = urljoin(url, reply.location)
    return Answer(LinkAnswer.TOO_MANY_STEPS, reply.status if reply else None)


def _step_to(place: Place, resolve: Resolve, ask: Ask) -> Reply | None:
    """None where any of its addresses is not public."""
    addresses = resolve(place.host, PORTS[place.scheme])
    if not addresses or not all(map(is_public, addresses)):
        return None
    reply = ask("HEAD", place, addresses[0])
    return ask("GET", place, addresses[0]) if reply.status in NO_HEAD else reply


def _judged(status: int) -> Answer:
    if status in (404, 410):
        return Answer(LinkAnswer.GONE, status)
    # Pages that ask who is there, or how often, are there.
    if status < 400 or status in (401, 402, 403, 407, 429):
        return Answer(LinkAnswer.FINE, status)
    return Answer(LinkAnswer.REFUSED, status)


def addresses_in_modules() -> set[str]:
    """Web addresses in what is live and in the newest drafts."""
    known = checking_block(Module, "body").child_blocks
    found: set[str] = set()
    rows = Module.objects.select_related("latest_revision").order_by("pk")
    for module in rows.iterator(chunk_size=100):
        bodies = [module.stored("body")]
        if module.has_unpublished_changes and module.latest_revision:
            bodies.append(module.get_latest_revision_as_object().stored("body"))
        for item in (item for body in bodies for item in body if item["type"] in known):
            found |= {
                url for url, _path in addresses_in(known[item["type"]], item["value"], ()) if is_web(url)
            }
    return found


def due(*, now: datetime) -> list[str]:
    """What was never asked for, then what was longest ago. What no module has is forgotten."""
    wanted = addresses_in_modules()
    LinkCheck.objects.exclude(url__in=wanted).delete()
    known = {each.url: each for each in LinkCheck.objects.all()}
    rest = {True: AGAIN_WHEN_FINE, False: AGAIN_WHEN_FAILED}
    old = sorted(
        (each for each in known.values() if each.checked_at + rest[each.answer == LinkAnswer.FINE] <= now),
        key=lambda each: (each.checked_at, each.url),
    )
    return [*sorted(wanted - known.keys()), *(each.url for each in old)][:MOST_AT_ONCE]


def check_links(*, clock: Callable[[], datetime], check: Callable[[str], Answer] = check) -> int:
    """How many were asked for and kept. Where nothing answers at all, it is us who are offline."""
    answers = [(url, check(url)) for url in due(now=clock())]
    if all(answer.answer == LinkAnswer.UNREACHABLE for _url, answer in answers):
        return 0
    keep(answers, now=clock())
    return len(answers)


def keep(answers: Iterable[tuple[str, Answer]], *, now: datetime) -> None:
    held = LinkCheck.objects.in_bulk([url for url, _answer in answers], field_name="url")
    rows = [_noted(held.get(url) or LinkCheck(url=url), answer, now) for url, answer in answers]
    LinkCheck.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["url"],
        update_fields=["checked_at", "answer", "status", "failing_since", "failures"],
    )


def _noted(row: LinkCheck, answer: Answer, now: datetime) -> LinkCheck:
    row.checked_at, row.answer, row.status = now, answer.answer, answer.status
    is_fine = answer.answer == LinkAnswer.FINE
    row.failures = 0 if is_fine else row.failures + 1
    row.failing_since = None if is_fine else row.failing_since or now
    return row
