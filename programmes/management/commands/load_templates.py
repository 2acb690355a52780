"""Make the templates that are shipped, where they are not there yet."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from programmes.services.templates import load_templates


class Command(BaseCommand):
    help = "Make the shipped templates of programmes and modules. What was changed since stays as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"templates: {load_templates()} made")
