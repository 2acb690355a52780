"""What publishing makes: rows that never change. Learners and facts point here, never at a draft."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from competencies.enums import ClaimStrength, Stage
from kernel.access import KernelModel
from kernel.pii import tags
from programmes.enums import ReminderKind, RequirementKind
from programmes.models.drafts import Module, Programme


class ModuleVersion(KernelModel):
    """Structure, activities, claims and scoring of a module as published."""

    append_only = True

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="+")
    module_key = models.UUIDField(db_index=True)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    minutes = models.PositiveIntegerField()
    checksum = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    pii = tags(none="id uid module module_key number title minutes checksum published_at", key="published_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["module_key", "number"], name="module_version_number"),
            models.CheckConstraint(name="module_version_from_one", condition=Q(number__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"


class ModuleText(KernelModel):
    """The words of a version in one language. A typing error or a late translation is a new text."""

    append_only = True

    version = models.ForeignKey(ModuleVersion, on_delete=models.PROTECT, related_name="texts")
    language = models.CharField(max_length=10)
    minor = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    summary = models.TextField()
    body = models.JSONField(encoder=DjangoJSONEncoder)
    checksum = models.CharField(max_length=64)
    published_at = models.DateTimeField()

    pii = tags(none="id version language minor title summary body checksum published_at")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "language", "minor"], name="module_text_minor"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language}, {self.minor})"


class Activity(KernelModel):
    """One activity of a version. ``key`` is the block id: the same in every language and version."""

    append_only = True

    version = models.ForeignKey(ModuleVersion, on_delete=models.PROTECT, related_name="activities")
    key = models.UUIDField()
    kind = models.CharField(max_length=40)
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    minutes = models.PositiveIntegerField()
    required = models.BooleanField()
    scoring = models.JSONField(default=dict, blank=True)

    pii = tags(none="id version key kind position title minutes required scoring")

    class Meta:
        verbose_name_plural = "activities"
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="activity_key"),
            models.UniqueConstraint(fields=["version", "position"], name="activity_position"),
        ]

    def __str__(self) -> str:
        return self.title


class ActivityClaim(KernelModel):
    """An activity says that it introduces, practises or demonstrates a competence."""

    append_only = True

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="claims")
    node = models.ForeignKey("leadership_competencies.Node", on_delete=models.PROTECT, related_name="claims")
    strength = models.CharField(max_length=20, choices=ClaimStrength.choices)

    pii = tags(none="id activity node strength")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activity", "node"], name="activity_claim_once")]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.strength} {self.node_id}"


class ModuleFile(KernelModel):
    """A file a version uses: it cannot be deleted while the version stands."""

    append_only = True

    version = models.ForeignKey(ModuleVersion, on_delete=models.PROTECT, related_name="files")
    file = models.ForeignKey("leadership_kernel.StoredFile", on_delete=models.PROTECT, related_name="+")

    pii = tags(none="id version file")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "file"], name="module_file_once")]

    def __str__(self) -> str:
        return f"{self.version_id} {self.file_id}"


class ProgrammeVersion(KernelModel):
    """The immutable manifest: tree rows, pinned module versions, date and reminder rules."""

    append_only = True

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    programme_key = models.UUIDField(db_index=True)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    slug = models.SlugField(max_length=80)
    stage = models.CharField(max_length=20, choices=Stage.choices)
    open_to_all = models.BooleanField()
    duration_days = models.PositiveIntegerField()
    checksum = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    pii = tags(
        none="id uid programme programme_key number title slug stage open_to_all duration_days checksum "
        "published_at",
        key="published_by",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme_key", "number"], name="programme_version_number"),
            models.CheckConstraint(name="programme_version_from_one", condition=Q(number__gte=1)),
        ]

    def __str__(self) -> str:
        return _("%(title)s, version %(number)s") % {"title": self.title, "number": self.number}


class ProgrammeText(KernelModel):
    """The title and summary of a programme version in one language."""

    append_only = True

    version = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, related_name="texts")
    language = models.CharField(max_length=10)
    minor = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    summary = models.TextField()
    part_titles = models.JSONField(default=dict)
    checksum = models.CharField(max_length=64)
    published_at = models.DateTimeField()

    pii = tags(none="id version language minor title summary part_titles checksum published_at")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "language", "minor"], name="programme_text_minor"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language}, {self.minor})"


class Requirement(KernelModel):
    """A node of the requirement tree. The root has no parent; a leaf pins one module version."""

    append_only = True

    version = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, related_name="requirements")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    key = models.UUIDField()
    kind = models.CharField(max_length=20, choices=RequirementKind.choices)
    title = models.CharField(max_length=120)
    position = models.PositiveIntegerField()
    at_least = models.PositiveIntegerField(null=True, blank=True)
    required = models.BooleanField(default=True)
    module_version = models.ForeignKey(
        ModuleVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    due_days = models.PositiveIntegerField(null=True, blank=True)

    pii = tags(none="id version parent key kind title position at_least required module_version due_days")

    class Meta:
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="requirement_key"),
            models.UniqueConstraint(fields=["version", "position"], name="requirement_position"),
            models.CheckConstraint(
                name="requirement_leaf_has_module",
                condition=(
                    Q(kind=RequirementKind.MODULE, module_version__isnull=False)
                    | (~Q(kind=RequirementKind.MODULE) & Q(module_version__isnull=True))
                ),
            ),
            models.CheckConstraint(
                name="requirement_at_least_has_number",
                condition=(
                    Q(kind=RequirementKind.AT_LEAST, at_least__isnull=False, at_least__gte=1)
                    | (~Q(kind=RequirementKind.AT_LEAST) & Q(at_least__isnull=True))
                ),
            ),
            models.CheckConstraint(
                name="requirement_not_its_own_parent", condition=~Q(parent=F("id")) | Q(parent__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ReminderRule(KernelModel):
    """A reminder that a programme version promises: its kind, and how many days before or after."""

    append_only = True

    version = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, related_name="reminder_rules")
    key = models.UUIDField()
    kind = models.CharField(max_length=20, choices=ReminderKind.choices)
    days = models.PositiveIntegerField()

    pii = tags(none="id version key kind days")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="reminder_rule_key"),
            models.UniqueConstraint(fields=["version", "kind", "days"], name="reminder_rule_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.days}"
