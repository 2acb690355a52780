"""What is chosen and filled in about comparisons: by leads, analysts and operators."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from engagement.comparing.placing import REGIONS
from engagement.comparing.services.norming import NormPlan
from engagement.instruments.models import InstrumentVersion
from lms.organisations.models import OrganisationKind
from lms.people.accounts import adapter
from lms.web.forms import DateField, PlainForm, _capital


class WaveFilter(forms.Form):
    """Lives in the address, and comes back with a download."""

    version = forms.ChoiceField(label=_("Questionnaire"), required=False)
    region = forms.ChoiceField(label=_("Region"), required=False, choices=[("", _("All")), *REGIONS.items()])
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All")), *_capital(OrganisationKind)]
    )
    since = DateField(label=_("Closed since"), required=False)

    def __init__(self, *args: Any, versions: list[InstrumentVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["version"]
        field.choices = [("", _("All")), *((str(each.pk), str(each)) for each in versions)]

    @property
    def chosen(self) -> dict[str, Any]:
        """What makes no sense is left out rather than refused."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class PairFilter(forms.Form):
    """A measure of engagement and an outcome."""

    measure = forms.ChoiceField(label=_("Engagement"), required=False)
    outcome = forms.ChoiceField(label=_("Outcome"), required=False)

    def __init__(
        self, *args: Any, measures: list[tuple[str, str]], outcomes: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("measure", measures), ("outcome", outcomes)):
            field: Any = self.fields[name]
            field.choices = choices

    def one(self, name: str) -> str:
        """What was chosen, or the first there is."""
        self.is_valid()
        field: Any = self.fields[name]
        return str(self.cleaned_data.get(name) or field.choices[0][0])


class NormsForm(PlainForm):
    version = forms.ChoiceField(label=_("Questionnaire"))
    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("Every band names it, such as “UK trusts 2026”.")
    )
    dated_on = DateField(label=_("Date"))

    def __init__(self, *args: Any, versions: list[InstrumentVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.versions = {str(each.pk): each for each in versions}
        field: Any = self.fields["version"]
        field.choices = [(key, str(each)) for key, each in self.versions.items()]

    @property
    def chosen_version(self) -> InstrumentVersion:
        return self.versions[self.cleaned_data["version"]]


class MakeNormsForm(NormsForm):
    first = DateField(label=_("Waves closed from"))
    last = DateField(label=_("Waves closed until"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day is before the first. Choose a later one."))
        return cleaned

    def plan(self) -> NormPlan:
        return NormPlan(**{name: self.cleaned_data[name] for name in ("name", "dated_on", "first", "last")})


class TakeNormsForm(NormsForm):
    origin = forms.CharField(
        label=_("Where they come from"),
        max_length=500,
        help_text=_("Who published them, and where: whoever reads a band can look it up."),
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV with measure, trusts, p20, p40, p60, p80 (and p10 to p90), or YAML with the same."),
        widget=forms.FileInput(attrs={"accept": ".csv,.yaml,.yml"}),
    )


class EndNormsForm(PlainForm):
    reason = forms.CharField(label=_("Why it goes out of use"), max_length=300)


class OutcomesForm(PlainForm):
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV with ODS code, period, measure, value. A closed trust keeps its own figures."),
        widget=forms.FileInput(attrs={"accept": ".csv"}),
    )


class GrantForm(PlainForm):
    email = forms.EmailField(
        label=_("Email address"), help_text=_("An address that they have verified in their account here.")
    )
    purpose = forms.CharField(
        label=_("Purpose"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Which question is to be answered. They read it each time they open the database."),
    )
    ends_on = DateField(label=_("Last day"), help_text=_("A year from today at most."))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.user: Any = None

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        self.user = adapter().user_for_verified_email(email)
        if self.user is None:
            raise ValidationError(_("Nobody has an account with this address. Ask them to register first."))
        return email

    def clean_ends_on(self) -> date:
        day: date = self.cleaned_data["ends_on"]
        if day < self.today:
            raise ValidationError(_("This day has passed. Choose a later one."))
        return day
