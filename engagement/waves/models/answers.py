"""What is left of a closed wave: answers of nobody in particular, in random order (ADR 42)."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from engagement.waves.models.waves import Stratum, SurveyWave
from kernel.access import GuardedModel
from kernel.pii import tags


class Response(GuardedModel):
    """One person's answers, in the order of the instrument's items: the value of a point, or none.

    There is no viewer but the system: only what computes results reads it, and shows groups.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wave = models.ForeignKey(SurveyWave, on_delete=models.PROTECT, related_name="responses")
    stratum = models.ForeignKey(Stratum, on_delete=models.PROTECT, related_name="responses")
    answers = ArrayField(models.SmallIntegerField(null=True))

    pii = tags(none="id wave stratum", sensitive="answers")

    class Meta(GuardedModel.Meta):
        verbose_name = _("response")
        verbose_name_plural = _("responses")

    def __str__(self) -> str:
        return f"{self.wave_id} {self.stratum_id}"


class ResponseWords(GuardedModel):
    """What one person wrote, with nothing beside it: no stratum, no answers, no language."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wave = models.ForeignKey(SurveyWave, on_delete=models.PROTECT, related_name="words")
    words = models.TextField(max_length=2000)

    pii = tags(none="id wave", free_text="words")

    class Meta(GuardedModel.Meta):
        verbose_name = _("words of a response")
        verbose_name_plural = _("words of responses")

    def __str__(self) -> str:
        return f"{self.wave_id}"
