"""Publish an edition of a scale: from then on people are rated on it, and it never changes."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from competencies.errors import FrameworkError
from competencies.selectors import scale_edition_of
from competencies.services import publish_scale
from kernel import audit, clock


class Command(BaseCommand):
    help = "Publish an edition of a scale."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="the scale's code, such as leadership-4")
        parser.add_argument("edition", help="the edition, such as 1")

    def handle(self, *args: Any, **options: Any) -> None:
        scale = scale_edition_of(options["code"], edition=options["edition"])
        if scale is None:
            raise CommandError(
                f"Scale {options['code']} has no edition {options['edition']} here: load its file first."
            )
        try:
            published = publish_scale(scale, actor=audit.Actor.system(), now=clock.now())
        except FrameworkError as error:
            raise CommandError(f"{error} Nothing was written.") from error
        self.stdout.write(f"{published.reference} is published.")
