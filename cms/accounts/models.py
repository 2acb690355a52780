"""The user: an email address and a password. Who they are as a doctor is lms.people's."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from kernel import clock
from kernel.access import GuardedModel
from kernel.pii import tags


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **extra: Any) -> User:
        if not email:
            raise ValueError("a user has an email address")
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **extra)


class User(AbstractBaseUser, PermissionsMixin):
    """``email`` is the primary address; all verified ones are allauth's ``EmailAddress`` rows."""

    email = models.EmailField(_("email address"))
    first_name = models.CharField(_("given name"), max_length=80, blank=True, default="")
    last_name = models.CharField(_("family name"), max_length=80, blank=True, default="")
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(default=clock.now)
    session_round = models.PositiveIntegerField(default=0, db_default=0)
    """Counted up to end all sessions at once: each knows the round in which it began."""

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    pii = tags(
        none="id is_staff is_superuser is_active groups user_permissions",
        contact="email",
        name="first_name last_name",
        secret="password",  # noqa: S106 -- the name of a field
        behaviour="last_login date_joined session_round",
    )

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """A session ends with a new password, as Django has it, and with a new round."""
        known = f"{self.password}:{self.session_round}" if self.session_round else self.password
        key_salt = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"
        return salted_hmac(key_salt, known, secret=secret, algorithm="sha256").hexdigest()

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.email

    def get_short_name(self) -> str:
        return self.first_name or self.email


class RecoveryState(models.TextChoices):
    WAITING = "waiting", _("under way")
    DONE = "done", _("done")
    STOPPED = "stopped", _("stopped")
    EXPIRED = "expired", _("not taken up in time")


class Recovery(GuardedModel):
    """An operator helps somebody who has lost address and second factor back into their account.

    Nothing of the account changes before the new address is confirmed, the waiting time is over and nobody
    at an old address has stopped it.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        User, verbose_name=_("account"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    new_email = models.EmailField(_("new address"))
    reason = models.TextField(_("reason"), max_length=1000)
    identity_check = models.TextField(_("how their identity was checked"), max_length=1000)
    started_by = models.ForeignKey(
        User, verbose_name=_("started by"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    started_at = models.DateTimeField(_("started"), editable=False)
    opens_at = models.DateTimeField(_("waits until"), editable=False)
    expires_at = models.DateTimeField(_("runs out"), editable=False)
    verified_at = models.DateTimeField(_("address confirmed"), null=True, blank=True, editable=False)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=RecoveryState.choices,
        default=RecoveryState.WAITING,
        editable=False,
    )
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True, editable=False)
    stopped_by = models.ForeignKey(
        User,
        verbose_name=_("stopped by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    """Empty where somebody at an old address stopped it."""

    access_rules = {}
    pii = tags(
        none="id uid state",
        key="user started_by stopped_by",
        contact="new_email",
        free_text="reason identity_check",
        behaviour="started_at opens_at expires_at verified_at ended_at",
    )

    class Meta(GuardedModel.Meta):
        verbose_name = _("account recovery")
        verbose_name_plural = _("account recoveries")
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(state=RecoveryState.WAITING), name="one_recovery_under_way"
            ),
            models.CheckConstraint(
                name="recovery_times",
                condition=Q(opens_at__gte=F("started_at")) & Q(expires_at__gt=F("opens_at")),
            ),
            models.CheckConstraint(
                name="recovery_ended",
                condition=Q(state=RecoveryState.WAITING, ended_at__isnull=True)
                | (~Q(state=RecoveryState.WAITING) & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="recovery_done_is_verified",
                condition=~Q(state=RecoveryState.DONE) | Q(verified_at__isnull=False),
            ),
            models.CheckConstraint(
                name="recovery_has_reasons",
                condition=Q(reason__regex=r"\S") & Q(identity_check__regex=r"\S"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.new_email} ({self.get_state_display()})"
