"""Appointing a trust lead, and setting the last day."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from lms.organisations.selectors import organisations_open
from lms.people.accounts import adapter
from lms.people.enums import MemberRole
from lms.people.models import Membership
from lms.people.selectors import person_of


class AppointLeadForm(forms.ModelForm):  # type: ignore[type-arg]
    """Somebody with an account, found by an address they have verified."""

    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("An address that the new lead has verified in their account here."),
    )

    class Meta:
        model = Membership
        fields = ("email", "organisation", "starts_on")
        widgets = {"starts_on": AdminDateInput}

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        starts_on = found.get("starts_on")
        organisation = found.get("organisation")
        if starts_on and organisation and not organisations_open(on=starts_on).contains(organisation):
            self.add_error("organisation", _("This organisation is not open on that day."))
        return found

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        user = adapter().user_for_verified_email(email)
        person = person_of(user) if user else None
        if person is None:
            raise ValidationError(
                _("Nobody has an account with this address. Ask them to register first."), code="unknown"
            )
        self.instance.person = person
        self.instance.role = MemberRole.LEAD
        return email


class EndMembershipForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Membership
        fields = ("ends_on",)
        widgets = {"ends_on": AdminDateInput}
        help_texts = {
            "ends_on": _(
                "The last day. From the next day the lead sees nothing of the organisation's people."
            )
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends_on"].required = True
