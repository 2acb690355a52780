"""The contact page's answer to a visitor: the form, what is wrong with it, or thanks."""

from __future__ import annotations

import uuid
from http import HTTPStatus
from typing import Any

from allauth.core import ratelimit
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from cms.site import inbox
from cms.site.models import ContactMessage, ContactPage
from cms.site.models.contact import ContactTopic, Facet
from kernel import clock

FULL_HOUR = _(
    "Several messages have come from you within an hour, so this one was not sent yet. "
    "Your words are still here: please send them again later."
)


class ContactForm(forms.ModelForm):
    """``website`` is hidden from people: programs that fill in everything fill it in."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    class Meta:
        model = ContactMessage
        fields = ("name", "email", "organisation", "topic", "facet", "message")
        labels = {
            "name": _("Your name"),
            "email": _("Your email address"),
            "organisation": _("Your organisation (optional)"),
            "topic": _("What it is about"),
            "facet": _("Which part of our work (optional)"),
            "message": _("Your message"),
        }
        help_texts = {
            "email": _("We answer to this address and use it for nothing else."),
            "message": _("Please leave out anything about a patient."),
        }
        error_messages = {
            "name": {"required": _("Enter your name.")},
            "email": {
                "required": _("Enter your email address."),
                "invalid": _("Enter an email address such as name@hospital.example."),
            },
            "topic": {"required": _("Choose what it is about.")},
            "message": {"required": _("Write your message.")},
        }
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
            "organisation": forms.TextInput(attrs={"autocomplete": "organization"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topic: Any = self.fields["topic"]
        topic.choices = [("", _("Choose one")), *ContactTopic.choices]
        facet: Any = self.fields["facet"]
        facet.choices = [("", _("No part in particular")), *Facet.choices]

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Leave this field empty: it is there for programs."), code="trap")
        return ""


def answer(page: ContactPage, request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _receive(page, request)
    sent = "sent" in request.GET
    form = None if sent else ContactForm(initial={"uid": uuid.uuid4(), **_known(request)})
    return _shown(page, request, form)


def _receive(page: ContactPage, request: HttpRequest) -> HttpResponse:
    form = ContactForm(request.POST)
    if not form.is_valid():
        return _shown(page, request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    if not ratelimit.consume(request, action="contact", key=form.cleaned_data["email"].lower()):
        form.add_error(None, FULL_HOUR)
        return _shown(page, request, form, HTTPStatus.TOO_MANY_REQUESTS)
    given = {name: form.cleaned_data[name] for name in ("uid", *ContactForm.Meta.fields)}
    inbox.receive_message(**given, now=clock.now())
    return redirect(f"{page.get_url(request)}?sent")


def _known(request: HttpRequest) -> dict[str, str]:
    """Somebody signed in need not type who they are."""
    user: Any = request.user
    if not user.is_authenticated:
        return {}
    return {"name": f"{user.first_name} {user.last_name}".strip(), "email": user.email}


def _shown(
    page: ContactPage, request: HttpRequest, form: ContactForm | None, status: int = HTTPStatus.OK
) -> HttpResponse:
    context = {**page.get_context(request), "form": form}
    return TemplateResponse(request, page.get_template(request), context, status=status)
