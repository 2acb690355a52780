"""GIFT to questions: what can be taken, and with its line and reason what cannot."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from programmes.bank.gift.answers import Answers, NotTaken, answers_in
from programmes.bank.gift.words import TAG, Letters, clean_html, paragraphs, plain, remarks
from programmes.bank.kinds import KindBlock
from programmes.bank.pools import tags_in
from programmes.block_errors import problems_in
from programmes.enums import QuestionKind
from programmes.interchange.markup import problem_in
from programmes.models.banks import LONGEST_TAG, MOST_TAGS

LARGEST = 500 * 1000
MOST_QUESTIONS = 1000
CATEGORY = re.compile(r"\$CATEGORY:\s*(.*)")
TITLE = re.compile(r"::(.*?)::", re.DOTALL)
FORMAT = re.compile(r"\[(html|markdown|plain|moodle)\]", re.IGNORECASE)
ELSEWHERE = re.compile(r"<(img|video|audio|iframe|object|embed|svg)\b|@@PLUGINFILE@@", re.IGNORECASE)
DIFFICULTY = re.compile(r"difficulty-([1-5])")
CAPITALS = "capitals-count"
GAP = "_____"


class NoGift(ValueError):
    """The whole file cannot be read; said in a sentence."""


@dataclass(frozen=True)
class Taken:
    """A question as it would be kept. ``value`` is its kind's, with no ids yet."""

    line: int
    title: str
    body: str
    kind: str
    value: dict[str, Any]
    feedback: str = ""
    tags: tuple[str, ...] = ()
    difficulty: int = 3
    key: UUID | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Left:
    line: int
    words: str
    reason: str


@dataclass
class Read:
    taken: list[Taken] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    note: str = ""


@dataclass
class _Piece:
    """The lines of one question, and what was said above them."""

    line: int
    text: str
    category: str
    remarks: list[tuple[str, str]]


def text_of(content: bytes) -> tuple[str, str]:
    """The text of a file, and what there is to say of its encoding."""
    if len(content) > LARGEST:
        raise NoGift(_("The file is larger than 500 KB. Import it in parts."))
    note = ""
    try:
        text = content.decode("utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
        note = _(
            "The file is not UTF-8 and was read as Western European: look at accents and quotation marks."
        )
    if "\0" in text:
        raise NoGift(_("This is no text file. Export the questions as GIFT and choose that file."))
    return text, note


def read(content: bytes) -> Read:
    text, note = text_of(content)
    return read_text(text, note=note)


def read_text(text: str, *, note: str = "") -> Read:
    found = Read(note=note)
    letters = Letters(text)
    for piece in _pieces(text.replace("\r\n", "\n").replace("\r", "\n")):
        if len(found.taken) + len(found.left) >= MOST_QUESTIONS:
            reason = _("At most %(most)s questions at once: import the rest from here on as another file.")
            found.left.append(Left(piece.line, _words(piece.text), reason % {"most": MOST_QUESTIONS}))
            break
        try:
            found.taken.append(_question(piece, letters))
        except NotTaken as reason:
            found.left.append(Left(piece.line, _words(letters.show(piece.text)), str(reason)))
    return found


def _words(text: str) -> str:
    return Truncator(" ".join(text.split())).chars(80)


def _pieces(text: str) -> Iterator[_Piece]:
    category = ""
    said: list[tuple[str, str]] = []
    lines: list[tuple[int, str]] = []
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        bare = line.strip()
        if bare.startswith("//"):
            said.extend(remarks(bare))
        elif not lines and (found := CATEGORY.match(bare)):
            category = found[1]
        elif bare:
            lines.append((number, line))
        elif lines:
            yield _Piece(lines[0][0], "\n".join(each for _number, each in lines), category, said)
            lines, said = [], []


def _question(piece: _Piece, letters: Letters) -> Taken:
    hidden = letters.hide(piece.text.strip())
    title, hidden = _taken_off(TITLE, hidden)
    form, hidden = _taken_off(FORMAT, hidden)
    stem, inside, tail = _parts(hidden)
    if ELSEWHERE.search(letters.show(hidden)):
        raise NotTaken(_("It shows a picture or recording, which GIFT does not carry."))
    is_html = form.lower() == "html" or (form.lower() in ("", "moodle") and bool(TAG.search(hidden)))
    inside, _mark, feedback = inside.partition("####")
    answers = answers_in(inside.strip(), letters, is_html=is_html)
    if tail.strip():
        if not answers.may_have_a_gap:
            raise NotTaken(_("Text after the answers is only read as a gap to fill, not with this kind."))
        stem = f"{stem.rstrip()} {GAP} {tail.lstrip()}"
    body = _body(letters.show(stem), form.lower(), is_html=is_html)
    taken = Taken(
        line=piece.line,
        title=" ".join(letters.show(title).split()) or _words(plain(body, is_html=True)),
        body=body,
        kind=answers.kind,
        value=answers.value,
        feedback=plain(letters.show(feedback), is_html=is_html),
        notes=_notes(answers, form),
    )
    return _checked(_with_remarks(taken, piece))


def _taken_off(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    found = pattern.match(text)
    return (found[1], text[found.end() :].lstrip()) if found else ("", text)


def _parts(hidden: str) -> tuple[str, str, str]:
    stem, opening, rest = hidden.partition("{")
    inside, closing, tail = rest.partition("}")
    if not opening:
        raise NotTaken(_("It has no answers: a description, or a line that belongs elsewhere."))
    if not closing or "{" in inside:
        raise NotTaken(_("The answers are not closed: a } is missing, or a { needs a backslash before it."))
    if "{" in tail or "}" in tail:
        raise NotTaken(_("It has more than one group of answers."))
    return stem, inside, tail


def _body(stem: str, form: str, *, is_html: bool) -> str:
    body = clean_html(stem) if is_html else paragraphs(stem)
    if not plain(body, is_html=True):
        raise NotTaken(_("It asks nothing: there is no text before the answers."))
    if problem := problem_in(body):
        raise NotTaken(problem)
    return body


def _notes(answers: Answers, form: str) -> tuple[str, ...]:
    said = (_("Marks of Markdown stay as they are typed."),) if form.lower() == "markdown" else ()
    return (*said, *answers.notes)


def _with_remarks(taken: Taken, piece: _Piece) -> Taken:
    said = [each for kind, each in piece.remarks if kind == "tag"]
    levels = [found[1] for each in said if (found := DIFFICULTY.fullmatch(each))]
    if CAPITALS in said and taken.kind == QuestionKind.SHORT_TEXT:
        taken.value["match_case"] = True
    category = piece.category.replace("$course$", "").replace("top/", "").strip("/ ").rsplit("/", 1)[-1]
    tags = tags_in(
        ",".join(
            each.replace(",", " ")[:LONGEST_TAG]
            for each in [category, *said]
            if each != CAPITALS and not DIFFICULTY.fullmatch(each)
        )
    )
    return replace(
        taken,
        tags=tuple(tags[:MOST_TAGS]),
        difficulty=int(levels[-1]) if levels else 3,
        key=_key([each for kind, each in piece.remarks if kind == "id"]),
    )


def _key(said: list[str]) -> UUID | None:
    try:
        return UUID(said[-1]) if said else None
    except ValueError:
        return None


def listed(rows: list[dict[str, Any]], id_of: Callable[[int], str]) -> list[dict[str, Any]]:
    """As a list block stores them."""
    return [{"type": "item", "id": id_of(place), "value": row} for place, row in enumerate(rows)]


def _checked(taken: Taken) -> Taken:
    """As the editor's form would check it."""
    if len(taken.title) > 120:
        taken = replace(taken, title=Truncator(taken.title).chars(120))
    if len(taken.feedback) > 2000:
        raise NotTaken(_("Its explanation is longer than 2,000 characters."))
    block = KindBlock(QuestionKind(taken.kind))
    value = block.to_python(
        {
            name: listed(inner, str) if isinstance(inner, list) else inner
            for name, inner in taken.value.items()
        }
    )
    try:
        block.clean(value)
    except ValidationError as refusal:
        problems = problems_in(block, value, refusal)
        raise NotTaken(" ".join(dict.fromkeys(map(str, problems)))) from refusal
    return taken
