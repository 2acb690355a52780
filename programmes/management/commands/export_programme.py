"""Write a programme with its modules to a file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from programmes.interchange.exporting import CannotExport, as_text, document_of, find


class Command(BaseCommand):
    help = "Write a programme and its modules as JSON (docs/programme-format.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the end of the programme's web address")
        parser.add_argument("--output", help="the file to write; the standard output where not given")
        parser.add_argument("--draft", action="store_true", help="what waits in the drafts, not what is live")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            text = as_text(document_of(find(options["slug"]), draft=options["draft"]))
        except CannotExport as refusal:
            raise CommandError(str(refusal)) from refusal
        if not options["output"]:
            self.stdout.write(text, ending="")
            return
        try:
            Path(options["output"]).write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{options['output']} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"Written to {options['output']}.")
