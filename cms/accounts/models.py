"""The user: an email address and a password. Who they are as a doctor is lms.people's."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from kernel import clock
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
    session_round = models.PositiveIntegerField(default=0)
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
