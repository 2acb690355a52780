"""Who may open the Studio's pages about retiring, and how they are called."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from kernel.admin import is_operator
from lms.amendments.permissions import may_move

LIST = "leadership_retirements"
ONE = "leadership_retirement"
REASON = "a programme that is retired, and who is on it"


def may_retire(user: Any) -> bool:
    """Whoever publishes programmes, and operators."""
    return may_move(user) or is_operator(user)


class Allowed(WagtailAdminTemplateMixin):
    header_icon = "history"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_retire(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)
