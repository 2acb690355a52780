"""Frameworks and organisations are public; programmes show more to those who are on them."""

from __future__ import annotations

from uuid import UUID

from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from competencies.models import Framework
from competencies.selectors import framework_by_reference, published_editions
from kernel.access import Viewer
from lms.api import selectors
from lms.api.documentation import catalogue as documented
from lms.api.pagination import CursorPages
from lms.api.problems import not_found
from lms.api.serializers.catalogue import (
    FrameworkQuery,
    FrameworkSerializer,
    NodeQuery,
    NodeSerializer,
    OrganisationQuery,
    OrganisationSerializer,
    ProgrammeDetailSerializer,
    ProgrammeQuery,
    ProgrammeSerializer,
)
from lms.api.views.base import ApiView, PublicView
from programmes.selectors import requirement_tree


class NodePages(CursorPages):
    order = "order"
    key = "code"
    read_key = staticmethod(str)


class Frameworks(PublicView):
    query = FrameworkQuery

    @documented.list_frameworks
    def get(self, request: Request) -> Response:
        return self.page(
            published_editions().filter(purpose=self.params["purpose"]),
            lambda rows: FrameworkSerializer(rows, many=True),
        )


class OneFramework(PublicView):
    @documented.get_framework
    def get(self, request: Request, code: str) -> Response:
        return Response(FrameworkSerializer(_framework(code)).data)


class Nodes(PublicView):
    query = NodeQuery

    @documented.list_nodes
    def get(self, request: Request, code: str) -> Response:
        framework = _framework(code)
        stage = self.params.get("stage")
        rows = selectors.nodes(framework, kind=self.params.get("kind"), stage=stage)
        context = {"framework": framework, "stage": stage}
        return self.page(rows, lambda nodes: NodeSerializer(nodes, many=True, context=context), NodePages)


def _framework(code: str) -> Framework:
    found = framework_by_reference(code)
    if found is None:
        raise not_found()
    return found


class ProgrammeView(ApiView):
    permission_classes = (AllowAny,)

    @property
    def viewers(self) -> list[Viewer]:
        """Nobody, or the caller as themselves and as lead."""
        if not self.request.user.is_authenticated:
            return []
        return [self.learner.viewer, *([self.lead.viewer] if self.lead else [])]


class Programmes(ProgrammeView):
    query = ProgrammeQuery

    @documented.list_programmes
    def get(self, request: Request) -> Response:
        rows = selectors.programmes(self.viewers, stage=self.params.get("stage"))
        return self.page(rows, lambda versions: ProgrammeSerializer(versions, many=True))


class OneProgramme(ProgrammeView):
    @documented.get_programme
    def get(self, request: Request, uid: UUID) -> Response:
        version = selectors.programmes(self.viewers).filter(uid=uid).first()
        if version is None:
            raise not_found()
        tree = requirement_tree(version)
        context = {
            "tree": tree,
            "claims": selectors.claims_by_activity(tree),
            "texts": version.texts.order_by("minor"),
        }
        return Response(ProgrammeDetailSerializer(version, context=context).data)


class Organisations(PublicView):
    query = OrganisationQuery

    @documented.list_organisations
    def get(self, request: Request) -> Response:
        wanted = {name: self.params.get(name) for name in ("ods_code", "kind", "open_on", "name")}
        rows = selectors.organisations(**wanted)
        return self.page(rows, lambda found: OrganisationSerializer(found, many=True))


class OneOrganisation(PublicView):
    @documented.get_organisation
    def get(self, request: Request, uid: UUID) -> Response:
        organisation = selectors.organisations().filter(uid=uid).first()
        if organisation is None:
            raise not_found()
        return Response(OrganisationSerializer(organisation).data)
