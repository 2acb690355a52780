"""Messages of the contact page in the admin: editors and operators read them and say what is answered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import register_permission_policy

from cms.site import inbox, selectors
from cms.site.models import ContactMessage
from kernel.access import Viewer
from kernel.admin import Acting, OperatorPolicy, ScopedModelViewSet, saves

READING = "leadership_site.change_contactmessage"
"""Editors and operators have it; every page of the admin has read the user's permissions anyway."""


def may_read_messages(user: Any) -> bool:
    return bool(user.has_perm(READING))


def viewer_for(request: HttpRequest) -> Viewer:
    return Viewer.system("contact messages") if may_read_messages(request.user) else Viewer.nobody()


class MessagePolicy(OperatorPolicy):
    """Nobody adds a message here: visitors do."""

    writing = frozenset({"change"})

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return bool((self.looking | self.writing) & set(actions)) and may_read_messages(user)

    def users_with_any_permission(self, actions: Iterable[str]) -> models.QuerySet[Any]:
        readers = selectors.users_with(READING)
        return readers if (self.looking | self.writing) & set(actions) else readers.none()


class AnswerForm(forms.ModelForm):
    """What the visitor wrote stands there to be read; only the answer is ours to change."""

    answered = forms.BooleanField(
        label=_("Answered"),
        required=False,
        help_text=_("Write to the visitor from your own mail; then tick this. Who and when is noted."),
    )

    class Meta:
        model = ContactMessage
        fields = ("name", "email", "organisation", "topic", "facet", "message", "assigned_to", "note")
        labels = {"note": _("Our note")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "email", "organisation", "topic", "facet", "message"):
            self.fields[name].disabled = True
        assigned_to: Any = self.fields["assigned_to"]
        assigned_to.queryset = selectors.users_with(READING).order_by("email")
        self.fields["answered"].initial = self.instance.answered_at is not None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self.instance.is_answered = bool(cleaned.get("answered"))
        return cleaned


@saves(ContactMessage)
def save_answer(acting: Acting, message: Any) -> ContactMessage:
    return inbox.save_answer(message, actor=acting.actor, answered=message.is_answered, now=acting.now)


class ContactMessageViewSet(ScopedModelViewSet):
    model = ContactMessage
    name = "contact_messages"
    icon = "mail"
    menu_label = _("Messages")
    menu_order = 320
    add_to_admin_menu = True
    related = ("assigned_to", "answered_by")
    ordering = ("-received_at", "-pk")
    list_display = ("name", "topic", "facet", "received_at", "assigned_to", "answered_at", "answered_by")
    list_filter = {
        "topic": ["exact"],
        "facet": ["exact"],
        "answered_at": ["isnull"],
        "received_at": ["gte", "lte"],
    }
    search_fields = ("name", "email", "message")
    search_backend_name = None
    list_export = (
        "received_at",
        "name",
        "email",
        "organisation",
        "topic",
        "facet",
        "message",
        "assigned_to",
        "answered_at",
        "answered_by",
    )
    export_filename = "messages"
    inspect_view_fields = (
        "received_at",
        "name",
        "email",
        "organisation",
        "topic",
        "facet",
        "message",
        "assigned_to",
        "answered_at",
        "answered_by",
        "note",
    )
    viewer_for = staticmethod(viewer_for)

    def get_form_class(self, for_update: bool = False) -> type[AnswerForm]:
        return AnswerForm

    def on_register(self) -> None:
        register_permission_policy(self.model, MessagePolicy(self.model), exact_class=True)
        ModelViewSet.on_register(self)
