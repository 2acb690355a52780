"""Rich text of the admin as plain data, for mails and print: paragraphs, headings and lists of pieces."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag
from wagtail.rich_text import expand_db_html

Piece = dict[str, str]
Block = dict[str, Any]

HEADINGS = {"h2": 2, "h3": 3, "h4": 4}
LISTS = {"ul": "bullets", "ol": "numbers"}


def blocks_of(html: str, *, address: str = "") -> list[Block]:
    """``address`` is that of the site: addresses within it are made whole."""
    soup = BeautifulSoup(expand_db_html(html), "html.parser")
    found = [_block(child, address) for child in soup.children if isinstance(child, Tag)]
    return [block for block in found if block["pieces"] or block.get("rows")]


def _block(tag: Tag, address: str) -> Block:
    if tag.name in LISTS:
        rows = tag.find_all("li", recursive=False)
        return {"kind": LISTS[tag.name], "rows": [_pieces(row, address) for row in rows], "pieces": []}
    level = HEADINGS.get(tag.name)
    kind = {"kind": "heading", "level": level} if level else {"kind": "text"}
    return {**kind, "pieces": _pieces(tag, address)}


def _pieces(tag: Tag, address: str, look: str = "", link: str = "") -> list[Piece]:
    found: list[Piece] = []
    for child in tag.children:
        if isinstance(child, NavigableString):
            if text := str(child):
                found.append({"text": text, "look": look, "link": link})
        elif isinstance(child, Tag):
            bold = "bold" if child.name in ("b", "strong") else look
            found += _pieces(child, address, bold, _whole(child, address) or link)
    return found


def _whole(tag: Tag, address: str) -> str:
    href = str(tag.get("href") or "") if tag.name == "a" else ""
    return f"{address}{href}" if href.startswith("/") else href
