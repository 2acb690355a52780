"""The forms of sign-in, in plain words, and those of users in the admin. Who signs up is in `signup`."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.internal.flows.manage_email import email_already_exists
from allauth.account.models import EmailAddress
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.users import forms as wagtail_forms

from cms.accounts.models import User
from cms.accounts.signup import SignupNames
from lms.web.local_drafts import SHARED_COMPUTER

PASSWORD_HINT = _("10 characters or more. Three words that only you would put together work well.")


class Plain:
    """allauth's forms without placeholders, which vanish when people type, and with our labels."""

    labels: dict[str, Any] = {
        "login": _("Email address"),
        "email": _("Email address"),
        "password": _("Password"),
        "oldpassword": _("Present password"),
        "password1": _("New password"),
        "password2": _("New password again"),
        "remember": _("Keep me signed in on this device, for seven days at most"),
        "shared": _("This is a shared computer"),
        "code": _("Code"),
    }
    hints: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.error_messages["required"] = _("Fill in “%(label)s”.") % {"label": field.label}
            field.help_text = self.hints.get(name, "" if name.startswith("password") else field.help_text)


class LoginForm(Plain, allauth_forms.LoginForm):
    shared = forms.BooleanField(required=False)
    hints = {
        "shared": _("Nothing that you type is kept on it, and closing the browser signs you out."),
    }

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """On a shared computer nothing outlasts the browser, whatever else was ticked."""
        if not self.cleaned_data["shared"]:
            request.session.pop(SHARED_COMPUTER, None)
        else:
            self.cleaned_data["remember"] = False
        response: HttpResponse = super().login(request, redirect_url=redirect_url)
        if self.cleaned_data["shared"]:
            # Also where the second factor is still to come: signing in keeps what stands in the session.
            request.session[SHARED_COMPUTER] = True
        return response


class AddEmailForm(Plain, allauth_forms.AddEmailForm):
    hints = {"email": _("Such as the one of your trust, or one that stays yours when you move.")}


class ChangePasswordForm(Plain, allauth_forms.ChangePasswordForm):
    hints = {"password1": PASSWORD_HINT}


class SetPasswordForm(Plain, allauth_forms.SetPasswordForm):
    hints = {"password1": PASSWORD_HINT}


class ResetPasswordKeyForm(Plain, allauth_forms.ResetPasswordKeyForm):
    hints = {"password1": PASSWORD_HINT}


class ReauthenticateForm(Plain, allauth_forms.ReauthenticateForm):
    pass


class ResetPasswordForm(Plain, allauth_forms.ResetPasswordForm):
    users: list[User]

    def clean_email(self) -> str:
        """Only an account's main address and verified ones lead into it: others were merely typed in."""
        email = str(super().clean_email())
        self.users = [user for user in self.users if _leads_into(user, email)]
        return email


def _leads_into(user: User, email: str) -> bool:
    if user.email.lower() == email.lower():
        return True
    return EmailAddress.objects.filter(user=user, email__iexact=email, verified=True).exists()


class CodeForm(Plain, mfa_forms.AuthenticateForm):
    hints = {"code": _("The six digits that your authenticator app shows, or a recovery code.")}


class CodeAgainForm(Plain, mfa_forms.ReauthenticateForm):
    hints = {"code": _("The six digits that your authenticator app shows, or a recovery code.")}


class ActivateTotpForm(Plain, totp_forms.ActivateTOTPForm):
    hints = {"code": _("The six digits that the app shows now.")}


class SignupForm(Plain, allauth_forms.SignupForm):
    field_order = (
        "given_name",
        "family_name",
        "email",
        "stage",
        "grade",
        "gmc_number",
        "password1",
        "password2",
    )
    labels = Plain.labels | {"password1": _("Password"), "password2": _("Password again")}
    hints = {
        "password1": PASSWORD_HINT,
        "email": _("We send a link to it, to see that it is yours."),
        "stage": SignupNames.base_fields["stage"].help_text,
        "gmc_number": SignupNames.base_fields["gmc_number"].help_text,
    }

    def validate_unique_email(self, value: str) -> str:
        """An address that another account merely typed in, beside its own, is still free."""
        email, self.account_already_exists = email_already_exists(value)
        if self.account_already_exists:
            main = User.objects.filter(email__iexact=email).exists()
            verified = EmailAddress.objects.filter(email__iexact=email, verified=True).exists()
            self.account_already_exists = main or verified
        return str(email)

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Two sign-ups at once with one address: the second hears what it would have heard a moment later."""
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:
            self.account_already_exists = True
            return super().try_save(request)


class _UserForm:
    """Only a superuser makes superusers and hands out groups."""

    guarded = ("is_superuser", "groups")

    def __init__(self, *args: Any, acting: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not acting.is_superuser:
            for name in self.guarded:
                if name in self.fields:  # type: ignore[attr-defined]
                    self.fields[name].disabled = True  # type: ignore[attr-defined]


class UserCreationForm(_UserForm, wagtail_forms.UserCreationForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = _(
            "They choose a password themselves, with “Forgotten your password?” on the sign-in page."
        )

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        taken = User.objects.filter(email__iexact=email).exists()
        if taken or EmailAddress.objects.filter(email__iexact=email, verified=True).exists():
            raise ValidationError(_("An account with this address exists already."), code="address_taken")
        return email

    def save(self, commit: bool = True) -> User:
        self.instance.set_unusable_password()
        user: User = super().save(commit=commit)
        if commit:
            EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"primary": True})
        return user


class UserEditForm(_UserForm, wagtail_forms.UserEditForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].disabled = True
        self.fields["email"].help_text = _("People change their own addresses, in their account.")
        if "is_active" in self.fields:
            self.fields["is_active"].help_text = _(
                "Take the tick away to close the account: the person is signed out at once, the record stays."
            )
