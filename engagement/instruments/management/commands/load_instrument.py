"""Check a questionnaire's file whole, then write its draft, and publish it where that is said."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from engagement.instruments.errors import InstrumentError, InvalidInstrumentFile
from engagement.instruments.models import InstrumentVersion
from engagement.instruments.services import Change, Plan, load_instrument, plan_load, publish_version
from engagement.instruments.validators.instrument_file import InstrumentFile, read_bytes
from kernel import audit, clock

SHIPPED = Path(__file__).resolve().parents[2] / "data"
SAID = {
    Change.NEW: "a new questionnaire",
    Change.NEXT: "a new version",
    Change.CHANGED: "the draft changes",
    Change.SAME: "unchanged",
}


class Command(BaseCommand):
    help = "Load a version of a questionnaire from a YAML file (or 'omeq', which is shipped)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="a path, or the code of a shipped questionnaire: omeq")
        parser.add_argument("--check", action="store_true", help="say what would happen, and write nothing")
        parser.add_argument("--publish", action="store_true", help="publish it if it is not published yet")
        parser.add_argument(
            "--decided-by", default="", help="who answers for the licence: name and role (licensed ones)"
        )
        parser.add_argument("--note", default="", help="which licence, and from whom")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            file = read_bytes(read_file(options["file"]))
            self.stdout.write(self.checked(file) if options["check"] else self.loaded(file, options))
        except InvalidInstrumentFile as error:
            for problem in error.problems:
                self.stderr.write(str(problem))
            raise CommandError(
                f"Nothing was written. Problems in {options['file']}: {len(error.problems)}."
            ) from error
        except InstrumentError as error:
            raise CommandError(f"{error} Nothing was written.") from error

    def checked(self, file: InstrumentFile) -> str:
        plan = plan_load(file)
        lines = [f"{plan.content.code} {plan.content.number}: {said(plan)}. Nothing was written."]
        lines += [f"{d.place}, {d.aspect}: “{d.before}” becomes “{d.now}”" for d in plan.differences]
        return "\n".join(lines)

    @transaction.atomic
    def loaded(self, file: InstrumentFile, options: dict[str, Any]) -> str:
        now, actor = clock.now(), audit.Actor.system()
        version, plan = load_instrument(file, actor=actor, now=now)
        if options["publish"] and not version.is_published:
            version = publish_version(
                version,
                decided_by_name=options["decided_by"],
                decision_note=options["note"],
                actor=actor,
                now=now,
            )
        return line(version, plan)


def read_file(name: str) -> bytes:
    shipped = SHIPPED / f"{name}.yaml"
    path = shipped if name.isalnum() and shipped.exists() else Path(name)
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror}.") from error


def said(plan: Plan) -> str:
    states = [
        f"{each.language} {len(each.missing)} missing, {len(each.behind)} behind"
        for each in plan.languages[1:]
        if each.missing or each.behind
    ]
    return ", ".join([SAID[plan.change], f"{len(plan.content.items)} items", *states])


def line(version: InstrumentVersion, plan: Plan) -> str:
    return f"{version} ({version.state}): {said(plan)}"
