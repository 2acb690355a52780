"""The forms of a page as a browser reads them: where they go, and what each field would send."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

Pairs = list[tuple[str, str]]


@dataclass
class Form:
    action: str
    method: str
    pairs: Pairs = field(default_factory=list)
    """Every name with one value that it may have; boxes and options of the same name each have theirs."""

    @property
    def names(self) -> set[str]:
        return {name for name, _value in self.pairs}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._open: Form | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(given.get("action", ""), given.get("method", "get").upper())
            self.found.append(self._open)
        elif tag == "select":
            self._select = given.get("name", "")
            self._note(self._select, "")
        elif tag == "option":
            self._note(self._select, given.get("value", ""))
        elif tag in ("input", "textarea", "button"):
            self._note(given.get("name", ""), given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = ""

    def _note(self, name: str, value: str) -> None:
        if self._open is not None and name and name != "csrfmiddlewaretoken":
            self._open.pairs.append((name, value))


def forms_in(html: str) -> list[Form]:
    reader = _Reader()
    reader.feed(html)
    return reader.found
