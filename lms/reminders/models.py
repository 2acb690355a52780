"""Planned sends: each visible before it goes, sent once, and kept with its reason when it is not."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.access import GuardedModel, KernelModel, Viewer, ViewerKind
from kernel.pii import tags
from lms.calendar.models import DueDate
from lms.enrolment.models import Enrolment
from lms.organisations.models import Organisation
from lms.people.access import member_now
from lms.people.models import Person
from lms.reminders.enums import DUE_RULES, NEWS, REMINDERS, Category, Rule, SendState
from programmes.models import Programme

ABOUT_ENROLMENTS = (Rule.INVITATION, Rule.INACTIVE, Rule.UNANSWERED, Rule.POST_ENDS, *NEWS)


class PlannedSend(GuardedModel):
    """One mail to one person about one thing. The subject is exactly one of the typed keys.

    ``occurrence`` tells sends of the same rule and subject apart: for a reminder the days and what they are
    counted from ("7:2026-09-01": a due date, the last day on which something was done, the day of the
    invitation, the last day of a post), for an invitation sent again the ordinal ("1"), for news of a
    programme the retirement that it is about.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    enrolment = models.ForeignKey(
        Enrolment, null=True, blank=True, on_delete=models.PROTECT, related_name="planned_sends"
    )
    due_date = models.ForeignKey(
        DueDate, null=True, blank=True, on_delete=models.PROTECT, related_name="planned_sends"
    )
    rule = models.CharField(max_length=20, choices=Rule.choices)
    occurrence = models.CharField(max_length=40)
    channel = models.CharField(max_length=10, default="email")
    recipient = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    planned_for = models.DateTimeField()
    state = models.CharField(max_length=20, choices=SendState.choices, default=SendState.PLANNED)
    reason = models.CharField(max_length=40, blank=True, default="")
    why = models.JSONField(default=dict)
    """For a reminder ``{"days": 7, "due_on": "2026-10-31"}``, or ``"since"`` where no date is due."""
    reminded_on = models.DateField(null=True, blank=True)
    """The day whose one reminder this is, once it is on its way."""
    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    """When it was sent, suppressed or given up."""

    access_rules = {
        ViewerKind.SELF: lambda viewer: Q(recipient_id__in=viewer.ids),
        ViewerKind.TRUST: lambda viewer: member_now(viewer, person="recipient"),
    }
    pii = tags(
        none="id uid rule channel organisation",
        key="enrolment due_date recipient",
        behaviour="occurrence planned_for state reason why reminded_on created_at settled_at",
    )

    class Meta(GuardedModel.Meta):
        verbose_name = _("planned send")
        verbose_name_plural = _("planned sends")
        ordering = ["planned_for", "id"]
        indexes = [
            models.Index(
                fields=["planned_for", "id"], name="planned_send_due", condition=Q(state=SendState.PLANNED)
            ),
            models.Index(fields=["organisation", "planned_for"], name="planned_send_organisation"),
            models.Index(
                fields=["organisation", "planned_for", "id"],
                name="planned_send_coming",
                condition=Q(state__in=[SendState.PLANNED, SendState.QUEUED]),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "rule", "occurrence", "channel", "recipient"],
                condition=Q(enrolment__isnull=False),
                name="send_once_per_enrolment",
            ),
            models.UniqueConstraint(
                fields=["due_date", "rule", "occurrence", "channel", "recipient"],
                condition=Q(due_date__isnull=False),
                name="send_once_per_due_date",
            ),
            models.CheckConstraint(
                name="send_has_one_subject",
                condition=Q(enrolment__isnull=False, due_date__isnull=True)
                | Q(enrolment__isnull=True, due_date__isnull=False),
            ),
            models.CheckConstraint(
                name="send_rule_fits_subject",
                condition=Q(rule__in=DUE_RULES, due_date__isnull=False)
                | Q(rule__in=ABOUT_ENROLMENTS, enrolment__isnull=False),
            ),
            models.UniqueConstraint(fields=["recipient", "reminded_on"], name="one_reminder_a_day"),
            models.CheckConstraint(
                name="invitation_is_no_reminder",
                condition=~Q(rule=Rule.INVITATION) | Q(reminded_on__isnull=True),
            ),
            models.CheckConstraint(
                name="send_suppressed_has_reason",
                condition=~Q(state__in=[SendState.SUPPRESSED, SendState.FAILED]) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} to {self.recipient_id} at {self.planned_for:%Y-%m-%d %H:%M}"


class Delivery(GuardedModel):
    """The carrying out of one planned send. ``message_id`` is fixed before the first try."""

    planned_send = models.OneToOneField(PlannedSend, on_delete=models.PROTECT, related_name="delivery")
    message_id = models.CharField(max_length=120, unique=True)
    address = models.EmailField(blank=True, default="")
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    """While it waits: from when on it is handed out again. Empty once it was sent, suppressed or given up."""
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True, default="")

    access_rules = {
        ViewerKind.SELF: lambda viewer: Q(planned_send__recipient_id__in=viewer.ids),
        ViewerKind.TRUST: lambda viewer: member_now(
            viewer, person="planned_send__recipient", organisation="planned_send__organisation"
        ),
    }
    pii = tags(
        none="id message_id attempts",
        key="planned_send",
        contact="address",
        behaviour="next_try_at sent_at",
        free_text="last_error",
    )

    class Meta(GuardedModel.Meta):
        verbose_name_plural = "deliveries"
        indexes = [
            models.Index(
                fields=["next_try_at"], name="delivery_waiting", condition=Q(next_try_at__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="delivery_sent_waits_no_more",
                condition=Q(sent_at__isnull=True) | Q(next_try_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.message_id


class RefusedAddress(GuardedModel):
    """The mail server will not take mail to this address of this person: nothing goes there for a while.

    It stands until another address works, or somebody sends an invitation again by hand. Of one person and
    not of the address at large: no organisation learns what another was told.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="refused_addresses")
    address = models.EmailField()
    refused_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    access_rules = {
        ViewerKind.SELF: lambda viewer: Q(person_id__in=viewer.ids),
    }
    pii = tags(none="id", key="person", contact="address", behaviour="refused_at ended_at")

    class Meta(GuardedModel.Meta):
        verbose_name_plural = "refused addresses"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "address"], condition=Q(ended_at__isnull=True), name="refused_once"
            ),
            models.CheckConstraint(
                name="refused_ends_later",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("refused_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"refused address of {self.person_id}"


class SentWords(GuardedModel):
    """What a mail said when it was handed to the mail server: shown for as long as it is kept.

    The link that lets its reader in is left out. A trust reads ``text_for_trust``, which is silent about
    absence. Deleted after ``LEADERSHIP_SENT_WORDS_DAYS``; the send itself stays.
    """

    planned_send = models.OneToOneField(
        PlannedSend, on_delete=models.PROTECT, related_name="words", primary_key=True
    )
    language = models.CharField(max_length=10)
    subject = models.TextField()
    text = models.TextField()
    text_for_trust = models.TextField()
    kept_at = models.DateTimeField()

    access_rules = {
        ViewerKind.SELF: lambda viewer: Q(planned_send__recipient_id__in=viewer.ids),
        ViewerKind.TRUST: lambda viewer: member_now(
            viewer, person="planned_send__recipient", organisation="planned_send__organisation"
        ),
    }
    pii = tags(
        none="language", key="planned_send", behaviour="kept_at", free_text="subject text text_for_trust"
    )

    class Meta(GuardedModel.Meta):
        verbose_name_plural = "sent words"
        indexes = [models.Index(fields=["kept_at"], name="sent_words_kept")]

    def __str__(self) -> str:
        return f"words of planned send {self.planned_send_id}"


class PlanningMark(KernelModel):
    """How far reminders are planned: what moves within that is planned by whoever moves it."""

    planned_until = models.DateField()

    pii = tags(none="id planned_until")

    class Meta:
        constraints = [models.CheckConstraint(name="one_planning_mark", condition=Q(pk=1))]

    def __str__(self) -> str:
        return f"{self.planned_until}"


class Mute(GuardedModel):
    """A doctor wants no mails of this kind. A trust does not learn of it."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mutes")
    category = models.CharField(max_length=20, choices=Category.choices)
    muted_at = models.DateTimeField()

    access_rules = {ViewerKind.SELF: lambda viewer: Q(person_id__in=viewer.ids)}
    pii = tags(none="id category", key="person", behaviour="muted_at")

    class Meta(GuardedModel.Meta):
        constraints = [models.UniqueConstraint(fields=["person", "category"], name="muted_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.category}"


def _of_the_organisation(viewer: Viewer) -> Q:
    return Q(organisation_id__in=viewer.ids)


class TrustRule(GuardedModel):
    """What an organisation changes for its own seats in a programme: a reminder fewer, or a later one.

    The row without an end counts; ended ones say how it was. Nothing here can make more mail.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=20, choices=[(rule.value, rule.label) for rule in REMINDERS])
    is_off = models.BooleanField(default=False)
    later_by = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    access_rules = {ViewerKind.TRUST: _of_the_organisation}
    pii = tags(none="id organisation programme rule is_off later_by started_at ended_at")

    class Meta(GuardedModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "programme", "rule"],
                condition=Q(ended_at__isnull=True),
                name="one_trust_rule",
            ),
            models.CheckConstraint(
                name="trust_rule_narrows",
                condition=Q(is_off=True, later_by=0) | Q(is_off=False, later_by__gt=0),
            ),
            models.CheckConstraint(
                name="trust_rule_is_a_reminder", condition=Q(rule__in=[rule.value for rule in REMINDERS])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.rule} {'off' if self.is_off else f'later by {self.later_by}'}"


class TrustSentence(GuardedModel):
    """One plain sentence that an organisation adds to the reminders of its own seats in a programme."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=200)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    access_rules = {ViewerKind.TRUST: _of_the_organisation}
    pii = tags(none="id organisation programme started_at ended_at", free_text="text")

    class Meta(GuardedModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "programme"],
                condition=Q(ended_at__isnull=True),
                name="one_trust_sentence",
            ),
        ]

    def __str__(self) -> str:
        return self.text
