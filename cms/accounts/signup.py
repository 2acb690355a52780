"""Who signs up. allauth builds its own sign-up form on this one, so it may import none of allauth's."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from competencies.enums import Stage
from kernel import clock
from lms.people.enums import Grade
from lms.people.rules import check_name, normalise_gmc_number


class SignupNames(forms.Form):
    given_name = forms.CharField(
        label=_("Given name"),
        max_length=80,
        validators=[check_name],
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    family_name = forms.CharField(
        label=_("Family name"),
        max_length=80,
        validators=[check_name],
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    stage = forms.ChoiceField(
        label=_("Career stage"),
        choices=Stage.choices,
        widget=forms.RadioSelect,
        help_text=_("Students are undergraduate, doctors in training postgraduate, all others continuing."),
    )
    grade = forms.ChoiceField(label=_("Grade"), choices=[("", _("Choose a grade")), *Grade.choices])
    gmc_number = forms.CharField(
        label=_("GMC number (optional)"),
        max_length=20,
        required=False,
        help_text=_("7 digits, or L and 6 digits. Students have none."),
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocomplete": "off"}),
    )

    def clean_gmc_number(self) -> str:
        return normalise_gmc_number(self.cleaned_data["gmc_number"])

    def signup(self, request: HttpRequest, user: Any) -> None:
        """allauth calls this with the user it has just stored, in the transaction of ``SignupForm.save``."""
        from lms.actions import context, people  # noqa: PLC0415 -- allauth loads this module before the models

        data = self.cleaned_data
        user.first_name, user.last_name = data["given_name"].strip(), data["family_name"].strip()
        user.save(update_fields=["first_name", "last_name"])
        people.register_person(
            context.for_learner(user, now=clock.now()),
            user=user,
            given_name=user.first_name,
            family_name=user.last_name,
            stage=data["stage"],
            grade=data["grade"],
            gmc_number=data["gmc_number"],
            language=get_language() or "",
        )
