"""The two pages that the mails of a recovery lead to. No session: the signed link says whose it is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cms.accounts.forms import PASSWORD_HINT
from cms.accounts.models import Recovery, User
from cms.accounts.recovery import links, services
from kernel import clock

GONE = 410


class NewPasswordForm(forms.Form):
    password = forms.CharField(
        label=_("New password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=PASSWORD_HINT,
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        validate_password(password, self.user)
        return password


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def recover(request: HttpRequest, token: str) -> HttpResponseBase:
    """Confirms the new address; once the waiting time is over, asks for a password and lets them in."""
    recovery = _recovery_or_404(token, links.RECOVER)
    now = clock.now()
    posted = request.method == "POST"
    form = NewPasswordForm(request.POST if posted else None, user=recovery.user)
    try:
        if posted and services.standing(recovery, now=now) != "open":
            recovery = services.confirm(recovery, now=now)
        elif posted and form.is_valid():
            recovery = services.complete(recovery, password=form.cleaned_data["password"], now=now)
    except services.TooLate:
        recovery = _recovery_or_404(token, links.RECOVER)
    standing = services.standing(recovery, now=now)
    return render(
        request,
        "account/recovery/recover.html",
        {"recovery": recovery, "standing": standing, "form": form},
        status=_status(standing, form, posted=posted),
    )


def _status(standing: str, form: forms.Form, *, posted: bool) -> int:
    if standing in ("stopped", "expired") or (standing == "done" and not posted):
        return GONE
    return 422 if standing == "open" and posted and form.errors else 200


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponseBase:
    """Somebody at an old address says that it was not they who asked."""
    recovery = _recovery_or_404(token, links.STOP)
    now = clock.now()
    if request.method == "POST":
        try:
            recovery = services.stop(recovery, now=now)
        except services.TooLate:
            recovery = _recovery_or_404(token, links.STOP)
    standing = services.standing(recovery, now=now)
    return render(
        request,
        "account/recovery/stop.html",
        {"recovery": recovery, "standing": standing},
        status=GONE if standing in ("done", "expired") else 200,
    )


def _recovery_or_404(token: str, purpose: str) -> Recovery:
    try:
        recovery = services.by_uid(links.read_token(token, purpose))
    except links.BadToken:
        recovery = None
    if recovery is None:
        raise Http404
    return recovery
