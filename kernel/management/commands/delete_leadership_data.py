"""Empty every table of ours: the first step of taking the plugin out of a project."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kernel.database import empty_our_tables


class Command(BaseCommand):
    help = "Delete all data of the plugin, the learning records too. Not to be undone but from a backup."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--for-ever", action="store_true", help="yes, all of it")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["for_ever"]:
            raise CommandError("Nothing was deleted. Back up first; then say --for-ever.")
        self.stdout.write(f"{empty_our_tables()} tables are empty")
