"""Record the licence decision about an edition and publish it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from competencies.errors import FrameworkError
from competencies.selectors import edition_of
from competencies.services import publish_framework
from kernel import audit, clock


class Command(BaseCommand):
    help = "Publish an edition of a framework, after a named person has decided about its licence."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="the framework's code, such as mlcf")
        parser.add_argument("edition", help="the edition, such as 3")
        parser.add_argument("--decided-by", required=True, help="who has decided: name and role")
        parser.add_argument("--note", default="", help="what was decided, and on what grounds")

    def handle(self, *args: Any, **options: Any) -> None:
        framework = edition_of(options["code"], edition=options["edition"])
        if framework is None:
            raise CommandError(
                f"Framework {options['code']} has no edition {options['edition']} here: load its file first."
            )
        try:
            published = publish_framework(
                framework,
                decided_by_name=options["decided_by"],
                decision_note=options["note"],
                actor=audit.Actor.system(),
                now=clock.now(),
            )
        except FrameworkError as error:
            raise CommandError(f"{error} Nothing was written.") from error
        self.stdout.write(
            f"{published.reference} is published; the licence decision is by {published.decided_by_name}."
        )
