"""What designers see of the Studio; for everybody else it is not there."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from lms.api.documentation import studio as documented
from lms.api.problems import not_found
from lms.api.serializers.studio import CoverageQuery, CoverageSerializer, coverage_data
from lms.api.views.base import ApiView
from programmes.coverage.table import Wanted, coverage
from programmes.coverage.views import may_see


class CoverageOfModules(ApiView):
    query = CoverageQuery

    @documented.get_coverage
    def get(self, request: Request) -> Response:
        if not may_see(request.user):
            raise not_found()
        asked = self.params
        wanted = Wanted(asked.get("framework", ""), asked.get("stage", ""), asked.get("programme"))
        return Response(CoverageSerializer(coverage_data(coverage(wanted))).data)
