"""Enrolments, facts, progress and planned sends: the caller's own, or those of the seats they answer for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response

from kernel import clock
from lms.api import selectors
from lms.api.documentation import learning as documented
from lms.api.inputs import read_body
from lms.api.pagination import CursorPages
from lms.api.problems import not_found
from lms.api.selectors import ActivityPlace
from lms.api.serializers.learning import (
    CompletionSerializer,
    EnrolmentQuery,
    EnrolmentSerializer,
    FactQuery,
    FactSerializer,
    JoinSerializer,
    OneQuery,
    PlannedSendQuery,
    PlannedSendSerializer,
    ProgressDetailSerializer,
    ProgressQuery,
    ProgressSerializer,
)
from lms.api.services.completing import complete_once
from lms.api.services.joining import join
from lms.api.views.base import ApiView, idempotency_key, written
from lms.enrolment.selectors import enrolment_for
from lms.progress.selectors import openings_of, standing_of, tree_for
from lms.records.models import LearningFact
from lms.reminders.selectors import send_by_uid, sends
from programmes.models import Activity


class SidedView(ApiView):
    """Looks as learner or as trust."""

    query = OneQuery

    @property
    def side(self) -> dict[str, Any]:
        return {"as": self.params.get("as", "learner")}


# Enrolments


class Enrolments(SidedView):
    query = EnrolmentQuery

    @documented.list_enrolments
    def get(self, request: Request) -> Response:
        rows = selectors.enrolments(self.viewer, state=self.params.get("state"))
        return self.page(rows, lambda found: EnrolmentSerializer(found, many=True, context=self.side))

    @documented.join_programme
    def post(self, request: Request) -> Response:
        body = read_body(JoinSerializer, request)
        row, created = join(self.learner, programme_key=body["programme"])
        shown = enrolment_for(self.learner.viewer, row.uid)
        address = reverse("leadership_api:enrolment", args=[row.uid])
        return written(EnrolmentSerializer(shown, context=self.side).data, address, created=created)


class OneEnrolment(SidedView):
    @documented.get_enrolment
    def get(self, request: Request, uid: UUID) -> Response:
        row = enrolment_for(self.viewer, uid)
        if row is None:
            raise not_found()
        return Response(EnrolmentSerializer(row, context=self.side).data)


# Facts


class FactView(SidedView):
    def shape(self, facts: list[LearningFact]) -> Any:
        return self.shape_with(facts, selectors.activities_of(facts))

    def shape_with(self, facts: list[LearningFact], activities: Mapping[ActivityPlace, Activity]) -> Any:
        context = {**self.side, "activities": activities}
        return FactSerializer(facts, many=True, context=context)


class Facts(FactView):
    query = FactQuery

    @documented.list_facts
    def get(self, request: Request) -> Response:
        return self.page(selectors.facts(self.viewer, enrolment_uid=self.params.get("enrolment")), self.shape)

    @documented.complete_activity
    def post(self, request: Request) -> Response:
        key = idempotency_key(request.headers)
        body = read_body(CompletionSerializer, request)
        fact, created = complete_once(
            self.learner,
            key=key,
            enrolment_uid=body["enrolment"],
            activity_key=body["activity"],
            answers=body["answers"],
        )
        shown = list(selectors.facts(self.learner.viewer).filter(uid=fact.uid))
        address = reverse("leadership_api:fact", args=[fact.uid])
        data = self.shape_with(shown, selectors.activity_behind(shown[0])).data[0]
        return written(data, address, created=created)


class OneFact(FactView):
    @documented.get_fact
    def get(self, request: Request, uid: UUID) -> Response:
        found = list(selectors.facts(self.viewer).filter(uid=uid))
        if not found:
            raise not_found()
        return Response(self.shape(found).data[0])


# Progress


class ProgressPages(CursorPages):
    order = "-enrolment_id"
    key = "enrolment__uid"


class ProgressList(SidedView):
    query = ProgressQuery

    @documented.list_progress
    def get(self, request: Request) -> Response:
        rows = selectors.progress(self.viewer)
        return self.page(
            rows, lambda found: ProgressSerializer(found, many=True, context=self.side), ProgressPages
        )


class OneProgress(SidedView):
    @documented.get_progress
    def get(self, request: Request, uid: UUID) -> Response:
        viewer = self.viewer
        row = selectors.progress(viewer).filter(enrolment__uid=uid).first()
        if row is None:
            raise not_found()
        stands = standing_of(row.enrolment)
        context = {
            **self.side,
            "standing": stands,
            "facts": selectors.facts_behind(viewer, stands),
            "titles": tree_for(row.enrolment).activity_titles,
            "openings": openings_of(row.enrolment, stands, today=clock.today()),
        }
        return Response(ProgressDetailSerializer(row, context=context).data)


# Planned sends


class PlannedSends(SidedView):
    query = PlannedSendQuery

    @documented.list_planned_sends
    def get(self, request: Request) -> Response:
        state = self.params.get("state")
        rows = sends(
            self.viewer, states=[state] if state else None, enrolment_uid=self.params.get("enrolment")
        )
        return self.page(rows, lambda found: PlannedSendSerializer(found, many=True, context=self.side))


class OnePlannedSend(SidedView):
    @documented.get_planned_send
    def get(self, request: Request, uid: UUID) -> Response:
        send = send_by_uid(self.viewer, uid)
        if send is None:
            raise not_found()
        return Response(PlannedSendSerializer(send, context=self.side).data)
