"""Where somebody is signed in, and ending it everywhere else."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cms.accounts.models import User
from cms.accounts.sessions import MARK
from kernel import clock
from kernel.audit import Actor, Change, record


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def signed_in(request: HttpRequest) -> HttpResponseBase:
    if request.method == "POST":
        _end_others(request)
        messages.success(request, _("You are signed out everywhere but here."))
        return redirect("signed_in")
    mark = request.session.get(MARK) or {}
    idle, at_most = settings.SESSION_LIMITS[mark.get("who", "learner")]
    since = mark.get("since")
    return render(
        request,
        "account/signed_in.html",
        {
            "since": _moment(since) if since else None,
            "until": _moment(since) + at_most if since else None,
            "idle_hours": int(idle.total_seconds() // 3600),
        },
    )


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _end_others(request: HttpRequest) -> None:
    user: Any = request.user
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(session_round=F("session_round") + 1)
        user.refresh_from_db(fields=["session_round"])
        record("account.signed_out_elsewhere", Change(user), actor=Actor.user(user.pk), now=clock.now())
        update_session_auth_hash(request, user)
