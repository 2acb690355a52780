"""The caller's own token, and the description of the interface."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import translation
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
    OpenApiYamlRenderer2,
)
from drf_spectacular.settings import patched_settings
from rest_framework.request import Request
from rest_framework.response import Response

from lms.actions.tokens import make_token, revoke_token
from lms.api.authentication import SessionAuthentication
from lms.api.documentation import access as documented
from lms.api.documentation.settings import SETTINGS
from lms.api.inputs import Body, read_body
from lms.api.serializers.learning import TokenSerializer
from lms.api.throttling import TokenThrottle
from lms.api.views.base import ApiView, PublicView


class Token(ApiView):
    """Only from a session: no password is ever sent to the interface, and no token makes another."""

    authentication_classes = (SessionAuthentication,)
    throttle_classes = (TokenThrottle,)

    @documented.make_token
    def post(self, request: Request) -> Response:
        read_body(Body, request)
        token = make_token(self.learner, user=request.user)
        return Response(TokenSerializer({"token": token}).data, status=201)

    @documented.revoke_token
    def delete(self, request: Request) -> Response:
        revoke_token(self.learner, user=request.user)
        return Response(status=204)


class Schema(PublicView):
    renderer_classes = (
        OpenApiYamlRenderer,
        OpenApiYamlRenderer2,
        OpenApiJsonRenderer,
        OpenApiJsonRenderer2,
    )
    schema = None

    def get(self, request: Request) -> HttpResponse:
        renderer: Any = request.accepted_renderer
        prefix = reverse("leadership_api:schema").removesuffix("/schema/")
        return HttpResponse(written(prefix, renderer.media_type), content_type=renderer.media_type)


@lru_cache(maxsize=8)
def written(prefix: str, media_type: str) -> bytes:
    """Kept per process: it takes a second to make and anybody may ask for it."""
    renderer: Any = next(each for each in Schema.renderer_classes if each.media_type == media_type)
    text: bytes = renderer().render(openapi(prefix), renderer_context={})
    return text


def openapi(prefix: str) -> Any:
    """The description, in English whoever asks; ``prefix`` is where this site has put the interface."""
    settings = {**SETTINGS, "SERVERS": [{"url": prefix}]}
    with patched_settings(settings), translation.override("en-gb"):
        generator: Any = SchemaGenerator
        return generator(urlconf="lms.api.urls").get_schema(request=None, public=True)
