"""What doctors type about their CPD."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from lms.actions.cpd import NOTE_LENGTH, TITLE_LENGTH
from lms.actions.errors import Refused
from lms.calendar.models import AbsenceReason
from lms.cpd.enums import Kind, Setting
from lms.cpd.models import CpdEntry
from lms.cpd.services.entries import EntryWords
from lms.web.forms import DateField, PlainForm, _capital
from lms.web.learning_forms import QUARTERS

PLACES = {"bad_credits": "credits", "bad_day": "ended_on", "no_title": "title", "of_the_record": "ended_on"}


def credits_field() -> forms.DecimalField:
    return forms.DecimalField(
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


class EntryForm(PlainForm):
    title = forms.CharField(
        label=_("What it was"),
        max_length=TITLE_LENGTH,
        help_text=_("Such as the title of a course. Only you read this. Name no patient."),
    )
    ended_on = DateField(
        label=_("Day on which it ended"), help_text=_("Credits belong to the CPD year of that day.")
    )
    credits = credits_field()
    setting = forms.ChoiceField(
        label=_("Where"),
        choices=[
            (Setting.EXTERNAL, _("External: outside your employer")),
            (Setting.INTERNAL, _("Internal: your employer’s own, such as a programme of your trust")),
            (Setting.PERSONAL, _("Personal: reading and study by yourself")),
        ],
        widget=forms.RadioSelect,
    )
    is_clinical = forms.ChoiceField(
        label=_("Clinical or not"),
        choices=[
            ("no", _("Non-clinical: leadership, teaching, management")),
            ("yes", _("Clinical: the care of patients")),
        ],
        widget=forms.RadioSelect,
        initial="no",
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=_capital(Kind),
        initial=Kind.EVENT,
        help_text=_("Some schemes count only so much of a kind."),
    )
    note = forms.CharField(
        label=_("Note (optional)"),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": NOTE_LENGTH}),
        help_text=_("What you learnt, and what you will do because of it."),
    )

    @property
    def said(self) -> EntryWords:
        data = self.cleaned_data
        return EntryWords(
            title=data["title"],
            ended_on=data["ended_on"],
            hundredths=int(data["credits"] * 100),
            setting=data["setting"],
            kind=data["kind"],
            is_clinical=data["is_clinical"] == "yes",
            note=data["note"],
        )

    def refuse(self, refusal: Refused) -> None:
        self.add_error(PLACES.get(refusal.code), str(refusal))

    @staticmethod
    def values_of(row: CpdEntry) -> dict[str, Any]:
        return {
            "title": row.title,
            "ended_on": row.ended_on,
            "credits": (Decimal(row.hundredths) / 100).normalize() + 0,
            "setting": row.setting,
            "is_clinical": "yes" if row.is_clinical else "no",
            "kind": row.kind,
            "note": row.note,
        }


class EntryFilter(forms.Form):
    """Lives in the address. What makes no sense is left out."""

    words = forms.CharField(label=_("Words"), required=False, max_length=80)
    setting = forms.ChoiceField(
        label=_("Where"), required=False, choices=[("", _("Everywhere")), *_capital(Setting)]
    )
    clinical = forms.ChoiceField(
        label=_("Clinical or not"),
        required=False,
        choices=[("", _("Everything")), ("yes", _("Clinical")), ("no", _("Non-clinical"))],
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All kinds")), *_capital(Kind)])
    first = DateField(label=_("From"), required=False)
    last = DateField(label=_("To"), required=False)

    @property
    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class SchemeForm(PlainForm):
    starts_on = DateField(label=_("From"), help_text=_("The first day on which you follow it."))
    year_month = forms.TypedChoiceField(
        label=_("Your CPD year begins in"),
        coerce=int,
        choices=[*MONTHS.items()],
        initial=1,
        help_text=_("This counts only where the scheme names no day itself."),
    )

    def __init__(self, *args: Any, schemes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scheme"] = forms.ChoiceField(
            label=_("Scheme"),
            choices=schemes,
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose “%(label)s”.") % {"label": _("Scheme")}},
        )
        self.order_fields(("scheme",))


class ExemptionForm(PlainForm):
    starts_on = DateField(label=_("First day"))
    ends_on = DateField(label=_("Last day"))
    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=_capital(AbsenceReason),
        widget=forms.RadioSelect,
        help_text=_("Only you see it."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        _in_order(data, "starts_on", "ends_on", _("The last day cannot be before the first."))
        return data


class CycleForm(PlainForm):
    previous_on = DateField(
        label=_("Previous revalidation"),
        help_text=_("Or, if this is your first: the day before your licence began."),
    )
    submission_on = DateField(
        label=_("Submission date"),
        help_text=_("As the GMC tells you in GMC Online. It moves when a recommendation is deferred."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("previous_on") == data.get("submission_on") is not None:
            raise ValidationError({"submission_on": _("Give the day after the previous date, or later.")})
        _in_order(data, "previous_on", "submission_on", _("The submission date is before the previous date."))
        return data


def _in_order(data: dict[str, Any], first: str, last: str, sentence: Any) -> None:
    begins: date | None = data.get(first)
    ends: date | None = data.get(last)
    if begins and ends and ends < begins:
        raise ValidationError({last: sentence})
