"""Print the JSON Schema of programme files, as this installation's activity types make it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from programmes.interchange.exporting import as_text
from programmes.interchange.schema import document_schema


class Command(BaseCommand):
    help = "Print the JSON Schema of the files that import_programme reads."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(as_text(document_schema()), ending="")
