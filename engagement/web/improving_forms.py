"""What a lead fills in about an improvement."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from engagement.improving.enums import Progress
from engagement.improving.models import LONGEST, Improvement
from engagement.improving.selectors import measures_of
from engagement.improving.services.keeping import Promise, promise_of
from engagement.waves.models import SurveyWave
from lms.web.forms import DateField, PlainForm, _capital


def _words(label: Any, help_text: Any = "", *, required: bool = True) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(
        label=label, help_text=help_text, max_length=LONGEST, widget=area, required=required
    )


class ImprovementForm(PlainForm):
    """``wave`` is the one that it answers: its questionnaire says what it can be about."""

    measure = forms.ChoiceField(label=_("About"), required=False)
    said = _words(
        _("You said"),
        _("In your own words, in one or two sentences. Quote nobody: a turn of phrase can be recognised."),
    )
    doing = _words(_("What you do about it"), _("What changes, for whom, and from when."))
    owner = forms.CharField(
        label=_("Who sees to it"), max_length=120, help_text=_("A role, such as medical director.")
    )
    due_on = DateField(label=_("By"))
    progress = forms.ChoiceField(
        label=_("State"), choices=_capital(Progress), initial=Progress.PLANNED, widget=forms.RadioSelect
    )
    why_dropped = _words(_("If it is dropped: why"), required=False)
    is_public = forms.BooleanField(
        label=_("Show this to those whom you ask next"),
        required=False,
        help_text=_(
            "It then stands on the first and the last page of your next survey. Otherwise only leads see it."
        ),
    )
    said_cy = _words(
        _("You said, in Welsh"),
        _("For those who read the survey in Welsh. Fill in both or none."),
        required=False,
    )
    doing_cy = _words(_("What you do about it, in Welsh"), required=False)
    why_dropped_cy = _words(_("If it is dropped: why, in Welsh"), required=False)

    def __init__(self, *args: Any, wave: SurveyWave, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = measures_of(wave.version, language=get_language() or "en")
        field: Any = self.fields["measure"]
        field.choices = [("", _("Nothing in particular")), *found.items()]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        is_dropped = cleaned.get("progress") == Progress.DROPPED
        if is_dropped and not cleaned.get("why_dropped"):
            self.add_error("why_dropped", _("Say why it is dropped."))
        if not is_dropped:
            cleaned["why_dropped"] = cleaned["why_dropped_cy"] = ""
        elif cleaned.get("said_cy") and not cleaned.get("why_dropped_cy"):
            self.add_error("why_dropped_cy", _("Say why it is dropped in Welsh too."))
        elif cleaned.get("why_dropped_cy") and not cleaned.get("said_cy"):
            self.add_error("said_cy", _("Fill in both in Welsh, or neither."))
        for name, other in (("said_cy", "doing_cy"), ("doing_cy", "said_cy")):
            if cleaned.get(other) and not cleaned.get(name):
                self.add_error(name, _("Fill in both in Welsh, or neither."))
        return cleaned

    def promise(self) -> Promise:
        return Promise(**{name: self.cleaned_data[name] for name in Promise.__dataclass_fields__})


def values_of(row: Improvement) -> dict[str, Any]:
    """What the form shows of one that is there."""
    promise = promise_of(row)
    return {name: getattr(promise, name) for name in Promise.__dataclass_fields__}
