"""How a programme goes, for whoever sees the Studio; for everybody else it is not there."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from kernel import clock
from lms.api.documentation import insight as documented
from lms.api.problems import not_found
from lms.api.serializers.insight import InsightQuery, InsightSerializer, insight_data
from lms.api.views.base import ApiView
from lms.reports.insight.asking import wanted_by
from lms.reports.insight.cube import Dimension
from lms.reports.insight.keeping import report_of
from lms.reports.insight.views import may_see


class Insight(ApiView):
    """Of the programme with this key, which it keeps in every version."""

    query = InsightQuery

    @documented.get_insight
    def get(self, request: Request, uid: UUID) -> Response:
        if not may_see(request.user):
            raise not_found()
        report = report_of(uid, partial(wanted_by, self.params), now=clock.now())
        if report is None:
            raise not_found()
        return Response(InsightSerializer(insight_data(report, Dimension(self.params["by"]))).data)
