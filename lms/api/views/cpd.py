"""CPD: the caller's own entries and standing, and the schemes of the colleges, which are everybody's."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.days import FIRST, LAST
from lms.actions.cpd import in_hundredths
from lms.api.documentation import cpd as documented
from lms.api.inputs import read_body
from lms.api.problems import not_found
from lms.api.serializers.cpd import (
    CpdEntryQuery,
    CpdEntrySerializer,
    CpdSchemesSerializer,
    CpdStandingSerializer,
    RecordSerializer,
    StandingQuery,
)
from lms.api.services.recording import record_once
from lms.api.views.base import ApiView, PublicView, idempotency_key, written
from lms.cpd import selectors
from lms.cpd.rules import Window
from lms.cpd.services.entries import EntryWords


class CpdSchemes(PublicView):
    @documented.list_schemes
    def get(self, request: Request) -> Response:
        return Response(CpdSchemesSerializer({"schemes": selectors.schemes()}).data)


class CpdStanding(ApiView):
    query = StandingQuery

    @documented.get_standing
    def get(self, request: Request) -> Response:
        on = self.params.get("on") or self.learner.today
        found = selectors.standing(self.learner.viewer, on=min(max(on, FIRST), LAST))
        return Response(CpdStandingSerializer(found).data)


class CpdEntries(ApiView):
    query = CpdEntryQuery

    @documented.list_entries
    def get(self, request: Request) -> Response:
        asked = self.params
        within = Window(asked.get("first") or FIRST, asked.get("last") or LAST)
        rows = selectors.found(
            selectors.entries(self.learner.viewer).select_related("fact__superseded_by"),
            setting=asked.get("setting", ""),
            kind=asked.get("kind", ""),
            within=within,
        )
        return self.page(rows, lambda found: CpdEntrySerializer(found, many=True))

    @documented.record_entry
    def post(self, request: Request) -> Response:
        key = idempotency_key(request.headers)
        body = read_body(RecordSerializer, request)
        hundredths = in_hundredths(body.pop("credits"))
        row, created = record_once(self.learner, key=key, said=EntryWords(hundredths=hundredths, **body))
        address = reverse("leadership_api:cpd_entry", args=[row.uid])
        return written(CpdEntrySerializer(row).data, address, created=created)


class OneCpdEntry(ApiView):
    @documented.get_entry
    def get(self, request: Request, uid: UUID) -> Response:
        row: Any = selectors.entry(self.learner.viewer, uid)
        if row is None or row.removed_at is not None:
            raise not_found()
        return Response(CpdEntrySerializer(row).data)
