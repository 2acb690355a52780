"""Sign-in by allauth: its own adapters, and the one through which lms reaches accounts."""

from __future__ import annotations

import base64
from collections.abc import Collection
from datetime import date
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cms.accounts.language import language_of
from cms.accounts.models import User
from cms.accounts.trail import note_lock
from kernel import clock, outbox
from lms.enrolment.selectors import enrolments_for
from lms.people.accounts import AccountLine, AccountsAdapter
from lms.people.models import Person
from lms.people.selectors import lead_organisations, person_of, viewer_for_person

MAIL_TOPIC = "accounts.mail"
LOCK_NOTED = 3600
AFTER_PROOF = "accounts.after-proof"


class SiteAccountAdapter(DefaultAccountAdapter):
    """Mails are rendered in the request and sent after it, so that no answer waits for a mail server.

    It also makes the answer for a known and an unknown address take equally long.
    """

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        full = {
            "request": allauth_context.request,
            "email": email,
            "site_name": settings.SITE_NAME,
            **context,
        }
        with translation.override(language_of(context.get("user")) or translation.get_language()):
            message = self.render_mail(template_prefix, email, full)
        with transaction.atomic():
            outbox.emit(
                MAIL_TOPIC,
                {"to": message.to, "subject": message.subject, "body": message.body},
                now=clock.now(),
            )

    def respond_email_verification_sent(self, request: HttpRequest, user: Any) -> HttpResponseBase:
        """Who wanted to join a programme and had no account yet goes on there once the address is proved."""
        wanted = request.POST.get(REDIRECT_FIELD_NAME, "")
        if wanted and self.is_safe_url(wanted):
            request.session[AFTER_PROOF] = wanted
        return super().respond_email_verification_sent(request, user)

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        wanted = self.request.session.pop(AFTER_PROOF, "")
        if not wanted:
            return str(super().get_email_verification_redirect_url(email_address))
        if self.request.user.is_authenticated:
            return str(wanted)
        return f"{reverse('account_login')}?{urlencode({REDIRECT_FIELD_NAME: wanted})}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """A locked address leaves one line an hour, however often it is tried."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            user = User.objects.filter(email__iexact=str(credentials.get("email", ""))).first()
            if user is not None and cache.add(f"sign-in-locked:{user.pk}", 1, timeout=LOCK_NOTED):
                note_lock(user)
            raise

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Who has nothing to learn here starts at their work: staff in the admin, leads at their desk."""
        person = person_of(request.user)
        if person is None and may_enter_admin(request.user):
            return reverse("wagtailadmin_home")
        if person is not None and _only_leads(person):
            return reverse("leadership_trust:home")
        return str(super().get_login_redirect_url(request))


def _only_leads(person: Person) -> bool:
    if not lead_organisations(person, on=clock.local_date(clock.now())):
        return False
    return not enrolments_for(viewer_for_person(person)).exists()


class SiteMfaAdapter(DefaultMFAAdapter):
    """The secrets of authenticator apps are encrypted with a key made from SECRET_KEY."""

    def encrypt(self, text: str) -> str:
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _fernet().decrypt(encrypted_text.encode()).decode()


def _fernet() -> MultiFernet:
    return MultiFernet(
        [Fernet(_key(str(key))) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    )


def _key(secret: str) -> bytes:
    made = HKDF(hashes.SHA256(), length=32, salt=None, info=b"leadership second factor")
    return base64.urlsafe_b64encode(made.derive(secret.encode()))


def may_enter_admin(user: Any) -> bool:
    return bool(user.is_active and (user.is_superuser or user.has_perm("wagtailadmin.access_admin")))


class AllauthAccounts(AccountsAdapter):
    """Addresses are allauth's ``EmailAddress`` rows; a verified one belongs to one account only."""

    def user_for_verified_email(self, email: str) -> User | None:
        if not email:
            return None
        found = EmailAddress.objects.filter(email__iexact=email, verified=True, user__is_active=True)
        address = found.select_related("user").first()
        return address.user if address else None

    def verified_emails(self, user: Any) -> list[str]:
        addresses = EmailAddress.objects.filter(user_id=user.pk, verified=True)
        return list(addresses.order_by("-primary", "email").values_list("email", flat=True))

    def add_verified_email(self, user: Any, email: str) -> bool:
        email = email.lower()
        owner = EmailAddress.objects.filter(email__iexact=email, verified=True).first()
        if owner is not None:
            return bool(owner.user_id == user.pk)
        first = not EmailAddress.objects.filter(user_id=user.pk, primary=True).exists()
        try:
            with transaction.atomic():
                address, _made = EmailAddress.objects.get_or_create(user_id=user.pk, email=email)
                address.verified = True
                address.primary = address.primary or first
                address.save()
        except IntegrityError:
            # Somebody else verified it in this very moment.
            return False
        return True

    @transaction.atomic
    def create_user(self, email: str, password: str, names: tuple[str, str]) -> User:
        """An address that somebody typed in and never verified does not stand in its owner's way.

        Whoever typed it in keeps nothing of it: not the account, nor what they said about its owner.
        """
        email = email.lower()
        user = User.objects.select_for_update(no_key=True).filter(email__iexact=email).first()
        taken = EmailAddress.objects.filter(email__iexact=email, verified=True).exists()
        exists = ValidationError(_("An account with this address exists already."), code="address_taken")
        if taken or (user is not None and user.last_login is not None):
            raise exists
        if user is not None:
            _free_address(user)
        given_name, family_name = names
        try:
            with transaction.atomic():
                made = User.objects.create_user(email, password, first_name=given_name, last_name=family_name)
        except IntegrityError:
            # Made by another request since we looked: a button was pressed twice.
            raise exists from None
        EmailAddress.objects.create(user=made, email=email, verified=True, primary=True)
        return made

    def address_for_mail(self, user: Any) -> str:
        return self.addresses_for_mail([user.pk]).get(user.pk, "")

    def addresses_for_mail(self, user_ids: Collection[int]) -> dict[int, str]:
        """The primary address where it is verified, else any that is."""
        addresses = EmailAddress.objects.filter(user_id__in=user_ids, verified=True)
        found: dict[int, str] = {}
        for user_id, email in addresses.order_by("primary", "pk").values_list("user_id", "email"):
            found[user_id] = email
        return found

    def verified_addresses(self, user_ids: Collection[int]) -> dict[int, list[str]]:
        rows = EmailAddress.objects.filter(user_id__in=user_ids, verified=True).order_by("-primary", "email")
        found: dict[int, list[str]] = {}
        for user_id, email in rows.values_list("user_id", "email"):
            found.setdefault(user_id, []).append(email)
        return found

    def account_lines(self, user: Any) -> list[AccountLine]:
        """Two queries: the addresses and the second factor."""
        addresses = ", ".join(self.verified_emails(user)) or gettext("None verified yet")
        second = gettext("On") if self.has_second_factor(user) else gettext("Off")
        return [
            AccountLine(gettext("Email addresses"), addresses, reverse("account_email")),
            AccountLine(gettext("Password"), gettext("Set"), reverse("account_change_password")),
            AccountLine(gettext("Second step when signing in"), second, reverse("mfa_index")),
            AccountLine(
                gettext("Signed in"), gettext("On this device, perhaps on others"), reverse("signed_in")
            ),
        ]

    def second_factor_required(self, user: Any, *, on: date) -> bool:
        roles = settings.LEADERSHIP_SECOND_FACTOR_REQUIRED
        if not roles:
            return False
        if "staff" in roles and may_enter_admin(user):
            return True
        person = person_of(user) if "lead" in roles else None
        return person is not None and bool(lead_organisations(person, on=on))

    def has_second_factor(self, user: Any) -> bool:
        return Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists()


def _free_address(user: User) -> None:
    """Put away an account whose address was never shown to be its own."""
    EmailAddress.objects.filter(user=user).delete()
    user.email = f"freed-{user.pk}@address.invalid"
    user.is_active = False
    user.set_unusable_password()
    user.save()
