"""``manage.py import_organisations FILE``: bring the trusts up to the NHS register."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kernel import clock
from kernel.audit import Actor
from lms.organisations.services import RegisterReport, import_register

SHIPPED = Path(__file__).resolve().parents[2] / "data" / "etr.csv"


class Command(BaseCommand):
    help = "Import the NHS register of trusts (etr.csv: no header, 27 columns). Safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", nargs="?", type=Path, default=SHIPPED, help="the register; without it, the shipped copy"
        )

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            with file.open(encoding="utf-8-sig", newline="") as lines:
                report = import_register(lines, actor=Actor.system(), now=clock.now())
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except UnicodeDecodeError as error:
            raise CommandError(f"{file} is not UTF-8 text. Save it as UTF-8 and try again.") from error
        self._tell(report)

    def _tell(self, report: RegisterReport) -> None:
        for problem in report.problems:
            self.stderr.write(f"line {problem}")
        for organisation in report.missing:
            self.stdout.write(f"not in this file, kept as it is: {organisation.ods_code} {organisation.name}")
        self.stdout.write(str(report))
