"""Reading the site as somebody: every declared address about either trust, and what they link to."""

from __future__ import annotations

import html
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import urljoin, urlsplit

from cms.roles import Role
from tests.access.filling import path_of
from tests.access.foreign import CAPABILITIES, leaks_in
from tests.access.scene import Scene
from tests.access.urls import Url, every_url
from tests.access.visits import Answer, Visitor
from tests.access.walk import allowed, can_wait, chosen, declared
from tests.sizes import FULL

# Fails on purpose; and the rows of a page once more, as a fragment of it.
NOT_READ = re.compile(r"wagtailadmin_error_test|_results$")
START = ("/", "/learn/", "/trust/", "/admin/", "/api/v1/schema/", "/framework/")
LINK = re.compile(r"""(?:href|src|action|hx-get|data-url)\s*=\s*["']([^"'#]+)""")
JSON_LINK = re.compile(r'"(?:https?://testserver)(/[^"]*)"')

# Not to be followed: they end the visit or only say that errors are reported.
NOT_FOLLOWED = re.compile(r"^/(?:static|media)/|/logout/|/failwhale/|/documents/\d|/jsi18n/|/sprite/")
EXPORTS = ("?export=csv", "?export=xlsx")
SEARCH = "?q=quag&search=quag"

OF_A_TRUST = (Role.LEARNER, Role.LEAD)
STAFF = (Role.DESIGNER, Role.EDITOR, Role.OPERATOR)


def mirrored(scene: Scene) -> Scene:
    """The same addresses, about the other trust."""
    return replace(scene, ours=scene.theirs, theirs=scene.ours)


def start_paths(scene: Scene, role: Role, *, both: bool = True, after_walk: bool = False) -> list[str]:
    """Where a visit begins: every address that needs no secret, with the rows of either trust.

    ``make test`` reads what the role may read, of what others wrote a third; that the rest refuse is the
    walk's. What that reads as the same role is left to it too with ``after_walk``: it looks for the same
    words. Nobody and staff have no trust, so that of two rows they read one; and what doctors read too, one
    of the staff reads.
    """
    urls = [
        url for url in every_url() if not url.needs & CAPABILITIES and url.name != "wagtailadmin_error_test"
    ]
    if FULL:
        found = [*_filled(urls, scene), *_filled(urls, mirrored(scene))]
        return list(dict.fromkeys((*START, *found)))
    urls = [url for url in urls if _is_read(url, role)]
    sides = [scene, mirrored(scene)] if both else [scene]
    found = []
    for url in urls:
        about = sides if role in OF_A_TRUST else [chosen(sides, url.name, role)]
        paths = [path for side in about for path in _filled([url], side, role)]
        walked = {path_of(url, scene)} if after_walk and is_walked(url, role) else set()
        found += [path for path in paths if path not in walked]
    return list(dict.fromkeys((*START, *found)))


def _is_read(url: Url, role: Role) -> bool:
    declaration = declared(url)
    if not allowed(declaration, "GET", role):
        return False
    if not declaration.exact:
        return chosen((True, False, False), url.name, role)
    if role not in STAFF or not any(allowed(declaration, "GET", doctor) for doctor in OF_A_TRUST):
        return True
    return role is chosen([each for each in STAFF if allowed(declaration, "GET", each)], url.name)


def is_walked(url: Url, role: Role) -> bool:
    return not can_wait(url, declared(url), "GET", role)


def _filled(urls: Iterable[Url], scene: Scene, role: Role | None = None) -> Iterator[str]:
    """With what the addresses may be asked beside: of two kinds of export, ``role`` asks for one."""
    for url in urls:
        path = path_of(url, scene)
        yield path
        if url.route.startswith("api/"):
            if role is None or role in OF_A_TRUST:
                yield path + "?as=trust"
        elif url.name.endswith((":index", ":list", ":site_history")):
            exports = EXPORTS if role is None else (chosen(EXPORTS, url.name, role),)
            yield from (path + query for query in (SEARCH, *exports))
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


def crawl(
    scene: Scene,
    role: Role,
    words: Iterable[str],
    *,
    most: int,
    under: str | tuple[str, ...] = "/",
    until_met: bool = False,
    both: bool = True,
    after_walk: bool = False,
) -> Crawl:
    visitor = Visitor(scene.users.get(role))
    paths = start_paths(scene, role, both=both, after_walk=after_walk)
    start = [path for path in paths if path.startswith(under)]
    return Crawl(visitor, tuple(words), most=most, until_met=until_met).run(start)
