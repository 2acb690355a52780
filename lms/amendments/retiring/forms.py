"""What is asked of whoever retires a programme."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from programmes.models import Programme, Retirement
from programmes.retiring import said_of
from programmes.rules.retiring import LONGEST_REASON, Said, takes_nobody_new
from programmes.selectors import programmes_on_offer


class RetireForm(forms.Form):
    cut_off = forms.DateField(
        label=_("Takes nobody new from"),
        widget=AdminDateInput,
        help_text=_("The first day on which nobody can join, be invited or be enrolled; from tomorrow on."),
    )
    closes_on = forms.DateField(
        label=_("To be finished by"),
        widget=AdminDateInput,
        help_text=_("Until then, at least, whoever is on it may finish. Nobody's place ends by itself."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Learners, leads and visitors read it."),
    )
    successor = forms.ChoiceField(
        label=_("Successor"),
        required=False,
        help_text=_("The programme that takes its place, if there is one."),
    )

    def __init__(self, programme: Programme, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        on_offer: Iterable[Any] = programmes_on_offer()
        others = [
            (str(each.programme_key), each.title)
            for each in on_offer
            if each.programme_key != programme.translation_key and not each.retiring
        ]
        field: Any = self.fields["successor"]
        field.choices = [("", _("None")), *others]

    @property
    def successor_key(self) -> uuid.UUID | None:
        chosen = self.cleaned_data["successor"]
        return uuid.UUID(chosen) if chosen else None


class CorrectionForm(RetireForm):
    """What was announced, to be said otherwise; a cut-off that has passed is not asked for."""

    def __init__(self, retirement: Retirement, *args: Any, on: date, **kwargs: Any) -> None:
        said = said_of(retirement)
        kwargs["initial"] = {
            "cut_off": said.cut_off,
            "closes_on": said.closes_on,
            "reason": said.reason,
            "successor": said.successor,
        }
        super().__init__(retirement.programme, *args, **kwargs)
        if takes_nobody_new(said.cut_off, on=on):
            del self.fields["cut_off"]
        field: Any = self.fields["successor"]
        if said.successor and said.successor not in dict(field.choices):
            field.choices = [*field.choices, (said.successor, said.successor_title)]
        self.present = said

    @property
    def said(self) -> Said:
        field: Any = self.fields["successor"]
        given = self.cleaned_data
        chosen = given["successor"]
        return Said(
            cut_off=given.get("cut_off", self.present.cut_off),
            closes_on=given["closes_on"],
            reason=given["reason"],
            successor=chosen,
            successor_title=str(dict(field.choices)[chosen]) if chosen else "",
        )


class LaterForm(forms.Form):
    closes_on = forms.DateField(label=_("To be finished by"), widget=AdminDateInput)
