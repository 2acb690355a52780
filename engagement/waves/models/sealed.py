"""What there is while a wave is open: marks that say nothing of when, envelopes that say nothing (ADR 42)."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from engagement.waves.enums import EnvelopeKind
from engagement.waves.models.asking import Invitation
from engagement.waves.models.waves import SurveyWave
from kernel.access import GuardedModel
from kernel.pii import tags


class Pool(GuardedModel):
    """Tickets that are written anew together, whichever of them is used."""

    wave = models.ForeignKey(SurveyWave, on_delete=models.PROTECT, related_name="pools")

    pii = tags(none="id wave")

    class Meta(GuardedModel.Meta):
        verbose_name = _("pool of tickets")
        verbose_name_plural = _("pools of tickets")

    def __str__(self) -> str:
        return f"{self.wave_id} {self.pk}"


class Ticket(GuardedModel):
    """The right to answer once. ``code_hash`` is keyed: from the database alone no code can be had."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    invitation = models.OneToOneField(Invitation, on_delete=models.PROTECT, related_name="ticket")
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="tickets")
    code_hash = models.CharField(max_length=64, unique=True)
    spent = models.BooleanField(default=False)

    pii = tags(
        none="id uid pool",
        key="invitation",
        secret="code_hash",  # noqa: S106 -- the name of a field
        sensitive="spent",
    )

    class Meta(GuardedModel.Meta):
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")

    def __str__(self) -> str:
        return f"{self.pool_id} {self.uid}"


class Envelope(GuardedModel):
    """One sealed answer, or the words beside one. Its id is random and there is nothing else about it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wave = models.ForeignKey(SurveyWave, on_delete=models.PROTECT, related_name="envelopes")
    kind = models.CharField(max_length=10, choices=EnvelopeKind.choices)
    sealed = models.BinaryField()

    pii = tags(none="id wave kind", sensitive="sealed")

    class Meta(GuardedModel.Meta):
        verbose_name = _("sealed envelope")
        verbose_name_plural = _("sealed envelopes")

    def __str__(self) -> str:
        return f"{self.wave_id} {self.kind}"
