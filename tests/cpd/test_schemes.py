"""The file of schemes: what is shipped, what is refused, and that nothing that is there changes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction

from kernel.models import AuditEntry
from lms.cpd.models import CpdEdition, CpdLimit, CpdScheme
from lms.cpd.rules import Edition, Limit
from lms.cpd.schemes import SHIPPED, InvalidSchemes, read_schemes
from lms.cpd.selectors import rules_of

ONE = """
schemes:
  - code: one
    title: One
    college: One college
    editions:
      - name: first
        year_begins: 04-01
        minimum: 50
        source_url: https://college.example/cpd
        read_on: 2026-11-14
        read: What it says.
"""


def test_the_shipped_schemes() -> None:
    found = {each.code: each for each in read_schemes(SHIPPED.read_text())}
    assert sorted(found) == ["physicians", "rcpe", "rcpi", "rcr"]
    assert found["physicians"].editions[0].rules == Edition(
        None, (4, 1), 5000, None, (Limit("at_least", "external", 2500), Limit("at_most", "personal", 1000))
    )
    assert found["rcr"].editions[0].rules == Edition(
        None, None, None, 25000, (Limit("welcome", "external", 2000),)
    )
    assert [(each.rules.valid_from, each.rules.minimum) for each in found["rcpi"].editions] == [
        (None, 5000),
        (date(2020, 5, 1), 2500),
        (date(2021, 5, 1), 5000),
    ]
    assert found["rcpe"].editions[0].rules.caps == {
        "distance": 1000,
        "degree": 1200,
        "examining": 1200,
        "personal": 1000,
    }
    for scheme in found.values():
        assert all(each.source_url.startswith("https://") and each.read for each in scheme.editions)


@pytest.mark.parametrize(
    ("wrong", "right", "problem"),
    [
        ("minimum: 50", "minimum: 50.1", "50.1 is not a multiple of 0.25"),
        ("        minimum: 50\n", "", "is not valid under any of the given schemas"),
        ("year_begins: 04-01", "year_begins: 02-29", "does not match"),
        ("read_on: 2026-11-14", "read_on: 2026-11-31", "one, first: read_on is no day between 1900 and 2100"),
        ("source_url: https://college.example/cpd", "source_url: javascript:x", "does not match"),
        ("minimum: 50", "minimum: 50\n        surprise: 1", "'surprise' was unexpected"),
        ("minimum: 50", "minimum: 50\n        limits: [{at_most: 10, about: travel}]", "is not one of"),
        (
            "minimum: 50",
            "minimum: 50\n        limits: [{at_most: 1, at_least: 1, about: external}]",
            "too many",
        ),
        ("code: one", "code: [", "not YAML"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(wrong: str, right: str, problem: str) -> None:
    with pytest.raises(InvalidSchemes) as refused:
        read_schemes(ONE.replace(wrong, right))
    assert problem in str(refused.value)


def test_what_is_given_twice_is_refused() -> None:
    again = ONE + ONE.partition("schemes:\n")[2]
    with pytest.raises(InvalidSchemes, match="schemes are given twice: one"):
        read_schemes(again)
    edition = ONE[ONE.index("      - name") :]
    with pytest.raises(InvalidSchemes) as refused:
        read_schemes(ONE + edition)
    assert refused.value.problems == [
        "one: names are given twice: first",
        "one: first days are given twice: ",
    ]


@pytest.mark.django_db
class TestLoading:
    def test_again_changes_nothing(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        file = tmp_path / "schemes.yaml"
        file.write_text(ONE)
        call_command("load_cpd_schemes", str(file))
        call_command("load_cpd_schemes", str(file))
        said = capsys.readouterr().out.splitlines()
        assert said == [
            "CPD schemes: 1 new; editions: 1 new, 0 unchanged",
            "CPD schemes: 0 new; editions: 0 new, 1 unchanged",
        ]
        assert AuditEntry.objects.filter(action="cpd.load_schemes").count() == 1

    def test_what_is_there_is_not_changed_by_a_file(self, tmp_path: Path) -> None:
        file = tmp_path / "schemes.yaml"
        file.write_text(ONE)
        call_command("load_cpd_schemes", str(file))
        file.write_text(
            ONE.replace("minimum: 50", "minimum: 60") + ONE[ONE.index("  - code") :].replace("one", "two")
        )
        with pytest.raises(CommandError, match=r"Nothing was written\. Problems: 1\."):
            call_command("load_cpd_schemes", str(file))
        assert [rules_of(each).minimum for each in CpdEdition.objects.all()] == [5000]
        assert CpdScheme.objects.count() == 1

    def test_a_file_that_is_not_there(self) -> None:
        with pytest.raises(CommandError, match="cannot be read"):
            call_command("load_cpd_schemes", "nowhere.yaml")

    @pytest.mark.parametrize(
        ("column", "value", "name"),
        [
            ("minimum", "5010", "cpd_edition_quarters"),
            ("minimum", "NULL", "cpd_edition_asks_for_something"),
            ("year_day", "NULL", "cpd_edition_year_begins"),
            ("year_month", "13", "cpd_edition_year_begins"),
            ("read_on", "'1700-01-01'", "cpd_edition_days"),
        ],
    )
    def test_constraints_of_an_edition(self, column: str, value: str, name: str) -> None:
        values = {
            "scheme_id": str(CpdScheme.objects.create(code="one", title="One", college="One").pk),
            "name": "'first'",
            "year_month": "4",
            "year_day": "1",
            "minimum": "5000",
            "splits_settings": "true",
            "splits_clinical": "true",
            "source_url": "'https://college.example'",
            "read_on": "'2026-01-01'",
            "read": "'words'",
        }
        insert = f"INSERT INTO {CpdEdition._meta.db_table} ({', '.join(values)}) VALUES "
        with connection.cursor() as cursor:
            cursor.execute(f"{insert} ({', '.join(values.values())})")
            wrong = {**values, "name": "'second'", "valid_from": "'2027-01-01'", column: value}
            insert = f"INSERT INTO {CpdEdition._meta.db_table} ({', '.join(wrong)}) VALUES "
            with pytest.raises(IntegrityError, match=name), transaction.atomic():
                cursor.execute(f"{insert} ({', '.join(wrong.values())})")

    def test_what_was_read_stays(self) -> None:
        call_command("load_cpd_schemes")
        for model in (CpdEdition, CpdLimit):
            with (
                connection.cursor() as cursor,
                pytest.raises(DatabaseError, match="append-only"),
                transaction.atomic(),
            ):
                cursor.execute(f"UPDATE {model._meta.db_table} SET id = id")

    def test_constraints_of_limits_and_editions_side_by_side(self) -> None:
        call_command("load_cpd_schemes")
        limit = CpdLimit.objects.filter(about="external").first()
        edition = limit.edition
        wrong = [
            ("cpd_limit_once", {"direction": limit.direction, "about": "external", "hundredths": 100}),
            ("cpd_limit_is_known", {"direction": "about", "about": "external", "hundredths": 100}),
            ("cpd_limit_is_known", {"direction": "at_most", "about": "travel", "hundredths": 100}),
            ("cpd_limit_quarters", {"direction": "at_most", "about": "other", "hundredths": 110}),
        ]
        for name, values in wrong:
            with pytest.raises(IntegrityError, match=name), transaction.atomic():
                CpdLimit.objects.create(edition=edition, **values)
        for name, own in (("cpd_edition_name", "as read in 2026"), ("cpd_edition_one_a_day", "another")):
            with pytest.raises(IntegrityError, match=name), transaction.atomic():
                CpdEdition.objects.create(
                    scheme=edition.scheme,
                    name=own,
                    valid_from=None if own == "another" else date(2030, 1, 1),
                    minimum=5000,
                    source_url="https://college.example",
                    read_on=date(2026, 1, 1),
                    read="x",
                )
