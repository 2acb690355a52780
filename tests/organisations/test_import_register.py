"""Bringing the organisations up to the register of trusts."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import DjangoAssertNumQueries

from kernel.audit import Actor
from kernel.models import AuditDetail, AuditEntry, Operation
from lms.organisations.models import Organisation, OrganisationKind
from lms.organisations.services import RegisterReport, import_register

EXCERPT = Path(__file__).parent / "data" / "etr_excerpt.csv"
NOW = datetime(2026, 8, 5, 9, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def rows() -> list[list[str]]:
    return list(csv.reader(EXCERPT.read_text(encoding="utf-8").splitlines()))


def file_of(lines: list[list[str]]) -> io.StringIO:
    file = io.StringIO()
    csv.writer(file, quoting=csv.QUOTE_ALL).writerows(lines)
    file.seek(0)
    return file


def load(lines: list[list[str]] | None = None) -> RegisterReport:
    return import_register(file_of(rows() if lines is None else lines), actor=Actor.system(), now=NOW)


def edited(code: str, change: Callable[[list[str]], Any]) -> list[list[str]]:
    lines = rows()
    change(next(cells for cells in lines if cells[0] == code))
    return lines


def state() -> tuple[list[dict[str, Any]], int, int]:
    return (
        list(Organisation.objects.order_by("id").values()),
        AuditEntry.objects.count(),
        Operation.objects.count(),
    )


def test_a_first_run_takes_every_trust() -> None:
    report = load()

    assert str(report) == "organisations: 13 new, 0 changed, 0 closed, 0 unchanged, 0 invalid"
    trust = Organisation.objects.get(ods_code="RT3")
    assert (trust.kind, trust.name, trust.town, trust.postcode) == (
        OrganisationKind.TRUST,
        "Royal Brompton & Harefield NHS Foundation Trust",
        "London",
        "SW3 6NP",
    )
    assert (trust.opened_on, trust.closed_on, trust.invented) == (date(1998, 4, 1), date(2021, 1, 31), False)
    assert Organisation.objects.get(ods_code="G6V2S").name == "North London NHS Foundation Trust"
    assert Organisation.objects.filter(closed_on__isnull=False).count() == 3


def test_a_run_is_one_operation_with_an_entry_for_each_trust() -> None:
    load()

    operation = Operation.objects.get()
    assert (operation.kind, operation.actor_id, operation.started_at) == ("organisations.import", None, NOW)
    assert operation.counts == {"new": 13, "changed": 0, "closed": 0, "unchanged": 0, "invalid": 0}
    entries = AuditEntry.objects.filter(operation=operation)
    assert set(entries.values_list("action", "actor_kind", "object_type")) == {
        ("organisation.created", "system", "leadership_organisations.organisation")
    }
    assert set(entries.values_list("object_id", flat=True)) == set(
        Organisation.objects.values_list("id", flat=True)
    )


def test_a_second_run_writes_nothing() -> None:
    load()
    before = state()

    with CaptureQueriesContext(connection) as queries:
        report = load()

    assert str(report) == "organisations: 0 new, 0 changed, 0 closed, 13 unchanged, 0 invalid"
    assert state() == before
    writes = [q["sql"] for q in queries if q["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}]
    assert writes == []


def test_a_closing_date_closes_and_other_news_changes() -> None:
    load()

    def news(lines: list[list[str]]) -> list[list[str]]:
        for cells in lines:
            if cells[0] == "R0A":
                cells[11] = "20260331"
            if cells[0] == "R0B":
                cells[7] = "SOUTH SHIELDS"
        return lines

    report = load(news(rows()))

    assert str(report) == "organisations: 0 new, 1 changed, 1 closed, 11 unchanged, 0 invalid"
    assert Organisation.objects.get(ods_code="R0A").closed_on == date(2026, 3, 31)
    assert Organisation.objects.get(ods_code="R0B").town == "South Shields"
    details = {
        detail.entry.action: (detail.before, detail.after)
        for detail in AuditDetail.objects.filter(entry__operation__counts__closed=1).select_related("entry")
    }
    assert details == {
        "organisation.changed": ({"town": "Sunderland"}, {"town": "South Shields"}),
        "organisation.closed": ({"closed_on": None}, {"closed_on": "2026-03-31"}),
    }


def test_a_trust_that_opens_again_is_changed() -> None:
    load()

    report = load(edited("RT3", lambda cells: cells.__setitem__(11, "")))

    assert (report.changed, report.closed) == (1, 0)
    assert Organisation.objects.get(ods_code="RT3").closed_on is None


def test_a_trust_that_a_newer_file_leaves_out_is_named_and_kept() -> None:
    load()

    report = load([cells for cells in rows() if cells[0] != "RTH"])

    assert [organisation.ods_code for organisation in report.missing] == ["RTH"]
    assert str(report) == "organisations: 0 new, 0 changed, 0 closed, 12 unchanged, 0 invalid"
    assert Organisation.objects.get(ods_code="RTH").closed_on is None


def test_bad_lines_are_named_and_stop_no_other() -> None:
    lines = rows()
    lines[3][0] = "?"
    lines[5][10] = "yesterday"

    report = load(lines)

    assert str(report) == "organisations: 11 new, 0 changed, 0 closed, 0 unchanged, 2 invalid"
    assert [problem.line for problem in report.problems] == [4, 6]
    assert Organisation.objects.count() == 11


def test_an_invented_organisation_is_never_overwritten() -> None:
    invented = Organisation.objects.create(
        kind=OrganisationKind.TRUST, name="Northmoor", ods_code="RTH", invented=True
    )

    report = load()

    assert (report.new, len(report.problems)) == (12, 1)
    invented.refresh_from_db()
    assert (invented.name, invented.town) == ("Northmoor", "")


def test_organisations_without_a_place_in_the_register_are_not_missing() -> None:
    Organisation.objects.create(kind=OrganisationKind.HEALTH_BOARD, name="Hywel Dda", ods_code="7A2")
    Organisation.objects.create(kind=OrganisationKind.TRUST, name="Northmoor", ods_code="ZZ1", invented=True)

    assert load().missing == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(8):
        load(rows()[:count])


def test_the_command_ends_with_the_counts(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_organisations", str(EXCERPT))

    assert capsys.readouterr().out.splitlines() == [
        "organisations: 13 new, 0 changed, 0 closed, 0 unchanged, 0 invalid"
    ]


def test_the_command_names_bad_lines_and_missing_trusts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    load()
    newer = tmp_path / "etr.csv"
    newer.write_text(
        "\ufeff" + file_of([cells for cells in rows() if cells[0] != "RTH"]).getvalue() + '"?"\n',
        encoding="utf-8",
    )

    call_command("import_organisations", str(newer))

    told = capsys.readouterr()
    assert told.err.splitlines() == [
        "line 13: The line has 1 columns, not 27. "
        "Take the file as it is published, without a header and without changes."
    ]
    assert told.out.splitlines() == [
        "not in this file, kept as it is: RTH Oxford University Hospitals NHS Foundation Trust",
        "organisations: 0 new, 0 changed, 0 closed, 12 unchanged, 1 invalid",
    ]


def test_the_command_refuses_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read: No such file or directory"):
        call_command("import_organisations", str(tmp_path / "none.csv"))


def test_the_command_refuses_other_encodings_and_writes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "etr.csv"
    file.write_bytes(EXCERPT.read_bytes() + "\n\u00e9".encode("latin-1"))

    with pytest.raises(CommandError, match="is not UTF-8 text"):
        call_command("import_organisations", str(file))

    assert Organisation.objects.count() == 0


def test_the_whole_register_goes_in_and_a_second_run_changes_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    call_command("import_organisations")
    call_command("import_organisations")

    assert capsys.readouterr().out.splitlines() == [
        "organisations: 218 new, 0 changed, 0 closed, 0 unchanged, 0 invalid",
        "organisations: 0 new, 0 changed, 0 closed, 218 unchanged, 0 invalid",
    ]
    assert Organisation.objects.filter(closed_on__isnull=False).count() == 6
    shouting = [name for name in Organisation.objects.values_list("name", flat=True) if name.isupper()]
    assert shouting == []
