"""Forms about marking: what the list shows, and whom a trust makes a marker."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.assignments.selectors import DONE, MINE, OPEN, OTHERS

SHOWN = (
    (OPEN, _("Waiting for a marker")),
    (MINE, _("Mine to finish")),
    (OTHERS, _("With somebody else")),
    (DONE, _("Marked")),
)


class QueueFilter(forms.Form):
    show = forms.ChoiceField(choices=SHOWN, required=False, label=_("Show"))
    programme = forms.ChoiceField(required=False, label=_("Programme"))

    def __init__(self, *args: Any, programmes: Mapping[uuid.UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["programme"]
        field.choices = [("", _("All")), *((str(key), title) for key, title in programmes.items())]

    @property
    def chosen(self) -> dict[str, str]:
        """What nobody knows asks for everything."""
        self.is_valid()
        return {
            "show": self.cleaned_data.get("show") or OPEN,
            "programme": self.cleaned_data.get("programme") or "",
        }


class MarkerForm(forms.Form):
    place = forms.ChoiceField(label=_("Programme"))
    email = forms.EmailField(
        label=_("Email address"),
        help_text=_("By which your organisation knows them, or which they have verified in their account."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["place"]
        field.choices = places
