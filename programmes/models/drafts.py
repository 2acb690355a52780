"""What designers edit: modules and programmes, as Wagtail snippets with drafts and workflow.

They are models, not pages: page privacy is the wrong control for learner content. ``translation_key``
is the identity of a module or programme across languages and versions.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Self

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    Revision,
    RevisionMixin,
    TranslatableMixin,
    WorkflowMixin,
    WorkflowState,
)
from wagtail.search import index

from competencies.enums import Stage
from kernel import clock
from kernel.access import checking_references
from kernel.pii import tags
from programmes.fields import OpenStreamField, TreeField
from programmes.rules.tree import empty_tree


class StaleRevision(ValueError):
    """A revision other than the one that was signed off was about to be published."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Nothing was published: the draft has changed since it was approved. Cancel the workflow and "
                "submit the newest draft, so that everybody approves the same words."
            )
        )


class NotSignedOff(ValueError):
    """A revision was about to be published that not every role has signed."""


SCHEDULED = "wagtail.publish.scheduled"
"""What Wagtail's scheduler calls its own publications."""

REFUSED = "leadership.publish.refused"

NOT_COPIED = (
    "live",
    "has_unpublished_changes",
    "first_published_at",
    "last_published_at",
    "live_revision",
    "go_live_at",
    "expire_at",
    "expired",
    "locked",
    "locked_at",
    "locked_by",
    "is_template",
    "copied_from",
    "copied_version",
)

OF_THE_ROW = ("is_template", "copied_from", "copied_version")
"""What is no content: it is the same for every revision."""

OF_THE_ROW_FOR_WAGTAIL = ("locale", "latest_revision")
"""What Wagtail takes from the row too, after it has looked up what the revision names."""

WORKFLOWS_HELD = "_current_workflow_states"
"""Where Wagtail looks for the states of workflows before it asks the database."""


class DraftQuerySet(models.QuerySet[Any]):
    def delete(self) -> tuple[int, dict[str, int]]:
        with checking_references():
            return super().delete()


class PublishedSnippet(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    TranslatableMixin,
    index.Indexed,
    models.Model,
):
    """A draft whose ``publish`` is the single door to an immutable version."""

    check_version: ClassVar[Callable[..., Any]]
    """Set when the app is ready: raises ValidationError unless this draft can be published."""

    compile_version: ClassVar[Callable[..., Any]]
    """Set when the app is ready: makes the version of the live content."""

    check_sign_off: ClassVar[Callable[..., Any]]
    """Set when the app is ready: raises NotSignedOff unless every role has signed this revision.

    Whether there was anything to sign.
    """

    content_fields: ClassVar[tuple[str, ...]]
    """What somebody signs off: everything but Wagtail's own housekeeping."""

    stream_fields: ClassVar[tuple[str, ...]]

    large_fields: ClassVar[tuple[str, ...]]
    """What a list of drafts does without."""

    is_template = models.BooleanField(_("template"), default=False, editable=False)
    """Whether it is there to begin others with, and not to be learnt from."""

    copied_from = models.UUIDField(_("copied from"), null=True, editable=False)
    """The key of what this began as a copy of."""

    copied_version = models.PositiveIntegerField(null=True, editable=False)
    """The version that was the latest then; empty for a copy of something never published."""

    objects = models.Manager.from_queryset(DraftQuerySet)()

    exclude_fields_in_copy: ClassVar[list[str]] = list(NOT_COPIED)

    _revisions = GenericRelation(Revision, related_query_name="+")

    _original: int | None = None
    """The row that this translates, or its own, while the door holds all of them."""

    class Meta(TranslatableMixin.Meta):
        abstract = True

    @property
    def revisions(self) -> Any:
        return self._revisions

    preview_template: ClassVar[str]

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        return self.preview_template

    def stored(self, name: str) -> list[dict[str, Any]]:
        """A stream field as plain data."""
        held: list[dict[str, Any]] = getattr(self, name).get_prep_value()
        return held

    @property
    def language(self) -> str:
        return str(self.locale.language_code)

    def source(self) -> Self:
        """The original that this row translates, or itself: claims and scoring are its alone."""
        rows = type(self)._default_manager.filter(translation_key=self.translation_key)
        return rows.order_by("pk").first() or self

    @property
    def is_translation(self) -> bool:
        return bool((self._original or self.source().pk) != self.pk)

    def publish(self, revision: Any, user: Any = None, **kwargs: Any) -> Any:
        """Check, publish and compile in one transaction: editor, approval, schedule and import come here."""
        try:
            with transaction.atomic():
                self._original = self._hold()
                return self._publish(revision, user, **kwargs)
        except (ValidationError, StaleRevision, NotSignedOff) as refusal:
            if kwargs.get("log_action") != SCHEDULED:
                raise
            self._take_off_schedule(revision, refusal)
        finally:
            self._original = None
            self.__dict__.pop(WORKFLOWS_HELD, None)

    def _hold(self) -> int | None:
        """Whoever publishes a translation or the original at the same moment waits here."""
        rows = type(self)._default_manager.filter(translation_key=self.translation_key)
        held = rows.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True)
        return next(iter(held), None)

    def _publish(self, revision: Any, user: Any, **kwargs: Any) -> Any:
        self._refuse_stale(revision)
        # What a command publishes somebody has signed elsewhere.
        if not kwargs.get("skip_permission_checks") and type(self).check_sign_off(self, revision):
            # Whoever signs last need not be the one who may publish: that role has signed too.
            kwargs["skip_permission_checks"] = True
        type(self).check_version(revision.as_object())
        result = super().publish(revision, user=user, **kwargs)
        self.refresh_from_db(from_queryset=type(self)._default_manager.select_related("locale"))
        # A publication in the future leaves the live revision as it is: it is compiled when its time comes.
        if self.live and self.live_revision_id == revision.pk:
            type(self).compile_version(self, user=user, now=clock.now())
        return result

    def _refuse_stale(self, revision: Any) -> None:
        """Raise where this publication carries out an approval that was given to other content."""
        state = (
            self.workflow_states.select_related("current_task_state").order_by("-created_at", "-pk").first()
        )
        if state is None:
            # Wagtail would look for one to cancel.
            setattr(self, WORKFLOWS_HELD, [])
            return
        if state.status != WorkflowState.STATUS_APPROVED or state.current_task_state is None:
            return
        approved_at = state.current_task_state.finished_at
        published_at = type(self)._default_manager.values_list("last_published_at", flat=True).get(pk=self.pk)
        if approved_at is None or (published_at and published_at > approved_at):
            return
        signed = {task.task_state.revision for task in state.all_tasks_with_state() if task.task_state}
        if any(
            self.signed_content(each) != self.signed_content(revision)
            for each in signed
            if each.pk != revision.pk
        ):
            raise StaleRevision

    def signed_content(self, revision: Any) -> dict[str, Any]:
        """What somebody signs who signs this revision."""
        return {name: revision.content.get(name) for name in self.content_fields}

    def _take_off_schedule(self, revision: Any, refusal: Exception) -> None:
        """One that cannot be published must not hold up the others that are due; the history says why."""
        revision.approved_go_live_at = None
        revision.save(update_fields=["approved_go_live_at"])
        problems = getattr(refusal, "messages", None) or [str(refusal)]
        log(instance=self, action=REFUSED, data={"problems": problems}, revision=revision)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        with checking_references():
            return super().delete(*args, **kwargs)

    def with_content_json(self, content: dict[str, Any]) -> Self:
        made: Self = super().with_content_json(content | dict.fromkeys(OF_THE_ROW_FOR_WAGTAIL))
        for name in (*OF_THE_ROW, "_original"):
            setattr(made, name, getattr(self, name))
        if WORKFLOWS_HELD in self.__dict__:
            setattr(made, WORKFLOWS_HELD, getattr(self, WORKFLOWS_HELD))
        return made

    def save_revision(self, *args: Any, overwrite_revision: Any = None, **kwargs: Any) -> Any:
        """Autosave writes over its last revision, but never over one that somebody was asked to approve."""
        if overwrite_revision is not None and overwrite_revision.task_states.exists():
            overwrite_revision = None
        return super().save_revision(*args, overwrite_revision=overwrite_revision, **kwargs)

    def copy_for_translation(self, *args: Any, **kwargs: Any) -> Any:
        """The copy starts as a draft: what is live in the original is not live in the other language."""
        copied = super().copy_for_translation(*args, **kwargs)
        copied.live, copied.has_unpublished_changes = False, True
        return copied


class Module(PublishedSnippet):
    title = models.CharField(_("title"), max_length=120)
    summary = models.TextField(
        _("summary"), max_length=600, help_text=_("What a doctor will be able to do after it, in two lines.")
    )
    body = OpenStreamField(
        blocks="programmes.blocks.module_body", verbose_name=_("body"), blank=True, default=list
    )
    review_on = models.DateField(
        _("look at it again on"),
        null=True,
        blank=True,
        help_text=_("When what it says may be out of date. Preflight reminds of it from that day on."),
    )

    preview_template = "leadership/programmes/preview_module.html"
    content_fields = ("title", "summary", "body", "review_on")
    stream_fields = large_fields = ("body",)
    search_fields = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.FilterField("locale"),
    ]

    pii = tags(
        none="id title summary body review_on live has_unpublished_changes first_published_at "
        "last_published_at live_revision go_live_at expire_at expired latest_revision locked locked_at "
        "translation_key locale is_template copied_from copied_version",
        key="locked_by",
    )

    class Meta(PublishedSnippet.Meta):
        verbose_name = _("module")
        verbose_name_plural = _("modules")

    def __str__(self) -> str:
        return self.title or str(_("Untitled module"))


class Programme(PublishedSnippet):
    title = models.CharField(_("title"), max_length=120)
    slug = models.SlugField(_("address"), max_length=80)
    summary = models.TextField(_("summary"), max_length=600)
    stage = models.CharField(_("career stage"), max_length=20, choices=Stage.choices)
    open_to_all = models.BooleanField(
        _("open to all"),
        default=False,
        help_text=_("Anyone who registers can join, without a sponsor."),
    )
    duration_days = models.PositiveIntegerField(_("length in days"), default=180)
    tree = TreeField(verbose_name=_("requirements"), default=empty_tree)
    reminders = OpenStreamField(
        blocks="programmes.blocks.programme_reminders", verbose_name=_("reminders"), blank=True, default=list
    )

    promises = OpenStreamField(
        blocks="programmes.blocks.promised_competences",
        verbose_name=_("promised competences"),
        blank=True,
        default=list,
    )
    promises_welsh = models.BooleanField(
        _("promised in Welsh"),
        default=False,
        help_text=_("Everything in it can be read in Welsh. Preflight keeps that promise."),
    )

    preview_template = "leadership/programmes/preview_programme.html"
    content_fields = (
        "title",
        "slug",
        "summary",
        "stage",
        "open_to_all",
        "duration_days",
        "tree",
        "reminders",
        "promises",
        "promises_welsh",
    )
    stream_fields = ("reminders", "promises")
    large_fields = ("tree", "reminders")
    search_fields = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.FilterField("locale"),
    ]

    pii = tags(
        none="id title slug summary stage open_to_all duration_days tree reminders promises promises_welsh "
        "live has_unpublished_changes first_published_at last_published_at live_revision go_live_at "
        "expire_at expired latest_revision locked locked_at translation_key locale is_template copied_from "
        "copied_version",
        key="locked_by",
    )

    class Meta(PublishedSnippet.Meta):
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        constraints = [
            models.UniqueConstraint(fields=["slug", "locale"], name="programme_slug_per_language"),
            models.CheckConstraint(
                name="programme_length", condition=models.Q(duration_days__range=(1, 3650))
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(_("Untitled programme"))
