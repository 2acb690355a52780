"""Asking for the newsletter, confirming it, choosing topics, ending it. Opening a link changes nothing."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from allauth.core import ratelimit
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from cms.site import newsletters, selectors
from cms.site.models import Topic
from kernel import clock

METHODS = ["GET", "HEAD", "POST"]
FULL_HOUR = _("You have asked several times within an hour. Please try again later.")


class TopicsForm(forms.Form):
    topics = forms.ModelMultipleChoiceField(
        queryset=Topic.objects.none(),
        required=False,
        label=_("Topics"),
        help_text=_("Tick none to get everything."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topics: Any = self.fields["topics"]
        topics.queryset = selectors.topics()


class AskForm(TopicsForm):
    """``website`` is hidden from people: programs that fill in everything fill it in."""

    email = forms.EmailField(
        label=_("Your email address"),
        help_text=_("We send the newsletter to it and use it for nothing else."),
        error_messages={
            "required": _("Enter your email address."),
            "invalid": _("Enter an email address such as name@hospital.example."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    field_order = ["email", "topics"]

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Leave this field empty: it is there for programs."), code="trap")
        return ""


@require_http_methods(METHODS)
def ask(request: HttpRequest) -> HttpResponse:
    """The same answer for every address, known or not."""
    if request.method != "POST":
        form = None if "sent" in request.GET else AskForm(initial={"topics": _wanted(request)})
        return _asking(request, form)
    form = AskForm(request.POST)
    if not form.is_valid():
        return _asking(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    email = form.cleaned_data["email"]
    if not ratelimit.consume(request, action="newsletter", key=email.lower()):
        form.add_error(None, FULL_HOUR)
        return _asking(request, form, HTTPStatus.TOO_MANY_REQUESTS)
    language = get_language() or "en-gb"
    newsletters.ask(email=email, topics=form.cleaned_data["topics"], language=language, now=clock.now())
    return redirect(f"{request.path}?sent")


def _wanted(request: HttpRequest) -> list[Topic]:
    return [topic for topic in selectors.topics() if topic.slug == request.GET.get("topic")]


def _asking(request: HttpRequest, form: AskForm | None, status: int = HTTPStatus.OK) -> HttpResponse:
    return render(request, "cms/newsletter.html", {"form": form}, status=status)


@never_cache
@require_http_methods(METHODS)
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    try:
        known = newsletters.subscription_of(token) is not None
        if request.method == "POST" and not newsletters.confirm(token, now=clock.now()):
            known = False
    except newsletters.BadLink:
        known = False
    if not known:
        return _bad(request)
    return render(request, "cms/newsletter_confirm.html", {"done": request.method == "POST", "token": token})


@never_cache
@require_http_methods(METHODS)
def yours(request: HttpRequest, token: str) -> HttpResponse:
    """What somebody follows; and the button that ends it, which posts to ``stop``."""
    try:
        row = newsletters.subscription_of(token)
    except newsletters.BadLink:
        row = None
    if row is None:
        return _bad(request)
    posted = request.POST if request.method == "POST" else None
    form = TopicsForm(posted, initial={"topics": newsletters.followed(row)})
    saved = form.is_valid() and newsletters.choose(token, form.cleaned_data["topics"])
    return render(request, "cms/newsletter_yours.html", {"form": form, "saved": saved, "token": token})


@csrf_exempt
@never_cache
@require_http_methods(METHODS)
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """RFC 8058: a mail program posts here without a session; the signed token says whose it is."""
    try:
        newsletters.read_token(token)
    except newsletters.BadLink:
        return _bad(request)
    if request.method == "POST":
        newsletters.stop(token)
    return render(request, "cms/newsletter_stop.html", {"done": request.method == "POST"})


def _bad(request: HttpRequest) -> HttpResponse:
    return render(request, "cms/newsletter_bad.html", status=HTTPStatus.NOT_FOUND)


urlpatterns: list[URLPattern] = [
    path("", ask, name="newsletter"),
    path("confirm/<str:token>/", confirm, name="newsletter_confirm"),
    path("yours/<str:token>/", yours, name="newsletter_yours"),
    path("stop/<str:token>/", stop, name="newsletter_stop"),
]
