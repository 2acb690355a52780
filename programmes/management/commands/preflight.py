"""What preflight finds in all that is published: for people at a terminal, and for pipelines."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from programmes.preflight.base import Severity
from programmes.preflight.views import HEADINGS, Row, Wanted, cells, csv_lines, rows


class Command(BaseCommand):
    help = "Says what preflight finds in all that is published. Ends with 1 where something blocks."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=("text", "csv", "json"), default="text")
        parser.add_argument("--fail-on", choices=(*Severity.values, "nothing"), default=Severity.BLOCK.value)
        parser.add_argument("--rule", default="", help="only this rule, by its code")

    def handle(self, *args: Any, **options: Any) -> None:
        found, looked_at = rows(Wanted(rule=options["rule"]))
        for line in _lines(found, looked_at, options["format"]):
            self.stdout.write(line, ending="")
        grave = [row for row in found if row.found.blocks or options["fail_on"] == Severity.WARN]
        if grave and options["fail_on"] != "nothing":
            sys.exit(1)


def _lines(found: list[Row], looked_at: int, form: str) -> list[str]:
    if form == "csv":
        return list(csv_lines(found))
    if form == "json":
        return [json.dumps([dict(zip(HEADINGS, cells(row), strict=True)) for row in found], indent=2) + "\n"]
    blocks = sum(row.found.blocks for row in found)
    lines = [
        f"{row.found.severity.value}: {row.found.draft} ({row.language}): {row.found.finding.where}: "
        f"{row.found.finding.what} [{row.found.rule.code}]\n"
        for row in found
    ]
    return [*lines, f"{looked_at} looked at: {blocks} block, {len(found) - blocks} worth a look.\n"]
