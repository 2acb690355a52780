"""An invitation, opened from its mail. Opening it does nothing; only the buttons do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from kernel import clock
from kernel.access import Viewer
from kernel.audit import Actor
from lms.actions.base import Context
from lms.actions.context import for_learner
from lms.actions.errors import NotAllowed, Refused
from lms.actions.invitations import accept_invitation, decline_invitation
from lms.enrolment import invitation_selectors, selectors
from lms.enrolment.enums import State
from lms.enrolment.models import Enrolment
from lms.enrolment.presenters import given_lines
from lms.enrolment.retiring import own_notice
from lms.enrolment.tokens import BadToken, read_token
from lms.people.accounts import adapter as accounts
from lms.web.brands import wear
from lms.web.forms import NewAccountForm
from lms.web.selectors.programmes import way_to_successor
from lms.web.views.refusals import show_refusal
from programmes.retiring import notice_for_key


@dataclass(frozen=True)
class Opened:
    """An invitation and who is looking at it."""

    token: str
    enrolment: Enrolment
    user: Any
    is_latest: bool
    """False once the invitation was sent anew: only the link of the latest mail opens it."""
    is_open: bool
    has_account: bool
    is_own_address: bool

    @property
    def is_answered(self) -> bool:
        return self.enrolment.state not in (State.INVITED, State.EXPIRED)

    @property
    def names(self) -> tuple[str, str]:
        return self.enrolment.person.given_name, self.enrolment.person.family_name

    @property
    def user_to_be(self) -> Any:
        return accounts().user_to_be(self.enrolment.invited_as, self.names)


@require_safe
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponseBase:
    opened = _open(request, token)
    if opened is None:
        return _bad_link(request)
    return _page(request, opened, NewAccountForm(user=opened.user_to_be))


@require_POST
@never_cache
def accept(request: HttpRequest, token: str) -> HttpResponseBase:
    opened = _open(request, token)
    if opened is None:
        return _bad_link(request)
    try:
        if request.user.is_authenticated:
            accept_invitation(for_learner(request.user, now=clock.now()), token=token, user=request.user)
        else:
            return _accept_with_new_account(request, opened)
    except NotAllowed:
        return _bad_link(request)
    except Refused as refusal:
        return show_refusal(request, refusal, back="leadership_learn:home")
    return _welcome(request, opened)


@require_POST
@never_cache
def decline(request: HttpRequest, token: str) -> HttpResponseBase:
    opened = _open(request, token)
    if opened is None:
        return _bad_link(request)
    now = clock.now()
    try:
        if request.user.is_authenticated:
            decline_invitation(for_learner(request.user, now=now), token=token)
        else:
            context = Context(Actor.link(), Viewer.of_link(opened.enrolment.pk), now)
            decline_invitation(context, token=token)
    except Refused as refusal:
        return show_refusal(request, refusal, back="leadership_learn:home")
    return render(request, "leadership/web/learn/invitation_declined.html", {"enrolment": opened.enrolment})


def _open(request: HttpRequest, token: str) -> Opened | None:
    try:
        link = read_token(token)
    except BadToken:
        return None
    row = selectors.enrolment_by_link(link)
    if row is None:
        return None
    wear(request, row.organisation)
    adapter = accounts()
    user = request.user
    addresses = adapter.verified_emails(user) if user.is_authenticated else []
    return Opened(
        token=token,
        enrolment=row,
        user=user,
        is_latest=link.number == row.link,
        is_open=link.number == row.link
        and row.state == State.INVITED
        and (row.expires_at is None or row.expires_at > clock.now()),
        has_account=row.person.user_id is not None
        or adapter.user_for_verified_email(row.invited_as) is not None,
        is_own_address=row.invited_as.lower() in {address.lower() for address in addresses},
    )


def _page(request: HttpRequest, opened: Opened, form: NewAccountForm) -> HttpResponseBase:
    row = opened.enrolment
    if not opened.is_open:
        # Who has no more right to it than anybody with the link learns only that it is over.
        told = notice_for_key(row.version.programme_key, on=clock.today())
        over = {"opened": opened, "retiring": told, "successor_url": way_to_successor(told)}
        return render(request, "leadership/web/learn/invitation_over.html", over, status=410)
    told = own_notice(row, on=clock.today())
    return render(
        request,
        "leadership/web/learn/invitation.html",
        {
            "opened": opened,
            "enrolment": row,
            "cohort_began": row.cohort is not None and row.cohort.starts_on <= clock.today(),
            "form": form,
            "retiring": told,
            "successor_url": way_to_successor(told),
            "given": given_lines(invitation_selectors.given_about([row])[row.pk]),
            "enroller": invitation_selectors.enrollers([row.pk]).get(row.pk, ""),
            "login_url": resolve_url(settings.LOGIN_URL),
        },
        status=422 if form.is_bound else 200,
    )


def _bad_link(request: HttpRequest) -> HttpResponseBase:
    return render(request, "leadership/web/learn/invitation_bad.html", status=404)


def _accept_with_new_account(request: HttpRequest, opened: Opened) -> HttpResponseBase:
    form = NewAccountForm(request.POST, user=opened.user_to_be)
    if not opened.is_open or opened.has_account:
        return redirect("leadership_learn:invitation", opened.token)
    if not form.is_valid():
        return _page(request, opened, form)
    row = opened.enrolment
    try:
        with transaction.atomic():
            user: Any = accounts().create_user(row.invited_as, form.cleaned_data["password"], opened.names)
            accept_invitation(for_learner(user, now=clock.now()), token=opened.token, user=user)
    except ValidationError as error:
        if getattr(error, "code", "") == "address_taken":
            return redirect("leadership_learn:invitation", opened.token)
        form.add_error(None, error)
        return _page(request, opened, form)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return _welcome(request, opened)


def _welcome(request: HttpRequest, opened: Opened) -> HttpResponseBase:
    title = opened.enrolment.version.title
    messages.success(request, _("You are on “%(title)s”. Welcome.") % {"title": title})
    return redirect("leadership_learn:home")
