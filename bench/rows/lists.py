"""Enrolling from a file: 2,000 doctors in this process, and 20,000 as a worker checks and writes them.

A workbook of 20,000 is read and checked; what is written of it would be the same.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.test import override_settings
from openpyxl import Workbook

from bench.measuring import postgres_cpu, spending
from bench.results import Result
from bench.rows.stage import Stage
from bench.seed.people import lead_email_of
from kernel import clock
from kernel.models import OutboxMessage
from lms.actions.base import Context
from lms.actions.context import for_lead
from lms.actions.importing import check_list, confirm_list
from lms.enrolment.models import Contract, EnrolmentImport

HEADING = ("given name", "family name", "email", "GMC number", "grade", "specialty")
MANY = 20_000


def enrol(stage: Stage) -> Iterator[Result]:
    """Half the number first, by another trust: the queries must not grow with the rows."""
    with override_settings(LEADERSHIP_LIST_AT_ONCE_ROWS=MANY):
        half = list(_enrol(stage, trust=stage.shape.trusts - 2, count=1000))
        full = list(_enrol(stage, trust=stage.shape.trusts - 1, count=2000))
    for result, smaller in zip(full, half, strict=True):
        result.note = f"{smaller.queries} queries for 1,000"
        yield result


def enrol_many(stage: Stage) -> Iterator[Result]:
    """What a worker does with a long list, in a process of its own, so that its memory is seen."""
    trust = stage.shape.trusts - 2
    context, contract = lead_and_contract(trust)
    Contract.objects.visible_to(context.viewer).filter(pk=contract.pk).update(seats=2 * MANY)
    with spending() as asking:
        upload = check(context, contract, trust=trust, count=MANY)
    yield asking.result(f"match a list of {MANY:,}", stage.size, note="the request; the check is promised")
    yield _by_worker(f"check a list of {MANY:,}", stage)
    with spending() as promising:
        confirm_list(context, import_uid=upload.uid)
    yield promising.result(
        f"confirm a list of {MANY:,}", stage.size, note="the request; the write is promised"
    )
    yield _by_worker(f"enrol {MANY:,}", stage)
    done = EnrolmentImport.objects.visible_to(context.viewer).get(pk=upload.pk)
    if (done.status, done.counts["new"]) != ("confirmed", MANY):
        raise AssertionError(f"{done.status} {done.counts} {done.problem}")


def check_workbook(stage: Stage) -> Iterator[Result]:
    """The same list as a workbook, with another trust."""
    trust = stage.shape.trusts - 1
    context, contract = lead_and_contract(trust)
    content = workbook(trust, MANY)
    with spending() as asking:
        upload = check(context, contract, trust=trust, count=MANY, content=content, name="list.xlsx")
    note = f"the request, {len(content) / 1e6:.1f} MB; the check is promised"
    yield asking.result(f"match a workbook of {MANY:,}", stage.size, note=note)
    yield _by_worker(f"check a workbook of {MANY:,}", stage)
    done = EnrolmentImport.objects.visible_to(context.viewer).get(pk=upload.pk)
    if (done.status, done.counts["new"]) != ("checked", MANY):
        raise AssertionError(f"{done.status} {done.counts} {done.problem}")


def _by_worker(row: str, stage: Stage) -> Result:
    message = OutboxMessage.objects.filter(topic__startswith="enrolment.").latest("pk")
    given = json.dumps({"topic": message.topic, "payload": message.payload})
    pg = postgres_cpu()
    done = subprocess.run(
        [sys.executable, "-m", "bench.list_worker", given],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        env=os.environ,
        timeout=200,
    )
    told = json.loads(done.stdout.splitlines()[-1])
    return Result(
        row,
        stage.size,
        p50=told["seconds"] * 1000,
        cpu=told["cpu"] * 1000,
        pg=(postgres_cpu() - pg) * 1000,
        note=f"{told['most_mb']:.0f} MB at most, {told['at_rest_mb']:.0f} MB at rest",
        extra={"most_mb": told["most_mb"]},
    )


def lead_and_contract(trust: int) -> tuple[Context, Contract]:
    users: Any = get_user_model()._default_manager
    context = for_lead(users.get(email=lead_email_of(trust)), now=clock.now())
    if context is None:
        raise LookupError("the trust has no lead")
    contract: Contract = Contract.objects.visible_to(context.viewer).get()
    return context, contract


def check(
    context: Context,
    contract: Contract,
    *,
    trust: int,
    count: int,
    content: bytes | None = None,
    name: str = "list.csv",
) -> EnrolmentImport:
    """Uploads a list and matches its columns: a short one is checked at once."""
    file = ContentFile(content or _list(trust, count), name=name)
    return check_list(context, contract_uid=contract.uid, cohort_uid=None, file=file, file_name=name)


def _enrol(stage: Stage, *, trust: int, count: int) -> Iterator[Result]:
    context, contract = lead_and_contract(trust)
    with spending() as checking:
        upload = check(context, contract, trust=trust, count=count)
    with spending() as confirming:
        operation = confirm_list(context, import_uid=upload.uid)
    if operation is None or operation.counts["new"] != count:
        raise AssertionError(f"{operation and operation.counts} where {count} new people were expected")
    yield checking.result(f"check a list of {count:,}", stage.size)
    yield confirming.result(f"enrol {count:,} from a file", stage.size)


def _list(trust: int, count: int) -> bytes:
    return "".join(",".join(row) + "\n" for row in _rows(trust, count)).encode()


def workbook(trust: int, count: int) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Doctors")
    for row in _rows(trust, count):
        sheet.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _rows(trust: int, count: int) -> Iterator[tuple[str, ...]]:
    yield HEADING
    first = 9_000_000 + 10 * count
    for n in range(count):
        email = f"new{count}x{n}@trust{trust}.example"
        yield "Newly", f"Arrived {n}", email, f"{first + n}", "consultant", "Cardiology"
