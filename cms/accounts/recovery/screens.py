"""Recoveries in the admin: operators start them, with reasons, and stop them; nobody deletes one."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cms.accounts.models import Recovery, RecoveryState, User
from cms.accounts.recovery import services
from kernel.admin import Acting, ScopedModelViewSet, saves


class StartForm(forms.ModelForm):
    """The account is found by any address that it has or had as its main one."""

    account = forms.EmailField(
        label=_("Address of the account"), help_text=_("The one that they can no longer read.")
    )

    class Meta:
        model = Recovery
        fields = ("account", "new_email", "reason", "identity_check")
        widgets = {
            "reason": forms.Textarea(attrs={"rows": 3}),
            "identity_check": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "new_email": _("A link is sent to it. Until they press its button nothing changes."),
            "reason": _("What they have lost, and how they asked."),
            "identity_check": _(
                "Which documents or questions, seen by whom. A GMC number alone shows nothing: it is public."
            ),
        }

    def clean_account(self) -> str:
        email: str = self.cleaned_data["account"]
        address = EmailAddress.objects.filter(email__iexact=email, verified=True).first()
        user = address.user if address else User.objects.filter(email__iexact=email).first()
        if user is None:
            raise ValidationError(_("No account has this address."), code="unknown")
        self.instance.user = user
        return email

    def validate_constraints(self) -> None:
        """The service closes what ran out first, and says what is wrong in its own words."""


class StopForm(forms.ModelForm):
    """What was written stands there to be read."""

    stop = forms.BooleanField(
        label=_("Stop this recovery"),
        required=False,
        help_text=_("Nothing of the account has changed, and the new address is told."),
    )

    class Meta:
        model = Recovery
        fields = ("new_email", "reason", "identity_check")
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("reason", "identity_check")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("new_email", "reason", "identity_check"):
            self.fields[name].disabled = True
        self.fields["stop"].disabled = self.instance.state != RecoveryState.WAITING

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self.instance.is_to_stop = bool(cleaned.get("stop"))
        return cleaned


@saves(Recovery)
def save(acting: Acting, recovery: Any) -> Recovery:
    """A new row starts a recovery; a known one is stopped, or left as it is."""
    by = User.objects.get(pk=acting.actor.user_id or 0)
    if recovery.pk is None:
        return services.start(recovery, by=by, now=acting.now)
    if not recovery.is_to_stop:
        found: Recovery = recovery
        return found
    try:
        return services.stop(recovery, by=by, now=acting.now)
    except services.TooLate:
        raise ValidationError(_("It is over already."), code="too_late") from None


class RecoveryViewSet(ScopedModelViewSet):
    model = Recovery
    name = "recoveries"
    icon = "key"
    menu_label = _("Account recoveries")
    menu_order = 330
    add_to_admin_menu = True
    related = ("user", "started_by", "stopped_by")
    ordering = ("-started_at", "-pk")
    list_display = ("user", "new_email", "state", "started_at", "opens_at", "verified_at", "started_by")
    list_filter = ("state",)
    search_fields = ("user__email", "new_email")
    search_backend_name = None
    list_export = ("user", "new_email", "state", "started_at", "opens_at", "ended_at", "started_by")
    export_filename = "account-recoveries"
    inspect_view_fields = (
        "user",
        "new_email",
        "reason",
        "identity_check",
        "started_by",
        "started_at",
        "opens_at",
        "expires_at",
        "verified_at",
        "state",
        "ended_at",
        "stopped_by",
    )

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm[Any]]:
        return StopForm if for_update else StartForm
