"""Starting a recovery, confirming the address, taking it up, stopping it. Each step is one transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from rest_framework.authtoken.models import Token

from cms.accounts.adapter import may_enter_admin
from cms.accounts.models import Recovery, RecoveryState, User
from cms.accounts.recovery import mails
from kernel import outbox
from kernel.audit import Actor, Change, record
from kernel.models import OutboxMessage

OPENS_TOPIC = "accounts.recovery_opens"
REASON = "recoveries of accounts"


class TooLate(Exception):
    """It was stopped, taken up or ran out before; or it does not open yet."""


@transaction.atomic
def start(recovery: Recovery, *, by: User, now: datetime) -> Recovery:
    """Nothing of the account changes yet: the new address is asked, the old ones are told and may stop it."""
    user = _locked(recovery.user_id)
    _refuse_unless_fit(recovery, user, by)
    _close_what_ran_out(user, now)
    if _rows().filter(user=user, state=RecoveryState.WAITING).exists():
        raise ValidationError(_("A recovery of this account is under way already."), code="under_way")
    recovery.user, recovery.started_by, recovery.started_at = user, by, now
    recovery.new_email = recovery.new_email.lower()
    recovery.opens_at = now + settings.ACCOUNT_RECOVERY_WAIT
    recovery.expires_at = recovery.opens_at + settings.ACCOUNT_RECOVERY_OPEN
    recovery.save()
    mails.send("confirm", recovery, [recovery.new_email], now=now)
    mails.send("warning", recovery, old_addresses(user), now=now)
    outbox.emit(OPENS_TOPIC, {"recovery": recovery.pk}, now=now, at=recovery.opens_at)
    _note("account.recovery_started", recovery, Actor.user(by.pk), now)
    return recovery


def _refuse_unless_fit(recovery: Recovery, user: User, by: User) -> None:
    if user.pk == by.pk:
        raise ValidationError(_("Somebody else has to recover your own account."), code="own_account")
    if may_enter_admin(user) and not by.is_superuser:
        raise ValidationError(
            _("This account may enter the admin: only a superuser recovers it."), code="staff"
        )
    if not user.is_active:
        raise ValidationError(_("This account is closed. Open it again first."), code="closed")
    if _is_taken(recovery.new_email, user):
        raise ValidationError(_("Another account has this address."), code="address_taken")


def _is_taken(email: str, user: User) -> bool:
    others = EmailAddress.objects.filter(email__iexact=email, verified=True).exclude(user=user)
    return others.exists() or User.objects.filter(email__iexact=email).exclude(pk=user.pk).exists()


def old_addresses(user: User) -> list[str]:
    """Every address that the account can be reached at."""
    found = set(EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True))
    return sorted({address.lower() for address in (*found, user.email)})


def by_uid(uid: UUID) -> Recovery | None:
    return _rows().select_related("user").filter(uid=uid).first()


def standing(recovery: Recovery, *, now: datetime) -> str:
    """``waiting``, ``confirmed`` (still waiting, the address is shown to be theirs), ``open`` or over."""
    if recovery.state != RecoveryState.WAITING:
        return str(recovery.state)
    if recovery.expires_at <= now:
        return str(RecoveryState.EXPIRED)
    if recovery.opens_at <= now:
        return "open"
    return "confirmed" if recovery.verified_at else "waiting"


@transaction.atomic
def confirm(recovery: Recovery, *, now: datetime) -> Recovery:
    """Whoever holds the link has shown that the new address is theirs."""
    recovery = _locked_recovery(recovery, now)
    if recovery.verified_at is None:
        recovery.verified_at = now
        recovery.save(update_fields=["verified_at"])
        _note("account.recovery_confirmed", recovery, Actor.link(), now)
    return recovery


@transaction.atomic
def complete(recovery: Recovery, *, password: str, now: datetime) -> Recovery:
    """The account gets the address and a new password; everything that led into it before ends."""
    recovery = _locked_recovery(recovery, now)
    user = recovery.user
    if recovery.opens_at > now or _is_taken(recovery.new_email, user):
        raise TooLate
    told = old_addresses(user)
    removed, _tables = EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=recovery.new_email, verified=True, primary=True)
    user.email = recovery.new_email
    user.set_password(password)
    user.session_round += 1
    user.save(update_fields=["email", "password", "session_round"])
    factors, _tables = Authenticator.objects.filter(user=user).delete()
    tokens, _tables = Token.objects.filter(user_id=user.pk).delete()
    recovery.verified_at = recovery.verified_at or now
    _end(recovery, RecoveryState.DONE, now)
    mails.send("done", recovery, [each for each in told if each != recovery.new_email], now=now)
    codes = {"addresses_removed": removed, "second_factors_removed": factors, "tokens_removed": tokens}
    _note("account.recovery_done", recovery, Actor.link(), now, **codes)
    return recovery


@transaction.atomic
def stop(recovery: Recovery, *, by: User | None = None, now: datetime) -> Recovery:
    """By somebody at an old address, or by an operator. The new address hears of it."""
    recovery = _locked_recovery(recovery, now)
    recovery.stopped_by = by
    _end(recovery, RecoveryState.STOPPED, now)
    mails.send("stopped", recovery, [recovery.new_email], now=now)
    actor = Actor.user(by.pk) if by else Actor.link()
    _note("account.recovery_stopped", recovery, actor, now)
    return recovery


@outbox.handler(OPENS_TOPIC)
def tell_that_it_opens(message: OutboxMessage, now: datetime) -> None:
    """The waiting time is over: whoever confirmed the new address, or has not yet, can go on."""
    recovery = _rows().select_related("user").filter(pk=message.payload["recovery"]).first()
    if recovery is not None and standing(recovery, now=now) == "open":
        with transaction.atomic():
            mails.send("open", recovery, [recovery.new_email], now=now)


def _close_what_ran_out(user: User, now: datetime) -> None:
    late = _rows().filter(user=user, state=RecoveryState.WAITING, expires_at__lte=now)
    late.update(state=RecoveryState.EXPIRED, ended_at=now)


def _end(recovery: Recovery, state: RecoveryState, now: datetime) -> None:
    recovery.state, recovery.ended_at = state, now
    recovery.save(update_fields=["state", "ended_at", "verified_at", "stopped_by"])


def _locked(user_id: int) -> User:
    return User.objects.select_for_update(no_key=True).get(pk=user_id)


def _locked_recovery(recovery: Recovery, now: datetime) -> Recovery:
    """The account first, then the row: two presses at once come one after the other."""
    user = _locked(recovery.user_id)
    found = _rows().select_for_update().get(pk=recovery.pk)
    if found.state != RecoveryState.WAITING or found.expires_at <= now:
        raise TooLate
    found.user = user
    return found


def _rows() -> Any:
    return Recovery.objects.unscoped(reason=REASON)


def _note(action: str, recovery: Recovery, actor: Actor, now: datetime, **codes: int) -> None:
    record(action, Change(recovery.user, codes={"recovery": recovery.pk, **codes}), actor=actor, now=now)
