"""Reading the site as somebody: every declared address about either trust, and what they link to."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import urljoin, urlsplit

from cms.roles import Role
from tests.access.filling import path_of
from tests.access.scene import Scene
from tests.access.urls import Url, every_url
from tests.access.visits import Answer, Visitor
from tests.access.walk import allowed, chosen, declared
from tests.sizes import FULL

# Fails on purpose; and the rows of a page once more, as a fragment of it.
NOT_READ = re.compile(r"wagtailadmin_error_test|_results$")
START = ("/", "/learn/", "/trust/", "/admin/", "/api/v1/schema/", "/framework/")
LINK = re.compile(r"""(?:href|src|action|hx-get|data-url)\s*=\s*["']([^"'#]+)""")
JSON_LINK = re.compile(r'"(?:https?://testserver)(/[^"]*)"')

# Whoever holds such a link may read what it opens: that is what it is for.
CAPABILITIES = frozenset({"token", "key", "uidb36", "uidb64"})
# Not to be followed: they end the visit or only say that errors are reported.
NOT_FOLLOWED = re.compile(r"^/(?:static|media)/|/logout/|/failwhale/|/documents/\d|/jsi18n/|/sprite/")
EXPORTS = ("?export=csv", "?export=xlsx")
SEARCH = "?q=quag&search=quag"


def mirrored(scene: Scene) -> Scene:
    """The same addresses, about the other trust."""
    return replace(scene, ours=scene.theirs, theirs=scene.ours)


def start_paths(scene: Scene, role: Role) -> list[str]:
    """Where a visit begins: every address that needs no secret, with the rows of either trust.

    ``make test`` reads all of ours that the role may read and every third of the others: that these refuse
    is the walk's. Of the screens that others wrote it reads every third that the role may read.
    """
    urls = [
        url for url in every_url() if not url.needs & CAPABILITIES and url.name != "wagtailadmin_error_test"
    ]
    if not FULL:
        urls = [url for url in urls if _is_read(url, role)]
    found = [*START, *_filled(urls, scene), *_filled(urls, mirrored(scene))]
    return list(dict.fromkeys(found))


def _is_read(url: Url, role: Role) -> bool:
    declaration = declared(url)
    may = allowed(declaration, "GET", role)
    third = chosen((True, False, False), url.name, role)
    return (may or third) if declaration.exact else (may and third)


def _filled(urls: Iterable[Url], scene: Scene) -> Iterator[str]:
    for url in urls:
        path = path_of(url, scene)
        yield path
        if url.route.startswith("api/"):
            yield path + "?as=trust"
        elif url.name.endswith((":index", ":list", ":site_history")):
            yield from (path + query for query in (SEARCH, *EXPORTS))
        elif url.route.startswith("trust/") or url.name.endswith(("choose", "search")):
            yield path + SEARCH


@dataclass
class Crawl:
    """``words`` must not be met. Everything that is read is kept under its address."""

    visitor: Visitor
    words: tuple[str, ...]
    most: int = 400
    """Addresses beyond the first ones."""
    until_met: bool = False
    """To see that the words are there: as soon as all of them have been met, nothing more is read."""
    read: dict[str, int] = field(default_factory=dict)
    leaks: list[str] = field(default_factory=list)

    def run(self, start: Iterable[str]) -> Crawl:
        first = list(start)
        limit = len(first) + self.most
        waiting = deque(first)
        while waiting and len(self.read) < limit:
            path = waiting.popleft()
            if path in self.read or (NOT_FOLLOWED.search(path) and path not in first):
                continue
            answer = self.visitor.ask("GET", path)
            self.read[path] = answer.status
            self.leaks += leaks_in(answer, self.words)
            if self.until_met and self.met == set(self.words):
                break
            waiting.extend(links_in(answer))
        return self

    @property
    def met(self) -> set[str]:
        return {leak.partition(" at ")[0] for leak in self.leaks}


def leaks_in(answer: Answer, words: Iterable[str]) -> Iterator[str]:
    """The words met in what came back: text, headers, file names, cookies."""
    headers = "\n".join(f"{name}: {value}" for name, value in answer.response.headers.items())
    cookies = answer.response.cookies.output()
    text = f"{readable(answer.body)}\n{headers}\n{cookies}".lower()
    for word in words:
        if word.lower() in text:
            yield f"{word} at {answer}"


def links_in(answer: Answer) -> Iterator[str]:
    if answer.goes_to:
        yield answer.goes_to
    kind = answer.response.headers.get("Content-Type", "")
    pattern = LINK if "html" in kind else JSON_LINK if "json" in kind else None
    if pattern is None:
        return
    for found in pattern.findall(answer.body.decode(errors="replace")):
        parts = urlsplit(urljoin(answer.path, html.unescape(found)))
        if parts.netloc in ("", "testserver") and parts.path.startswith("/"):
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def readable(body: bytes) -> str:
    """Spreadsheets are zip files: what is in them is read too."""
    if body[:2] != b"PK":
        return body.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        return "\n".join(packed.read(name).decode(errors="replace") for name in packed.namelist())


def crawl(
    scene: Scene,
    role: Role,
    words: Iterable[str],
    *,
    most: int,
    under: str | tuple[str, ...] = "/",
    until_met: bool = False,
) -> Crawl:
    visitor = Visitor(scene.users.get(role))
    start = [path for path in start_paths(scene, role) if path.startswith(under)]
    return Crawl(visitor, tuple(words), most=most, until_met=until_met).run(start)
