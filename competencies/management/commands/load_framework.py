"""Check a framework file whole, then write it: a draft in place, a published edition never."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from competencies.management.files import read_text, reading
from competencies.models import Framework
from competencies.selectors import is_demonstration
from competencies.services import LoadResult, load_framework, publish_demonstration, publish_framework
from competencies.validators.framework_file import read_framework
from kernel import audit, clock


class Command(BaseCommand):
    help = "Load an edition of a competence framework from a YAML file (or 'mlcf', which is shipped)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="a path, or the code of a shipped framework: mlcf")
        parser.add_argument("--publish", action="store_true", help="publish it if it is not published yet")
        parser.add_argument(
            "--decided-by", default="", help="who has decided about the licence: name and role"
        )
        parser.add_argument("--note", default="", help="what was decided, and on what grounds")

    def handle(self, *args: Any, **options: Any) -> None:
        with reading(options["file"], self.stderr):
            self.load(options)

    @transaction.atomic
    def load(self, options: dict[str, Any]) -> None:
        file = read_framework(read_text(options["file"], "", "reference"))
        now = clock.now()
        result = load_framework(file, actor=audit.Actor.system(), now=now)
        framework = result.framework
        if options["publish"] and needs_publishing(framework, decided_by=options["decided_by"]):
            actor = audit.Actor.system()
            if is_demonstration() and not options["decided_by"].strip():
                framework = publish_demonstration(framework, actor=actor, now=now)
            else:
                framework = publish_framework(
                    framework,
                    decided_by_name=options["decided_by"],
                    decision_note=options["note"],
                    actor=actor,
                    now=now,
                )
        self.stdout.write(counts_line(framework, result))


def needs_publishing(framework: Framework, *, decided_by: str) -> bool:
    """Asking again for what is published already is no mistake: a start-up script may repeat itself."""
    if framework.is_published and framework.is_undecided:
        return bool(decided_by.strip()) or not is_demonstration()
    return not framework.is_published


def counts_line(framework: Framework, result: LoadResult) -> str:
    contents = ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in result.contents.items())
    rows = ", ".join(f"{number} {outcome}" for outcome, number in result.rows.items())
    return f"{framework.reference} ({framework.state}): {contents}; rows: {rows}"
