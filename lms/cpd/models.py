"""The schemes of the colleges, in editions, and what a doctor records for them, for themselves alone."""

from __future__ import annotations

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Mod
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from kernel.access import GuardedModel, KernelModel, ViewerKind
from kernel.days import days_in_bounds
from kernel.pii import tags
from lms.calendar.models import Absence, AbsenceReason
from lms.cpd.enums import ABOUT, Direction, Kind, Setting
from lms.people.models import Person, ends_after_start, no_overlap
from lms.records.models import CREDIT_STEP, FEWEST_CREDITS, MOST_CREDITS, LearningFact

OF_A_SCHEME = 100_000
"""The most that a scheme asks for, in hundredths: a thousand credits."""


def _quarters(field: str, *, most: int = OF_A_SCHEME) -> Q:
    """Whole quarters of a credit, or nothing said."""
    counted = Q(Exact(Mod(F(field), CREDIT_STEP), 0), **{f"{field}__range": (CREDIT_STEP, most)})
    return Q(**{f"{field}__isnull": True}) | counted


class CpdScheme(KernelModel):
    """A college's scheme, whatever its rules are at a time."""

    code = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=120)
    college = models.CharField(max_length=120)

    pii = tags(none="id code title college")

    class Meta:
        verbose_name = _("CPD scheme")
        verbose_name_plural = _("CPD schemes")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class CpdEdition(KernelModel):
    """What a scheme asks for from a day on, as somebody read it. Amounts are hundredths of a credit.

    An edition never changes: another reading is another edition.
    """

    append_only = True

    scheme = models.ForeignKey(CpdScheme, on_delete=models.PROTECT, related_name="editions")
    name = models.CharField(max_length=40)
    valid_from = models.DateField(null=True, blank=True)
    """Empty for the first, where nobody knows since when it holds."""
    year_month = models.PositiveSmallIntegerField(null=True, blank=True)
    """Empty, like the day, where the scheme names no day on which its year begins: each doctor says then."""
    year_day = models.PositiveSmallIntegerField(null=True, blank=True)
    minimum = models.PositiveIntegerField(null=True, blank=True)
    """In a CPD year."""
    five_year = models.PositiveIntegerField(null=True, blank=True)
    """In a revalidation cycle."""
    splits_settings = models.BooleanField(default=True)
    splits_clinical = models.BooleanField(default=False)
    source_url = models.URLField(max_length=300)
    read_on = models.DateField()
    read = models.TextField(max_length=1000)
    """What was read there, in our words."""

    pii = tags(
        none="id scheme name valid_from year_month year_day minimum five_year splits_settings "
        "splits_clinical source_url read_on read"
    )

    class Meta:
        verbose_name = _("edition of a CPD scheme")
        verbose_name_plural = _("editions of CPD schemes")
        ordering = ["scheme", F("valid_from").asc(nulls_first=True)]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "name"], name="cpd_edition_name"),
            models.UniqueConstraint(
                fields=["scheme", "valid_from"], name="cpd_edition_one_a_day", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="cpd_edition_year_begins",
                condition=Q(year_month__isnull=True, year_day__isnull=True)
                | Q(
                    year_month__isnull=False,
                    year_day__isnull=False,
                    year_month__range=(1, 12),
                    year_day__range=(1, 28),
                ),
            ),
            models.CheckConstraint(
                name="cpd_edition_asks_for_something",
                condition=Q(minimum__isnull=False) | Q(five_year__isnull=False),
            ),
            models.CheckConstraint(
                name="cpd_edition_quarters", condition=_quarters("minimum") & _quarters("five_year")
            ),
            days_in_bounds("cpd_edition_days", "valid_from", "read_on"),
        ]

    def __str__(self) -> str:
        return f"{self.scheme_id} {self.name}"


class CpdLimit(KernelModel):
    """What an edition asks of a setting or a kind in a CPD year: at least, at most, or by recommendation."""

    append_only = True

    edition = models.ForeignKey(CpdEdition, on_delete=models.PROTECT, related_name="limits")
    direction = models.CharField(max_length=10, choices=Direction.choices)
    about = models.CharField(max_length=20, choices=ABOUT)
    hundredths = models.PositiveIntegerField()

    pii = tags(none="id edition direction about hundredths")

    class Meta:
        verbose_name = _("limit of a CPD scheme")
        verbose_name_plural = _("limits of CPD schemes")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "direction", "about"], name="cpd_limit_once"),
            models.CheckConstraint(
                name="cpd_limit_is_known",
                condition=Q(direction__in=Direction.values, about__in=[code for code, _label in ABOUT]),
            ),
            models.CheckConstraint(name="cpd_limit_quarters", condition=_quarters("hundredths")),
        ]

    def __str__(self) -> str:
        return f"{self.direction} {self.hundredths} {self.about}"


class CpdMembership(GuardedModel):
    """A doctor follows a scheme from a day on; perhaps two at once."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="cpd_memberships")
    scheme = models.ForeignKey(CpdScheme, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    year_month = models.PositiveSmallIntegerField(default=1)
    """In which the doctor's year begins where the scheme names no day."""

    access_rules = {ViewerKind.SELF: lambda viewer: Q(person_id__in=viewer.ids)}
    pii = tags(none="id uid scheme", key="person", career="starts_on ends_on year_month")

    class Meta(GuardedModel.Meta):
        verbose_name = _("CPD scheme followed")
        verbose_name_plural = _("CPD schemes followed")
        ordering = ["starts_on", "pk"]
        constraints = [
            ends_after_start("cpd_membership_dates"),
            days_in_bounds("cpd_membership_days", "starts_on", "ends_on"),
            no_overlap("cpd_membership_no_overlap", "person", "scheme"),
            models.CheckConstraint(name="cpd_membership_month", condition=Q(year_month__range=(1, 12))),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.scheme_id} from {self.starts_on}"


class CpdEntry(GuardedModel):
    """Credits for one activity, which belong to the day on which it ended."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="cpd_entries")
    title = models.CharField(max_length=300, blank=True)
    """Empty only after erasure."""
    ended_on = models.DateField()
    hundredths = models.PositiveIntegerField()
    setting = models.CharField(max_length=10, choices=Setting.choices)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.EVENT)
    is_clinical = models.BooleanField(default=False)
    note = models.TextField(max_length=2000, blank=True, default="")
    fact = models.OneToOneField(
        LearningFact, null=True, blank=True, on_delete=models.PROTECT, related_name="cpd_entry"
    )
    """From which it was taken in. One that was superseded counts no longer."""
    module_key = models.UUIDField(null=True, blank=True)
    """Of a module whose completion it is: it counts once, in whatever versions its parts were done."""
    key = models.CharField(max_length=64)
    """The same form sent twice makes one entry."""
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    access_rules = {ViewerKind.SELF: lambda viewer: Q(person_id__in=viewer.ids)}
    pii = tags(
        none="id uid key module_key",
        key="person fact",
        free_text="title note",
        behaviour="ended_on hundredths setting kind is_clinical created_at saved_at removed_at",
    )

    class Meta(GuardedModel.Meta):
        verbose_name = _("CPD entry")
        verbose_name_plural = _("CPD entries")
        ordering = ["-ended_on", "-pk"]
        indexes = [models.Index(fields=["person", "ended_on"], name="cpd_entry_person_day")]
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="cpd_entry_key"),
            models.UniqueConstraint(fields=["person", "module_key"], name="cpd_entry_module_once"),
            models.CheckConstraint(
                name="cpd_entry_module_has_fact", condition=Q(module_key__isnull=True) | Q(fact__isnull=False)
            ),
            models.CheckConstraint(
                name="cpd_entry_quarters",
                condition=_quarters("hundredths", most=MOST_CREDITS) & Q(hundredths__gte=FEWEST_CREDITS),
            ),
            models.CheckConstraint(
                name="cpd_entry_is_known", condition=Q(setting__in=Setting.values, kind__in=Kind.values)
            ),
            days_in_bounds("cpd_entry_days", "ended_on"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.hundredths} on {self.ended_on}"


class CpdExemption(GuardedModel):
    """Days for which a scheme asks for nothing, such as parental leave. The reason is the doctor's own."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="cpd_exemptions")
    starts_on = models.DateField()
    ends_on = models.DateField()
    reason = models.CharField(max_length=20, choices=AbsenceReason.choices)
    absence = models.ForeignKey(Absence, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """From which it was made."""
    created_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)

    access_rules = {ViewerKind.SELF: lambda viewer: Q(person_id__in=viewer.ids)}
    pii = tags(
        none="id uid",
        key="person absence",
        behaviour="starts_on ends_on created_at cancelled_at",
        sensitive="reason",
    )

    class Meta(GuardedModel.Meta):
        verbose_name = _("CPD exemption")
        verbose_name_plural = _("CPD exemptions")
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(name="cpd_exemption_dates", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(name="cpd_exemption_reason", condition=Q(reason__in=AbsenceReason.values)),
            days_in_bounds("cpd_exemption_days", "starts_on", "ends_on"),
            no_overlap("cpd_exemption_no_overlap", "person", condition=Q(cancelled_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} to {self.ends_on}"


class RevalidationCycle(GuardedModel):
    """From the day after the previous date to the submission date that the GMC gave. Never computed.

    A date that moves, as on deferral, is another row: the one before it stays and says when it was replaced.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="revalidation_cycles")
    previous_on = models.DateField()
    """The revalidation before, or the day from which the licence held. Not part of the cycle itself."""
    submission_on = models.DateField()
    stored_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    access_rules = {ViewerKind.SELF: lambda viewer: Q(person_id__in=viewer.ids)}
    pii = tags(
        none="id uid", key="person", career="previous_on submission_on", behaviour="stored_at replaced_at"
    )

    class Meta(GuardedModel.Meta):
        verbose_name = _("revalidation cycle")
        verbose_name_plural = _("revalidation cycles")
        ordering = ["-submission_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="revalidation_cycle_dates", condition=Q(submission_on__gt=F("previous_on"))
            ),
            days_in_bounds("revalidation_cycle_days", "previous_on", "submission_on"),
            ExclusionConstraint(
                name="revalidation_cycle_no_overlap",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (
                        Func(
                            F("previous_on"),
                            F("submission_on"),
                            models.Value("(]"),
                            function="daterange",
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(replaced_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.previous_on} to {self.submission_on}"
