"""Contracts, cohorts, enrolments. The state of an enrolment changes by rows, one per transition."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from competencies.enums import Stage
from kernel.access import GuardedModel, Viewer, ViewerKind
from kernel.days import days_in_bounds
from kernel.models import Operation, StoredFile
from kernel.pii import tags
from lms.enrolment.enums import CAME_BACK, OPEN_STATES, Choice, ListState, RowState, Source, State
from lms.organisations.models import Organisation
from lms.people.access import member_now
from lms.people.models import Person
from programmes.models import Programme, ProgrammeVersion, Retirement


class Contract(GuardedModel):
    """Seats that an organisation holds in one programme, between two dates."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="+", verbose_name=_("programme")
    )
    seats = models.PositiveIntegerField(_("seats"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))

    access_rules = {ViewerKind.TRUST: lambda viewer: Q(organisation_id__in=viewer.ids)}
    pii = tags(none="id uid organisation programme seats starts_on ends_on")

    class Meta(GuardedModel.Meta):
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        constraints = [
            models.CheckConstraint(name="contract_dates", condition=Q(ends_on__gte=F("starts_on"))),
            days_in_bounds("contract_days", "starts_on", "ends_on"),
        ]

    def __str__(self) -> str:
        text = ngettext(
            "%(seats)d seat, %(first)s to %(last)s", "%(seats)d seats, %(first)s to %(last)s", self.seats
        )
        first, last = (date_format(day, "j F Y") for day in (self.starts_on, self.ends_on))
        return text % {"seats": self.seats, "first": first, "last": last}


class Cohort(GuardedModel):
    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="cohorts", verbose_name=_("contract")
    )
    name = models.CharField(_("name"), max_length=100)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    capacity = models.PositiveIntegerField(_("places"))

    access_rules = {ViewerKind.TRUST: lambda viewer: Q(contract__organisation_id__in=viewer.ids)}
    pii = tags(none="id uid contract name starts_on ends_on capacity")

    class Meta(GuardedModel.Meta):
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        constraints = [
            models.UniqueConstraint(fields=["contract", "name"], name="cohort_name"),
            models.CheckConstraint(name="cohort_dates", condition=Q(ends_on__gte=F("starts_on"))),
            days_in_bounds("cohort_days", "starts_on", "ends_on"),
        ]

    def __str__(self) -> str:
        return self.name


class Enrolment(GuardedModel):
    """A person on one version of a programme. ``organisation`` is the sponsor, who sees this by name."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="enrolments")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, related_name="+")
    contract = models.ForeignKey(
        Contract, null=True, blank=True, on_delete=models.PROTECT, related_name="enrolments"
    )
    cohort = models.ForeignKey(
        Cohort, null=True, blank=True, on_delete=models.PROTECT, related_name="enrolments"
    )
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    source = models.CharField(max_length=20, choices=Source.choices)
    state = models.CharField(max_length=20, choices=State.choices)
    invited_as = models.EmailField(blank=True, default="")
    stage = models.CharField(max_length=20, choices=Stage.choices, blank=True, default="", db_default="")
    """Of the doctor when the place was taken: which parts are theirs. It stays; the version's where empty."""
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    """The last day of an extended place; any other ends with its cohort or contract."""
    resumes_on = models.DateField(null=True, blank=True)
    """While deferred: when the doctor is expected back, where somebody has said so."""
    created_at = models.DateTimeField()
    invited_at = models.DateTimeField(null=True, blank=True)
    link = models.PositiveSmallIntegerField(default=1, db_default=1)
    """Which of the links that were made for this invitation works: the latest."""
    expires_at = models.DateTimeField(null=True, blank=True)

    access_rules = {
        ViewerKind.SELF: lambda viewer: Q(person_id__in=viewer.ids),
        ViewerKind.TRUST: member_now,
        ViewerKind.LINK: lambda viewer: Q(pk__in=viewer.ids),
    }
    pii = tags(
        none="id uid programme version contract cohort organisation source link",
        key="person",
        contact="invited_as",
        career="stage",
        behaviour="state starts_on ends_on resumes_on created_at invited_at expires_at",
    )

    class Meta(GuardedModel.Meta):
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        indexes = [
            models.Index(fields=["organisation", "state"], name="enrolment_organisation"),
            models.Index(fields=["expires_at"], name="enrolment_expiry", condition=Q(state=State.INVITED)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "programme"],
                condition=Q(state__in=OPEN_STATES),
                name="one_open_enrolment",
            ),
            models.CheckConstraint(
                name="enrolment_sponsor_has_contract",
                condition=Q(contract__isnull=True, organisation__isnull=True)
                | Q(contract__isnull=False, organisation__isnull=False),
            ),
            days_in_bounds("enrolment_days", "starts_on"),
            days_in_bounds("enrolment_later_days", "ends_on", "resumes_on"),
            models.CheckConstraint(
                name="enrolment_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="enrolment_expected_back_while_deferred",
                condition=Q(resumes_on__isnull=True) | Q(state=State.DEFERRED),
            ),
            models.CheckConstraint(
                name="enrolment_stage_known", condition=Q(stage="") | Q(stage__in=Stage.values)
            ),
            models.CheckConstraint(name="enrolment_links_count_from_one", condition=Q(link__gte=1)),
            models.CheckConstraint(
                name="enrolment_invited_expires",
                condition=~Q(state=State.INVITED) | Q(expires_at__isnull=False),
            ),
            models.CheckConstraint(
                name="enrolment_cohort_has_contract",
                condition=Q(cohort__isnull=True) | Q(contract__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} on {self.version_id} ({self.state})"


def _of_the_enrolment(viewer: Viewer) -> Q:
    return member_now(viewer, person="enrolment__person", organisation="enrolment__organisation")


class Transition(GuardedModel):
    """One change of state, never edited."""

    append_only = True

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="transitions")
    from_state = models.CharField(max_length=20, blank=True, default="")
    to_state = models.CharField(max_length=20, choices=State.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=40, blank=True, default="")

    access_rules = {
        ViewerKind.SELF: lambda viewer: Q(enrolment__person_id__in=viewer.ids),
        ViewerKind.TRUST: _of_the_enrolment,
    }
    pii = tags(none="id", key="enrolment by", behaviour="from_state to_state at reason")

    class Meta(GuardedModel.Meta):
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                name="transition_is_allowed",
                condition=(
                    Q(from_state="", to_state__in=[State.INVITED, State.ACTIVE])
                    | Q(
                        from_state=State.INVITED,
                        to_state__in=[State.ACTIVE, State.DECLINED, State.EXPIRED, State.WITHDRAWN],
                    )
                    | Q(
                        from_state=State.ACTIVE,
                        to_state__in=[State.COMPLETED, State.WITHDRAWN, State.DEFERRED],
                    )
                    | Q(from_state=State.DEFERRED, to_state__in=[State.ACTIVE, State.WITHDRAWN])
                    | Q(from_state=State.WITHDRAWN, to_state=State.ACTIVE, reason=CAME_BACK)
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_state} to {self.to_state}"


class Extension(GuardedModel):
    """More time on a programme: every date that is still open moves by so many days. Never edited."""

    append_only = True

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="extensions")
    days = models.PositiveSmallIntegerField()
    ends_on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    access_rules = {
        ViewerKind.SELF: lambda viewer: Q(enrolment__person_id__in=viewer.ids),
        ViewerKind.TRUST: _of_the_enrolment,
    }
    pii = tags(none="id", key="enrolment by", behaviour="days ends_on at")

    class Meta(GuardedModel.Meta):
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(name="extension_has_days", condition=Q(days__gte=1)),
            days_in_bounds("extension_days_in_bounds", "ends_on"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} until {self.ends_on}"


class LaterClosing(GuardedModel):
    """Some have longer to finish a programme that is retired; their latest day counts. Never edited."""

    append_only = True

    retirement = models.ForeignKey(Retirement, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """Without one: those who have no sponsor."""
    cohort = models.ForeignKey(Cohort, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    closes_on = models.DateField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    access_rules = {ViewerKind.TRUST: lambda viewer: Q(organisation_id__in=viewer.ids)}
    pii = tags(none="id retirement organisation cohort closes_on made_at", key="made_by")

    class Meta(GuardedModel.Meta):
        verbose_name = _("later closing date")
        verbose_name_plural = _("later closing dates")
        constraints = [
            models.UniqueConstraint(
                fields=["retirement", "organisation", "cohort", "closes_on"],
                nulls_distinct=False,
                name="later_closing_once",
            ),
            models.CheckConstraint(
                name="later_closing_cohort_has_organisation",
                condition=Q(cohort__isnull=True) | Q(organisation__isnull=False),
            ),
            days_in_bounds("later_closing_day", "closes_on"),
        ]

    def __str__(self) -> str:
        return f"{self.retirement_id} until {self.closes_on}"


class Note(GuardedModel):
    """What an organisation writes about a place, for the doctor to read too.

    A trigger keeps notes as they were written; only erasure may empty the text.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="notes")
    text = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    access_rules = {
        ViewerKind.SELF: lambda viewer: Q(enrolment__person_id__in=viewer.ids),
        ViewerKind.TRUST: _of_the_enrolment,
    }
    pii = tags(none="id uid", key="enrolment by", behaviour="at", free_text="text")

    class Meta(GuardedModel.Meta):
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"note {self.pk} on {self.enrolment_id}"


class EnrolmentImport(GuardedModel):
    """An uploaded list: its columns matched, its rows checked, written whole when confirmed.

    A trigger holds the moves between its states. The file and the rows go after some days; the counts stay.
    """

    Status = ListState

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="imports")
    cohort = models.ForeignKey(Cohort, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    status = models.CharField(max_length=20, choices=ListState.choices)
    full_list = models.BooleanField(default=False)
    layout = models.JSONField(default=dict)
    mapping = models.JSONField(default=list, blank=True)
    round = models.PositiveIntegerField(default=0)
    """Counts the checks: a worker that is still at an earlier one stops."""
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=40, blank=True, default="")
    problem_params = models.JSONField(default=dict, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    operation = models.OneToOneField(
        Operation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    counts = models.JSONField(default=dict)
    purged_at = models.DateTimeField(null=True, blank=True)

    access_rules = {ViewerKind.TRUST: lambda viewer: Q(contract__organisation_id__in=viewer.ids)}
    pii = tags(
        none="id uid contract cohort file status full_list mapping round done total problem uploaded_at"
        " operation counts purged_at",
        key="uploaded_by",
        free_text="file_name layout problem_params",
    )

    class Meta(GuardedModel.Meta):
        indexes = [
            models.Index(fields=["uploaded_at"], name="import_to_purge", condition=Q(purged_at__isnull=True)),
        ]
        constraints = [
            models.CheckConstraint(name="import_state", condition=Q(status__in=ListState.values)),
            models.CheckConstraint(
                name="import_confirmed_has_operation",
                condition=Q(status=ListState.CONFIRMED, operation__isnull=False)
                | (~Q(status=ListState.CONFIRMED) & Q(operation__isnull=True)),
            ),
            models.CheckConstraint(
                name="import_file_until_purged",
                condition=Q(
                    file__isnull=True,
                    purged_at__isnull=False,
                    status__in=[ListState.CONFIRMED, ListState.EXPIRED],
                )
                | (Q(file__isnull=False, purged_at__isnull=True) & ~Q(status=ListState.EXPIRED)),
            ),
            models.CheckConstraint(name="import_done_of_total", condition=Q(done__lte=F("total"))),
            models.CheckConstraint(
                name="import_failed_says_why", condition=~Q(status=ListState.FAILED) | ~Q(problem="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.status})"


class ImportRow(GuardedModel):
    """One row of an uploaded list, as it stands in the file and as we read it. Deleted with the list."""

    upload = models.ForeignKey(EnrolmentImport, on_delete=models.PROTECT, related_name="rows")
    line = models.PositiveIntegerField()
    cells = models.JSONField(default=list)
    """What the file says, column by column; mended in place."""
    given_name = models.CharField(max_length=80, blank=True, default="")
    family_name = models.CharField(max_length=80, blank=True, default="")
    email = models.CharField(max_length=254, blank=True, default="")
    gmc_number = models.CharField(max_length=7, blank=True, default="")
    grade = models.CharField(max_length=30, blank=True, default="")
    specialty = models.CharField(max_length=100, blank=True, default="")
    state = models.CharField(max_length=10, choices=RowState.choices)
    faults = models.JSONField(default=list, blank=True)
    choice = models.CharField(max_length=20, choices=Choice.choices, blank=True, default="")
    choice_code = models.CharField(max_length=30, blank=True, default="")
    """The question that the choice answers."""
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The organisation's own person whom the row is about; nobody of anybody else's."""

    access_rules = {ViewerKind.TRUST: lambda viewer: Q(upload__contract__organisation_id__in=viewer.ids)}
    pii = tags(
        none="id upload line state choice choice_code",
        key="person",
        name="given_name family_name",
        contact="email",
        identifier="gmc_number",
        career="grade specialty",
        free_text="cells faults",
    )

    class Meta(GuardedModel.Meta):
        indexes = [
            models.Index(fields=["upload", "state", "line"], name="import_row_state"),
            models.Index(fields=["upload", "email"], name="import_row_email", condition=~Q(email="")),
            models.Index(fields=["upload", "gmc_number"], name="import_row_gmc", condition=~Q(gmc_number="")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["upload", "line"], name="import_row_line"),
            models.CheckConstraint(name="import_row_in_state", condition=Q(state__in=RowState.values)),
            models.CheckConstraint(
                name="import_row_usable",
                condition=~Q(state__in=[RowState.NEW, RowState.ALREADY])
                | (~Q(given_name="") & ~Q(family_name="") & ~Q(email="")),
            ),
            models.CheckConstraint(
                name="import_row_choice",
                condition=Q(choice="", choice_code="")
                | Q(choice=Choice.LEAVE_OUT, state=RowState.LEFT_OUT)
                | (Q(choice=Choice.SAME_PERSON) & ~Q(choice_code="")),
            ),
        ]

    def __str__(self) -> str:
        return f"line {self.line} of {self.upload_id} ({self.state})"


class ImportLeaver(GuardedModel):
    """Somebody missing from a full list whom the lead has ticked: confirming withdraws them."""

    upload = models.ForeignKey(EnrolmentImport, on_delete=models.PROTECT, related_name="leavers")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="+")

    access_rules = {ViewerKind.TRUST: lambda viewer: Q(upload__contract__organisation_id__in=viewer.ids)}
    pii = tags(none="id upload", key="enrolment")

    class Meta(GuardedModel.Meta):
        constraints = [models.UniqueConstraint(fields=["upload", "enrolment"], name="import_leaver_once")]

    def __str__(self) -> str:
        return f"{self.enrolment_id} by {self.upload_id}"


class ListMapping(GuardedModel):
    """Which column is which, as an organisation last said for these headings."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    header_key = models.CharField(max_length=64)
    mapping = models.JSONField(default=list)
    saved_at = models.DateTimeField()

    access_rules = {ViewerKind.TRUST: lambda viewer: Q(organisation_id__in=viewer.ids)}
    pii = tags(none="id organisation header_key mapping saved_at")

    class Meta(GuardedModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organisation", "header_key"], name="list_mapping_once"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.header_key[:12]}"
