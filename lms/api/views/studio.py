"""What designers see of the Studio; for everybody else it is not there."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from kernel import clock
from lms.api.documentation import studio as documented
from lms.api.pagination import CursorPages
from lms.api.problems import Fault, Problem, not_found
from lms.api.selectors import studio as selectors
from lms.api.serializers.banks import BankQuery, BankSerializer, QuestionQuery, QuestionSerializer
from lms.api.serializers.studio import (
    CoverageQuery,
    CoverageSerializer,
    DifferencesQuery,
    DifferencesSerializer,
    DraftQuery,
    DraftSerializer,
    LanguageQuery,
    PreflightQuery,
    PreflightSerializer,
    UsesSerializer,
    coverage_data,
    difference_data,
    preflight_data,
)
from lms.api.views.base import ApiView
from programmes.bank.views import SEEING as SEEING_QUESTIONS
from programmes.bank.views import may as may_with_questions
from programmes.catalogue.uses import uses_of
from programmes.comparing.sides import chosen, sides_of
from programmes.coverage.table import Wanted, coverage
from programmes.coverage.views import may_see
from programmes.preflight import findings_of
from programmes.preflight.views import Wanted as WantedFindings
from programmes.preflight.views import rows as findings
from programmes.rules.differences import differences


class StudioView(ApiView):
    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not self.may(request.user):
            raise not_found()

    def may(self, user: Any) -> bool:
        return may_see(user)

    def draft(self, kind: str, uid: UUID) -> Any:
        found = selectors.draft(kind, uid, language=self.params.get("language", ""))
        if found is None:
            raise not_found()
        return found


class CoverageOfModules(StudioView):
    query = CoverageQuery

    @documented.get_coverage
    def get(self, request: Request) -> Response:
        asked = self.params
        wanted = Wanted(asked.get("framework", ""), asked.get("stage", ""), asked.get("programme"))
        return Response(CoverageSerializer(coverage_data(coverage(wanted))).data)


class DraftPages(CursorPages):
    key = "translation_key"


class Drafts(StudioView):
    query = DraftQuery

    @documented.list_drafts
    def get(self, request: Request, kind: str) -> Response:
        rows = selectors.drafts(kind, title=self.params.get("title", ""), live=self.params.get("live"))
        return self.page(rows, lambda found: DraftSerializer(found, many=True), DraftPages)


class Preflight(StudioView):
    query = PreflightQuery

    @documented.get_preflight
    def get(self, request: Request) -> Response:
        asked = {name: self.params.get(name, "") for name in ("severity", "kind", "rule")}
        found, looked_at = findings(WantedFindings(**asked))
        data = preflight_data([row.found for row in found], looked_at=looked_at)
        return Response(PreflightSerializer(data).data)


class PreflightOfDraft(StudioView):
    query = LanguageQuery

    @documented.get_draft_preflight
    def get(self, request: Request, kind: str, uid: UUID) -> Response:
        newest = self.draft(kind, uid).get_latest_revision_as_object()
        data = preflight_data(findings_of(newest, on=clock.today()), looked_at=1)
        return Response(PreflightSerializer(data).data)


class Uses(StudioView):
    @documented.get_uses
    def get(self, request: Request, kind: str, uid: UUID) -> Response:
        key = self.draft(kind, uid).translation_key
        return Response(UsesSerializer({"uses": uses_of([key]).get(key, [])}).data)


class Differences(StudioView):
    query = DifferencesQuery

    @documented.get_differences
    def get(self, request: Request, kind: str, uid: UUID) -> Response:
        sides = sides_of(self.draft(kind, uid))
        known = [side.code for side in sides]
        for name in ("before", "after"):
            if self.params.get(name, known[0]) not in known:
                raise _no_such_side(name, known)
        asked = {name: self.params.get(name, "") for name in ("before", "after")}
        before, after = chosen(sides, **asked)
        found = differences(before.entries(), after.entries())
        data = {
            "sides": sides,
            "before": before.code,
            "after": after.code,
            "differences": [difference_data(each) for each in found],
        }
        return Response(DifferencesSerializer(data).data)


def _no_such_side(name: str, known: list[str]) -> Problem:
    return Problem(
        400,
        "wrong_parameters",
        _("Something in the address after the question mark is wrong."),
        mend=_("Mend what is listed under errors."),
        faults=[
            Fault(
                name,
                _("There is no such version."),
                _("Choose one of: %(known)s.") % {"known": ", ".join(known)},
                kind="parameter",
            )
        ],
    )


# Question banks


class BankView(StudioView):
    def may(self, user: Any) -> bool:
        return may_with_questions(user, *SEEING_QUESTIONS)

    def bank(self, uid: UUID) -> Any:
        found = selectors.banks().filter(uid=uid).first()
        if found is None:
            raise not_found()
        return found


class Banks(BankView):
    query = BankQuery

    @documented.list_banks
    def get(self, request: Request) -> Response:
        rows = selectors.banks(archived=self.params.get("archived"))
        return self.page(rows, lambda found: BankSerializer(found, many=True))


class OneBank(BankView):
    @documented.get_bank
    def get(self, request: Request, uid: UUID) -> Response:
        return Response(BankSerializer(self.bank(uid)).data)


class Questions(BankView):
    query = QuestionQuery

    @documented.list_questions
    def get(self, request: Request, uid: UUID) -> Response:
        wanted = {
            name: self.params[name]
            for name in ("kind", "tag", "difficulty", "archived")
            if name in self.params
        }
        rows = selectors.questions(self.bank(uid), **wanted)
        return self.page(rows, lambda found: QuestionSerializer(found, many=True), DraftPages)
