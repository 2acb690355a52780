"""What counts beside activities: the forms of CPD credits and of recognised earlier learning."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.actions.errors import Refused
from lms.actions.recognition import EVIDENCE_LENGTH, WORDS_LENGTH
from lms.web.forms import DateField, PlainForm, say_what_is_missing

QUARTERS = _("Give credits in quarters, such as 0.25, 1.5 or 2.")
FIELDS = {"bad_credits": "credits", "bad_day": "on", "no_credits": None}


class CreditForm(PlainForm):
    credits = forms.DecimalField(
        label=_("Credits"),
        min_value=Decimal("0.25"),
        max_value=Decimal("100"),
        step_size=Decimal("0.25"),
        help_text=_("Usually one for an hour, in quarters."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value", "step_size", "max_decimal_places"), QUARTERS
        ),
    )
    on = DateField(label=_("Day"), help_text=_("On which you did it, or the last one of several."))
    what = forms.CharField(
        label=_("What it was"),
        max_length=WORDS_LENGTH,
        help_text=_("Such as the title of a course. Only you read this. Name no patient."),
    )

    def refuse(self, refusal: Refused) -> None:
        name = FIELDS.get(refusal.code, "what")
        self.add_error(name, str(refusal))


class RecogniseForm(PlainForm):
    """``choices`` are what can be recognised, each with its key."""

    on = DateField(label=_("Day"), help_text=_("On which the earlier learning ended."))
    reason = forms.CharField(
        label=_("Why"),
        max_length=WORDS_LENGTH,
        help_text=_("What was learnt, and why it is the same. Write nothing about health."),
    )
    evidence = forms.CharField(
        label=_("Evidence"),
        max_length=EVIDENCE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": EVIDENCE_LENGTH}),
        help_text=_("What you have seen, such as a certificate with its number and date."),
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["requirement"] = forms.ChoiceField(
            label=_("What it stands for"),
            choices=choices,
            help_text=_("A group counts with everything in it."),
        )
        say_what_is_missing(self.fields["requirement"])
        self.order_fields(("requirement",))

    def refuse(self, refusal: Refused) -> None:
        self.add_error("on" if refusal.code == "bad_day" else None, str(refusal))


class TakeBackForm(PlainForm):
    reason = forms.CharField(
        label=_("Why"), max_length=WORDS_LENGTH, help_text=_("The doctor reads this too, with your name.")
    )
