"""What was decided about people on an earlier version, and what became of each of them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.access import GuardedModel, KernelModel, ViewerKind
from kernel.models import Operation
from kernel.pii import tags
from lms.amendments.enums import CaseState, Doubt, RunState, Suggestion
from lms.enrolment.models import Cohort, Enrolment
from lms.organisations.models import Organisation
from lms.people.access import member_now
from programmes.models import ProgrammeVersion, Retirement

ENROLMENT_RULES = {
    ViewerKind.SELF: lambda viewer: Q(enrolment__person_id__in=viewer.ids),
    ViewerKind.TRUST: lambda viewer: member_now(
        viewer, person="enrolment__person", organisation="enrolment__organisation"
    ),
}


class Equivalence(KernelModel):
    """Whoever has done the one activity has done the other, when they are moved to this version."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, related_name="+")
    old_module_key = models.UUIDField()
    old_activity_key = models.UUIDField()
    new_module_key = models.UUIDField()
    new_activity_key = models.UUIDField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    pii = tags(
        none="id uid version old_module_key old_activity_key new_module_key new_activity_key made_at",
        key="made_by",
    )

    class Meta:
        verbose_name = _("equivalence")
        verbose_name_plural = _("equivalences")
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "version",
                    "old_module_key",
                    "old_activity_key",
                    "new_module_key",
                    "new_activity_key",
                ],
                name="equivalence_once",
            ),
            models.CheckConstraint(
                name="equivalence_of_two",
                condition=~Q(old_module_key=F("new_module_key"), old_activity_key=F("new_activity_key")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_activity_key} counts for {self.new_activity_key}"


class Run(GuardedModel):
    """One decision carried out: people of a trust or cohort moved to a version; resumed where it stops."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """Without one: those who have no sponsor."""
    cohort = models.ForeignKey(Cohort, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    retirement = models.ForeignKey(
        Retirement, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """Where the people of a retired programme go on to its successor, each with a new place."""
    operation = models.OneToOneField(Operation, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=RunState.choices, default=RunState.MOVING)
    reached = models.BigIntegerField(default=0)
    """The last enrolment that was looked at, on the way there or back."""
    total = models.PositiveIntegerField()
    moved = models.PositiveIntegerField(default=0)
    doubtful = models.PositiveIntegerField(default=0)
    taken_back = models.PositiveIntegerField(default=0)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    access_rules = {ViewerKind.TRUST: lambda viewer: Q(organisation_id__in=viewer.ids)}
    pii = tags(
        none="id uid version organisation cohort retirement operation state reached total moved doubtful "
        "taken_back started_at finished_at",
        key="started_by",
    )

    class Meta(GuardedModel.Meta):
        verbose_name = _("move")
        verbose_name_plural = _("moves")
        constraints = [
            models.CheckConstraint(
                name="run_state", condition=Q(state__in=[state.value for state in RunState])
            ),
            models.CheckConstraint(
                name="run_cohort_has_organisation",
                condition=Q(cohort__isnull=True) | Q(organisation__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.state}"


class Move(GuardedModel):
    """One enrolment moved from one version to another, with the facts that kept what was done."""

    append_only = True

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="moves")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="moves")
    from_version = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, related_name="+")
    to_version = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, related_name="+")
    left = models.ForeignKey(
        Enrolment, null=True, blank=True, on_delete=models.PROTECT, related_name="gone_on"
    )
    """The place that ended, where somebody went on to a successor: ``enrolment`` is the new one."""
    percent_before = models.PositiveSmallIntegerField()
    percent_after = models.PositiveSmallIntegerField()
    fact_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    """What was recorded so that nothing done is done no longer: taken back with the move."""
    moved_at = models.DateTimeField()

    access_rules = ENROLMENT_RULES
    pii = tags(
        none="id run from_version to_version",
        key="enrolment left fact_ids",
        behaviour="percent_before percent_after moved_at",
    )

    class Meta(GuardedModel.Meta):
        verbose_name = _("moved place")
        verbose_name_plural = _("moved places")
        constraints = [
            models.UniqueConstraint(fields=["run", "enrolment"], name="moved_once_a_run"),
            models.CheckConstraint(
                name="move_between_two_versions", condition=~Q(from_version=F("to_version"))
            ),
            models.CheckConstraint(
                name="move_percents", condition=Q(percent_before__lte=100, percent_after__lte=100)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.from_version_id} to {self.to_version_id}"


class TakenBack(GuardedModel):
    """A move that was taken back: the place is on the version it came from."""

    append_only = True

    move = models.OneToOneField(Move, on_delete=models.PROTECT, related_name="taken_back")
    at = models.DateTimeField()

    access_rules = {
        ViewerKind.SELF: lambda viewer: Q(move__enrolment__person_id__in=viewer.ids),
        ViewerKind.TRUST: lambda viewer: member_now(
            viewer, person="move__enrolment__person", organisation="move__enrolment__organisation"
        ),
    }
    pii = tags(none="id", key="move", behaviour="at")

    class Meta(GuardedModel.Meta):
        verbose_name = _("move taken back")
        verbose_name_plural = _("moves taken back")

    def __str__(self) -> str:
        return f"{self.move_id}"


class Case(GuardedModel):
    """Somebody for whom it is not clear what a move would do: a person decides."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="cases")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="+")
    doubt = models.CharField(max_length=20, choices=Doubt.choices)
    requirement_keys = ArrayField(models.UUIDField(), default=list, blank=True)
    """What was begun, by the keys of the earlier version's requirements."""
    suggestion = models.CharField(max_length=20, choices=Suggestion.choices)
    state = models.CharField(max_length=20, choices=CaseState.choices, default=CaseState.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    access_rules = ENROLMENT_RULES
    pii = tags(
        none="id uid run requirement_keys",
        key="enrolment decided_by",
        behaviour="doubt suggestion state decided_at",
    )

    class Meta(GuardedModel.Meta):
        verbose_name = _("case to decide")
        verbose_name_plural = _("cases to decide")
        constraints = [
            models.UniqueConstraint(fields=["run", "enrolment"], name="one_case_a_run"),
            models.CheckConstraint(
                name="case_decided",
                condition=Q(state=CaseState.OPEN, decided_at__isnull=True)
                | (~Q(state=CaseState.OPEN) & Q(decided_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.doubt} {self.state}"
