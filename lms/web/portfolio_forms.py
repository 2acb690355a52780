"""What a doctor fills in about their evidence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from lms.actions.errors import Refused
from lms.portfolio.enums import Kind, State
from lms.portfolio.rules import words as rules
from lms.portfolio.services.evidence import Content
from lms.web.forms import DateField, PlainForm, capfirst_lazy

WEB = URLValidator(schemes=["http", "https"])
PARTS = ("part_1", "part_2", "part_3")
FIELDS = {"no_title": "title", "no_address": "url", "no_words": "part_1", "bad_day": "on"}
KINDS = (
    (Kind.REFLECTION, _("Reflection: what happened, what I learnt, what I do differently")),
    (Kind.DOCUMENT, _("Document: a file, with a word about it")),
    (Kind.LINK, _("Link: something on the web")),
    (Kind.CERTIFICATE, _("Certificate: of a course or an examination")),
    (Kind.PROJECT, _("Project: what I improved")),
)
DAYS = ((7, _("A week")), (14, _("Two weeks")), (30, _("30 days")), (90, _("90 days")))


def _long(label: Any, *, rows: int, longest: int, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        strip=False,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows, "maxlength": longest}),
    )


class EvidenceForm(PlainForm):
    """Of all kinds: a reflection has three prompts, a link its address."""

    title = forms.CharField(label=_("Title"), required=False, max_length=rules.LONGEST_TITLE)
    url = forms.CharField(
        label=_("Address"),
        required=False,
        max_length=rules.LONGEST_ADDRESS,
        help_text=_("Of the page, beginning with https://"),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
    part_1 = _long(_("What happened, and what was your part?"), rows=5, longest=rules.LONGEST_PART)
    part_2 = _long(_("What did you learn about how you lead?"), rows=5, longest=rules.LONGEST_PART)
    part_3 = _long(_("What do you do differently from now on?"), rows=5, longest=rules.LONGEST_PART)
    words = _long(_("Description"), rows=8, longest=rules.LONGEST, help_text=_("What it shows about you."))
    on = DateField(
        label=_("Day"), required=False, help_text=_("On which it happened, or the last one of several.")
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        gone = ("words",) if kind == Kind.REFLECTION else PARTS
        for name in (*gone, *(() if kind == Kind.LINK else ("url",))):
            del self.fields[name]

    def clean_url(self) -> str:
        """``www.example.org`` is what people type and copy."""
        url: str = self.cleaned_data["url"].strip()
        if url and "://" not in url:
            url = f"https://{url}"
        if url:
            try:
                WEB(url)
            except ValidationError as error:
                message = _("This is no address of a page. It looks like https://www.example.org/page.")
                raise ValidationError(message, code="address") from error
        return url

    @property
    def content(self) -> Content:
        """What is right so far: a draft is saved with the rest empty."""
        data: dict[str, Any] = self.cleaned_data
        parts = tuple(data.get(name, "") for name in PARTS) if self.kind == Kind.REFLECTION else ()
        return Content(data.get("title", ""), data.get("words", ""), parts, data.get("url", ""))

    @property
    def rows(self) -> Iterable[forms.BoundField]:
        return list(self)

    def refuse(self, refusal: Refused) -> None:
        name = FIELDS.get(refusal.code)
        self.add_error(name if name in self.fields else None, str(refusal))


class NewEvidenceForm(PlainForm):
    kind = forms.ChoiceField(
        label=_("What is it?"), choices=KINDS, widget=forms.RadioSelect, initial=Kind.REFLECTION
    )


class ShareForm(PlainForm):
    name = forms.CharField(
        label=_("Name"), max_length=rules.LONGEST_NAME, help_text=_("Of the person who may see it.")
    )
    address = forms.EmailField(
        label=_("Email address"),
        help_text=_("The link goes there. Check it: whoever reads that mail can open the entry."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    days = forms.TypedChoiceField(label=_("For how long"), choices=DAYS, coerce=int, initial=14)

    def refuse(self, refusal: Refused) -> None:
        self.add_error(None, str(refusal))


class EvidenceFilter(forms.Form):
    """What the list shows; what nobody knows asks for everything."""

    text = forms.CharField(label=_("Words"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    about = forms.ChoiceField(label=_("Tagged with"), required=False)
    year = forms.ChoiceField(label=_("Year"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, *args: Any, years: list[int], about: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = ("", _("All"))
        states = [(State.DRAFT, _("Drafts")), (State.KEPT, _("Kept")), (State.ARCHIVED, _("Archive"))]
        kinds = [(value, capfirst_lazy(label)) for value, label in Kind.choices]
        self._choose("kind", [everything, *kinds])
        self._choose("about", [everything, *about])
        self._choose("year", [everything, *((str(year), str(year)) for year in years)])
        self._choose("state", [("", _("Drafts and kept")), *states])

    def _choose(self, name: str, choices: list[Any]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    @property
    def chosen(self) -> dict[str, str]:
        self.is_valid()
        return {name: str(self.cleaned_data.get(name) or "") for name in self.fields}
