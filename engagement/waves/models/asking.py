"""Who is asked. Gone when the wave closes."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from engagement.waves.enums import Channel, Respondents
from engagement.waves.models.waves import Stratum, SurveyWave
from kernel.access import GuardedModel, ViewerKind
from kernel.pii import tags


class Invitation(GuardedModel):
    """Somebody who is asked, as the organisation's list has them. Whether they answered stands elsewhere."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    wave = models.ForeignKey(SurveyWave, on_delete=models.PROTECT, related_name="invitations")
    respondents = models.CharField(_("asked as"), max_length=10, choices=Respondents.choices)
    name = models.CharField(_("name"), max_length=200, blank=True, default="")
    email = models.EmailField(_("e-mail address"), blank=True, default="")
    channel = models.CharField(_("asked by"), max_length=10, choices=Channel.choices)
    language = models.CharField(_("language"), max_length=10, default="en")
    categories = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    stratum = models.ForeignKey(
        Stratum, null=True, blank=True, on_delete=models.PROTECT, related_name="invitations"
    )

    access_rules = {ViewerKind.TRUST: lambda viewer: Q(wave__organisation_id__in=viewer.ids)}
    pii = tags(
        none="id uid wave respondents channel language stratum",
        name="name",
        contact="email",
        career="categories",
    )

    class Meta(GuardedModel.Meta):
        verbose_name = _("survey invitation")
        verbose_name_plural = _("survey invitations")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                "wave", Lower("email"), condition=~Q(email=""), name="survey_invitation_once"
            ),
            models.CheckConstraint(
                name="survey_invitation_reachable",
                condition=(Q(channel=Channel.EMAIL) & ~Q(email=""))
                | (Q(channel=Channel.LETTER) & ~Q(name="")),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email


class Mailing(GuardedModel):
    """One round of mails of a wave: the invitation, or a reminder to those who have not answered."""

    wave = models.ForeignKey(SurveyWave, on_delete=models.PROTECT, related_name="mailings")
    number = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()
    refused = models.PositiveIntegerField(default=0)
    """Of the invitation alone: how many addresses the server would not take. A reminder goes to those who
    have not answered, and how many of these are refused would say something of who they are."""

    access_rules = {ViewerKind.TRUST: lambda viewer: Q(wave__organisation_id__in=viewer.ids)}
    pii = tags(none="id wave number made_at refused")

    class Meta(GuardedModel.Meta):
        verbose_name = _("round of mails")
        verbose_name_plural = _("rounds of mails")
        ordering = ["wave", "number"]
        constraints = [
            models.UniqueConstraint(fields=["wave", "number"], name="survey_mailing_number"),
            models.CheckConstraint(
                name="survey_reminder_counts_nobody", condition=Q(number=1) | Q(refused=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wave_id} {self.number}"

    @property
    def is_reminder(self) -> bool:
        return self.number > 1


class MailingLine(GuardedModel):
    """One invitation in one round: one for everybody asked by e-mail, whether they have answered or not."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    mailing = models.ForeignKey(Mailing, on_delete=models.PROTECT, related_name="lines")
    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="mails")
    done = models.BooleanField(default=False)
    """Dealt with: sent, refused by the server, or not needed. Which of them is not kept."""

    pii = tags(none="id uid mailing done", key="invitation")

    class Meta(GuardedModel.Meta):
        verbose_name = _("mail of a round")
        verbose_name_plural = _("mails of a round")
        indexes = [
            models.Index(fields=["mailing"], condition=Q(done=False), name="survey_mail_waiting"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["mailing", "invitation"], name="survey_mail_once"),
        ]

    def __str__(self) -> str:
        return f"{self.mailing_id} {self.invitation_id}"
