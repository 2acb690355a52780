"""What can be wrong with a catalogue, in words that say what to do."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import messages as of
import polib

PLACEHOLDER = re.compile(r"%\([a-z_]+\)[a-z]|%[sd]|%%|\{[a-z_]*\}")
TAG = re.compile(r"</?[a-zA-Z%][^<>]*>")
EDGES = re.compile(r"^(\s*).*?(\s*)$", re.DOTALL)


def faults(catalogue: of.Catalogue, language: str) -> list[str]:
    path, messages = catalogue.file(language), of.messages_of(catalogue)
    name = str(path.relative_to(catalogue.root))
    if not path.exists():
        return [f"{name} is not there: run make messages"] if messages else []
    file = polib.pofile(str(path))
    return [
        f"{name}: {what}"
        for what in (
            *differences(messages, file, language),
            *(fault for entry in file for fault in entry_faults(entry, language)),
            *compiled_faults(file),
        )
    ]


def differences(messages: dict[of.Key, of.Message], file: polib.POFile, language: str) -> Iterator[str]:
    """Between the catalogue and what the code says."""
    listed = {(entry.msgctxt or "", entry.msgid) for entry in file}
    told = "run make messages, write the translation beside it and run it again"
    for key, message in messages.items():
        if key not in listed:
            yield f"“{message.words}” of {message.places[0]} is missing: {told}"
    for key in listed - messages.keys():
        yield f"“{key[1]}” is said nowhere any more: run make messages"
    written = f"{of.written(messages, file, language)}\n"
    if listed == messages.keys() and written != Path(file.fpath).read_text():
        yield "it is not as make messages writes it: run that"


def entry_faults(entry: polib.POEntry, language: str) -> Iterator[str]:
    if entry.obsolete:
        yield f"“{entry.msgid}” is obsolete"
    elif entry.fuzzy:
        yield f"the translation of “{entry.msgid}” is marked as a guess (fuzzy)"
    elif not of.is_translated(entry):
        yield f"“{entry.msgid}” has no translation"
    elif entry.msgid_plural and sorted(entry.msgstr_plural) != list(range(of.forms(language))):
        yield f"“{entry.msgid}” has not {of.forms(language)} plural forms"
    else:
        for told in entry.msgstr_plural.values() or [entry.msgstr]:
            yield from lost(entry, told)


def lost(entry: polib.POEntry, told: str) -> Iterator[str]:
    """What is in the English and not in the translation, or the other way round."""
    originals = [entry.msgid, *filter(None, [entry.msgid_plural])]
    for what, of_text in (("placeholders", placeholders), ("tags", tags), ("space at its ends", edges)):
        if of_text(told) not in [of_text(original) for original in originals]:
            yield f"“{told}” has not the same {what} as “{entry.msgid}”"


def placeholders(text: str) -> Counter[str]:
    return Counter(PLACEHOLDER.findall(text))


def tags(text: str) -> Counter[str]:
    return Counter(TAG.findall(text))


def edges(text: str) -> tuple[str, ...]:
    found = EDGES.match(text)
    return found.groups() if found else ()


def compiled_faults(file: polib.POFile) -> Iterator[str]:
    compiled = of.compiled_path(file)
    if not compiled.exists() or compiled.read_bytes() != of.compiled(file):
        yield "the .mo beside it is not its own: run make messages"


def contradictions(catalogues: Iterable[polib.POFile]) -> list[str]:
    """Django takes a sentence from whichever catalogue comes first, so all of them must say it alike."""
    first: dict[tuple[str, str, bool], tuple[object, str]] = {}
    found = []
    for file in catalogues:
        for entry in file:
            told = entry.msgstr_plural or entry.msgstr
            key = (entry.msgctxt or "", entry.msgid, bool(entry.msgid_plural))
            known, where = first.setdefault(key, (told, file.fpath))
            if told != known:
                found.append(f"“{entry.msgid}” is said in one way in {where} and in another in {file.fpath}")
    return found
