"""A questionnaire as a form: one choice a statement, and a few words at the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from engagement.instruments.rules.asking import AskedItem, Questionnaire
from engagement.waves.services.answering import WORDS_AT_MOST

CANNOT_SAY = "none"


@dataclass(frozen=True)
class Line:
    """One statement with its answers; ``chosen`` is what was sent."""

    number: int
    item: AskedItem
    choices: list[tuple[str, str]]
    chosen: str
    is_missing: bool

    @property
    def name(self) -> str:
        return field_name(self.item)


def field_name(item: AskedItem) -> str:
    return f"item-{item.code}"


class AnswerForm(forms.Form):
    """Nothing has to be answered; who leaves something out is asked once whether they meant to."""

    words = forms.CharField(
        label=_("Is there anything you want to add?"),
        required=False,
        max_length=WORDS_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "Your words are read apart from your answers, and as you write them. Leave out names and whatever"
            " would show who you are or identify a patient."
        ),
    )
    anyway = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, asked: Questionnaire, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        self.choices = [(str(value), label) for value, label in asked.points]
        if asked.cannot_say:
            self.choices.append((CANNOT_SAY, asked.cannot_say))
        for item in asked.items:
            self.fields[field_name(item)] = forms.ChoiceField(
                label=item.words, choices=self.choices, required=False
            )

    def lines(self) -> Iterator[Line]:
        for number, item in enumerate(self.asked.items, start=1):
            chosen = str(self[field_name(item)].value() or "")
            missing = self.is_bound and not chosen
            yield Line(number, item, self.choices, chosen, missing)

    def left_out(self) -> int:
        return sum(line.is_missing for line in self.lines())

    def is_whole(self) -> bool:
        """Whether it can go as it is: all answered, or left out on purpose, and not empty altogether."""
        left_out = self.left_out()
        if left_out == len(self.asked.items):
            self.add_error(None, _("Nothing is answered yet. Choose an answer for at least one statement."))
            return False
        return not left_out or bool(self.cleaned_data["anyway"])

    def answers(self) -> list[int | None]:
        """In the order of the items; *cannot say* and nothing are both no answer."""
        sent = (self.cleaned_data[field_name(item)] for item in self.asked.items)
        return [None if each in ("", CANNOT_SAY) else int(each) for each in sent]
