"""Write a version of a questionnaire as the file that it came from, or would come from."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from engagement.instruments.exports import as_yaml
from engagement.instruments.selectors import content_of, version_of


class Command(BaseCommand):
    help = "Export a version of a questionnaire as YAML: the newest published one, or that of --number."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="the questionnaire's code, such as omeq")
        parser.add_argument("--number", type=int, help="which version, also a draft")
        parser.add_argument("--output", help="the file to write; else the standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        version = version_of(options["code"], number=options["number"])
        if version is None:
            wanted = options["number"] or "that is published"
            raise CommandError(f"{options['code']} has no version {wanted} here.")
        text = as_yaml(content_of(version))
        if not options["output"]:
            self.stdout.write(text, ending="")
            return
        Path(options["output"]).write_text(text, encoding="utf-8", newline="\n")
        self.stdout.write(f"{version}: written to {options['output']}")
