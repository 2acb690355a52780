"""Load every reference that is shipped: frameworks of others by codes and titles."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

from competencies.management.files import shipped


class Command(BaseCommand):
    help = "Load the references that are shipped: frameworks of others by codes and titles only."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--publish", action="store_true", help="publish those that are not published yet")
        parser.add_argument(
            "--decided-by", default="", help="who has decided about the licences: name and role"
        )
        parser.add_argument("--note", default="", help="what was decided, and on what grounds")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        for code in shipped("reference"):
            call_command(
                "load_framework",
                code,
                publish=options["publish"],
                decided_by=options["decided_by"],
                note=options["note"],
                stdout=self.stdout,
                stderr=self.stderr,
            )
