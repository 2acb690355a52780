"""Publish a version of a questionnaire that has been loaded."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from engagement.instruments.errors import InstrumentError
from engagement.instruments.selectors import version_of
from engagement.instruments.services import publish_version
from kernel import audit, clock


class Command(BaseCommand):
    help = "Publish a version of a questionnaire; a licensed one after somebody has answered for the licence."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="the questionnaire's code, such as omeq")
        parser.add_argument("number", type=int, help="the version, such as 1")
        parser.add_argument("--decided-by", default="", help="who answers for the licence: name and role")
        parser.add_argument("--note", default="", help="which licence, and from whom")

    def handle(self, *args: Any, **options: Any) -> None:
        version = version_of(options["code"], number=options["number"])
        if version is None:
            raise CommandError(
                f"{options['code']} has no version {options['number']} here: load its file first."
            )
        try:
            published = publish_version(
                version,
                decided_by_name=options["decided_by"],
                decision_note=options["note"],
                actor=audit.Actor.system(),
                now=clock.now(),
            )
        except InstrumentError as error:
            raise CommandError(f"{error} Nothing was written.") from error
        self.stdout.write(f"{published} is published")
