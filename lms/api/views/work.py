"""Submissions, as learner or as trust, and self-ratings, which are the caller's alone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response

from lms.api import selectors
from lms.api.documentation import work as documented
from lms.api.inputs import read_body
from lms.api.problems import not_found
from lms.api.serializers.common import Context
from lms.api.serializers.learning import OneQuery
from lms.api.serializers.work import (
    HandInSerializer,
    SelfRatingQuery,
    SelfRatingSerializer,
    SubmissionDetailSerializer,
    SubmissionQuery,
    SubmissionSerializer,
)
from lms.api.services.handing_in import hand_in_once
from lms.api.views.base import ApiView, idempotency_key, written
from lms.api.views.learning import SidedView
from lms.assignments.models import Submission
from lms.assignments.selectors import work_of
from lms.players.assignment import rubric_of, tries_of


class SubmissionView(SidedView):
    def detail(self, uid: UUID) -> Any:
        row = selectors.submission(self.viewer, uid)
        if row is None:
            raise not_found()
        work = work_of(self.viewer, module_key=row.module_key, activity_key=row.activity_key)
        context: Context = {**self.side, "is_latest": work.latest == row}
        if self.side["as"] == "learner":
            context |= self._own(row, work)
        return SubmissionDetailSerializer(row, context=context).data

    def _own(self, row: Submission, work: Any) -> Context:
        _activity, value = selectors.activity_of(row)
        own = next(each for each in tries_of(work, rubric_of(value)) if each.handed.submission == row)
        return {"files": own.handed.files, "said": own.said}


class Submissions(SubmissionView):
    query = SubmissionQuery

    @documented.list_submissions
    def get(self, request: Request) -> Response:
        rows = selectors.submissions(
            self.viewer, state=self.params.get("state"), enrolment_uid=self.params.get("enrolment")
        )
        return self.page(rows, lambda found: SubmissionSerializer(found, many=True, context=self.side))

    @documented.hand_in
    def post(self, request: Request) -> Response:
        key = idempotency_key(request.headers)
        body = read_body(HandInSerializer, request)
        row, created = hand_in_once(
            self.learner,
            key=key,
            enrolment_uid=body["enrolment"],
            activity_key=body["activity"],
            text=body["text"],
        )
        address = reverse("leadership_api:submission", args=[row.uid])
        return written(self.detail(row.uid), address, created=created)


class OneSubmission(SubmissionView):
    query = OneQuery

    @documented.get_submission
    def get(self, request: Request, uid: UUID) -> Response:
        return Response(self.detail(uid))


class SelfRatings(ApiView):
    query = SelfRatingQuery

    @documented.list_self_ratings
    def get(self, request: Request) -> Response:
        rows = selectors.self_ratings(self.learner.viewer)
        return self.page(rows, lambda found: SelfRatingSerializer(found, many=True))
