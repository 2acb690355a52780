"""What people type into the learner site and the trust desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.functional import keep_lazy_text
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from competencies.enums import Stage
from kernel.days import check_day
from lms.actions.calendar import LONGEST_DAYS
from lms.calendar.models import AbsenceReason
from lms.enrolment.enums import State
from lms.people.enums import Grade
from lms.people.rules import check_name, normalise_gmc_number

capfirst_lazy = keep_lazy_text(capfirst)


def _named(autocomplete: str) -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": autocomplete})


def _capital(choices: type[TextChoices]) -> list[tuple[str, Any]]:
    """Choices that stand by themselves begin with a capital; their labels are made for sentences."""
    return [(value, capfirst_lazy(label)) for value, label in choices.choices]


class DateField(forms.DateField):
    """The browser's own date picker; typed dates are read day first."""

    default_validators = [check_day]

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y"])
        super().__init__(**kwargs)


class GmcNumberField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            max_length=12,
            label=_("GMC number"),
            help_text=_("Seven digits, or L and six. Leave it empty if you have none, as students do."),
            **kwargs,
        )

    def clean(self, value: Any) -> str:
        text = str(super().clean(value)).strip()
        return normalise_gmc_number(text) if text else ""


class PlainForm(forms.Form):
    """A problem is read in a list at the top of the page too, away from its field: it names the field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            say_what_is_missing(field)


def say_what_is_missing(field: forms.Field) -> None:
    chosen = isinstance(field, forms.ChoiceField | forms.FileField)
    message = _("Choose “%(label)s”.") if chosen else _("Fill in “%(label)s”.")
    field.error_messages["required"] = message % {"label": field.label}


class PersonForm(PlainForm):
    """Who somebody is, asked once."""

    given_name = forms.CharField(
        label=_("Given name"), max_length=80, widget=_named("given-name"), validators=[check_name]
    )
    family_name = forms.CharField(
        label=_("Family name"), max_length=80, widget=_named("family-name"), validators=[check_name]
    )
    stage = forms.ChoiceField(
        label=_("Career stage"),
        choices=Stage.choices,
        widget=forms.RadioSelect,
        help_text=_("Which descriptions of each competence you see."),
    )
    grade = forms.ChoiceField(
        label=_("Grade"), choices=[("", _("Not said")), *_capital(Grade)], required=False
    )
    gmc_number = GmcNumberField()


class PostForm(PlainForm):
    """Career stage and grade from a day on."""

    stage = forms.ChoiceField(
        label=_("Career stage"),
        choices=Stage.choices,
        widget=forms.RadioSelect,
        help_text=_("Which descriptions of each competence you see."),
    )
    grade = forms.ChoiceField(
        label=_("Grade"), choices=[("", _("Not said")), *_capital(Grade)], required=False
    )
    specialty = forms.CharField(label=_("Specialty"), max_length=100, required=False)
    on = DateField(label=_("From"), help_text=_("The first day on which this is so."))


class ProfileForm(PlainForm):
    given_name = forms.CharField(
        label=_("Given name"), max_length=80, widget=_named("given-name"), validators=[check_name]
    )
    family_name = forms.CharField(
        label=_("Family name"), max_length=80, widget=_named("family-name"), validators=[check_name]
    )
    gmc_number = GmcNumberField()
    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        help_text=_("For mails, and for modules that have been translated."),
    )


class NewAccountForm(PlainForm):
    """An account made from an invitation: the link proves the address, so only a password is asked for.

    ``user`` is whom it will be, not stored yet: a password is not like their name or address.
    """

    password = forms.CharField(
        label=_("Choose a password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least ten characters. Three unusual words are better than one clever one."),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        validate_password(password, self.user)
        return password


class AbsenceForm(PlainForm):
    starts_on = DateField(label=_("First day away"))
    ends_on = DateField(label=_("Last day away"))
    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=_capital(AbsenceReason),
        widget=forms.RadioSelect,
        help_text=_("Only you see the reason. Your trust sees that a date moved, never why."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            raise ValidationError({"ends_on": _("The last day cannot be before the first.")})
        if starts_on and ends_on and (ends_on - starts_on).days > LONGEST_DAYS:
            raise ValidationError({"ends_on": _("An absence is at most three years. Record it in parts.")})
        return data


def _place_field(label: Any, *, choices: list[tuple[str, Any]], required: bool) -> forms.ChoiceField:
    """A contract, or one of its cohorts, out of those that the lead's organisations hold."""
    return forms.ChoiceField(label=label, choices=choices, required=required)


NEEDS = [
    ("", _("Everybody")),
    ("you", _("Needs you")),
    ("overdue", _("Overdue")),
    ("unanswered", _("Not answered yet")),
    ("refused", _("Mail refused")),
    ("back", _("Expected back by now")),
]
SORTS = [
    ("", _("Name")),
    ("programme", _("Programme")),
    ("state", _("State")),
    ("progress", _("Progress, least first")),
    ("due", _("Next due, soonest first")),
    ("invited", _("Invitation, latest first")),
]


class EnrolmentFilter(forms.Form):
    """Lives in the address, so that a view can be kept and sent."""

    search = forms.CharField(label=_("Name"), required=False, max_length=80)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All states")), *_capital(State)]
    )
    need = forms.ChoiceField(label=_("Needs"), required=False, choices=NEEDS)
    sort = forms.ChoiceField(label=_("Sorted by"), required=False, choices=SORTS)

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"] = _place_field(_("Cohort"), choices=[("", _("All")), *places], required=False)
        self.order_fields(("search", "state", "need", "place", "sort"))

    @property
    def chosen(self) -> dict[str, str]:
        """What was asked for; what makes no sense is left out rather than refused."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class CohortFilter(forms.Form):
    when = forms.ChoiceField(
        label=_("When"),
        required=False,
        choices=[("", _("All")), ("running", _("Running")), ("coming", _("To come")), ("over", _("Ended"))],
    )

    def __init__(self, *args: Any, contracts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("All")), *contracts]
        self.fields["contract"] = _place_field(_("Programme"), choices=choices, required=False)

    @property
    def chosen(self) -> dict[str, str]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
