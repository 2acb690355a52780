"""The largest trust's desk: it has a tenth of all doctors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.test import Client, override_settings

from bench.measuring import queries_of, signed_in_as
from bench.memory import growth_of, mark
from bench.results import Result
from bench.rows.lists import MANY, check, lead_and_contract
from bench.rows.pages import LONGER, SOME, headers_of, one_visitors_page
from bench.rows.stage import Stage, get
from bench.seed.people import EVERYWHERE, FIRST_INTAKE, email_of, lead_email_of
from lms.enrolment.models import Cohort, EnrolmentImport

PAGES = {
    "trust desk, home": "",
    "trust desk, list": "enrolments/",
    "trust desk, who needs you": "enrolments/?need=you",
    "trust desk, reminders": "reminders/",
    "trust desk, filtered by name, by date": "enrolments/?state=active&search=ada&sort=due",
    "trust desk, by progress, page 2": "enrolments/?sort=progress&page=2",
    "trust desk, cohorts": "cohorts/",
    "trust desk, rules of reminders": "reminders/rules/",
    "trust desk, new cohort": "cohorts/new/",
    "trust desk, enrol one": "enrol/",
}
LISTS, ROWS_OF_A_LIST = 6, 2000
TIMES = 3
EXPORT = "/trust/enrolments."


def desk(stage: Stage) -> Iterator[Result]:
    lead = signed_in_as(lead_email_of(0))
    for row, path in PAGES.items():
        yield _page(stage, row, f"/trust/{path}", lead)
    yield _page(stage, "trust desk, one cohort", f"/trust/cohorts/{first_intake()}/", lead)
    person = stage.enrolments[email_of(0)]
    yield _page(stage, "trust desk, one person", f"/trust/enrolments/{person}/", lead)


def _page(stage: Stage, row: str, path: str, lead: Client) -> Result:
    return one_visitors_page(stage, row, path, lead, requests=SOME, seconds=LONGER)


def first_intake() -> Any:
    cohorts = Cohort.objects.unscoped(reason="the benchmark looks at the largest trust's")
    return cohorts.get(contract__organisation__name="Trust 000 (invented)", name=FIRST_INTAKE).uid


def uploaded(stage: Stage) -> Iterator[Result]:
    """Lists that wait for their confirmation; nothing is written about anybody."""
    lead = signed_in_as(lead_email_of(0))
    upload = uploads(LISTS, ROWS_OF_A_LIST)[-1]
    yield one_visitors_page(stage, "trust desk, uploaded lists", "/trust/lists/", lead)
    page = f"/trust/lists/{upload.uid}/"
    yield one_visitors_page(stage, "trust desk, check of a list", page, lead)
    yield one_visitors_page(stage, "trust desk, check of a list, page 30", f"{page}?tab=new&page=30", lead)
    yield one_visitors_page(stage, "trust desk, confirming a list", f"{page}confirm/", lead)


def uploads(count: int, rows: int) -> list[EnrolmentImport]:
    """Checked lists of the largest trust, the last one long."""
    context, contract = lead_and_contract(0)
    with override_settings(LEADERSHIP_LIST_AT_ONCE_ROWS=MANY):
        return [
            check(context, contract, trust=0, count=rows if number == count - 1 else 10)
            for number in range(count)
        ]


def export(stage: Stage) -> Iterator[Result]:
    """Streamed: of the largest trust, and of all trusts at once to somebody who leads all of them."""
    of_one: Any = {"email": lead_email_of(0), "wanted": stage.shape.largest}
    yield _exported(stage, "export, the largest trust", **of_one)
    yield _exported(stage, "export, the largest trust, workbook", **of_one, path=f"{EXPORT}xlsx")
    yield _exported(stage, "export, everybody", email=EVERYWHERE, wanted=stage.size)


def _exported(stage: Stage, row: str, *, email: str, wanted: int, path: str = f"{EXPORT}csv") -> Result:
    client = signed_in_as(email)
    content = _read(client, f"{EXPORT}csv")
    lines = content.decode().count("\r\n") - 1
    if lines != wanted:
        raise AssertionError(f"{lines} lines where {wanted} were expected")
    counted = queries_of(lambda: _asked(client, path))
    request = get(path, headers_of(client))
    before = mark(stage.site.pid)
    stage.site.ask([request], threads=1)
    result = stage.site.measure(row, stage.size, [request] * TIMES, threads=1)
    result.queries = counted.queries
    columns = content.partition(b"\r\n")[0].count(b",") + 1
    grown = growth_of(before)
    result.note = f"{lines:,} rows of {columns} columns; {grown:.0f} MB more memory"
    result.extra |= {"statements": counted.statements, "growth_mb": grown}
    return result


def _read(client: Client, path: str) -> bytes:
    return b"".join(_asked(client, path).parts)


def _asked(client: Client, path: str) -> Any:
    """The answer once all of it was read: the queries are made while it is."""
    answer: Any = client.get(path)
    answer.parts = list(answer.streaming_content)
    return answer
