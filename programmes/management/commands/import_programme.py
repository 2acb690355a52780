"""Check a programme file whole, then import it in one transaction and publish what has changed."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from programmes import library, selectors
from programmes.interchange.importing import Change, Imported, Refused, import_document
from programmes.interchange.media import folder_of
from programmes.interchange.reading import Lines, Unreadable, read, written
from programmes.models import Module
from programmes.rules.problems import Problem


class Command(BaseCommand):
    help = "Import a programme and its modules from JSON or YAML (docs/programme-format.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="a path, or the name of a shipped programme: first-steps")
        parser.add_argument("--check", action="store_true", help="say what would happen, and keep nothing")
        parser.add_argument("--draft", action="store_true", help="save drafts and publish nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            path = self.path(options["file"])
            text, document = read(path)
        except Unreadable as error:
            raise CommandError(f"{error} Nothing was imported.") from error
        try:
            imported = import_document(
                document, files=folder_of(path), draft=options["draft"], check=options["check"]
            )
        except Refused as refusal:
            self.tell_problems(refusal.problems, text)
            raise CommandError(
                f"Nothing was imported. Problems in {options['file']}: {len(refusal.problems)}."
            ) from refusal
        for each in imported:
            self.stdout.write(_line(each, draft=options["draft"], check=options["check"]))

    def path(self, name: str) -> Path:
        return library.path_of(name) if name in library.names() else Path(name)

    def tell_problems(self, problems: list[Problem], text: str) -> None:
        lines = Lines(text)
        for problem in problems:
            line = lines.of(problem.path)
            place = f"line {line}, {written(problem.path)}" if line else written(problem.path)
            self.stderr.write(f"{place or 'the file'}: {problem.message}")


def _line(imported: Imported, *, draft: bool, check: bool) -> str:
    row = imported.row
    name = f"{row._meta.verbose_name} “{row}”"
    if imported.change is Change.SAME:
        return f"{name}: unchanged"
    if check:
        return f"{name}: would be {imported.change}"
    if draft:
        return f"{name}: {imported.change}, saved as a draft"
    version = (
        selectors.latest_module_version(row.translation_key)
        if isinstance(row, Module)
        else selectors.latest_version(row)
    )
    return f"{name}: {imported.change}, version {version.number}" if version else name
