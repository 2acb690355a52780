"""The words of a stored module, and the addresses in them, each with the path that leads there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from wagtail import blocks

from programmes.rules.problems import Path


@dataclass
class Element:
    """A piece of rich text: a heading, a paragraph, a list item or a link, with its words."""

    tag: str
    text: str = ""
    href: str = ""
    bold: str = ""
    """Those of its words that are bold."""


@dataclass(frozen=True)
class Passage:
    """Running text in one field."""

    path: Path
    elements: tuple[Element, ...]
    is_rich: bool = True

    @property
    def text(self) -> str:
        """Sentence by sentence: what stands in a block of its own ends there."""
        return "\n".join(each.text.strip() for each in self.elements if each.tag != "a" and each.text.strip())

    @property
    def links(self) -> list[Element]:
        return [each for each in self.elements if each.tag == "a"]


BLOCKS = ("h2", "h3", "h4", "p", "li", "blockquote")


@dataclass
class _Reader(HTMLParser):
    found: list[Element] = field(default_factory=list)
    open: list[Element] = field(default_factory=list)
    bold: int = 0

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("b", "strong"):
            self.bold += 1
        elif tag == "a" or tag in BLOCKS:
            self.open.append(Element(tag, href=dict(attrs).get("href") or ""))
            self.found.append(self.open[-1])

    def handle_endtag(self, tag: str) -> None:
        if tag in ("b", "strong"):
            self.bold = max(0, self.bold - 1)
        elif any(each.tag == tag for each in self.open):
            while self.open and self.open.pop().tag != tag:
                continue

    def handle_data(self, data: str) -> None:
        if not self.open and data.strip():
            self.open.append(Element("p"))
            self.found.append(self.open[-1])
        for each in self.open:
            each.text += data
            each.bold += data if self.bold else ""


def elements_of(html: str) -> tuple[Element, ...]:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return tuple(reader.found)


def passages_in(block: blocks.Block, value: Any, path: Path) -> Iterator[Passage]:
    """Rich and plain running text in a stored value: titles and answers of one line are none."""
    for child, stored, place in values_in(block, value, path):
        if isinstance(child, blocks.RichTextBlock):
            yield Passage(place, elements_of(str(stored or "")))
        elif isinstance(child, blocks.TextBlock):
            yield Passage(place, (Element("p", str(stored or "")),), is_rich=False)


def addresses_in(block: blocks.Block, value: Any, path: Path) -> Iterator[tuple[str, Path]]:
    """Web addresses in fields and in rich text."""
    for child, stored, place in values_in(block, value, path):
        if isinstance(child, blocks.URLBlock):
            yield str(stored or ""), place
        elif isinstance(child, blocks.RichTextBlock):
            yield from ((each.href, place) for each in elements_of(str(stored or "")) if each.tag == "a")


def values_in(block: blocks.Block, value: Any, path: Path) -> Iterator[tuple[blocks.Block, Any, Path]]:
    """Every field of a stored value, however deep."""
    if isinstance(block, blocks.StructBlock):
        held = value if isinstance(value, Mapping) else {}
        for name, child in block.child_blocks.items():
            yield from values_in(child, held.get(name), (*path, name))
    elif isinstance(block, blocks.ListBlock):
        for index, item in enumerate(value or []):
            yield from values_in(block.child_block, item["value"], (*path, index))
    else:
        yield block, value, path
