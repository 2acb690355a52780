"""Insight in the Studio: the programmes, how one of them goes, and its tables as files."""

from __future__ import annotations

import csv
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, QueryDict, StreamingHttpResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button
from wagtail.permissions import policy_registry

from kernel import clock
from kernel.admin import formula_safe
from lms.records.views import QUIZ
from lms.reports import suppression
from lms.reports.insight import keeping, tables
from lms.reports.insight.asking import address_of, choices, label_of, wanted_by
from lms.reports.insight.cube import Cube, Dimension, Outcome
from lms.reports.insight.gathering import QUIET_DAYS
from lms.reports.insight.keeping import people_by_programme, report_of
from lms.reports.insight.report import Compared, ModuleLine, Report
from lms.reports.views import ONE as EVALUATION
from programmes.bank.selectors import KIND as BANK_QUIZ
from programmes.models import Programme, ProgrammeVersion

INDEX, ONE, FILE = "leadership_insight", "leadership_insight_programme", "leadership_insight_csv"
SEEING = ("view", "add", "change", "publish")
LINES_AT_FIRST = 50
"""Of what stands beside each other; the others are a press away, and in the file."""


def may_see(user: Any) -> bool:
    """Whoever sees the Studio's programmes."""
    return bool(policy_registry.get_by_type(Programme).user_has_any_permission(user, SEEING))


def report_or_404(programme_key: UUID, asked: QueryDict) -> Report:
    found = report_of(programme_key, partial(wanted_by, asked), now=clock.now())
    if found is None:
        raise Http404
    return found


def dimension_of(request: HttpRequest, cube: Cube) -> Dimension:
    """By what the page compares: as the address says, else by what there is more than one of."""
    asked = request.GET.get("by", "")
    if asked in list(Dimension):
        return Dimension(asked)
    return Dimension.COHORT if len(cube.cohorts) > 1 else Dimension.VERSION


class StudioView(WagtailAdminTemplateMixin, TemplateView):
    http_method_names = ("get", "head", "options")
    header_icon = "view"
    page_title: Any = _("Insight")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_see(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": reverse(INDEX), "label": StudioView.page_title}]


class ProgrammesView(StudioView):
    template_name = "leadership/reports/insight_index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        fewest, people = suppression.threshold(), people_by_programme()
        newest = ProgrammeVersion.objects.order_by("programme_key", "-number").distinct("programme_key")
        rows = [
            (version, count if suppression.is_shown(count, fewest=fewest) else None, count == 0)
            for version in sorted(newest, key=lambda each: (each.title, each.pk))
            for count in [people.get(version.programme_key, 0)]
        ]
        return super().get_context_data(rows=rows, fewest=fewest, **kwargs)


class InsightView(StudioView):
    template_name = "leadership/reports/insight.html"

    @cached_property
    def report(self) -> Report:
        return report_or_404(self.kwargs["programme_key"], self.request.GET)

    def get_page_title(self) -> str:
        return _now("Insight: %(title)s") % {"title": self.report.cube.title}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.report.cube.title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(body=keeping.written(self.report, self.asked, self.write), **kwargs)

    @property
    def asked(self) -> Hashable:
        """All that decides what stands in the body, beside the report itself."""
        return (
            get_language(),
            get_current_timezone_name(),
            dimension_of(self.request, self.report.cube),
            "all" in self.request.GET,
            self.request.GET.get("module", ""),
        )

    def write(self) -> SafeString:
        return render_to_string("leadership/reports/_insight.html", self.body())

    def body(self) -> dict[str, Any]:
        report, by = self.report, dimension_of(self.request, self.report.cube)
        cube, query = report.cube, query_of(report)
        return dict(
            report=report,
            fewest=report.fewest,
            quiet_days=QUIET_DAYS,
            filters=[
                (tables.dimension_label(name), found)
                for name in Dimension
                if (found := choices(name, cube, report.wanted, report.figures))
            ],
            is_narrowed=bool(report.chosen),
            is_too_much=report.is_too_much,
            by=by,
            by_label=tables.dimension_label(by),
            ways=[
                (f"{query}&by={name.value}".lstrip("&"), tables.dimension_label(name), name == by)
                for name in Dimension
            ],
            standing=tables.standing_of(report) if report.is_told else [],
            timed=timed(report),
            stops=[
                (
                    tables.outcome_label(each.how),
                    tables.after_label(each.after),
                    tables.next_label(each.next),
                    each,
                )
                for each in report.stops
            ],
            compared=self.compared(by),
            all_lines=f"{query}&by={by.value}&all=1".lstrip("&"),
            links=links(cube),
            files={
                name: f"{reverse(FILE, args=[cube.programme_key, name])}?{query}" for name in tables.TABLES
            },
            editor_url=editor_of(cube.programme_key),
            **self.module(),
        )

    def compared(self, by: Dimension) -> dict[str, Any]:
        found = self.report.compared(by)
        most = len(found.lines) if "all" in self.request.GET else LINES_AT_FIRST
        shown = [
            each
            for place, each in enumerate(found.lines)
            if place < most or (by, each.value) in self.report.chosen
        ]
        return {
            "lines": [self.line(by, each) for each in shown],
            "total": len(found.lines),
            "held_back": found.held_back,
            "outcomes": [tables.outcome_label(each) for each in Outcome],
        }

    def line(self, by: Dimension, each: Compared) -> dict[str, Any]:
        cube = self.report.cube
        address = address_of(by, each.value, cube)
        return {
            "label": label_of(by, each.value, cube),
            "query": urlencode({by.value: address}) if address else "",
            "is_chosen": (by, each.value) in self.report.chosen,
            "figures": each,
            "people": [each.begun, *(each.outcomes[outcome] for outcome in Outcome)],
        }

    def module(self) -> dict[str, Any]:
        """The activities of the module that the address names, or of the first."""
        lines = self.report.modules
        asked = self.request.GET.get("module", "")
        line = next((each for each in lines if str(each.module.key) == asked), lines[0] if lines else None)
        if line is None:
            return {"module": None, "steps": []}
        number = self.report.cube.modules.index(line.module)
        return {"module": line.module, "steps": self.report.steps([number]), "query": query_of(self.report)}


@dataclass(frozen=True)
class Timed:
    """A module with its days as shares of the longest, for its bar."""

    line: ModuleLine
    days: str | None
    plan: str | None
    lower: str | None
    upper: str | None
    spread: str | None
    """From quartile to quartile."""


def timed(report: Report) -> list[Timed]:
    found = report.modules
    days = [day for line in found for day in (line.module.due_days, line.time.days, line.time.upper) if day]
    longest = max(days, default=1)

    def share(day: int | Decimal | None) -> str | None:
        return None if day is None else f"{100 * day / longest:.1f}"

    return [
        Timed(
            line,
            share(line.time.days),
            share(line.module.due_days),
            share(line.time.lower),
            share(line.time.upper),
            None
            if line.time.upper is None or line.time.lower is None
            else share(line.time.upper - line.time.lower),
        )
        for line in found
    ]


def query_of(report: Report) -> str:
    chosen = {name.value: address_of(name, value, report.cube) for name, value in report.chosen}
    return urlencode({name.value: chosen[name.value] for name in Dimension if chosen.get(name.value)})


def links(cube: Cube) -> list[tuple[str, str]]:
    """To the analysis of the questions of its quizzes, and to what its evaluation forms say."""
    found = []
    for step in cube.steps:
        module = cube.modules[step.module]
        label = f"{step.title} ({module.title})"
        if step.kind == BANK_QUIZ:
            url = reverse(QUIZ, args=[module.key, step.key])
            found.append((url, _now("Analysis of questions: %(activity)s") % {"activity": label}))
        elif step.kind == "evaluation":
            url = reverse(EVALUATION, args=[step.key])
            found.append((url, _now("Evaluation by level: %(activity)s") % {"activity": label}))
    return found


def editor_of(programme_key: UUID) -> str:
    viewset = Programme.snippet_viewset
    pk = ProgrammeVersion.objects.filter(programme_key=programme_key).values_list("programme_id", flat=True)[
        :1
    ]
    return reverse(viewset.get_url_name("edit"), args=[quote(pk.get())])


class _Echo:
    def write(self, line: str) -> str:
        return line


@require_safe
def insight_csv(request: HttpRequest, programme_key: UUID, table: str) -> StreamingHttpResponse:
    """A table of the page, as a spreadsheet reads it; what is held back stands empty here."""
    if not may_see(request.user):
        raise PermissionDenied
    if table not in tables.TABLES:
        raise Http404
    report = report_or_404(programme_key, request.GET)
    cube = report.cube
    name = f"{slugify(cube.title) or 'programme'}-{table}"
    return StreamingHttpResponse(
        csv_lines(tables.TABLES[table](report, dimension_of(request, cube))),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def csv_lines(rows: Iterator[tables.Row]) -> Iterator[str]:
    writer: Any = csv.writer(_Echo())
    yield "\ufeff"
    for row in rows:
        yield writer.writerow([formula_safe(cell) for cell in row])


class InsightMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_see(request.user)


def menu_item() -> MenuItem:
    return InsightMenuItem(StudioView.page_title, reverse(INDEX), name="insight", icon_name="view", order=55)


def button(request: HttpRequest, programme: Programme) -> Button:
    """In the editor of a published programme."""
    url = reverse(ONE, args=[programme.translation_key])
    return Button(_now("Insight"), url=url, icon_name="view", priority=35)


def addresses() -> list[URLPattern]:
    one = "studio/insight/<uuid:programme_key>"
    return [
        path("studio/insight/", ProgrammesView.as_view(), name=INDEX),
        path(f"{one}/", InsightView.as_view(), name=ONE),
        path(f"{one}/<slug:table>.csv", insight_csv, name=FILE),
    ]
