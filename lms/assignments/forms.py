"""Forms of the admin: appointing somebody who marks, and their last day."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from kernel.admin import ScopedForm
from lms.assignments.models import Marker
from lms.people.accounts import adapter
from lms.people.selectors import person_of
from programmes.selectors import programmes_on_offer


class AppointMarkerForm(ScopedForm, forms.ModelForm):  # type: ignore[type-arg]
    """Somebody with an account, for all seats of a programme or for those of one organisation."""

    email = forms.EmailField(
        label=_("Email address"),
        help_text=_("An address that they have verified in their account here."),
    )
    programme_key = forms.TypedChoiceField(label=_("Programme"))

    class Meta:
        model = Marker
        fields = ("email", "programme_key", "organisation", "starts_on")
        widgets = {"starts_on": AdminDateInput}
        help_texts = {"organisation": _("Leave empty for everybody on the programme.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["programme_key"]
        field.choices = [("", "---------")]
        field.choices += [(str(each.programme_key), each.title) for each in programmes_on_offer()]

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        user = adapter().user_for_verified_email(email)
        person = person_of(user) if user else None
        if person is None:
            raise ValidationError(
                _("Nobody has an account with this address. Ask them to register first."), code="unknown"
            )
        self.instance.person = person
        return email

    def validate_constraints(self) -> None:
        """Appointing twice changes nothing: that is the action's business."""


class EndMarkerForm(ScopedForm, forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Marker
        fields = ("ends_on",)
        widgets = {"ends_on": AdminDateInput}
        help_texts = {"ends_on": _("The last day. What they have marked stays.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends_on"].required = True
