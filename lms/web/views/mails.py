"""A doctor's mails: what is planned and why, which kinds they want, and the link that ends a kind."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from kernel import clock
from kernel.access import Viewer
from kernel.audit import Actor
from lms.actions.base import Context
from lms.actions.errors import NotAllowed
from lms.actions.reminders import choose_mails
from lms.actions.reminders import unsubscribe as end_mails
from lms.reminders import effective, tokens
from lms.reminders import selectors as reminders
from lms.reminders.enums import Category
from lms.reminders.presenters import forecast_what
from lms.reminders.presenters import mail as mail_of
from lms.web.mail_forms import MailChoices
from lms.web.paging import KeysFirst
from lms.web.send_presenters import send_line, send_lines
from lms.web.visitors import Learner, as_learner

PAGE = 30


@require_safe
@as_learner
def message_list(request: HttpRequest, learner: Learner) -> HttpResponseBase:
    later = reminders.forecast(learner.viewer, now=learner.context.now)
    chosen, rows = reminders.send_keys(learner.viewer), reminders.sends(learner.viewer)
    page = KeysFirst(chosen, PAGE, rows=rows).get_page(request.GET.get("page"))
    return render(
        request,
        "leadership/web/learn/messages.html",
        {
            "page": page,
            "lines": send_lines(page.object_list),
            "forecast": [(each, forecast_what(each)) for each in later],
            "programmes": effective.rules_for_doctor(learner.viewer),
        },
    )


@require_safe
@as_learner
def mail(request: HttpRequest, learner: Learner, send_uid: uuid.UUID) -> HttpResponseBase:
    """The words of one mail: as it will read before it goes, as it read after it went."""
    send = reminders.send_by_uid(learner.viewer, send_uid)
    if send is None:
        raise Http404
    shown = {"line": send_line(send), "mail": mail_of(send)}
    return render(request, "leadership/web/learn/mail.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@as_learner
def choices(request: HttpRequest, learner: Learner) -> HttpResponseBase:
    """Which kinds of mail the doctor wants. An invitation always comes."""
    muted = effective.muted_by(learner.viewer)
    form = MailChoices(request.POST if request.method == "POST" else None, muted=muted)
    if request.method == "POST" and form.is_valid():
        choose_mails(learner.context, muted=form.muted)
        messages.success(request, _("Your choice is saved."))
        return redirect("leadership_learn:mail_choices")
    return render(request, "leadership/web/learn/mail_choices.html", {"form": form})


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponseBase:
    """RFC 8058: a mail program posts here with no session and no cookie; the signed token says whose it is.

    Opening the link changes nothing: scanners of mail open links.
    """
    try:
        _person, category = tokens.read_token(token)
        if request.method == "POST":
            _end(token)
    except (tokens.BadToken, NotAllowed):
        return render(request, "leadership/web/learn/unsubscribe_bad.html", status=404)
    shown = {"done": request.method == "POST", "category": Category(category).label}
    return render(request, "leadership/web/learn/unsubscribe.html", shown)


def _end(token: str) -> None:
    end_mails(Context(Actor.link(), Viewer.of_link(0), clock.now()), token=token)
