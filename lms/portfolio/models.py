"""Evidence: an item, its versions with words and files, what it is about, and with whom it is shared.

Items hold codes and days; what somebody wrote stands in the versions, which erasure may empty. Whatever cites
an item cites one of its versions, which from then on stays as it was.
"""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from competencies.models import Node
from kernel.access import GuardedModel, ViewerKind
from kernel.days import days_in_bounds
from kernel.models import StoredFile
from kernel.pii import tags
from lms.assignments.models import Submission
from lms.enrolment.models import Enrolment
from lms.people.models import Person
from lms.portfolio.enums import Kind, State
from lms.portfolio.rules.words import (
    LONGEST,
    LONGEST_ADDRESS,
    LONGEST_NAME,
    LONGEST_TITLE,
    MOST_DAYS,
    PARTS,
)
from lms.records.models import LearningFact
from programmes.models import ModuleVersion


class EvidenceItem(GuardedModel):
    """One thing kept. What it came from is one of our own rows, or nothing: the doctor brought it."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    latest = models.PositiveSmallIntegerField(default=1)
    """The number of its latest version."""
    happened_on = models.DateField(_("day"), null=True, blank=True)
    fact = models.ForeignKey(
        LearningFact, null=True, blank=True, on_delete=models.PROTECT, related_name="evidence"
    )
    submission = models.ForeignKey(
        Submission, null=True, blank=True, on_delete=models.PROTECT, related_name="evidence"
    )
    enrolment = models.ForeignKey(
        Enrolment, null=True, blank=True, on_delete=models.PROTECT, related_name="evidence"
    )
    """Of a programme that was completed."""
    module_version = models.ForeignKey(
        ModuleVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """Of a reflection that was drafted when the module was finished."""
    module_key = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    access_rules = {
        ViewerKind.SELF: lambda viewer: Q(person_id__in=viewer.ids),
        ViewerKind.LINK: lambda viewer: Q(versions__shares__in=viewer.ids, state=State.KEPT),
    }
    pii = tags(
        none="id uid module_version module_key",
        key="person fact submission enrolment",
        behaviour="kind state latest happened_on created_at archived_at",
    )

    class Meta(GuardedModel.Meta):
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["-id"]
        indexes = [models.Index(fields=["person", "state"], name="evidence_person_state")]
        constraints = [
            days_in_bounds("evidence_days", "happened_on"),
            models.CheckConstraint(name="evidence_kind_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(name="evidence_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(name="evidence_from_one", condition=Q(latest__gte=1)),
            models.CheckConstraint(
                name="evidence_archived_has_moment",
                condition=Q(state=State.ARCHIVED, archived_at__isnull=False)
                | (~Q(state=State.ARCHIVED) & Q(archived_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="evidence_drafted_names_its_module",
                condition=Q(module_version__isnull=True, module_key__isnull=True)
                | Q(module_version__isnull=False, module_key__isnull=False, kind=Kind.REFLECTION),
            ),
            models.CheckConstraint(
                name="evidence_from_one_source",
                condition=Q(submission__isnull=True, enrolment__isnull=True)
                | Q(fact__isnull=True, enrolment__isnull=True)
                | Q(fact__isnull=True, submission__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["person", "module_key"],
                condition=Q(module_key__isnull=False),
                name="evidence_drafted_once",
            ),
            models.UniqueConstraint(
                fields=["person", "fact"],
                condition=Q(fact__isnull=False, module_key__isnull=True),
                name="evidence_once_per_fact",
            ),
            models.UniqueConstraint(
                fields=["person", "submission"],
                condition=Q(submission__isnull=False),
                name="evidence_once_per_submission",
            ),
            models.UniqueConstraint(
                fields=["person", "enrolment"],
                condition=Q(enrolment__isnull=False),
                name="evidence_once_per_programme",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind} {self.uid}"


class EvidenceVersion(GuardedModel):
    """What an item says. The latest one changes until something cites it; a trigger keeps the others."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(EvidenceItem, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(_("title"), max_length=LONGEST_TITLE, blank=True, default="")
    words = models.TextField(_("description"), blank=True, default="", max_length=LONGEST)
    parts = ArrayField(models.TextField(), default=list, blank=True, size=PARTS)
    """Of a reflection: what stands below each of its prompts."""
    url = models.CharField(_("address"), max_length=LONGEST_ADDRESS, blank=True, default="")
    saved_at = models.DateTimeField()
    page_mark = models.CharField(max_length=36, blank=True, default="")
    """The page that saved it last, by a random name that the page gave itself."""
    pinned_at = models.DateTimeField(null=True, blank=True)
    """Since when something cites it."""
    nobody_in_it = models.BooleanField(default=False)
    """The doctor has looked at what may tell who a patient is, and says that it does not."""

    access_rules = {
        ViewerKind.SELF: lambda viewer: Q(item__person_id__in=viewer.ids),
        ViewerKind.LINK: lambda viewer: Q(shares__in=viewer.ids, item__state=State.KEPT),
    }
    pii = tags(
        none="id uid page_mark",
        key="item",
        behaviour="number saved_at pinned_at nobody_in_it",
        free_text="title words parts url",
    )

    class Meta(GuardedModel.Meta):
        verbose_name = _("version of evidence")
        verbose_name_plural = _("versions of evidence")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="evidence_version_number"),
            models.CheckConstraint(name="evidence_version_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="evidence_version_address", condition=Q(url="") | Q(url__regex=r"^https?://[^\s]+$")
            ),
            models.CheckConstraint(name="evidence_version_parts", condition=Q(parts__len__lte=PARTS)),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.number}"

    @property
    def stamp(self) -> str:
        """Which state of it somebody saw."""
        return self.saved_at.isoformat()

    @property
    def is_named(self) -> bool:
        return bool(self.title.strip())


class EvidenceFile(GuardedModel):
    """A file of a version. The same content stands in every version that has it, and is stored once."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(EvidenceVersion, on_delete=models.PROTECT, related_name="files")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    added_at = models.DateTimeField()

    access_rules = {
        ViewerKind.SELF: lambda viewer: Q(version__item__person_id__in=viewer.ids),
        ViewerKind.LINK: lambda viewer: Q(version__shares__in=viewer.ids, version__item__state=State.KEPT),
    }
    pii = tags(none="id uid content_type", key="version", free_text="file name", behaviour="added_at")

    class Meta(GuardedModel.Meta):
        verbose_name = _("file of evidence")
        verbose_name_plural = _("files of evidence")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["version", "file"], name="evidence_file_once")]

    def __str__(self) -> str:
        return f"{self.version_id} {self.uid}"


class EvidenceTag(GuardedModel):
    """What an item is about: a node of any framework, be it of competences or of kinds of evidence."""

    item = models.ForeignKey(EvidenceItem, on_delete=models.PROTECT, related_name="tags")
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")

    access_rules = {ViewerKind.SELF: lambda viewer: Q(item__person_id__in=viewer.ids)}
    pii = tags(none="id", key="item", behaviour="node")

    class Meta(GuardedModel.Meta):
        verbose_name = _("tag of evidence")
        verbose_name_plural = _("tags of evidence")
        constraints = [models.UniqueConstraint(fields=["item", "node"], name="evidence_tag_once")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.node_id}"


class EvidenceShare(GuardedModel):
    """One version shown to one named person for a time, by a link that shows nothing else."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(EvidenceVersion, on_delete=models.PROTECT, related_name="shares")
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    address = models.EmailField(_("email address"))
    language = models.CharField(max_length=10)
    token_hash = models.CharField(max_length=64, unique=True)
    """The link itself is stored nowhere: it follows from this row and the key of the site."""
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    """When the mail server said that it will never take the mail."""
    opened_days = models.PositiveSmallIntegerField(default=0)
    """On how many days it was opened: no hour, no address, no device."""
    opened_on = models.DateField(null=True, blank=True)
    """The last of them."""

    access_rules = {
        ViewerKind.SELF: lambda viewer: Q(version__item__person_id__in=viewer.ids),
        ViewerKind.LINK: lambda viewer: Q(pk__in=viewer.ids, version__item__state=State.KEPT),
    }
    pii = tags(
        none="id uid language",
        key="version",
        name="name",
        contact="address",
        secret="token_hash",  # noqa: S106 -- the name of a field
        behaviour="starts_at ends_at ended_at mailed_at refused_at opened_days opened_on",
    )

    class Meta(GuardedModel.Meta):
        verbose_name = _("evidence shared")
        verbose_name_plural = _("evidence shared")
        ordering = ["-id"]
        constraints = [
            days_in_bounds("evidence_share_days", "opened_on"),
            models.CheckConstraint(
                name="evidence_share_token_hashed", condition=Q(("token_hash__regex", "^[0-9a-f]{64}$"))
            ),
            models.CheckConstraint(
                name="evidence_share_ends",
                condition=Q(
                    ends_at__gt=F("starts_at"), ends_at__lte=F("starts_at") + timedelta(days=MOST_DAYS + 1)
                ),
            ),
            models.CheckConstraint(
                name="evidence_share_ended_later",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("starts_at")),
            ),
            models.CheckConstraint(
                name="evidence_share_opened",
                condition=Q(opened_days=0, opened_on__isnull=True)
                | Q(opened_days__gte=1, opened_on__isnull=False),
            ),
            models.CheckConstraint(
                name="evidence_share_names_somebody",
                condition=Q(name__regex=r"\S") | Q(ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.uid}"
