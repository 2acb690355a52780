"""What every view of the interface shares, whatever the host site has set for its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.utils.cache import patch_vary_headers
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import AllowAny, BasePermission, IsAuthenticated
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from kernel import clock
from kernel.access import Viewer
from lms.actions.base import Context
from lms.actions.context import for_lead, for_learner
from lms.api.authentication import SessionAuthentication, TokenAuthentication
from lms.api.inputs import Query, read_query
from lms.api.negotiation import ByHeader
from lms.api.pagination import CursorPages
from lms.api.parsers import JSONBodies
from lms.api.problems import MEDIA_TYPE, Fault, Problem, ProblemRenderer, not_found, problem_details
from lms.api.throttling import WriteThrottle
from lms.people.accounts import adapter

SAFE = ("GET", "HEAD")
KEY = re.compile(r"[\x21-\x7e]{1,200}")


class ApiView(APIView):
    """For somebody signed in, by token or session."""

    authentication_classes: tuple[type[BaseAuthentication], ...] = (
        TokenAuthentication,
        SessionAuthentication,
    )
    permission_classes: tuple[type[BasePermission], ...] = (IsAuthenticated,)
    renderer_classes: tuple[type[BaseRenderer], ...] = (JSONRenderer, ProblemRenderer)
    parser_classes = (JSONBodies,)
    throttle_classes: tuple[type[BaseThrottle], ...] = (WriteThrottle,)
    content_negotiation_class = ByHeader
    http_method_names = ["get", "head", "post", "delete"]
    versioning_class = None

    query: ClassVar[type[Query]] = Query
    cache: ClassVar[str] = "no-store, private"
    params: dict[str, Any]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self._demand_second_factor(request)
        self.params = read_query(self.query if request.method in SAFE else Query, request)

    def _demand_second_factor(self, request: Request) -> None:
        """The site asks for it at sign-in; a token made before must not go round that."""
        user: Any = request.user
        accounts = adapter()
        if not user.is_authenticated or not accounts.second_factor_required(user, on=clock.today()):
            return
        if not accounts.has_second_factor(user):
            raise Problem(
                403,
                "second_factor_required",
                _("Your role sees other people's details, so it needs a second factor."),
                mend=_("Set one up on the site."),
            )

    def handle_exception(self, exc: Exception) -> Response:
        """A problem is JSON whatever was asked for."""
        response = super().handle_exception(exc)
        self.request.accepted_renderer = ProblemRenderer()
        self.request.accepted_media_type = MEDIA_TYPE
        return response

    def get_exception_handler(self) -> Callable[[Exception, dict[str, Any]], Response | None]:
        return problem_details

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        final = super().finalize_response(request, response, *args, **kwargs)
        final["Cache-Control"] = self.cache if final.status_code == 200 else "no-store"
        if self.authentication_classes:
            patch_vary_headers(final, ["Authorization", "Cookie"])
        return final

    @cached_property
    def learner(self) -> Context:
        """The caller as themselves."""
        return for_learner(self.request.user, now=clock.now())

    @cached_property
    def lead(self) -> Context | None:
        return for_lead(self.request.user, now=clock.now())

    @property
    def viewer(self) -> Viewer:
        """As whom the caller wants to look: ``as`` says so."""
        return self.trust_viewer if self.params.get("as") == "trust" else self.learner.viewer

    @property
    def trust_viewer(self) -> Viewer:
        if self.lead is None:
            raise Problem(
                403,
                "not_a_lead",
                _("You are not lead of a trust today."),
                mend=_("Leave out ?as=trust to see your own record.") if "as" in self.params else "",
            )
        return self.lead.viewer

    def page(
        self,
        rows: Any,
        shape: Callable[[list[Any]], BaseSerializer[Any]],
        pages: type[CursorPages] = CursorPages,
    ) -> Response:
        paginator = pages(cursor=self.params.get("cursor"), page_size=self.params["page_size"])
        found = paginator.paginate_queryset(rows, self.request, self)
        return paginator.get_paginated_response(shape(found).data)


def written(data: Any, address: str, *, created: bool) -> Response:
    return Response(data, status=201 if created else 200, headers={"Location": address})


def idempotency_key(headers: Mapping[str, str]) -> str:
    key = headers.get("Idempotency-Key", "")
    if KEY.fullmatch(key):
        return key
    raise Problem(
        400,
        "missing_key",
        _("This needs a header Idempotency-Key of 1 to 200 characters, without spaces."),
        mend=_("Send a new random key with each new thing, and the same key when you send it again."),
        faults=[Fault("Idempotency-Key", _("Missing, or not of this form."), _("Add it."), kind="header")],
    )


class PublicView(ApiView):
    """For everybody, with nothing in it that depends on who asks."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = ()
    cache = "public, max-age=300"


class NothingHere(PublicView):
    """Any other address below this one."""

    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super(ApiView, self).initial(request, *args, **kwargs)
        raise not_found()
