"""Findings of all that is live, in the Studio: a list with filters, and the same as a file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote as url_quote

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from wagtail.admin.menu import MenuItem

from kernel import clock
from kernel.admin import formula_safe
from programmes.addresses import PREFLIGHT, PREFLIGHT_CHECK, PREFLIGHT_CSV
from programmes.coverage.views import Echo, StudioMenuItem, StudioView, may_see
from programmes.preflight.base import Severity
from programmes.preflight.panel import KINDS, check, editor_of
from programmes.preflight.registry import all_rules
from programmes.preflight.running import Found, findings_in, live_around


@dataclass(frozen=True)
class Wanted:
    """Which findings to show; what nobody knows asks for everything."""

    severity: str = ""
    kind: str = ""
    rule: str = ""

    @classmethod
    def by(cls, request: HttpRequest) -> Wanted:
        severity, kind, rule = (request.GET.get(name, "") for name in ("severity", "kind", "rule"))
        return cls(
            severity if severity in Severity.values else "",
            kind if kind in KINDS else "",
            rule if rule in {each.code for each in all_rules()} else "",
        )

    def takes(self, found: Found) -> bool:
        return (
            self.severity in ("", found.severity)
            and self.kind in ("", found.draft._meta.model_name)
            and self.rule in ("", found.rule.code)
        )

    @property
    def query(self) -> str:
        given = {"severity": self.severity, "kind": self.kind, "rule": self.rule}
        return urlencode({name: value for name, value in given.items() if value})


@dataclass(frozen=True)
class Row:
    found: Found

    @property
    def kind(self) -> str:
        return capfirst(str(self.found.draft._meta.verbose_name))

    @property
    def language(self) -> str:
        return str(self.found.draft.locale.get_display_name())

    @property
    def url(self) -> str:
        """The editor, at the place that the finding names."""
        path = self.found.target.content_path
        return editor_of(self.found.draft) + (f"={url_quote(path)}" if path else "")


def rows(wanted: Wanted) -> tuple[list[Row], int]:
    """The findings that are wanted, and how many drafts were looked at."""
    around = live_around(on=clock.today())
    found = findings_in(around)
    return [Row(each) for each in found if wanted.takes(each)], len(around.modules) + len(around.programmes)


class FindingsView(StudioView):
    template_name = "leadership/programmes/admin/preflight.html"
    header_icon = "warning"
    page_title = _("Preflight")
    address = PREFLIGHT

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        wanted = Wanted.by(self.request)
        found, looked_at = rows(wanted)
        blocks = sum(row.found.blocks for row in found)
        return super().get_context_data(
            rows=found,
            blocks=blocks,
            warns=len(found) - blocks,
            looked_at=looked_at,
            wanted=wanted,
            severities=Severity,
            kinds=[(name, capfirst(str(model._meta.verbose_name_plural))) for name, model in KINDS.items()],
            rules=all_rules(),
            csv_url=f"{reverse(PREFLIGHT_CSV)}?{wanted.query}",
            **kwargs,
        )


@require_safe
def findings_csv(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    if not may_see(request.user):
        raise PermissionDenied
    found, _looked_at = rows(Wanted.by(request))
    return StreamingHttpResponse(
        csv_lines(found),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="preflight.csv"'},
    )


HEADINGS = ("Kind", "Title", "Language", "Severity", "Rule", "Where", "What", "How to mend it")


def csv_lines(found: list[Row]) -> Iterator[str]:
    writer: Any = csv.writer(Echo())
    yield "\ufeff" + writer.writerow(HEADINGS)
    for row in found:
        yield writer.writerow([formula_safe(cell) for cell in cells(row)])


def cells(row: Row) -> list[str]:
    rule, finding = row.found.rule, row.found.finding
    return [
        row.kind,
        str(row.found.draft),
        row.language,
        str(row.found.severity.value),
        rule.code,
        finding.where,
        finding.what,
        str(finding.mend),
    ]


def menu_item() -> MenuItem:
    return StudioMenuItem(_("Preflight"), reverse(PREFLIGHT), icon_name="warning", order=60)


def addresses() -> list[URLPattern]:
    return [
        path("studio/preflight/", FindingsView.as_view(), name=PREFLIGHT),
        path("studio/preflight/preflight.csv", findings_csv, name=PREFLIGHT_CSV),
        path("studio/preflight/check-<slug:kind>/", check, name=PREFLIGHT_CHECK),
    ]
