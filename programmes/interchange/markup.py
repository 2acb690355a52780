"""The simple HTML that texts may hold: what the Studio's editor writes, and nothing else."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

ALONE = frozenset({"br", "hr"})
TAGS = frozenset(["p", "h3", "h4", "b", "strong", "i", "em", "ol", "ul", "li", "blockquote", "a"]) | ALONE
SCHEMES = frozenset({"https", "http", "mailto", "tel"})
EDITORS_OWN = "data-block-key"
"""The editor's mark on a paragraph, kept so that nothing changes by travelling."""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.problem = ""

    def refuse(self, problem: str) -> None:
        self.problem = self.problem or problem

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.refuse(_("<%(tag)s> cannot be used: only %(tags)s.") % {"tag": tag, "tags": _tags()})
        for name, value in attrs:
            self._attribute(tag, name, value or "")
        if tag not in ALONE:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in ALONE:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in ALONE:
            return
        if not self.open or self.open.pop() != tag:
            self.refuse(_("</%(tag)s> closes what is not open there.") % {"tag": tag})

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if name == EDITORS_OWN:
            return
        if tag != "a" or name != "href":
            problem = _("<%(tag)s> cannot have “%(name)s”: only links have an address, as href.")
            if (tag, name) in (("a", "linktype"), ("a", "id")):
                problem = _("A link leads to a page that only one site has: give its web address instead.")
            self.refuse(problem % {"tag": tag, "name": name})
        elif not _is_address(value):
            self.refuse(_("“%(address)s” is no web or mail address.") % {"address": value})


def _tags() -> str:
    return " ".join(sorted(TAGS))


def _is_address(value: str) -> bool:
    try:
        return urlsplit(value).scheme in SCHEMES
    except ValueError:
        return False


def problem_in(html: str) -> str:
    """What is wrong with a text, first of all; empty where nothing is."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    if not reader.problem and reader.open:
        return _("<%(tag)s> is not closed.") % {"tag": reader.open[-1]}
    return reader.problem
