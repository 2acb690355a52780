"""Check a file of CPD schemes whole, then write what is new in it."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kernel import audit, clock
from lms.cpd.schemes import SHIPPED, InvalidSchemes, read_schemes
from lms.cpd.services.loading import load


class Command(BaseCommand):
    help = "Load CPD schemes from a YAML file (without one, those that are shipped). Can be repeated."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", default=str(SHIPPED))

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            text = Path(options["file"]).read_text(encoding="utf-8")
            done = load(read_schemes(text), actor=audit.Actor.system(), now=clock.now())
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{options['file']} cannot be read: {error}.") from error
        except InvalidSchemes as error:
            for problem in error.problems:
                self.stderr.write(problem)
            raise CommandError(f"Nothing was written. Problems: {len(error.problems)}.") from error
        self.stdout.write(
            f"CPD schemes: {done.schemes} new; editions: {done.editions} new, {done.unchanged} unchanged"
        )
