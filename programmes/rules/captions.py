"""Whether captions are WebVTT that browsers show. Readers of the format pass over what they do not
understand, and so lose lines unnoticed; this one says where it stopped."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

TIME = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
TIMING = re.compile(rf"{TIME}[ \t]+-->[ \t]+{TIME}(?:[ \t]+\S.*)?")
NOTES = re.compile(r"(?:NOTE|STYLE|REGION)(?:[ \t].*)?")


@dataclass(frozen=True)
class BadCaptions(Exception):
    line: int
    message: str

    def __str__(self) -> str:
        return _("Line %(line)s: %(message)s") % {"line": self.line, "message": self.message}


def check(content: bytes) -> int:
    """How many captions there are; BadCaptions with the line where they are not WebVTT."""
    lines = _lines(content)
    if not re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0]):
        raise BadCaptions(1, _("The file must begin with the word WEBVTT."))
    count, last = 0, 0.0
    for first, block in _blocks(lines):
        if NOTES.fullmatch(block[0]):
            continue
        last = _cue(first, block, after=last)
        count += 1
    if not count:
        raise BadCaptions(len(lines), _("There are no captions in it."))
    return count


def _lines(content: bytes) -> list[str]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BadCaptions(line, _("Save the file as UTF-8: some letters cannot be read.")) from error
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise BadCaptions(line, _("This is no text file."))
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _blocks(lines: list[str]) -> list[tuple[int, list[str]]]:
    """What stands between empty lines after the header, each with the number of its first line."""
    found: list[tuple[int, list[str]]] = []
    is_open = in_header = True
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            is_open = in_header = False
        elif in_header:
            continue
        elif is_open:
            found[-1][1].append(line)
        else:
            found.append((number, [line]))
            is_open = True
    return found


def _cue(first: int, block: list[str], *, after: float) -> float:
    """When the caption begins."""
    at = 0 if "-->" in block[0] else 1
    timing = TIMING.fullmatch(block[at].strip()) if at < len(block) else None
    if timing is None:
        message = _("Here a time is missing or not written like this: 00:01:02.500 --> 00:01:05.000")
        raise BadCaptions(first + min(at, len(block) - 1), message)
    start, end = _seconds(timing.groups()[:4]), _seconds(timing.groups()[4:])
    if end <= start:
        raise BadCaptions(first + at, _("The caption ends before it begins."))
    if start < after:
        raise BadCaptions(first + at, _("The caption begins before the one above it: put them in order."))
    if len(block) == at + 1:
        raise BadCaptions(first + at, _("The caption has no words."))
    return start


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000
