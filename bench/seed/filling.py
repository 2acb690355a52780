"""Filling a migrated database, in one transaction, and proving that what is in it makes sense."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from bench.seed import history, people, programmes
from bench.seed.shape import Shape, doctors
from cms.demo import public
from cms.site.services import build_demo_site
from kernel import clock
from lms.actions import integrity
from programmes.models import ProgrammeVersion

__all__ = ["Shape", "fill", "prove", "publish"]


@transaction.atomic
def publish() -> None:
    """The programmes, and the public site around them."""
    programmes.build()
    now = clock.now()
    public.publish(build_demo_site(now), now=now)


def fill(shape: Shape, *, now: datetime | None = None) -> dict[str, int]:
    """Everything but the programmes and pages, which are there; how many rows of each kind."""
    now = now or clock.now()
    today = clock.local_date(now)
    version = ProgrammeVersion.objects.select_related("programme").get(slug="leading-a-service")
    open_version = ProgrammeVersion.objects.select_related("programme").get(slug="first-steps")
    with transaction.atomic():
        _trust_the_rows()
        found = list(doctors(shape, today=today))
        cohorts = people.add_trusts(shape, programme=version.programme, found=found, today=today)
        people.add_leads(cohorts, today=today, now=now)
        people.add_those_who_see_all(cohorts, today=today, now=now)
        settled = people.add_doctors(found, cohorts, now=now)
        history.add_enrolments(settled, version=version, open_version=open_version, now=now)
        counts = history.add_history(version=version, today=today, now=now)
        counts["refused addresses"] = history.add_refusals(settled, now=now)
    _tidy()
    counts["nudges"] = history.plan_the_rest(shape, now=now, today=today)
    _tidy()
    return {"doctors": len(found), "trusts": len(cohorts), **counts}


def _tidy() -> None:
    if not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")


def _trust_the_rows() -> None:
    """Leave out foreign keys and triggers where the server lets us: ``prove`` reads every row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_parameter_privilege('session_replication_role', 'SET')")
        if cursor.fetchone()[0]:
            cursor.execute("SET LOCAL session_replication_role = replica")


def prove() -> None:
    """Every check of ``check_integrity`` over every row."""
    found = list(integrity.problems())
    if found:
        words = "\n".join(f"{problem.kind}: {problem.what}" for problem in found[:20])
        raise AssertionError(f"the filled database does not make sense: {len(found)} problems\n{words}")
