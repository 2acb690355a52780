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
from programmes.enums import ReminderKind, RequirementKind, ShippedItem
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
    """The words of a programme version in one language."""

    append_only = True

    version = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, related_name="texts")
    language = models.CharField(max_length=10)
    minor = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    summary = models.TextField()
    titles = models.JSONField(default=dict)
    """Of the nodes whose titles are the programme's own, by their keys: of all but the root and modules."""
    checksum = models.CharField(max_length=64)
    published_at = models.DateTimeField()

    pii = tags(none="id version language minor title summary titles checksum published_at")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "language", "minor"], name="programme_text_minor"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language}, {self.minor})"


def _if_and_only_if(when: Q, then: Q, otherwise: Q) -> Q:
    return (when & then) | (~when & otherwise)


def _of_kind(kind: RequirementKind, column: str) -> Q:
    """A number of one or more for this kind, nothing for the others."""
    has = Q(**{f"{column}__isnull": False, f"{column}__gte": 1})
    return _if_and_only_if(Q(kind=kind), has, Q(**{f"{column}__isnull": True}))


def _of_item(item_type: ShippedItem, column: str) -> Q:
    return _if_and_only_if(
        Q(item_type=item_type), Q(**{f"{column}__isnull": False}), Q(**{f"{column}__isnull": True})
    )


def _nothing_or_some(*columns: str) -> Q:
    found = Q()
    for column in columns:
        found &= Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__gte": 1})
    return found


class Requirement(KernelModel):
    """A node of the requirement tree. The root has no parent; an item is something to be done."""

    append_only = True

    version = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, related_name="requirements")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    key = models.UUIDField()
    kind = models.CharField(max_length=20, choices=RequirementKind.choices)
    title = models.CharField(max_length=120)
    position = models.PositiveIntegerField()
    required = models.BooleanField(default=True)
    """Whether it counts towards its parent."""
    at_least = models.PositiveIntegerField(null=True, blank=True)
    points_needed = models.PositiveIntegerField(null=True, blank=True)
    points = models.PositiveIntegerField(null=True, blank=True)
    """What it is worth below a parent that counts points."""
    delay_days = models.PositiveIntegerField(null=True, blank=True)
    """Days between the last of its needs and its opening."""
    opens_after_days = models.PositiveIntegerField(null=True, blank=True)
    opens_on = models.DateField(null=True, blank=True)
    due_days = models.PositiveIntegerField(null=True, blank=True)
    item_type = models.CharField(max_length=40, blank=True, default="")
    module_version = models.ForeignKey(
        ModuleVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    programme_key = models.UUIDField(null=True, blank=True)
    credits = models.PositiveIntegerField(null=True, blank=True)
    """In hundredths."""
    details = models.JSONField(default=dict, blank=True)
    """Of types of item that have no columns of their own."""

    pii = tags(
        none="id version parent key kind title position required at_least points_needed points delay_days "
        "opens_after_days opens_on due_days item_type module_version programme_key credits details"
    )

    class Meta:
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="requirement_key"),
            models.UniqueConstraint(fields=["version", "position"], name="requirement_position"),
            models.UniqueConstraint(
                fields=["version"], condition=Q(parent__isnull=True), name="requirement_one_root"
            ),
            models.CheckConstraint(name="requirement_kind", condition=Q(kind__in=RequirementKind.values)),
            models.CheckConstraint(
                name="requirement_item_has_type",
                condition=_if_and_only_if(Q(kind=RequirementKind.ITEM), ~Q(item_type=""), Q(item_type="")),
            ),
            models.CheckConstraint(
                name="requirement_module_is_pinned", condition=_of_item(ShippedItem.MODULE, "module_version")
            ),
            models.CheckConstraint(
                name="requirement_programme_is_named",
                condition=_of_item(ShippedItem.PROGRAMME, "programme_key"),
            ),
            models.CheckConstraint(
                name="requirement_credits_are_counted",
                condition=_of_item(ShippedItem.CREDITS, "credits") & _nothing_or_some("credits"),
            ),
            models.CheckConstraint(
                name="requirement_at_least_has_number",
                condition=_of_kind(RequirementKind.AT_LEAST, "at_least"),
            ),
            models.CheckConstraint(
                name="requirement_points_has_number",
                condition=_of_kind(RequirementKind.POINTS, "points_needed"),
            ),
            models.CheckConstraint(
                name="requirement_numbers_from_one",
                condition=_nothing_or_some("points", "delay_days", "opens_after_days", "due_days"),
            ),
            models.CheckConstraint(
                name="requirement_opens_in_one_way",
                condition=Q(opens_after_days__isnull=True) | Q(opens_on__isnull=True),
            ),
            models.CheckConstraint(
                name="requirement_only_items_are_due",
                condition=Q(kind=RequirementKind.ITEM) | Q(due_days__isnull=True),
            ),
            models.CheckConstraint(
                name="requirement_root_is_plain",
                condition=Q(parent__isnull=False)
                | Q(
                    kind=RequirementKind.ALL,
                    points__isnull=True,
                    delay_days__isnull=True,
                    opens_after_days__isnull=True,
                    opens_on__isnull=True,
                ),
            ),
            models.CheckConstraint(
                name="requirement_not_its_own_parent", condition=~Q(parent=F("id")) | Q(parent__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.title


class RequirementStage(KernelModel):
    """A requirement is for doctors of this stage; without any, for all."""

    append_only = True

    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="stages")
    stage = models.CharField(max_length=20, choices=Stage.choices)

    pii = tags(none="id requirement stage")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["requirement", "stage"], name="requirement_stage_once"),
            models.CheckConstraint(name="requirement_stage_known", condition=Q(stage__in=Stage.values)),
        ]

    def __str__(self) -> str:
        return f"{self.requirement_id} {self.stage}"


class RequirementNeed(KernelModel):
    """A requirement opens when others are satisfied; a trigger holds them to one version."""

    append_only = True

    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="needs")
    needs = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="needed_by")

    pii = tags(none="id requirement needs")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["requirement", "needs"], name="requirement_need_once"),
            models.CheckConstraint(name="requirement_needs_another", condition=~Q(requirement=F("needs"))),
        ]

    def __str__(self) -> str:
        return f"{self.requirement_id} needs {self.needs_id}"


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
