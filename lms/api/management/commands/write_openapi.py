"""Writes the description of the interface to a file, as it is kept in docs/openapi.yaml."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from drf_spectacular.renderers import OpenApiYamlRenderer

from lms.api.views.access import written


class Command(BaseCommand):
    help = "Write the OpenAPI description of the interface to a file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--prefix", default="/api/v1", help="Where the site has put the interface.")

    def handle(self, *args: Any, **options: Any) -> None:
        options["file"].write_bytes(written(options["prefix"], OpenApiYamlRenderer.media_type))
        if options["verbosity"]:
            self.stdout.write(f"Wrote {options['file']}.")
