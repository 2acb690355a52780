"""Forms of the admin: appointing a trust lead, setting the last day, entries of a career."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from lms.organisations.selectors import organisations_open
from lms.people.accounts import adapter
from lms.people.enums import MemberRole
from lms.people.models import GradePeriod, Membership, StagePeriod
from lms.people.selectors import person_of


class _ByAddress(forms.ModelForm):  # type: ignore[type-arg]
    """Somebody with an account, found by an address they have verified."""

    email = forms.EmailField(
        label=_("Email address"),
        help_text=_("An address that they have verified in their account here."),
    )

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


class _NewEntry(_ByAddress):
    """The action ends the entry before it: overlap is its business, not the form's."""

    def validate_constraints(self) -> None:
        return


class NewStageForm(_NewEntry):
    class Meta:
        model = StagePeriod
        fields = ("email", "stage", "starts_on")
        widgets = {"starts_on": AdminDateInput}


class NewGradeForm(_NewEntry):
    class Meta:
        model = GradePeriod
        fields = ("email", "grade", "specialty", "starts_on")
        widgets = {"starts_on": AdminDateInput}


class CorrectStageForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = StagePeriod
        fields = ("stage",)


class CorrectGradeForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = GradePeriod
        fields = ("grade", "specialty")


class AppointLeadForm(_ByAddress):
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
        self.instance.role = MemberRole.LEAD
        return super().clean_email()


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
