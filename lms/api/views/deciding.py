"""What a move left for somebody to decide, and which activities count for which: for whoever publishes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response

from lms.amendments import actions
from lms.amendments.models import Case, Equivalence
from lms.amendments.selectors import titles_of_requirements
from lms.api.documentation import deciding as documented
from lms.api.inputs import read_body
from lms.api.problems import not_found
from lms.api.selectors import studio as selectors
from lms.api.serializers.deciding import (
    CaseQuery,
    CaseSerializer,
    DecisionSerializer,
    EquateSerializer,
    EquivalenceQuery,
    EquivalenceSerializer,
)
from lms.api.views.base import written
from lms.api.views.moves import PeopleView


class CaseView(PeopleView):
    def shape(self, found: Sequence[Case]) -> CaseSerializer:
        titles = titles_of_requirements({key for case in found for key in case.requirement_keys})
        return CaseSerializer(found, many=True, context={"titles": titles})

    def one_case(self, uid: UUID) -> dict[str, Any]:
        case = selectors.cases().filter(uid=uid).first()
        if case is None:
            raise not_found()
        return dict(self.shape([case]).data[0])


class Cases(CaseView):
    query = CaseQuery

    @documented.list_cases
    def get(self, request: Request) -> Response:
        asked = self.params
        rows = selectors.cases(programme=asked.get("programme"), move=asked.get("move"), state=asked["state"])
        return self.page(rows, self.shape)


class OneCase(CaseView):
    @documented.get_case
    def get(self, request: Request, uid: UUID) -> Response:
        return Response(self.one_case(uid))


class Deciding(CaseView):
    @documented.decide_case
    def post(self, request: Request, uid: UUID) -> Response:
        body = read_body(DecisionSerializer, request)
        actions.decide_case(self.operator, case_uid=uid, choice=body["choice"])
        return Response(self.one_case(uid))


class EquivalenceView(PeopleView):
    def shape(self, found: Sequence[Equivalence]) -> EquivalenceSerializer:
        context = {"titles": selectors.titles_of_activities(found)}
        return EquivalenceSerializer(found, many=True, context=context)

    def one_equivalence(self, uid: UUID) -> dict[str, Any]:
        found = selectors.equivalences().filter(uid=uid).first()
        if found is None:
            raise not_found()
        return dict(self.shape([found]).data[0])


class Equivalences(EquivalenceView):
    query = EquivalenceQuery

    @documented.list_equivalences
    def get(self, request: Request) -> Response:
        return self.page(selectors.equivalences(version=self.params.get("version")), self.shape)

    @documented.equate
    def post(self, request: Request) -> Response:
        body = read_body(EquateSerializer, request)
        sides = {name: (body[name]["module"], body[name]["activity"]) for name in ("earlier", "later")}
        before = set(selectors.equivalences(version=body["version"]).values_list("pk", flat=True))
        made = actions.equate(
            self.operator, version_uid=body["version"], old=sides["earlier"], new=sides["later"]
        )
        address = reverse("leadership_api:equivalence", args=[made.uid])
        return written(self.one_equivalence(made.uid), address, created=made.pk not in before)


class OneEquivalence(EquivalenceView):
    @documented.get_equivalence
    def get(self, request: Request, uid: UUID) -> Response:
        return Response(self.one_equivalence(uid))
