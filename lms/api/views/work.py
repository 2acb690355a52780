"""Submissions, as learner or as trust, and self-ratings, which are the caller's alone."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from lms.api import selectors
from lms.api.documentation import work as documented
from lms.api.serializers.work import (
    SelfRatingQuery,
    SelfRatingSerializer,
    SubmissionQuery,
    SubmissionSerializer,
)
from lms.api.views.base import ApiView
from lms.api.views.learning import SidedView


class Submissions(SidedView):
    query = SubmissionQuery

    @documented.list_submissions
    def get(self, request: Request) -> Response:
        rows = selectors.submissions(
            self.viewer, state=self.params.get("state"), enrolment_uid=self.params.get("enrolment")
        )
        return self.page(rows, lambda found: SubmissionSerializer(found, many=True, context=self.side))


class SelfRatings(ApiView):
    query = SelfRatingQuery

    @documented.list_self_ratings
    def get(self, request: Request) -> Response:
        rows = selectors.self_ratings(self.learner.viewer)
        return self.page(rows, lambda found: SelfRatingSerializer(found, many=True))
