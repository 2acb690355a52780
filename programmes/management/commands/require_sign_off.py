"""Modules and programmes are published by the signatures of three roles, or (``--off``) by whoever may."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from programmes.review.setting_up import GROUPS, require_sign_off


class Command(BaseCommand):
    help = "Publish modules and programmes only when reviewer, clinical lead and publisher have signed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--off", action="store_true", help="publish without signatures again")

    def handle(self, *args: Any, **options: Any) -> None:
        require_sign_off(required=not options["off"])
        if options["off"]:
            self.stdout.write("Whoever may publish publishes without signatures.")
        else:
            names = ", ".join(GROUPS.values())
            self.stdout.write(
                f"Publishing waits for a signature of each of: {names}. Add people to these groups."
            )
