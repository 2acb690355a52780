"""Enrolling from a file, 2,000 doctors and 20,000: checked as a worker does it, then written at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile

from bench.measuring import spending
from bench.results import Result
from bench.rows.stage import Stage
from bench.seed.people import lead_email_of
from kernel import clock
from lms.actions.context import for_lead
from lms.actions.importing import check_list, confirm_list
from lms.enrolment.models import Contract

HEADING = "given name,family name,email,GMC number,grade,specialty\n"


def enrol(stage: Stage) -> Iterator[Result]:
    """Half the number first, by another trust: the queries must not grow with the rows."""
    half = list(_enrol(stage, trust=stage.shape.trusts - 2, count=1000))
    for result, smaller in zip(_enrol(stage, trust=stage.shape.trusts - 1, count=2000), half, strict=True):
        result.note = f"{smaller.queries} queries for 1,000"
        yield result


def _enrol(stage: Stage, *, trust: int, count: int) -> Iterator[Result]:
    users: Any = get_user_model()._default_manager
    context = for_lead(users.get(email=lead_email_of(trust)), now=clock.now())
    if context is None:
        raise LookupError("the trust has no lead")
    contract = Contract.objects.visible_to(context.viewer).get()
    content = ContentFile(_list(trust, count), name="list.csv")
    with spending() as checking:
        upload = check_list(
            context, contract_uid=contract.uid, cohort_uid=None, file=content, file_name="list.csv"
        )
    with spending() as confirming:
        operation = confirm_list(context, import_uid=upload.uid)
    if operation.counts["new"] != count:
        raise AssertionError(f"{operation.counts} where {count} new people were expected")
    yield checking.result(f"check a list of {count:,}", stage.size)
    yield confirming.result(f"enrol {count:,} from a file", stage.size)


def _list(trust: int, count: int) -> bytes:
    rows = (
        f"Newly,Arrived {n},new{n}@trust{trust}.example,{9_000_000 + n},consultant,Cardiology\n"
        for n in range(count)
    )
    return (HEADING + "".join(rows)).encode()
