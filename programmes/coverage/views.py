"""Coverage in the Studio: the table, one cell's activities, and the table as a file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.permissions import policy_registry

from competencies.enums import ClaimStrength, Stage
from competencies.models import Node
from kernel.admin import formula_safe, yes_or_no
from programmes import activity_types
from programmes.addresses import COVERAGE, COVERAGE_CELL, COVERAGE_CSV
from programmes.coverage.table import (
    Coverage,
    Wanted,
    claims_in,
    coverage,
    element_of,
    published_modules,
)
from programmes.models import Module

SEEING = ("view", "add", "change", "publish")


def may_see(user: Any) -> bool:
    """Whoever sees the Studio's modules."""
    return bool(policy_registry.get_by_type(Module).user_has_any_permission(user, SEEING))


def wanted_by(request: HttpRequest) -> Wanted:
    """What the address asks for; what nobody knows asks for everything."""
    stage = request.GET.get("stage", "")
    try:
        programme = UUID(request.GET.get("programme", ""))
    except ValueError:
        programme = None
    return Wanted(request.GET.get("framework", ""), stage if stage in Stage.values else "", programme)


def query_of(wanted: Wanted, **changed: Any) -> str:
    asked = {"framework": wanted.framework, "stage": wanted.stage, "programme": wanted.programme} | changed
    return urlencode({name: value for name, value in asked.items() if value})


class StudioView(WagtailAdminTemplateMixin, TemplateView):
    http_method_names = ("get", "head", "options")
    header_icon = "table"
    page_title: Any = _("Coverage")
    address = COVERAGE

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_see(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": reverse(self.address), "label": type(self).page_title}]


class CoverageView(StudioView):
    template_name = "leadership/programmes/admin/coverage.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        wanted = wanted_by(self.request)
        found = coverage(wanted)
        return super().get_context_data(
            coverage=found,
            wanted=wanted,
            gaps=", ".join(element.code for element in found.gaps),
            not_demonstrated=_named(found.not_demonstrated),
            not_assessed=_named(found.not_assessed),
            stages=Stage,
            strengths=list(ClaimStrength),
            stage_links=[
                (query_of(wanted, stage=value), label, wanted.stage == value)
                for value, label in [("", _now("All stages")), *((each.value, each.label) for each in Stage)]
            ],
            csv_url=f"{reverse(COVERAGE_CSV)}?{query_of(wanted)}",
            stages_csv_url=f"{reverse(COVERAGE_CSV)}?{query_of(wanted, by='stage')}",
            **kwargs,
        )


FEW = 3


def _named(elements: list[Node]) -> str:
    """A few by code and title, many by their codes."""
    return ", ".join(str(each) if len(elements) <= FEW else each.code for each in elements)


class CellView(StudioView):
    """The activities of one module that claim one element."""

    template_name = "leadership/programmes/admin/coverage_cell.html"

    @cached_property
    def found(self) -> tuple[Any, Any]:
        version = published_modules().filter(module_key=self.kwargs["module_key"]).first()
        element = element_of(self.kwargs["reference"], self.kwargs["code"])
        if version is None or element is None:
            raise Http404
        return version, element

    def get_page_title(self) -> str:
        version, element = self.found
        return _now("%(element)s in “%(module)s”") % {"element": element, "module": version.title}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version, element = self.found
        claims = claims_in(version, element)
        labels = {kind.code: kind.label for kind in activity_types.all_types()}
        editor = Module.snippet_viewset.get_url_name("edit")
        return super().get_context_data(
            version=version,
            element=element,
            rows=[(claim, labels.get(claim.kind, claim.kind)) for claim in claims],
            editor_url=reverse(editor, args=[quote(version.module_id)]),
            **kwargs,
        )


@require_safe
def coverage_csv(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The table of the screen, as a spreadsheet reads it."""
    if not may_see(request.user):
        raise PermissionDenied
    found = coverage(wanted_by(request))
    return StreamingHttpResponse(
        stage_lines(found) if request.GET.get("by") == "stage" else csv_lines(found),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="coverage.csv"'},
    )


class Echo:
    def write(self, line: str) -> str:
        return line


def csv_lines(found: Coverage) -> Iterator[str]:
    """A line for each module: for every element how far, then the minutes, then whether it is assessed."""
    writer: Any = csv.writer(Echo())
    far = [str(element) for element in found.elements]
    heading = [_now("Module"), _now("Minutes"), *far]
    heading += [_now("%(element)s, minutes") % {"element": name} for name in far]
    heading += [_now("%(element)s, assessed") % {"element": name} for name in far]
    yield "\ufeff" + writer.writerow([formula_safe(cell) for cell in heading])
    for row in found.rows:
        strengths = [str(cell.strength.label) if cell.strength else "" for cell in row.cells]
        minutes = [cell.minutes for cell in row.cells]
        assessed = [yes_or_no(cell.assessed) if cell.strength else "" for cell in row.cells]
        line = [row.version.title, row.version.minutes, *strengths, *minutes, *assessed]
        yield writer.writerow([formula_safe(cell) for cell in line])


def stage_lines(found: Coverage) -> Iterator[str]:
    """A line for each element at each stage."""
    writer: Any = csv.writer(Echo())
    heading = [
        _now("Element"),
        _now("Career stage"),
        _now("How far it goes"),
        _now("Minutes"),
        _now("Assessed"),
    ]
    yield "\ufeff" + writer.writerow(heading)
    for element, cells in found.by_stage:
        for stage, cell in zip(Stage, cells, strict=True):
            far = str(cell.strength.label) if cell.strength else ""
            assessed = yes_or_no(cell.assessed) if cell.strength else ""
            line = [str(element), str(stage.label), far, cell.minutes, assessed]
            yield writer.writerow([formula_safe(each) for each in line])


class StudioMenuItem(MenuItem):
    """Shown to whoever sees the Studio's modules."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_see(request.user)


def menu_item() -> MenuItem:
    return StudioMenuItem(_("Coverage"), reverse(COVERAGE), icon_name="table", order=50)


def addresses() -> list[URLPattern]:
    return [
        path("studio/coverage/", CoverageView.as_view(), name=COVERAGE),
        path("studio/coverage/coverage.csv", coverage_csv, name=COVERAGE_CSV),
        path(
            "studio/coverage/<uuid:module_key>/<str:reference>/<str:code>/",
            CellView.as_view(),
            name=COVERAGE_CELL,
        ),
    ]
