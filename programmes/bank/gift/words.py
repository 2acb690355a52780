"""The letters of GIFT: what is escaped, what is HTML, and which comments say something."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from django.utils.html import strip_tags
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from programmes.activity_types.reading import RICH_TEXT

SPECIAL = "\\~=#{}:"
"""A backslash before one of these, and before n for a new line, takes its meaning away."""
EDITORS_MARK = re.compile(r' data-block-key="[^"]*"')
UNSEEN = re.compile(r"<(script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
NO_LINK = re.compile(r"<a>(.*?)</a>", re.DOTALL)
"""What is left of a link whose address the editor does not take."""
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
BREAKS = re.compile(r"<br\s*/?>|</(p|div|li|h[1-6])>", re.IGNORECASE)
REMARK = re.compile(r"\[(id|tag):((?:\\.|[^\]\\])*)\]")
PRIVATE = range(0xF0000, 0x10FFFE)
"""More letters that mean nothing than a file may have."""


class Letters:
    """Puts escaped letters out of the way, as letters that the text has not, and back."""

    def __init__(self, text: str) -> None:
        unused = (chr(code) for code in PRIVATE if chr(code) not in text)
        self.hidden = {f"\\{each}": next(unused) for each in SPECIAL}
        self.hidden |= {"\\n": next(unused), "\\*": next(unused)}

    def hide(self, text: str) -> str:
        for written, stand_in in self.hidden.items():
            text = text.replace(written, stand_in)
        return text

    def show(self, text: str) -> str:
        for written, stand_in in self.hidden.items():
            text = text.replace(stand_in, "\n" if written == "\\n" else written[1:])
        return text

    @property
    def star(self) -> str:
        return self.hidden["\\*"]


def escaped(text: str) -> str:
    for each in SPECIAL:
        text = text.replace(each, f"\\{each}")
    return text.replace("\n", "\\n")


def clean_html(text: str) -> str:
    """As the Studio's editor would keep it."""
    converter = ContentstateConverter(features=RICH_TEXT)
    content = converter.from_database_format(UNSEEN.sub("", text))
    kept = EDITORS_MARK.sub("", converter.to_database_format(content))
    return NO_LINK.sub(r"\1", kept).strip()


def paragraphs(text: str) -> str:
    """Plain text as HTML: a paragraph for each line."""
    lines = (line.strip() for line in text.split("\n"))
    return clean_html("".join(f"<p>{html.escape(line)}</p>" for line in lines if line))


def plain(text: str, *, is_html: bool) -> str:
    """What an answer or explanation says, without marks."""
    if is_html:
        text = html.unescape(strip_tags(BREAKS.sub("\n", UNSEEN.sub("", text))))
    return text.replace("\xa0", " ").strip()


def remarks(comment: str) -> Iterable[tuple[str, str]]:
    """What a comment says of the next question: its id and tags."""
    for kind, said in REMARK.findall(comment):
        yield kind, re.sub(r"\\(.)", r"\1", said).strip()


def remark(kind: str, said: str) -> str:
    hidden = said.replace("\\", "\\\\").replace("]", "\\]")
    return f"[{kind}:{hidden}]"
