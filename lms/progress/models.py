"""Progress rows: a projection of version and facts, kept for speed, rebuilt by command."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from kernel.access import GuardedModel, ViewerKind
from kernel.pii import tags
from lms.enrolment.models import Enrolment
from lms.people.access import member_now


class Progress(GuardedModel):
    enrolment = models.OneToOneField(
        Enrolment, primary_key=True, on_delete=models.PROTECT, related_name="progress"
    )
    done = models.PositiveIntegerField()
    total = models.PositiveIntegerField()
    percent = models.PositiveSmallIntegerField()
    satisfied = models.BooleanField()

    access_rules = {
        ViewerKind.SELF: lambda viewer: Q(enrolment__person_id__in=viewer.ids),
        ViewerKind.TRUST: lambda viewer: member_now(
            viewer, person="enrolment__person", organisation="enrolment__organisation"
        ),
    }
    pii = tags(key="enrolment", behaviour="done total percent satisfied")

    class Meta(GuardedModel.Meta):
        verbose_name_plural = "progress"
        constraints = [
            models.CheckConstraint(name="progress_done_of_total", condition=Q(done__lte=F("total"))),
            models.CheckConstraint(name="progress_percent", condition=Q(percent__lte=100)),
            models.CheckConstraint(
                name="progress_hundred_is_satisfied",
                condition=Q(satisfied=True, percent=100) | Q(satisfied=False, percent__lt=100),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.percent} %"
