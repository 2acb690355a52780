"""What happens to an account, in the audit trail: one line each, no address, no secret."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.dispatch import Signal

from cms.accounts.models import User
from kernel import clock
from kernel.audit import Actor, Change, record

EVENTS: dict[Signal, str] = {
    account.password_changed: "account.password_changed",
    account.password_set: "account.password_set",
    account.password_reset: "account.password_reset",
    account.email_added: "account.address_added",
    account.email_removed: "account.address_removed",
    account.email_changed: "account.primary_address_changed",
    mfa.authenticator_added: "account.second_factor_on",
    mfa.authenticator_removed: "account.second_factor_off",
    mfa.authenticator_reset: "account.recovery_codes_renewed",
}


def connect() -> None:
    for signal in EVENTS:
        signal.connect(note, dispatch_uid="leadership.accounts.trail")


def note(signal: Signal, user: User, **given: Any) -> None:
    """allauth sends its signals with the user that they are about; the visitor may be nobody yet."""
    visitor = getattr(given.get("request"), "user", None)
    actor = Actor.user(visitor.pk) if visitor is not None and visitor.is_authenticated else Actor.link()
    authenticator = given.get("authenticator")
    codes = {"type": authenticator.type} if authenticator is not None else {}
    record(EVENTS[signal], Change(user, codes=codes), actor=actor, now=clock.now())


def note_lock(user: User) -> None:
    """Signing in was refused for a while, after too many wrong passwords."""
    record("account.sign_in_locked", Change(user), actor=Actor.system(), now=clock.now())
