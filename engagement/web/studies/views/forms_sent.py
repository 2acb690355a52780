"""A form of a study: shown, refused with what is wrong beside it, or done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render

from engagement.studies.models import Study
from engagement.web.studies.door import Member, Researcher
from lms.actions.errors import Refused
from lms.web.views.forms_held import sent_or_typed
from lms.web.visitors import Lead

PAGES = "leadership/studies/"


def sent(request: HttpRequest, who: Researcher) -> QueryDict | None:
    # All that is asked of whoever wrote is their user and the time.
    return sent_or_typed(request, cast(Lead, who))


def page(request: HttpRequest, member: Member, name: str, **context: Any) -> HttpResponse:
    form = context.get("form")
    given = {"member": member, "study": member.study, **context}
    status = 422 if form is not None and form.is_bound else 200
    return render(request, f"{PAGES}{name}.html", given, status=status)


def is_done(request: HttpRequest, form: forms.Form, act: Callable[[], object]) -> bool:
    """Whether it was sent, valid and not refused; a refusal stands above the form."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act()
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def to(name: str, study: Study, *args: Any) -> HttpResponseBase:
    return redirect(f"leadership_studies:{name}", study.uid, *args)


def say(request: HttpRequest, words: str) -> None:
    messages.success(request, words)
