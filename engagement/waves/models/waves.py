"""A wave: one instrument put to the doctors and managers of one organisation between two days."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from engagement.instruments.models import InstrumentVersion
from engagement.waves.enums import Respondents, WaveState
from kernel.access import GuardedModel, ViewerKind
from kernel.days import days_in_bounds
from kernel.pii import tags
from lms.organisations.models import Organisation

FEWEST = 10
FLOOR = 5
"""No wave may store or show groups of fewer people than this."""


def reminded_after() -> list[int]:
    return [7, 14]


class Campaign(GuardedModel):
    """Waves that were planned together: one for each organisation, alike in all but who is asked.

    It holds no plan of its own: each wave has its own, so that an organisation may leave the common one.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    title = models.CharField(_("title"), max_length=120)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    access_rules = {ViewerKind.TRUST: lambda viewer: Q(waves__organisation_id__in=viewer.ids)}
    pii = tags(none="id uid title made_at", key="made_by")

    class Meta(GuardedModel.Meta):
        verbose_name = _("survey campaign")
        verbose_name_plural = _("survey campaigns")
        ordering = ["-made_at", "id"]

    def __str__(self) -> str:
        return self.title


class SurveyWave(GuardedModel):
    """``dimensions`` name what strata are made of, the one that matters most first."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="survey_waves", verbose_name=_("organisation")
    )
    version = models.ForeignKey(
        InstrumentVersion, on_delete=models.PROTECT, related_name="waves", verbose_name=_("instrument")
    )
    campaign = models.ForeignKey(
        Campaign,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="waves",
        verbose_name=_("campaign"),
    )
    title = models.CharField(_("title"), max_length=120)
    purpose = models.TextField(
        _("what it is for"),
        max_length=1000,
        blank=True,
        default="",
        help_text=_("One or two sentences that everybody who is asked reads first."),
    )
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("last day"))
    target = models.PositiveSmallIntegerField(
        _("aim, in percent"), null=True, blank=True, help_text=_("How many of those asked should answer.")
    )
    fewest = models.PositiveSmallIntegerField(_("smallest group"), default=FEWEST)
    dimensions = ArrayField(
        models.CharField(max_length=40), verbose_name=_("groups by"), default=list, blank=True, size=3
    )
    remind_after = ArrayField(
        models.PositiveSmallIntegerField(),
        verbose_name=_("remind after days"),
        default=reminded_after,
        blank=True,
        size=4,
    )
    state = models.CharField(max_length=10, choices=WaveState.choices, default=WaveState.DRAFT)
    public_key = models.BinaryField(null=True, blank=True, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    access_rules = {ViewerKind.TRUST: lambda viewer: Q(organisation_id__in=viewer.ids)}
    pii = tags(
        none="id uid organisation version campaign title purpose opens_on closes_on target fewest dimensions"
        " remind_after state public_key made_at opened_at closed_at",
        key="made_by",
    )

    class Meta(GuardedModel.Meta):
        verbose_name = _("survey wave")
        verbose_name_plural = _("survey waves")
        ordering = ["-opens_on", "id"]
        constraints = [
            days_in_bounds("survey_wave_days", "opens_on", "closes_on"),
            models.CheckConstraint(name="survey_wave_dates", condition=Q(closes_on__gte=F("opens_on"))),
            models.CheckConstraint(name="survey_wave_floor", condition=Q(fewest__gte=FLOOR)),
            models.CheckConstraint(
                name="survey_wave_target", condition=Q(target__isnull=True) | Q(target__range=(1, 100))
            ),
            models.CheckConstraint(
                name="survey_wave_state",
                condition=Q(state__in=[WaveState.DRAFT, WaveState.CANCELLED])
                | Q(state=WaveState.OPEN, public_key__isnull=False, opened_at__isnull=False)
                | Q(state=WaveState.CLOSED, opened_at__isnull=False, closed_at__isnull=False),
            ),
            models.UniqueConstraint(fields=["campaign", "organisation"], name="survey_campaign_once"),
            models.UniqueConstraint(
                fields=["organisation", "version"],
                condition=Q(state=WaveState.OPEN),
                name="survey_wave_one_open",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def seal(self) -> bytes:
        """The public half of its key; empty where it is not open."""
        return bytes(self.public_key or b"")


class Stratum(GuardedModel):
    """People who are stored and shown together: at least as many as the wave's smallest group.

    ``invited`` and ``answered`` are counted at closing. Where the wave is closed and ``answered`` is empty,
    too few of this kind of respondents answered, and what they said was deleted unread.
    """

    wave = models.ForeignKey(SurveyWave, on_delete=models.PROTECT, related_name="strata")
    respondents = models.CharField(max_length=10, choices=Respondents.choices)
    invited = models.PositiveIntegerField(null=True, blank=True)
    answered = models.PositiveIntegerField(null=True, blank=True)

    pii = tags(none="id wave respondents invited answered")

    class Meta(GuardedModel.Meta):
        verbose_name = _("stratum")
        verbose_name_plural = _("strata")
        ordering = ["wave", "respondents", "id"]
        constraints = [
            models.CheckConstraint(
                name="stratum_answered_of_invited",
                condition=Q(answered__isnull=True) | Q(answered__lte=F("invited"), invited__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wave_id} {self.respondents} {self.pk}"


class StratumCell(GuardedModel):
    """One combination of categories that lies in a stratum: a category for each dimension of the wave."""

    stratum = models.ForeignKey(Stratum, on_delete=models.CASCADE, related_name="cells")
    categories = ArrayField(models.CharField(max_length=80), default=list)

    pii = tags(none="id stratum categories")

    class Meta(GuardedModel.Meta):
        verbose_name = _("combination")
        verbose_name_plural = _("combinations")
        ordering = ["stratum", "categories"]
        constraints = [
            models.UniqueConstraint(fields=["stratum", "categories"], name="stratum_cell_once"),
        ]

    def __str__(self) -> str:
        return " · ".join(self.categories)
