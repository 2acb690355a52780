"""Claims that a module's words suggest: read, and claimed or dismissed by whoever may change the module."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response
from wagtail.permissions import policy_registry

from kernel import clock
from lms.actions.errors import Refused
from lms.api.documentation import claims as documented
from lms.api.inputs import read_body
from lms.api.problems import Fault, not_found, wrong_content
from lms.api.serializers.claims import (
    CLAIM,
    DISMISS,
    ClaimActSerializer,
    SuggestedSerializer,
    suggested_data,
)
from lms.api.views.studio import StudioView
from programmes.models import Module
from programmes.services import claims
from programmes.suggesting.elements import known
from programmes.suggesting.suggestions import suggested


class SuggestedClaims(StudioView):
    @documented.get_suggested_claims
    def get(self, request: Request, uid: UUID) -> Response:
        return self.answer(self.draft("modules", uid))

    @documented.act_on_claim
    def post(self, request: Request, uid: UUID) -> Response:
        module: Module = self.draft("modules", uid)
        policy = policy_registry.get_by_type(Module)
        if not policy.user_has_permission_for_instance(request.user, "change", module):
            raise not_found()
        body = read_body(ClaimActSerializer, request)
        given, node = known(), body["element"]
        if given is None or node not in {element.key for element in given.elements.values()}:
            raise _unknown("/element")
        if body["act"] == CLAIM:
            self.claim(module, node, body)
        elif body["act"] == DISMISS:
            claims.dismiss(module, node=node, user=request.user, now=clock.now())
        else:
            claims.suggest_again(module, node=node)
        return self.answer(self.draft("modules", uid))

    def claim(self, module: Module, node: str, body: dict[str, Any]) -> None:
        for name in ("activity", "strength"):
            if not body.get(name):
                raise wrong_content([Fault(f"/{name}", _("To claim needs it."), _("Give it."))])
        strength, user = body["strength"], self.request.user
        try:
            done = claims.add_claim(
                module.pk, activity=body["activity"], node=node, strength=strength, user=user
            )
        except claims.Locked as refusal:
            message = str(refusal) or _("The draft is locked: nothing was changed.")
            raise Refused("locked", message, _("Ask whoever locked it.")) from refusal
        if not done:
            raise _unknown("/activity")

    def answer(self, module: Module) -> Response:
        found = suggested(module.get_latest_revision_as_object())
        return Response(SuggestedSerializer(suggested_data(found)).data)


def _unknown(place: str) -> Exception:
    return wrong_content([Fault(place, _("There is none of this name."), _("Read the suggestions again."))])
