"""Attempts: begun, gone on with and looked at. They are handed in like any other activity, as a fact."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response

from kernel import clock
from lms.actions import begun
from lms.api import selectors
from lms.api.documentation import attempts as documented
from lms.api.inputs import read_body
from lms.api.problems import not_found
from lms.api.serializers.attempts import (
    AnswersSerializer,
    AttemptDetailSerializer,
    AttemptQuery,
    AttemptSerializer,
    BeginSerializer,
)
from lms.api.services import attempts
from lms.api.views.base import ApiView, written
from lms.players.registry import player_for
from programmes import activity_types


class AttemptView(ApiView):
    def detail(self, uid: UUID) -> Any:
        row = selectors.attempts(self.learner.viewer).filter(uid=uid).first()
        if row is None:
            raise not_found()
        now = self.learner.now
        activity, value = selectors.activity_of(row)
        setup = row.setup if row.submitted_at else begun.played(row, now=now)
        state = {**row.state, begun.SETUP: setup}
        kind = activity_types.get(activity.kind)
        # Judging is pure, so it is asked again.
        outcome = kind.judge(activity.scoring, state) if row.submitted_at else None
        context = {
            "now": now,
            "shown": player_for(activity.kind).context(activity, value, state, row.person.language),
            "outcome": outcome,
        }
        return AttemptDetailSerializer(row, context=context).data


class Attempts(AttemptView):
    query = AttemptQuery

    @documented.list_attempts
    def get(self, request: Request) -> Response:
        rows = selectors.attempts(
            self.learner.viewer,
            enrolment_uid=self.params.get("enrolment"),
            activity=self.params.get("activity"),
        )
        context = {"now": clock.now()}
        return self.page(rows, lambda found: AttemptSerializer(found, many=True, context=context))

    @documented.begin_attempt
    def post(self, request: Request) -> Response:
        body = read_body(BeginSerializer, request)
        row, created = attempts.begin(
            self.learner, enrolment_uid=body["enrolment"], activity_key=body["activity"]
        )
        address = reverse("leadership_api:attempt", args=[row.uid])
        return written(self.detail(row.uid), address, created=created)


class OneAttempt(AttemptView):
    @documented.get_attempt
    def get(self, request: Request, uid: UUID) -> Response:
        return Response(self.detail(uid))


class Answers(AttemptView):
    @documented.keep_answers
    def post(self, request: Request, uid: UUID) -> Response:
        body = read_body(AnswersSerializer, request)
        attempts.keep(self.learner, uid=uid, answers=body["answers"])
        return Response(self.detail(uid))
