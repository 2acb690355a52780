"""What doctors choose about their mails, and what trusts filter and narrow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.actions.reminders import MOST_LATER
from lms.reminders.effective import EffectiveRule, in_days
from lms.reminders.enums import Category, Rule, SendState
from lms.reminders.services.choosing import Narrowing
from lms.reminders.validators import LONGEST, check_sentence
from lms.web.forms import DateField, PlainForm, _capital

AS_PROMISED, LATER, OFF = "promised", "later", "off"


class MailChoices(PlainForm):
    """A ticked box is a kind of mail that comes."""

    deadlines = forms.BooleanField(
        label=_("Reminders of due dates"),
        required=False,
        help_text=_("Before a due date, on it and after it."),
    )
    nudges = forms.BooleanField(
        label=_("Nudges"),
        required=False,
        help_text=_("When nothing was done for a while, an invitation waits for an answer, or a post ends."),
    )

    def __init__(self, *args: Any, muted: frozenset[Category], **kwargs: Any) -> None:
        initial = {category.value: category not in muted for category in Category}
        super().__init__(*args, initial=initial, **kwargs)

    @property
    def muted(self) -> list[Category]:
        return [category for category in Category if not self.cleaned_data[category.value]]


class SendFilter(forms.Form):
    """Lives in the address, so that a view can be kept and sent."""

    person = forms.CharField(label=_("Name"), required=False, max_length=80)
    # The end of a post is between us and the doctor: no trust has such mails.
    rule = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[("", _("All kinds")), *(each for each in _capital(Rule) if each[0] != Rule.POST_ENDS)],
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All states")), *_capital(SendState)]
    )
    week = DateField(label=_("In the week of"), required=False)

    @property
    def chosen(self) -> dict[str, Any]:
        """What was asked for; what makes no sense is left out rather than refused."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class RulesForm(PlainForm):
    """For each reminder of a programme: as it says, later, or not at all; and one sentence of the trust's."""

    def __init__(self, *args: Any, rules: Sequence[EffectiveRule], sentence: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = list(dict.fromkeys(each.rule for each in rules))
        for kind in self.kinds:
            self._add(kind, [each for each in rules if each.rule == kind])
        self.fields["sentence"] = forms.CharField(
            label=_("A sentence of your own in these mails"),
            required=False,
            max_length=LONGEST,
            initial=sentence,
            validators=[check_sentence],
            help_text=_("Such as whom to ask. Plain words, no links, at most 200 characters."),
        )

    def _add(self, kind: Rule, rules: Sequence[EffectiveRule]) -> None:
        choices = [(AS_PROMISED, _("As the programme says")), (LATER, _("Later")), (OFF, _("Not at all"))]
        if kind == Rule.ON_DUE:
            choices.pop(1)
        now = rules[0]
        promised = ", ".join(in_days(kind, each.promised) for each in rules)
        self.fields[kind.value] = forms.ChoiceField(
            label=promised[:1].upper() + promised[1:],
            choices=choices,
            widget=forms.RadioSelect,
            initial=OFF if now.is_off else LATER if now.later_by else AS_PROMISED,
        )
        if kind != Rule.ON_DUE:
            self.fields[f"{kind.value}_later"] = forms.IntegerField(
                label=_("How many days later"),
                required=False,
                min_value=1,
                max_value=MOST_LATER,
                initial=now.later_by or None,
                help_text=_("Only with “later”."),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for kind in self.kinds:
            later = f"{kind.value}_later"
            if cleaned.get(kind.value) == LATER and not (cleaned.get(later) or later in self.errors):
                self.add_error(later, _("Say how many days later."))
        return cleaned

    @property
    def narrowings(self) -> Mapping[str, Narrowing]:
        found = {}
        for kind in self.kinds:
            chosen = self.cleaned_data[kind.value]
            later = self.cleaned_data.get(f"{kind.value}_later") if chosen == LATER else 0
            found[kind.value] = Narrowing(is_off=chosen == OFF, later_by=later or 0)
        return found


def week_of(on: date) -> tuple[date, date]:
    """Monday of that week and of the next."""
    monday = date.fromordinal(on.toordinal() - on.weekday())
    return monday, date.fromordinal(monday.toordinal() + 7)
