"""The form of an organisation. What the register says of a trust is shown and changed there."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from lms.organisations.models import Organisation, OrganisationKind
from lms.organisations.selectors import is_from_register, would_come_after_itself
from lms.organisations.validators import normalise_ods_code

CHANGED_HERE = {"successor"}


class OrganisationForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Organisation
        fields = (
            "kind",
            "name",
            "ods_code",
            "national_grouping",
            "town",
            "postcode",
            "opened_on",
            "closed_on",
            "successor",
        )
        widgets = {"opened_on": AdminDateInput, "closed_on": AdminDateInput}
        help_texts = {
            "ods_code": _("Where the NHS gives it one: 3 to 6 letters and digits."),
            "successor": _("The organisation that took over from this one."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_from_register(self.instance):
            for name, field in self.fields.items():
                field.disabled = name not in CHANGED_HERE
            self.fields["name"].help_text = _("From the NHS register: import a newer file to change it.")
        elif self.instance.kind != OrganisationKind.TRUST:
            # Trusts come from the register; anything else is kept by hand.
            kind: Any = self.fields["kind"]
            kind.choices = [choice for choice in kind.choices if choice[0] != OrganisationKind.TRUST]

    def clean_ods_code(self) -> str:
        code = self.cleaned_data["ods_code"]
        return normalise_ods_code(code) if code else ""

    def clean_successor(self) -> Organisation | None:
        successor: Organisation | None = self.cleaned_data["successor"]
        if would_come_after_itself(self.instance, successor):
            raise ValidationError(_("An organisation cannot come after itself."), code="circle")
        return successor
