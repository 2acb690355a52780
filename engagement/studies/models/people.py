"""Who is on the sampling frame, what came of asking them, and who took part under which pseudonym.

Names stand on the frame only. A participant has none; what ties the two can be cut without losing either.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from engagement.studies.enums import Contact, PostKind
from engagement.studies.models.studies import Study, for_team
from kernel.access import GuardedModel
from kernel.days import days_in_bounds
from kernel.pii import tags

EARLIEST_BIRTH, LATEST_BIRTH = 1900, 2020
MOST_SESSIONS = 20


class FrameEntry(GuardedModel):
    """Somebody who could be asked. Once forgotten, the row says only that there was one."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="frame")
    name = models.CharField(_("name"), max_length=200, blank=True)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True, default="")
    source = models.CharField(_("found in"), max_length=200, blank=True, default="")
    checked_against = models.CharField(_("checked against"), max_length=200, blank=True, default="")
    forgotten_at = models.DateTimeField(null=True, blank=True)

    access_rules = for_team("study", close=True)
    pii = tags(none="id uid study source checked_against forgotten_at", name="name", career="organisation")

    class Meta(GuardedModel.Meta):
        verbose_name = _("entry of a sampling frame")
        verbose_name_plural = _("entries of sampling frames")
        ordering = ["study", "name", "id"]
        constraints = [
            models.CheckConstraint(
                name="frame_entry_named_or_forgotten",
                condition=(Q(forgotten_at__isnull=True) & ~Q(name=""))
                | Q(forgotten_at__isnull=False, name="", organisation=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FrameEvent(GuardedModel):
    """A line of the log: the last one says where things stand. Corrected by another line."""

    append_only = True

    entry = models.ForeignKey(FrameEntry, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(_("what happened"), max_length=12, choices=Contact.choices)
    on = models.DateField(_("on"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    access_rules = for_team("entry__study", close=True)
    pii = tags(none="id recorded_at", key="entry recorded_by", behaviour="kind on")

    class Meta(GuardedModel.Meta):
        verbose_name = _("contact with somebody on a sampling frame")
        verbose_name_plural = _("contacts with people on sampling frames")
        ordering = ["entry", "id"]
        constraints = [
            days_in_bounds("frame_event_days", "on"),
            models.CheckConstraint(name="frame_event_kind", condition=Q(kind__in=Contact.values)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"


class Participant(GuardedModel):
    """Somebody who consented, under a pseudonym. After withdrawing nothing is left but that."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="participants")
    entry = models.OneToOneField(
        FrameEntry, null=True, blank=True, on_delete=models.PROTECT, related_name="participant"
    )
    pseudonym = models.CharField(_("pseudonym"), max_length=20)
    consented_on = models.DateField(_("consented on"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_on = models.DateField(_("withdrew on"), null=True, blank=True)
    specialty = models.CharField(_("training specialty"), max_length=100, blank=True, default="")
    specialty_group = models.CharField(_("specialty group"), max_length=60, blank=True, default="")
    birth_year = models.PositiveSmallIntegerField(_("birth year"), null=True, blank=True)
    in_post = models.BooleanField(_("in post when interviewed"), null=True, blank=True)
    sessions = models.DecimalField(
        _("clinical sessions a week"), max_digits=3, decimal_places=1, null=True, blank=True
    )
    programmes_known = models.BooleanField(_("programmes attended are known"), default=False)
    """Without it an empty list means that nobody asked, not that there was none."""

    access_rules = for_team("study", close=True)
    pii = tags(
        none="id uid study programmes_known",
        key="entry pseudonym recorded_by",
        career="specialty specialty_group in_post sessions",
        behaviour="consented_on withdrawn_on",
        sensitive="birth_year",
    )

    class Meta(GuardedModel.Meta):
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering = ["study", "pseudonym"]
        constraints = [
            days_in_bounds("participant_days", "consented_on", "withdrawn_on"),
            models.UniqueConstraint(fields=["study", "pseudonym"], name="participant_pseudonym_once"),
            models.CheckConstraint(
                name="participant_born",
                condition=Q(birth_year__isnull=True) | Q(birth_year__range=(EARLIEST_BIRTH, LATEST_BIRTH)),
            ),
            models.CheckConstraint(
                name="participant_sessions",
                condition=Q(sessions__isnull=True) | Q(sessions__range=(0, MOST_SESSIONS)),
            ),
            models.CheckConstraint(
                name="participant_withdrew_later",
                condition=Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("consented_on")),
            ),
            models.CheckConstraint(
                name="participant_withdrawn_is_empty",
                condition=Q(withdrawn_on__isnull=True)
                | Q(
                    entry__isnull=True,
                    specialty="",
                    specialty_group="",
                    birth_year__isnull=True,
                    in_post__isnull=True,
                    sessions__isnull=True,
                    programmes_known=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.pseudonym


class Post(GuardedModel):
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="posts")
    kind = models.CharField(_("kind of post"), max_length=16, choices=PostKind.choices)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    access_rules = for_team("participant__study", close=True)
    pii = tags(none="id", key="participant", career="kind starts_on ends_on")

    class Meta(GuardedModel.Meta):
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["participant", "starts_on", "id"]
        constraints = [
            days_in_bounds("study_post_days", "starts_on", "ends_on"),
            models.CheckConstraint(
                name="study_post_dates", condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(name="study_post_kind", condition=Q(kind__in=PostKind.values)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.starts_on}"


class Attended(GuardedModel):
    """A leadership programme that a participant says they attended."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="attended")
    title = models.CharField(_("programme"), max_length=120)

    access_rules = for_team("participant__study", close=True)
    pii = tags(none="id", key="participant", career="title")

    class Meta(GuardedModel.Meta):
        verbose_name = _("programme attended")
        verbose_name_plural = _("programmes attended")
        ordering = ["participant", "title"]
        constraints = [
            models.UniqueConstraint(fields=["participant", "title"], name="study_attended_once"),
        ]

    def __str__(self) -> str:
        return self.title
