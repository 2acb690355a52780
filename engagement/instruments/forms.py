"""Forms of the admin's pages about questionnaires."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("YAML, in the format of questionnaires. You see first what it would change."),
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}),
    )


class LookedAtForm(forms.Form):
    """What was looked at comes back with the button, and is read again."""

    text = forms.CharField(widget=forms.HiddenInput, strip=False)


class LicenceForm(forms.Form):
    decided_by_name = forms.CharField(
        label=_("Who answers for the licence"), help_text=_("Name and role."), max_length=200
    )
    decision_note = forms.CharField(
        label=_("Which licence, and from whom"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
