"""What operators and designers look at in the Wagtail admin."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.admin.utils import quote
from django.test import Client
from django.urls import reverse

from bench.measuring import signed_in_as, spending
from bench.results import Result
from bench.rows.pages import one_visitors_page
from bench.rows.stage import Stage
from bench.seed.people import OPERATOR
from kernel import clock
from lms.reports.insight import gathering, keeping
from lms.reports.insight.views import ONE
from programmes.addresses import COVERAGE
from programmes.models import Module, Programme, ProgrammeVersion

LISTS = {
    "admin, career stages of everybody": "stages:index",
    "admin, grades of everybody": "grades:index",
    "admin, trusts": "organisations:index",
    "admin, leads": "leads:index",
    "admin, contracts": "contracts:index",
    "admin, cohorts": "cohorts:index",
    "admin, start a recovery": "recoveries:add",
}


def admin(stage: Stage) -> Iterator[Result]:
    operator = signed_in_as(OPERATOR)
    for row, path in paths().items():
        yield one_visitors_page(stage, row, path, operator)
    yield from insight(stage, operator)


def insight(stage: Stage, operator: Client) -> Iterator[Result]:
    """How the large programme goes: counted anew, and the page when the clock has come round."""
    key, now = ProgrammeVersion.objects.get(slug="leading-a-service").programme_key, clock.now()
    gathering.gather(key, now=now)
    with spending() as spent:
        cube = gathering.gather(key, now=now)
    yield spent.result("insight, counted anew", stage.size)
    keeping.keep_large(now=now)
    address = reverse(ONE, args=[key])
    trust = next(iter(cube.trusts.values())) if cube else None
    yield one_visitors_page(stage, "studio, insight of everybody", address, operator)
    if trust:
        yield one_visitors_page(
            stage, "studio, insight of one trust", f"{address}?trust={trust.uid}", operator
        )


def paths() -> dict[str, str]:
    version = ProgrammeVersion.objects.get(slug="leading-a-service")
    studio = Programme.snippet_viewset
    editor = reverse(studio.get_url_name("edit"), args=[quote(version.programme_id)])
    return {
        "admin, home": reverse("wagtailadmin_home"),
        **{row: reverse(name) for row, name in LISTS.items()},
        "studio, modules": reverse(Module.snippet_viewset.get_url_name("list")),
        "studio, programmes": reverse(studio.get_url_name("list")),
        "studio, editor of 40 modules": editor,
        "studio, coverage of 40 modules": f"{reverse(COVERAGE)}?programme={version.programme_key}",
        "studio, coverage of everything": reverse(COVERAGE),
    }
