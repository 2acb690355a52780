"""``make messages``: the words of the interface, from the code into the catalogues of every other language.

Pure Python, so that the catalogues can be made and tested without gettext: Python files are read as syntax
trees (whatever a file calls gettext), templates by Django's own reader of them.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("cy",)
HEADER = "The words of the interface. `make messages` keeps the list; the translations are written here."
PLURALS = {"cy": "nplurals=4; plural=(n==1) ? 0 : (n==2) ? 1 : (n != 8 && n != 11) ? 2 : 3;"}

# What each function is given, in its order: a context, the words, their plural.
FUNCTIONS = {
    "gettext": "w",
    "gettext_noop": "w",
    "ngettext": "wp",
    "pgettext": "cw",
    "npgettext": "cwp",
}
TEMPLATE_KINDS = (".html", ".txt", ".xml")
KINDS = (".py", *TEMPLATE_KINDS)
TEXT = r"""[uU]?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
CALL = re.compile(rf"\b(_|n?p?gettext)\(\s*({TEXT}(?:\s*,\s*{TEXT})*)")
NAMED = re.compile(r"%\([a-z_]+\)[sd]|%[sd]")
BRACED = re.compile(r"\{[a-z_]*\}")

Key = tuple[str, str]


@dataclass(kw_only=True)
class Message:
    words: str
    plural: str = ""
    context: str = ""
    places: list[str] = field(default_factory=list)

    @property
    def key(self) -> Key:
        return self.context, self.words


@dataclass(frozen=True)
class Catalogue:
    """Where the words of some folders are translated."""

    root: Path
    home: Path
    sources: tuple[Path, ...]

    def file(self, language: str) -> Path:
        return self.home / "locale" / language / "LC_MESSAGES" / "django.po"

    def files(self) -> Iterator[Path]:
        for folder in self.sources:
            for path in sorted(folder.rglob("*")):
                if path.suffix in KINDS and "migrations" not in path.parts:
                    yield path


def catalogues(root: Path = ROOT) -> list[Catalogue]:
    """One for each app, which takes its words wherever it is installed; the site's own is in cms/."""
    apps = [root / "kernel", root / "competencies", root / "programmes"]
    for package in ("lms", "engagement"):
        apps += sorted(path.parent for path in root.glob(f"{package}/*/__init__.py"))
    site = Catalogue(root, root / "cms", (root / "cms", root / "templates"))
    return [*(Catalogue(root, app, (app,)) for app in apps), site]


def messages_of(catalogue: Catalogue) -> dict[Key, Message]:
    found: dict[Key, Message] = {}
    for path in catalogue.files():
        place = str(path.relative_to(catalogue.root))
        for message in messages_in(path):
            known = found.setdefault(message.key, message)
            known.plural = known.plural or message.plural
            if place not in known.places:
                known.places.append(place)
    return found


def messages_in(path: Path) -> Iterable[Message]:
    if path.suffix == ".py":
        return python_messages(path.read_text(), path.name)
    if path.suffix in TEMPLATE_KINDS and "templates" in path.parts:
        return template_messages(path.read_text(), path.name)
    return ()


def template_messages(text: str, name: str) -> Iterator[Message]:
    for call in CALL.finditer(templatize(text, origin=name)):
        given = ast.literal_eval(f"({call[2]},)")
        yield message("gettext" if call[1] == "_" else call[1], given)


def python_messages(text: str, name: str) -> Iterator[Message]:
    if "gettext" not in text:
        return
    tree = ast.parse(text, name)
    names = gettext_names(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        function = names.get(node.func.id, "")
        wanted = node.args[: len(FUNCTIONS.get(function, ""))]
        if not wanted:
            continue
        if any(isinstance(part, ast.JoinedStr) for part in wanted):
            raise SyntaxError(f"{name}, line {node.lineno}: an f-string cannot be translated")
        given = tuple(
            part.value for part in wanted if isinstance(part, ast.Constant) and isinstance(part.value, str)
        )
        if len(given) == len(wanted):  # otherwise the words are a variable, marked where they are written
            yield message(function, given)


def gettext_names(tree: ast.Module) -> dict[str, str]:
    """What this file calls each function of gettext."""
    return {
        name.asname or name.name: name.name.removesuffix("_lazy")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names
        if name.name.removesuffix("_lazy") in FUNCTIONS
    }


def message(function: str, given: tuple[str, ...]) -> Message:
    parts = dict(zip(FUNCTIONS[function], given, strict=True))
    return Message(words=parts["w"], plural=parts.get("p", ""), context=parts.get("c", ""))


def written(messages: dict[Key, Message], known: Iterable[polib.POEntry], language: str) -> polib.POFile:
    """The catalogue with exactly these messages; what was translated stays, what is new stands empty."""
    told = {(entry.msgctxt or "", entry.msgid): entry for entry in known if not entry.obsolete}
    catalogue = polib.POFile(wrapwidth=100)
    catalogue.header = HEADER
    catalogue.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[language],
    }
    catalogue.extend(entry_of(one, told.get(one.key), language) for one in messages.values())
    return catalogue


def entry_of(message: Message, known: polib.POEntry | None, language: str) -> polib.POEntry:
    entry = polib.POEntry(
        msgid=message.words,
        msgid_plural=message.plural,
        msgctxt=message.context or None,
        occurrences=[(place, "") for place in message.places],
        tcomment=known.tcomment if known else "",
    )
    if NAMED.search(message.words + message.plural):
        entry.flags.append("python-format")
    elif BRACED.search(message.words + message.plural):
        entry.flags.append("python-brace-format")
    if message.plural:
        told = known.msgstr_plural if known else {}
        entry.msgstr_plural = {form: told.get(form, "") for form in range(forms(language))}
    else:
        entry.msgstr = known.msgstr if known else ""
    return entry


def is_translated(entry: polib.POEntry) -> bool:
    return all(entry.msgstr_plural.values()) if entry.msgid_plural else bool(entry.msgstr)


def forms(language: str) -> int:
    return int(PLURALS[language].removeprefix("nplurals=")[0])


def compiled(catalogue: polib.POFile) -> bytes:
    return bytes(catalogue.to_binary())


def compiled_path(catalogue: polib.POFile) -> Path:
    return Path(catalogue.fpath).with_suffix(".mo")


def main() -> None:
    for catalogue in catalogues():
        messages = messages_of(catalogue)
        for language in LANGUAGES:
            path = catalogue.file(language)
            known = polib.pofile(str(path)) if path.exists() else polib.POFile()
            if not messages:
                for old in (path, path.with_suffix(".mo")):
                    old.unlink(missing_ok=True)
                continue
            now = written(messages, known, language)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{now}\n")
            path.with_suffix(".mo").write_bytes(compiled(now))
            missing = sum(not is_translated(entry) for entry in now)
            print(f"{path.relative_to(ROOT)}: {len(now)} messages, {missing} of them to be translated")


if __name__ == "__main__":
    main()
