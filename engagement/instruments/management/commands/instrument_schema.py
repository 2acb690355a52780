"""Print the JSON Schema of questionnaires' files."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand

from engagement.instruments.validators.file_schema import document_schema


class Command(BaseCommand):
    help = "Print the JSON Schema (2020-12) of a questionnaire's file."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(json.dumps(document_schema(), indent=2))
