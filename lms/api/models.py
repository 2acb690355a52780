"""Keys under which a write was sent, so that sending it again does not do it again; and how much was sent."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.access import GuardedModel, ViewerKind
from kernel.pii import tags
from lms.assignments.models import Submission
from lms.people.models import Person
from lms.records.models import LearningFact


class UsedKey(GuardedModel):
    """An ``Idempotency-Key`` of a person, what it was sent with, and the fact or submission that came of it.

    Neither key nor body is kept: ``digest`` is of the key, ``fingerprint`` of the body under the key.
    """

    append_only = True

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=32)
    fingerprint = models.CharField(max_length=64)
    fact = models.ForeignKey(LearningFact, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    submission = models.ForeignKey(
        Submission, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()

    access_rules = {ViewerKind.SELF: lambda viewer: Q(person_id__in=viewer.ids)}
    pii = tags(none="id", key="person digest fingerprint fact submission", behaviour="created_at")

    class Meta(GuardedModel.Meta):
        verbose_name = _("used key")
        verbose_name_plural = _("used keys")
        constraints = [
            models.UniqueConstraint(fields=["person", "digest"], name="used_key_once"),
            models.CheckConstraint(
                name="used_key_of_one_thing",
                condition=Q(fact__isnull=False, submission__isnull=True)
                | Q(fact__isnull=True, submission__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.digest}"


class RecentWrites(GuardedModel):
    """When a user wrote last, as far back as the limit on writes looks. Nobody is shown it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    scope = models.CharField(max_length=20)
    at = ArrayField(models.DateTimeField())

    pii = tags(none="id scope", key="user", behaviour="at")

    class Meta(GuardedModel.Meta):
        verbose_name_plural = "recent writes"
        constraints = [models.UniqueConstraint(fields=["user", "scope"], name="recent_writes_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.scope}"
