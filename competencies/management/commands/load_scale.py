"""Check a scale's file whole, then write it: a draft in place, a published edition never."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from competencies.management.files import read_text, reading
from competencies.services import load_scale, publish_scale
from competencies.validators.scale_file import read_scale
from kernel import audit, clock


class Command(BaseCommand):
    help = "Load an edition of a scale from a YAML file (or 'leadership-4', which is shipped)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="a path, or the code of a shipped scale: leadership-4")
        parser.add_argument("--publish", action="store_true", help="publish it if it is not published yet")

    def handle(self, *args: Any, **options: Any) -> None:
        with reading(options["file"], self.stderr):
            self.load(options)

    @transaction.atomic
    def load(self, options: dict[str, Any]) -> None:
        file = read_scale(read_text(options["file"], "scales"))
        actor, now = audit.Actor.system(), clock.now()
        result = load_scale(file, actor=actor, now=now)
        scale = result.scale
        if options["publish"] and not scale.is_published:
            scale = publish_scale(scale, actor=actor, now=now)
        outcome = "unchanged" if result.is_unchanged else "written"
        self.stdout.write(f"{scale.reference} ({scale.state}): {len(file.content.levels)} levels, {outcome}")
