"""Keys under which a write was sent, so that sending it again does not do it again."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.access import GuardedModel, ViewerKind
from kernel.pii import tags
from lms.people.models import Person
from lms.records.models import LearningFact


class UsedKey(GuardedModel):
    """An ``Idempotency-Key`` of a person, what it was sent with, and the fact that came of it.

    Neither key nor body is kept: ``digest`` is of the key, ``fingerprint`` of the body under the key.
    """

    append_only = True

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=32)
    fingerprint = models.CharField(max_length=64)
    fact = models.ForeignKey(LearningFact, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    access_rules = {ViewerKind.SELF: lambda viewer: Q(person_id__in=viewer.ids)}
    pii = tags(none="id", key="person digest fingerprint fact", behaviour="created_at")

    class Meta(GuardedModel.Meta):
        verbose_name = _("used key")
        verbose_name_plural = _("used keys")
        constraints = [models.UniqueConstraint(fields=["person", "digest"], name="used_key_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.digest}"
