"""Absence and due dates. A due date keeps how it came about, so that it can always say why."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.access import GuardedModel, ViewerKind
from kernel.days import LAST_DERIVED, days_in_bounds
from kernel.pii import tags
from lms.enrolment.models import Enrolment
from lms.people.access import member_now
from lms.people.models import Person, no_overlap
from programmes.models import Requirement


class AbsenceReason(models.TextChoices):
    PARENTAL = "parental", _("parental leave")
    SICKNESS = "sickness", _("sickness")
    OUT_OF_PROGRAMME = "out_of_programme", _("out of programme")
    OTHER = "other", _("another reason")


class Absence(GuardedModel):
    """Days that do not count towards a due date. The reason is the doctor's own: no trust sees it."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="absences")
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    reason = models.CharField(_("reason"), max_length=20, choices=AbsenceReason.choices)
    created_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)

    access_rules = {ViewerKind.SELF: lambda viewer: Q(person_id__in=viewer.ids)}
    pii = tags(
        none="id uid", key="person", behaviour="starts_on ends_on created_at cancelled_at", sensitive="reason"
    )

    class Meta(GuardedModel.Meta):
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(name="absence_dates", condition=Q(ends_on__gte=F("starts_on"))),
            days_in_bounds("absence_days", "starts_on", "ends_on"),
            no_overlap("absence_no_overlap", "person", condition=Q(cancelled_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} to {self.ends_on}"


class DueDate(GuardedModel):
    """When a module of an enrolment is due. ``derivation`` holds the numbers behind the date."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.PROTECT, related_name="due_dates", db_index=False
    )
    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="+", db_index=False)
    """Found by their pair: moving people writes every row anew, and each index of it."""
    due_on = models.DateField()
    derivation = models.JSONField()
    """``{"rule": "days_after_start", "start": "2026-09-01", "days": 60, "absence_days": 14}``"""
    derived_at = models.DateTimeField()
    met_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    """When the doctor was moved to a version that does not ask for it: it is due no longer."""
    waiting_since = models.DateTimeField(null=True, blank=True)
    """From when on nothing is left of it but what is with the markers: it is not to be done at present."""
    came_back_on = models.DateField(null=True, blank=True)
    """When work on it last came back, so that the doctor has it again."""
    waited = models.JSONField(default=list)
    """First and last of the days that it waited, each time it did: ``[["2026-10-01", "2026-10-12"]]``."""

    access_rules = {
        ViewerKind.SELF: lambda viewer: Q(enrolment__person_id__in=viewer.ids),
        ViewerKind.TRUST: lambda viewer: member_now(
            viewer, person="enrolment__person", organisation="enrolment__organisation"
        ),
    }
    pii = tags(
        none="id uid requirement",
        key="enrolment",
        behaviour="due_on derivation derived_at met_at dropped_at waiting_since came_back_on waited",
    )

    class Meta(GuardedModel.Meta):
        ordering = ["due_on"]
        indexes = [
            models.Index(fields=["due_on"], name="due_date_open", condition=Q(met_at__isnull=True)),
            models.Index(
                fields=["enrolment", "due_on"], name="due_date_next", condition=Q(met_at__isnull=True)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="due_date_met_or_dropped", condition=Q(met_at__isnull=True) | Q(dropped_at__isnull=True)
            ),
            models.CheckConstraint(
                name="due_date_waits_while_open",
                condition=Q(waiting_since__isnull=True) | Q(met_at__isnull=True, dropped_at__isnull=True),
            ),
            models.UniqueConstraint(fields=["enrolment", "requirement"], name="one_due_date"),
            days_in_bounds("due_date_days", "due_on", last=LAST_DERIVED),
            days_in_bounds("due_date_came_back", "came_back_on"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.due_on}"

    @property
    def is_to_do(self) -> bool:
        """Whether the doctor has it in hand: not met, not dropped, not with the markers."""
        return self.met_at is None and self.dropped_at is None and self.waiting_since is None

    def is_overdue(self, on: date) -> bool:
        return self.is_to_do and self.due_on < on


TO_DO: Mapping[str, bool] = {
    "met_at__isnull": True,
    "dropped_at__isnull": True,
    "waiting_since__isnull": True,
}
"""Dates of what doctors have in hand: only of these somebody can be late, and only of these is reminded."""


class CalendarFeed(GuardedModel):
    """A doctor's due dates for their own calendar. ``uid`` is changed to make every earlier address void."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="+")
    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    made_at = models.DateTimeField()

    access_rules = {ViewerKind.SELF: lambda viewer: Q(person_id__in=viewer.ids)}
    pii = tags(none="id", key="person", secret="uid", behaviour="made_at")  # noqa: S106 -- the name of a field

    class Meta(GuardedModel.Meta):
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")

    def __str__(self) -> str:
        return f"{self.person_id} since {self.made_at:%Y-%m-%d}"
