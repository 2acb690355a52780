"""Write a programme with its modules to a file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from programmes.interchange.exporting import CannotExport, as_text, export_of, find, media_of
from programmes.interchange.media import folder_of, write_files


class Command(BaseCommand):
    help = "Write a programme with all that it needs as JSON (docs/programme-format.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the end of the programme's web address")
        parser.add_argument("--output", help="the file to write; the standard output where not given")
        parser.add_argument("--draft", action="store_true", help="what waits in the drafts, not what is live")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            export = export_of(find(options["slug"]), draft=options["draft"])
        except CannotExport as refusal:
            raise CommandError(str(refusal)) from refusal
        for sentence in export.left_out:
            self.stderr.write(sentence)
        document = export.document
        recordings = media_of(document)
        if not options["output"]:
            if any(row.file for row in recordings):
                self.stderr.write("The files of recordings are only written beside a file: give --output.")
            self.stdout.write(as_text(document), ending="")
            return
        output = Path(options["output"])
        try:
            output.write_text(as_text(document), encoding="utf-8")
            files = write_files(recordings, folder_of(output))
        except OSError as error:
            raise CommandError(f"{options['output']} cannot be written: {error.strerror}.") from error
        beside = f", with {files} files in {folder_of(output)}" if files else ""
        self.stdout.write(f"Written to {output}{beside}.")
