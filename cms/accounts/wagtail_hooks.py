"""Users are closed, never deleted; groups are handed out by superusers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages

from cms.accounts.models import User
from cms.accounts.recovery.screens import RecoveryViewSet


def _refused(request: HttpRequest) -> HttpResponse:
    messages.error(
        request, _("Users are not deleted: their record stays theirs. Make the user inactive instead.")
    )
    return redirect("wagtailusers_users:index")


@hooks.register("before_delete_user")
def no_deleting(request: HttpRequest, user: User) -> HttpResponse:
    return _refused(request)


@hooks.register("before_bulk_action")
def no_bulk_deleting(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
) -> HttpResponse | None:
    if action.model is not User:
        return None
    if action_type == "delete":
        return _refused(request)
    if action_type == "assign_role" and not request.user.is_superuser:
        raise PermissionDenied
    if action_type == "set_active_state" and not request.user.is_superuser:
        raise PermissionDenied
    return None


@hooks.register("register_admin_viewset")
def recoveries() -> RecoveryViewSet:
    return RecoveryViewSet()
