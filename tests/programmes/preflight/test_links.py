"""Links: what may be asked for, what an answer means, what is kept and when it is asked again. No network."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from programmes import tasks
from programmes.enums import LinkAnswer
from programmes.models import LinkCheck
from programmes.preflight import findings_of
from programmes.rules.web import Place, is_public, place_of
from programmes.services import links
from programmes.services.links import Answer, Reply, check, check_links, due
from tests.factories.programmes import a_link, make_module
from tests.programmes.preflight.made import TODAY

NOW = datetime(2026, 11, 23, 3, 25, tzinfo=UTC)
PAGE = "https://www.example.org/meetings"
PUBLIC = "93.184.215.14"


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("https://a.example/b?c=1#d", Place("https", "a.example", "/b?c=1")),
        ("http://A.example", Place("http", "a.example", "/")),
        ("https://bücher.example/", Place("https", "xn--bcher-kva.example", "/")),
        ("https://a.example:443/", Place("https", "a.example", "/")),
        ("https://a.example:8443/", None),
        ("https://me:secret@a.example/", None),
        ("ftp://a.example/", None),
        ("mailto:a@b.example", None),
        ("https:///b", None),
        ("https://[broken/", None),
        ("https://a.example/" + "x" * 2000, None),
    ],
)
def test_addresses_of_the_web(url: str, place: Place | None) -> None:
    assert place_of(url) == place


@pytest.mark.parametrize(
    ("address", "public"),
    [
        (PUBLIC, True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("127.0.0.1", False),
        ("10.0.0.8", False),
        ("192.168.1.1", False),
        ("172.16.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("2002:7f00:1::", False),
        ("not an address", False),
    ],
)
def test_only_the_public_internet(address: str, public: bool) -> None:
    assert is_public(address) is public


def asked(*replies: Reply | Exception) -> tuple[Callable[..., Reply], list[tuple[str, str]]]:
    """Replies one after another, and a list of what was asked of whom."""
    waiting, seen = list(replies), []

    def ask(method: str, place: Place, address: str) -> Reply:
        seen.append((method, f"{place.scheme}://{place.host}{place.target} at {address}"))
        reply = waiting.pop(0)
        if isinstance(reply, Exception):
            raise reply
        return reply

    return ask, seen


def public(host: str, port: int) -> list[str]:
    return {"inside.example": ["10.0.0.8"], "both.example": [PUBLIC, "127.0.0.1"]}.get(host, [PUBLIC])


@pytest.mark.parametrize(
    ("replies", "answer"),
    [
        ([Reply(200)], Answer(LinkAnswer.FINE, 200)),
        ([Reply(405), Reply(200)], Answer(LinkAnswer.FINE, 200)),
        ([Reply(401)], Answer(LinkAnswer.FINE, 401)),
        ([Reply(429)], Answer(LinkAnswer.FINE, 429)),
        ([Reply(404)], Answer(LinkAnswer.GONE, 404)),
        ([Reply(410)], Answer(LinkAnswer.GONE, 410)),
        ([Reply(500), Reply(502)], Answer(LinkAnswer.REFUSED, 502)),
        ([TimeoutError()], Answer(LinkAnswer.UNREACHABLE)),
        ([ssl.SSLCertVerificationError()], Answer(LinkAnswer.CERTIFICATE)),
        ([Reply(301, "/new"), Reply(200)], Answer(LinkAnswer.FINE, 200)),
        ([Reply(302, "http://inside.example/")], Answer(LinkAnswer.NOT_PUBLIC)),
        ([Reply(302, "file:///etc/passwd")], Answer(LinkAnswer.NOT_PUBLIC)),
        ([Reply(302, "http://both.example/")], Answer(LinkAnswer.NOT_PUBLIC)),
        ([Reply(301, "/round")] * 6, Answer(LinkAnswer.TOO_MANY_STEPS, 301)),
    ],
)
def test_what_an_answer_means(replies: list[Reply | Exception], answer: Answer) -> None:
    ask, seen = asked(*replies)

    assert check(PAGE, resolve=public, ask=ask) == answer
    assert len(seen) == len(replies)
    assert seen[0] == ("HEAD", f"{PAGE} at {PUBLIC}")


def test_nothing_inside_is_ever_asked() -> None:
    ask, seen = asked()

    assert check("http://inside.example/", resolve=public, ask=ask) == Answer(LinkAnswer.NOT_PUBLIC)
    assert check("http://both.example/", resolve=public, ask=ask) == Answer(LinkAnswer.NOT_PUBLIC)
    assert seen == []


def kept() -> list[tuple[Any, ...]]:
    return list(LinkCheck.objects.values_list("url", "answer", "status", "failures", "failing_since"))


def at(days: int) -> Callable[[], datetime]:
    return lambda: NOW + timedelta(days=days)


def answering(**answers: Answer) -> Callable[[str], Answer]:
    return lambda url: answers.get(url.rpartition("/")[2], Answer(LinkAnswer.FINE, 200))


@pytest.mark.django_db
def test_what_was_found_is_kept_and_asked_again() -> None:
    module = make_module(activities=[a_link()])
    make_module(activities=[a_link("Else"), '<p><a href="https://www.example.org/fine">Fine</a></p>'])
    down = answering(meetings=Answer(LinkAnswer.REFUSED, 500))

    assert check_links(clock=at(0), check=down) == 2
    assert kept() == [
        ("https://www.example.org/fine", "fine", 200, 0, None),
        (PAGE, "refused", 500, 1, NOW),
    ]
    assert due(now=at(0)()) == []
    assert [each.rule.code for each in findings_of(module, on=TODAY)] == []
    assert due(now=at(1)()) == [PAGE]

    assert check_links(clock=at(1), check=down) == 1
    assert kept()[1] == (PAGE, "refused", 500, 2, NOW)
    (found,) = findings_of(module, on=TODAY)
    assert (found.rule.code, found.finding.what) == (
        "broken_link",
        f"{PAGE} did not open on 24 November 2026: the server refuses it.",
    )

    assert check_links(clock=at(8), check=answering()) == 2
    assert kept()[1] == (PAGE, "fine", 200, 0, None)


@pytest.mark.django_db
def test_where_nothing_answers_it_is_us_and_what_is_gone_is_forgotten() -> None:
    module = make_module(activities=[a_link()], publish=False)
    offline = answering(meetings=Answer(LinkAnswer.UNREACHABLE))

    assert check_links(clock=at(0), check=offline) == 0
    assert kept() == []
    check_links(clock=at(0), check=answering())
    module.delete()
    assert due(now=at(30)()) == []
    assert kept() == []


@pytest.mark.django_db
def test_the_task_asks_only_where_the_site_says_so(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    make_module(activities=[a_link()])
    monkeypatch.setattr(links, "check_links", lambda clock: 1)

    assert tasks.check_links() == 0
    settings.LEADERSHIP_CHECK_LINKS = True
    assert tasks.check_links() == 1
