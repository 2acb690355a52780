"""What a lead fills in about a survey wave."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from engagement.instruments.models import InstrumentVersion
from engagement.waves.enums import Respondents
from engagement.waves.models import Invitation, SurveyWave
from engagement.waves.models.waves import FEWEST, FLOOR
from engagement.waves.population import LONGEST_CATEGORY, LONGEST_NAME
from engagement.waves.services.drafting import Asked, Plan, plan_of
from lms.enrolment.lists import limits
from lms.enrolment.lists.problems import in_words
from lms.organisations.models import Organisation
from lms.web.forms import DateField, PlainForm, say_what_is_missing
from lms.web.list_forms import ListForm

MOST_DIMENSIONS = 3
LONGEST_DIMENSION = 40
LATEST_REMINDER = 60


class WaveForm(PlainForm):
    """A new wave, or another plan for one that has not been opened."""

    title = forms.CharField(
        label=_("Title"), max_length=120, help_text=_("For you and your board, such as “Autumn 2026”.")
    )
    purpose = forms.CharField(
        label=_("What it is for"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One or two sentences that everybody who is asked reads first."),
    )
    opens_on = DateField(label=_("Opens on"))
    closes_on = DateField(
        label=_("Last day"),
        help_text=_("Three weeks are usual. You can give it a later last day while it is open."),
    )
    target = forms.IntegerField(
        label=_("How many should answer, in percent"), required=False, min_value=1, max_value=100
    )
    dimensions = forms.CharField(
        label=_("Groups to compare"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Up to three columns of your list, one on each line, the one that matters most first: for example"
            " Specialty group, Grade group, Site. Groups that are too small are put together, the last column"
            " first."
        ),
    )
    fewest = forms.IntegerField(
        label=_("Smallest group"),
        min_value=FLOOR,
        max_value=100,
        initial=FEWEST,
        help_text=_("No result is shown about fewer people. Ten is usual; fewer than five is not possible."),
    )
    remind_after = forms.CharField(
        label=_("Remind after so many days"),
        required=False,
        initial="7, 14",
        help_text=_("Numbers with commas; empty for no reminders. They go to those who have not answered."),
    )

    def __init__(
        self,
        *args: Any,
        organisations: list[Organisation] | None = None,
        versions: list[InstrumentVersion] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if versions is not None:
            self._choose(
                "version", _("Questionnaire"), [(str(each.pk), str(each.instrument)) for each in versions]
            )
        if organisations is not None and len(organisations) > 1:
            self.fields["organisations"] = forms.MultipleChoiceField(
                label=_("Organisations"),
                choices=[(str(each.pk), str(each)) for each in organisations],
                widget=forms.CheckboxSelectMultiple,
                help_text=_(
                    "Each gets a wave of its own with these days and words. Its people, answers and results"
                    " stay apart from those of the others."
                ),
            )
            say_what_is_missing(self.fields["organisations"])
        self.order_fields(("organisations", "version"))

    def _choose(self, name: str, label: Any, choices: list[tuple[str, str]]) -> None:
        self.fields[name] = forms.ChoiceField(label=label, choices=choices)
        say_what_is_missing(self.fields[name])

    def clean_dimensions(self) -> tuple[str, ...]:
        lines = [" ".join(line.split()) for line in self.cleaned_data["dimensions"].splitlines()]
        titles = tuple(dict.fromkeys(line for line in lines if line))
        if len(titles) > MOST_DIMENSIONS:
            raise forms.ValidationError(_("Keep three at most: more would make every group too small."))
        if any(len(title) > LONGEST_DIMENSION for title in titles):
            raise forms.ValidationError(_("One of them is too long. Use the heading of a column."))
        return titles

    def clean_remind_after(self) -> tuple[int, ...]:
        sent = self.cleaned_data["remind_after"]
        if not re.fullmatch(r"\s*(\d{1,2}\s*(,\s*\d{1,2}\s*){0,3})?", sent):
            raise forms.ValidationError(_("Write up to four numbers of days with commas, such as 7, 14."))
        days = tuple(sorted({int(each) for each in re.findall(r"\d+", sent)}))
        if any(not 1 <= each <= LATEST_REMINDER for each in days):
            raise forms.ValidationError(_("Each reminder comes 1 to 60 days after opening."))
        return days

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("opens_on"), cleaned.get("closes_on")
        if first and last and last < first:
            self.add_error("closes_on", _("The last day is before the first. Choose a later one."))
        return cleaned

    def plan(self) -> Plan:
        names = (
            "title",
            "purpose",
            "opens_on",
            "closes_on",
            "target",
            "fewest",
            "dimensions",
            "remind_after",
        )
        return Plan(**{name: self.cleaned_data[name] for name in names})


def values_of(wave: SurveyWave) -> dict[str, Any]:
    """What the form shows of a wave that is there."""
    names = ("title", "purpose", "opens_on", "closes_on", "target", "fewest")
    return {
        **{name: getattr(wave, name) for name in names},
        "dimensions": "\n".join(wave.dimensions),
        "remind_after": ", ".join(map(str, wave.remind_after)),
    }


class LastDayForm(PlainForm):
    """All that may change while people answer."""

    closes_on = DateField(label=_("Last day"))

    def __init__(self, *args: Any, wave: SurveyWave, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._wave = wave

    def clean_closes_on(self) -> Any:
        day = self.cleaned_data["closes_on"]
        if day < self._wave.closes_on:
            raise forms.ValidationError(
                _("People were told a later day. Close the wave instead, or choose a later one.")
            )
        return day

    def plan(self) -> Plan:
        return replace(plan_of(self._wave), closes_on=self.cleaned_data["closes_on"])


MOST_EXAMPLES = 12
ASKED_AS = ((Respondents.DOCTORS, _("A doctor")), (Respondents.MANAGERS, _("A manager")))


class LineForm(PlainForm):
    """One line of the list of those who are asked: what a file says of somebody."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME, required=False)
    email = forms.EmailField(
        label=_("Email address"),
        required=False,
        help_text=_("Who has none gets a code on paper, and needs a name."),
        error_messages={"invalid": _("This is no e-mail address. Correct it, or leave it empty.")},
    )
    respondents = forms.ChoiceField(label=_("Asked as"), choices=ASKED_AS, widget=forms.RadioSelect)
    language = forms.ChoiceField(
        label=_("Language of the mail"),
        choices=[("en", "English"), ("cy", "Cymraeg")],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, dimensions: Sequence[str], known: Sequence[Sequence[str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._groups = [f"group-{place}" for place in range(len(dimensions))]
        for name, title, there in zip(self._groups, dimensions, known, strict=True):
            self.fields[name] = forms.CharField(
                label=title, max_length=LONGEST_CATEGORY, required=False, help_text=_examples(there)
            )
        self.order_fields(("name", "email", "respondents", *self._groups, "language"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not cleaned["name"] and not cleaned["email"]:
            self.add_error("name", _("Give a name for a code on paper, or an address for a mail."))
        if cleaned.get("respondents") == Respondents.DOCTORS:
            for name in self._groups:
                if not cleaned.get(name) and name not in self.errors:
                    label = self.fields[name].label
                    self.add_error(name, _("Fill in “%(label)s”.") % {"label": label})
        return cleaned

    def asked(self) -> Asked:
        is_doctor = self.cleaned_data["respondents"] == Respondents.DOCTORS
        return Asked(
            name=self.cleaned_data["name"],
            email=self.cleaned_data["email"],
            respondents=self.cleaned_data["respondents"],
            categories=tuple(self.cleaned_data[name] for name in self._groups) if is_doctor else (),
            language=self.cleaned_data["language"],
        )


def line_values(line: Invitation) -> dict[str, Any]:
    """What the form shows of a line that is there."""
    groups = {f"group-{place}": value for place, value in enumerate(line.categories)}
    names = ("name", "email", "respondents", "language")
    return {name: getattr(line, name) for name in names} | groups


def _examples(there: Sequence[str]) -> Any:
    """So that nobody makes a new group by another spelling of one that is there."""
    if not there:
        return _("For doctors only.")
    shown = ", ".join(there[:MOST_EXAMPLES]) + (" …" if len(there) > MOST_EXAMPLES else "")
    return format_lazy(_("For doctors only. On the list so far: {groups}"), groups=shown)


class PeopleForm(ListForm):
    """The list of those who are asked."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Unlike a list of people to enrol, this one is taken at once.
        self.fields["file"].help_text = _(
            "The list takes the place of the one before. It is deleted when the wave closes."
        )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file is not None and file.size > limits.max_bytes():
            raise forms.ValidationError(in_words("too_large", {"most": limits.max_bytes() // 1_000_000}))
        return file

    def rows(self) -> bytes:
        file, _name = self.content()
        file.seek(0)
        return bytes(file.read())
