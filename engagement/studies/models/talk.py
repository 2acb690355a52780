"""What participants are asked, and what they said, coded. Words stay inside the team."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from engagement.studies.enums import CareerPoint, Polarity
from engagement.studies.models.people import Participant
from engagement.studies.models.studies import Study, for_team
from kernel.access import GuardedModel
from kernel.pii import tags


class GuideVersion(GuardedModel):
    """The interview guide as it was from then on: another one is another row."""

    append_only = True

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="guides")
    number = models.PositiveSmallIntegerField(_("version"))
    headings = ArrayField(models.CharField(max_length=300), verbose_name=_("headings"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    access_rules = for_team("study")
    pii = tags(none="id study number headings made_at", key="made_by")

    class Meta(GuardedModel.Meta):
        verbose_name = _("version of an interview guide")
        verbose_name_plural = _("versions of interview guides")
        ordering = ["study", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["study", "number"], name="guide_version_once"),
            models.CheckConstraint(
                name="guide_version_has_headings", condition=Q(number__gte=1, headings__len__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class Theme(GuardedModel):
    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="themes")
    title = models.CharField(_("theme"), max_length=120)
    description = models.TextField(_("what belongs to it"), max_length=600, blank=True, default="")

    access_rules = for_team("study")
    pii = tags(none="id uid study title description")

    class Meta(GuardedModel.Meta):
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["study", "title"]
        constraints = [models.UniqueConstraint(fields=["study", "title"], name="study_theme_once")]

    def __str__(self) -> str:
        return self.title


class Excerpt(GuardedModel):
    """What one participant said, coded. Without ``may_quote`` not even the team may use the words."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="excerpts")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="excerpts")
    polarity = models.CharField(_("spoken of as"), max_length=12, choices=Polarity.choices)
    point = models.CharField(_("stage"), max_length=10, choices=CareerPoint.choices)
    text = models.TextField(_("what was said"), max_length=4000, blank=True, default="")
    may_quote = models.BooleanField(_("may be quoted"), default=False)
    coded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    coded_at = models.DateTimeField()

    access_rules = for_team("participant__study", close=True)
    pii = tags(
        none="id uid theme polarity point may_quote coded_at", key="participant coded_by", free_text="text"
    )

    class Meta(GuardedModel.Meta):
        verbose_name = _("coded excerpt")
        verbose_name_plural = _("coded excerpts")
        ordering = ["participant", "id"]
        constraints = [
            models.CheckConstraint(name="excerpt_polarity", condition=Q(polarity__in=Polarity.values)),
            models.CheckConstraint(name="excerpt_point", condition=Q(point__in=CareerPoint.values)),
            models.CheckConstraint(name="excerpt_quotes_words", condition=Q(may_quote=False) | ~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"{self.theme_id} {self.polarity}"
