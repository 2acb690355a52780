"""The forms of an organisation (what the register says of a trust is shown only) and of its look."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from lms.organisations.models import Brand, Organisation, OrganisationKind
from lms.organisations.selectors import is_from_register, would_come_after_itself
from lms.organisations.services.brands import Look
from lms.organisations.validators import check_colour, check_logo, normalise_ods_code

CHANGED_HERE = {"successor"}


class OrganisationForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Organisation
        fields = (
            "kind",
            "name",
            "ods_code",
            "national_grouping",
            "town",
            "postcode",
            "opened_on",
            "closed_on",
            "successor",
        )
        widgets = {"opened_on": AdminDateInput, "closed_on": AdminDateInput}
        help_texts = {
            "ods_code": _("Where the NHS gives it one: 3 to 6 letters and digits."),
            "successor": _("The organisation that took over from this one."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_from_register(self.instance):
            for name, field in self.fields.items():
                field.disabled = name not in CHANGED_HERE
            self.fields["name"].help_text = _("From the NHS register: import a newer file to change it.")
        elif self.instance.kind != OrganisationKind.TRUST:
            # Trusts come from the register; anything else is kept by hand.
            kind: Any = self.fields["kind"]
            kind.choices = [choice for choice in kind.choices if choice[0] != OrganisationKind.TRUST]

    def clean_ods_code(self) -> str:
        code = self.cleaned_data["ods_code"]
        return normalise_ods_code(code) if code else ""

    def clean_successor(self) -> Organisation | None:
        successor: Organisation | None = self.cleaned_data["successor"]
        if would_come_after_itself(self.instance, successor):
            raise ValidationError(_("An organisation cannot come after itself."), code="circle")
        return successor


class ColourField(forms.CharField):
    """The browser's own picker of colours; without it, #12343b is typed in either case."""

    default_validators = [check_colour]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"type": "color"}), **kwargs)

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).lower()


class LookForm(forms.Form):
    """How an organisation looks; ``brand`` is how it looks now, if it has a look of its own."""

    display_name = forms.CharField(
        label=_("Name shown"),
        max_length=100,
        help_text=_("As your people know you. It stands at the top of their pages and mails."),
    )
    main_colour = ColourField(
        label=_("Main colour"),
        help_text=_("The bar at the top, with white words on it: a dark colour."),
    )
    link_colour = ColourField(
        label=_("Colour of links"),
        help_text=_("A dark colour too. Dark pages get a lighter shade of it by themselves."),
    )
    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
        help_text=_("PNG, JPEG or WebP, at most 1 MB. It is shown at most 320 by 80 points large, on white."),
    )
    logo_alt = forms.CharField(
        label=_("Logo in words"),
        required=False,
        max_length=120,
        help_text=_("For those who cannot see it, for example “Logo of Westvale NHS Trust”."),
    )
    right_confirmed = forms.BooleanField(
        label=_("We have the right to show this logo here"),
        required=False,
        help_text=_("Needed for a new logo. Your name and the time are kept with it."),
    )
    remove_logo = forms.BooleanField(label=_("Take the logo away"), required=False)
    shown = forms.BooleanField(
        label=_("Show this to our people"),
        required=False,
        help_text=_("Until this is ticked only you see it, on this page."),
    )

    def __init__(self, *args: Any, brand: Brand | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.brand = brand
        if brand is None or brand.logo_id is None:
            del self.fields["remove_logo"]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        file = found.get("logo")
        self.new_logo = None
        if file:
            try:
                self.new_logo = check_logo(file.name or "", file.read())
            except ValidationError as problem:
                self.add_error("logo", problem)
                return found
            if not found.get("right_confirmed"):
                self.add_error("right_confirmed", _("Confirm that you have the right to show this logo."))
        if self._has_logo(found) and not found.get("logo_alt"):
            self.add_error("logo_alt", _("Say in words what the logo shows."))
        return found

    def _has_logo(self, found: dict[str, Any]) -> bool:
        kept = self.brand is not None and self.brand.logo_id is not None and not found.get("remove_logo")
        return self.new_logo is not None or kept

    @property
    def look(self) -> Look:
        found = self.cleaned_data
        return Look(
            display_name=found["display_name"],
            main_colour=found["main_colour"],
            link_colour=found["link_colour"],
            logo_alt=found["logo_alt"],
            shown=found["shown"],
            logo=self.new_logo,
            remove_logo=found.get("remove_logo", False),
            right_confirmed=found["right_confirmed"],
        )


NEUTRAL = {"main_colour": "#12343b", "link_colour": "#0b5e70"}
"""What a form proposes to begin with: the site's own colours."""


def shown_now(brand: Brand | None) -> dict[str, Any]:
    """The first values of a form about this look."""
    names = ("display_name", "main_colour", "link_colour", "logo_alt", "shown")
    return {name: getattr(brand, name) for name in names} if brand else dict(NEUTRAL)


class BrandForm(LookForm, forms.ModelForm):  # type: ignore[type-arg]
    """The same in the admin, where it is said first whose look it is."""

    class Meta:
        model = Brand
        fields = ("organisation",)

    field_order = ("organisation",)

    def __init__(self, *args: Any, instance: Brand | None = None, initial: Any = None, **kwargs: Any) -> None:
        brand = instance if instance is not None and instance.pk else None
        first = {**shown_now(brand), **(initial or {})}
        super().__init__(*args, instance=instance, brand=brand, initial=first, **kwargs)
        self.order_fields(self.field_order)
        self.fields["organisation"].disabled = brand is not None

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if not self.errors:
            self.instance.look = self.look
