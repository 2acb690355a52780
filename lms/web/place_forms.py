"""What a lead fills in about one person's place, or about a cohort."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lms.actions.enrolment import NOTE_LENGTH
from lms.actions.places import COLUMNS, Undecided, read_person
from lms.enrolment.enums import DeferReason
from lms.enrolment.lists import words
from lms.enrolment.models import Cohort
from lms.people.enums import Grade
from lms.records.models import ExtraPercent
from lms.web.desk_presenters import grouped
from lms.web.forms import DateField, PlainForm, capfirst_lazy, say_what_is_missing


def _named(choices: type[TextChoices]) -> list[tuple[str, Any]]:
    return [(value, capfirst_lazy(label)) for value, label in choices.choices]


class EnrolForm(PlainForm):
    """One person, read by the rules of a list."""

    given_name = forms.CharField(label=_("Given name"), max_length=80)
    family_name = forms.CharField(label=_("Family name"), max_length=80)
    email = forms.CharField(
        label=_("Email address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("The invitation goes there."),
    )
    gmc_number = forms.CharField(
        label=_("GMC number"),
        required=False,
        max_length=20,
        help_text=_("Seven digits, or L and six. Leave it empty if you do not know it."),
    )
    grade = forms.ChoiceField(label=_("Grade"), choices=[("", _("Not said")), *_named(Grade)], required=False)
    specialty = forms.CharField(label=_("Specialty"), max_length=100, required=False)

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"] = forms.ChoiceField(label=_("Programme and cohort"), choices=places)
        say_what_is_missing(self.fields["place"])
        self.order_fields(("place",))
        self.question = ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        parsed = read_person({name: str(data.get(name, "")) for name in COLUMNS})
        for each in words.said(fault.as_json() for fault in [*parsed.bad, *parsed.questions]):
            if each.column not in self.errors:
                self.add_error(each.column, f"{each.message} {each.mend}".strip())
        return data

    def ask(self, undecided: Undecided) -> None:
        """Put the question to the lead; the page has a box to tick for yes, empty for each new question."""
        self.question = undecided.question
        self.add_error(undecided.column, str(undecided))

    @property
    def person(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in COLUMNS}


class DeferForm(PlainForm):
    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=_named(DeferReason),
        widget=forms.RadioSelect,
        help_text=_("The doctor sees which one you chose."),
    )
    resumes_on = DateField(
        label=_("Expected return"),
        required=False,
        help_text=_("If you know it. On that day nothing happens by itself; the desk reminds you."),
    )


class ExtendForm(PlainForm):
    ends_on = DateField(label=_("New last day"))


class ExtraTimeForm(PlainForm):
    percent = forms.TypedChoiceField(
        label=_("Time in quizzes with a limit"),
        choices=[
            (0, _("No extra time")),
            *((value, capfirst_lazy(label)) for value, label in ExtraPercent.choices),
        ],
        coerce=int,
        widget=forms.RadioSelect,
    )


class ResendForm(PlainForm):
    email = forms.EmailField(
        label=_("Email address"), max_length=254, help_text=_("Correct it here if it is wrong.")
    )


class NoteForm(PlainForm):
    text = forms.CharField(
        label=_("Note"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "The doctor reads this note too, with your name. It cannot be changed or taken back. "
            "Write nothing about health. At most 500 characters."
        ),
    )
    """A browser would cut what is pasted at a longest length: here it is counted, and nothing is lost."""

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"]).replace("\r\n", "\n")
        if (over := len(text) - NOTE_LENGTH) > 0:
            message = ngettext(
                "The note is %(over)s character too long: it has %(count)s, and at most %(most)s are kept.",
                "The note is %(over)s characters too long: it has %(count)s, and at most %(most)s are kept.",
                over,
            )
            raise ValidationError(
                message % {"over": grouped(over), "count": grouped(len(text)), "most": grouped(NOTE_LENGTH)}
            )
        return text


class CohortForm(PlainForm):
    """A cohort to be, or one that changes."""

    name = forms.CharField(label=_("Name"), max_length=100)
    starts_on = DateField(label=_("First day"))
    ends_on = DateField(label=_("Last day"))
    capacity = forms.IntegerField(label=_("Places"), min_value=1, max_value=100_000)

    def __init__(self, *args: Any, contracts: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if contracts:
            self.fields["contract"] = forms.ChoiceField(label=_("Programme and contract"), choices=contracts)
            say_what_is_missing(self.fields["contract"])
            self.order_fields(("contract",))

    def keep_start(self) -> None:
        """It has begun, and there are people in it."""
        self.fields["starts_on"].disabled = True
        self.fields["starts_on"].help_text = _("It has begun and has people in it, so this day stays.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            raise ValidationError({"ends_on": _("The last day cannot be before the first.")})
        return data

    def fill(self, cohort: Cohort) -> Cohort:
        for name in ("name", "starts_on", "ends_on", "capacity"):
            setattr(cohort, name, self.cleaned_data[name])
        return cohort


class AgainForm(CohortForm):
    """The same again from another day: without a last day it is as long as the one before."""

    ends_on = DateField(
        label=_("Last day"), required=False, help_text=_("Leave it empty for a cohort of the same length.")
    )

    def __init__(self, *args: Any, source: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.length: timedelta = source.ends_on - source.starts_on

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts_on: date | None = data.get("starts_on")
        if starts_on and not data.get("ends_on") and "ends_on" not in self.errors:
            data["ends_on"] = starts_on + self.length
        return data
