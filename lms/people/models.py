"""People: one person, portable between trusts; memberships and careers as dated histories."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from competencies.enums import Stage
from kernel.access import GuardedModel, Viewer, ViewerKind
from kernel.days import days_in_bounds
from kernel.pii import tags
from lms.organisations.models import Organisation
from lms.people.enums import Grade, LeadershipRole, MemberRole, StageSource
from lms.people.rules import check_name


def no_overlap(name: str, *fields: str, condition: Q | None = None) -> ExclusionConstraint:
    """Two dated rows of the same kind never overlap; an end date is the last day, an open end is open."""
    dates = Func(F("starts_on"), F("ends_on"), models.Value("[]"), function="daterange")
    return ExclusionConstraint(
        name=name,
        expressions=[*((field, RangeOperators.EQUAL) for field in fields), (dates, RangeOperators.OVERLAPS)],
        condition=condition,
    )


def ends_after_start(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name, condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on"))
    )


def _still_there(viewer: Viewer) -> Q:
    """An organisation sees a membership until its last day, and nothing of it afterwards."""
    lasting = Q(ends_on__isnull=True) | Q(ends_on__gte=viewer.on)
    return lasting & Q(organisation_id__in=viewer.ids)


def _members_of(viewer: Viewer) -> Q:
    from lms.people.access import members_now  # noqa: PLC0415 -- the rule reads a table of this module

    # One that went into another is history: the organisation sees the person who stayed.
    return Q(pk__in=members_now(viewer), merged_into__isnull=True)


class Person(GuardedModel):
    """A doctor, student or manager. Exists without a user until they accept something themselves.

    A trust's upload makes an *unclaimed* person, introduced by that trust and seen by no other. On
    acceptance it is claimed by a user, or merged into the person that the user already has.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    given_name = models.CharField(_("given name"), max_length=80)
    family_name = models.CharField(_("family name"), max_length=80)
    gmc_number = models.CharField(_("GMC number"), max_length=7, blank=True, default="")
    language = models.CharField(_("language"), max_length=10, default="en-gb")
    introduced_by = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    access_rules = {
        ViewerKind.SELF: lambda viewer: Q(pk__in=viewer.ids),
        ViewerKind.TRUST: _members_of,
    }
    pii = tags(
        none="id uid language created_at introduced_by",
        key="user merged_into",
        name="given_name family_name",
        identifier="gmc_number",
    )

    class Meta(GuardedModel.Meta):
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [models.Index(fields=["gmc_number"], name="person_gmc", condition=~Q(gmc_number=""))]
        constraints = [
            models.CheckConstraint(
                name="person_gmc_form",
                condition=Q(gmc_number="")
                | (Q(gmc_number__regex=r"^([0-9]{7}|L[0-9]{6})$") & ~Q(gmc_number="9999998")),
            ),
            models.CheckConstraint(
                name="person_not_merged_into_itself",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
            ),
            models.CheckConstraint(
                name="person_merged_has_no_user", condition=Q(merged_into__isnull=True) | Q(user__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def clean(self) -> None:
        check_name(self.given_name)
        check_name(self.family_name)

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


class Membership(GuardedModel):
    """A person in an organisation, in one role, between two dates; the address is the one it uses there."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(_("role"), max_length=20, choices=MemberRole.choices)
    email = models.EmailField(_("email there"), blank=True, default="")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    ask_again_on = models.DateField(null=True, blank=True)
    """Until then the doctor does not want to hear that the post ends and which address goes with it."""

    access_rules = {
        ViewerKind.SELF: lambda viewer: Q(person_id__in=viewer.ids),
        ViewerKind.TRUST: _still_there,
    }
    pii = tags(
        none="id uid organisation",
        key="person",
        career="role starts_on ends_on",
        contact="email",
        behaviour="ask_again_on",
    )

    class Meta(GuardedModel.Meta):
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        indexes = [models.Index(fields=["organisation", "role"], name="membership_organisation")]
        constraints = [
            ends_after_start("membership_dates"),
            days_in_bounds("membership_days", "starts_on", "ends_on"),
            days_in_bounds("membership_ask_again_day", "ask_again_on"),
            no_overlap("membership_no_overlap", "person", "organisation", "role"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.organisation_id}"


class DatedHistory(GuardedModel):
    """Grade, stage and leadership role are three histories: an entry in one changes nothing in another.

    Only who has said no career stage at all is given a first one, by the grade, and it says so.
    """

    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    access_rules = {ViewerKind.SELF: lambda viewer: Q(person_id__in=viewer.ids)}

    class Meta(GuardedModel.Meta):
        abstract = True
        ordering = ["-starts_on"]


class GradePeriod(DatedHistory):
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="grades")
    grade = models.CharField(_("grade"), max_length=30, choices=Grade.choices)
    specialty = models.CharField(_("specialty"), max_length=100, blank=True, default="")

    pii = tags(none="id", key="person", career="grade specialty starts_on ends_on")

    class Meta(DatedHistory.Meta):
        constraints = [
            ends_after_start("grade_dates"),
            days_in_bounds("grade_days", "starts_on", "ends_on"),
            no_overlap("grade_no_overlap", "person"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.grade}"


class StagePeriod(DatedHistory):
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="stages")
    stage = models.CharField(_("career stage"), max_length=20, choices=Stage.choices)
    source = models.CharField(
        _("where from"),
        max_length=20,
        choices=StageSource.choices,
        default=StageSource.STATED,
        db_default=StageSource.STATED,
    )

    pii = tags(none="id", key="person", career="stage source starts_on ends_on")

    class Meta(DatedHistory.Meta):
        constraints = [
            ends_after_start("stage_dates"),
            days_in_bounds("stage_days", "starts_on", "ends_on"),
            no_overlap("stage_no_overlap", "person"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.stage}"


class RolePeriod(DatedHistory):
    """A person may hold several leadership roles at once, each at most once."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="roles")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(_("leadership role"), max_length=30, choices=LeadershipRole.choices)

    pii = tags(none="id organisation", key="person", career="role starts_on ends_on")

    class Meta(DatedHistory.Meta):
        constraints = [
            ends_after_start("leadership_role_dates"),
            days_in_bounds("leadership_role_days", "starts_on", "ends_on"),
            no_overlap("leadership_role_no_overlap", "person", "organisation", "role"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role}"
