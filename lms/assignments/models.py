"""Work handed in, who may mark it, and what they gave. Words and files stand apart from numbers and codes."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.access import GuardedModel, ViewerKind
from kernel.days import days_in_bounds
from kernel.models import StoredFile
from kernel.pii import tags
from lms.assignments.enums import MARKED, Place, State
from lms.enrolment.models import Enrolment
from lms.organisations.models import Organisation
from lms.people.access import member_now
from lms.people.models import Person
from lms.records.models import Attempt
from programmes.models import Activity


class Marker(GuardedModel):
    """Somebody who marks the assignments of a programme, between two dates; the last day counts.

    With an organisation, of its own seats, which a trust lead says; without one of all, which designers say.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="markerships", verbose_name=_("person")
    )
    programme_key = models.UUIDField(_("programme"))
    organisation = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="markers",
        verbose_name=_("organisation"),
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    appointed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    access_rules = {
        ViewerKind.SELF: lambda viewer: Q(person_id__in=viewer.ids),
        ViewerKind.TRUST: lambda viewer: Q(organisation_id__in=viewer.ids),
    }
    pii = tags(
        none="id uid programme_key organisation", key="person appointed_by", career="starts_on ends_on"
    )

    class Meta(GuardedModel.Meta):
        verbose_name = _("marker")
        verbose_name_plural = _("markers")
        constraints = [
            days_in_bounds("marker_days", "starts_on", "ends_on"),
            models.UniqueConstraint(
                fields=["person", "programme_key", "organisation"],
                condition=Q(ends_on__isnull=True),
                nulls_distinct=False,
                name="marker_once",
            ),
            models.CheckConstraint(
                name="marker_dates", condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.programme_key}"


class Submission(GuardedModel):
    """Work on one activity as it was handed in once. Numbers and codes: the words are the attempt's."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="submissions")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="submissions")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="submissions")
    module_key = models.UUIDField()
    activity_key = models.UUIDField()
    attempt = models.OneToOneField(
        Attempt, null=True, blank=True, on_delete=models.PROTECT, related_name="submission"
    )
    """What was written. It is emptied when its person is erased."""
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=20, choices=State.choices, default=State.SUBMITTED)
    words = models.PositiveIntegerField(default=0)
    submitted_at = models.DateTimeField()
    marked_at = models.DateTimeField(null=True, blank=True)
    points = models.PositiveIntegerField(null=True, blank=True)
    of = models.PositiveIntegerField(null=True, blank=True)

    access_rules = {
        ViewerKind.SELF: lambda viewer: Q(person_id__in=viewer.ids),
        ViewerKind.TRUST: lambda viewer: member_now(
            viewer, person="enrolment__person", organisation="enrolment__organisation"
        ),
    }
    pii = tags(
        none="id uid activity module_key activity_key",
        key="person enrolment attempt",
        behaviour="number state words submitted_at marked_at points of",
    )

    class Meta(GuardedModel.Meta):
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["submitted_at"],
                condition=Q(state__in=["submitted", "marking", "to_agree"]),
                name="submission_waiting",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "module_key", "activity_key", "number"], name="submission_number"
            ),
            models.UniqueConstraint(
                fields=["person", "module_key", "activity_key"],
                condition=Q(state__in=["submitted", "marking", "to_agree"]),
                name="submission_one_waiting",
            ),
            models.CheckConstraint(name="submission_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="submission_marked_has_points",
                condition=(
                    Q(state__in=list(MARKED), marked_at__isnull=False, points__isnull=False, of__isnull=False)
                    | (~Q(state__in=list(MARKED)) & Q(marked_at__isnull=True, points__isnull=True))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.activity_key} {self.number}"


class SubmissionStep(GuardedModel):
    """Work changed its state: when, from what to what, by whom."""

    append_only = True

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="steps")
    from_state = models.CharField(max_length=20, choices=State.choices, blank=True, default="")
    to_state = models.CharField(max_length=20, choices=State.choices)
    at = models.DateTimeField()
    by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    access_rules = {
        ViewerKind.SELF: lambda viewer: Q(submission__person_id__in=viewer.ids),
        ViewerKind.TRUST: lambda viewer: member_now(
            viewer,
            person="submission__enrolment__person",
            organisation="submission__enrolment__organisation",
        ),
    }
    pii = tags(none="id", key="submission by_user", behaviour="from_state to_state at")

    class Meta(GuardedModel.Meta):
        verbose_name = _("step of a submission")
        verbose_name_plural = _("steps of submissions")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="submission_step_moves", condition=~Q(from_state=F("to_state"))),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.to_state}"


class WorkFile(GuardedModel):
    """A file that a doctor added to their work; with a submission once it was handed in. The doctor's own."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="work_files")
    module_key = models.UUIDField()
    activity_key = models.UUIDField()
    submission = models.ForeignKey(
        Submission, null=True, blank=True, on_delete=models.PROTECT, related_name="files"
    )
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    added_at = models.DateTimeField()

    access_rules = {ViewerKind.SELF: lambda viewer: Q(person_id__in=viewer.ids)}
    pii = tags(
        none="id uid module_key activity_key content_type",
        key="person submission",
        free_text="file name",
        behaviour="added_at",
    )

    class Meta(GuardedModel.Meta):
        verbose_name = _("file handed in")
        verbose_name_plural = _("files handed in")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "module_key", "activity_key", "submission", "file"],
                nulls_distinct=False,
                name="work_file_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.activity_key}"


class Marking(GuardedModel):
    """What one marker gives, or what two have agreed on. Unfinished, it is the marker's draft.

    The doctor reads it once the work is marked; the other marker once both have finished.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="markings")
    marker = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="markings")
    place = models.PositiveSmallIntegerField(choices=Place.choices)
    levels = models.JSONField(default=dict)
    """The id of the level chosen, by the id of its criterion."""
    points = models.PositiveIntegerField(null=True, blank=True)
    feedback = models.TextField(blank=True, default="")
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    access_rules = {
        ViewerKind.SELF: lambda viewer: (
            Q(marker_id__in=viewer.ids)
            | Q(
                submission__person_id__in=viewer.ids,
                submission__state__in=list(MARKED),
                finished_at__isnull=False,
            )
        )
    }
    pii = tags(
        none="id uid place",
        key="submission marker",
        behaviour="levels points started_at saved_at finished_at",
        free_text="feedback",
    )

    class Meta(GuardedModel.Meta):
        verbose_name = _("marking")
        verbose_name_plural = _("markings")
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "place"], name="marking_place"),
            models.UniqueConstraint(
                fields=["submission", "marker"], condition=~Q(place=3), name="marking_by_another"
            ),
            models.CheckConstraint(
                name="marking_finished_has_points",
                condition=Q(finished_at__isnull=True) | Q(points__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.place}"
