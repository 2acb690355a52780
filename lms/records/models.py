"""The learning record. Attempts hold what changes; facts are appended and never change."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, IntegerField, Q
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Mod
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from competencies.models import Node
from kernel.access import GuardedModel, KernelModel, ViewerKind
from kernel.days import days_in_bounds
from kernel.pii import tags
from lms.enrolment.models import Enrolment
from lms.organisations.models import Organisation
from lms.people.access import member_now
from lms.people.models import Person
from programmes.models import Activity, ModuleText, ModuleVersion, ProgrammeVersion


class Verb(models.TextChoices):
    COMPLETED = "completed", _("completed")
    SCORED = "scored", _("scored")
    REVOKED = "revoked", _("revoked")
    CREDITED = "credited", _("credits recorded")
    RECOGNISED = "recognised", _("earlier learning recognised")


OF_ENROLMENT = (Verb.CREDITED, Verb.RECOGNISED)
"""About an enrolment and no activity: they count in that enrolment alone."""

_ABOUT_ACTIVITY = Q(
    module_key__isnull=False,
    activity_key__isnull=False,
    module_version__isnull=False,
    requirement_key__isnull=True,
)
_ABOUT_ENROLMENT = Q(
    module_key__isnull=True,
    activity_key__isnull=True,
    module_version__isnull=True,
    module_text__isnull=True,
    enrolment__isnull=False,
)
FEWEST_CREDITS, MOST_CREDITS, CREDIT_STEP = 25, 10_000, 25
"""Of one entry, in hundredths."""


class ExtraPercent(models.IntegerChoices):
    QUARTER = 25, _("a quarter more")
    HALF = 50, _("half as much again")
    DOUBLE = 100, _("twice the time")


class Attempt(GuardedModel):
    """A person's work on one activity: drafts, place, answers so far. Private to the doctor."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="attempts")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="attempts")
    module_version = models.ForeignKey(ModuleVersion, on_delete=models.PROTECT, related_name="+")
    module_key = models.UUIDField()
    activity_key = models.UUIDField()
    state = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    page_mark = models.CharField(max_length=36, blank=True, default="", db_default="")
    """The page that saved it last, by a random name that the page gave itself."""
    setup = models.JSONField(default=dict, blank=True)
    """What the site set when it began, of kinds that begin with a press: ``{"seed": 7, "number": 2,
    "ends_at": "2026-11-02T10:30:00+00:00"}``; and what came after the end, which does not count."""

    access_rules = {ViewerKind.SELF: lambda viewer: Q(person_id__in=viewer.ids)}
    pii = tags(
        none="id uid module_version module_key activity_key page_mark",
        key="person enrolment",
        free_text="state setup",
        behaviour="started_at saved_at submitted_at",
    )

    class Meta(GuardedModel.Meta):
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "module_key", "activity_key"],
                condition=Q(submitted_at__isnull=True),
                name="one_open_attempt",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.activity_key}"

    @property
    def stamp(self) -> str:
        """Which state of it somebody saw."""
        return self.saved_at.isoformat()


class LearningFact(GuardedModel):
    """Who did what, on which version, effective when, recorded when, by whom, from which source.

    A completion belongs to person and stable activity key, with the enrolment as context, so that it can
    count in two programmes; credits and recognition belong to their enrolment. Ids, codes and numbers only:
    what somebody wrote stands in :class:`FactWords`. A later fact may supersede an earlier one.
    """

    append_only = True

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="facts")
    enrolment = models.ForeignKey(
        Enrolment, null=True, blank=True, on_delete=models.PROTECT, related_name="facts"
    )
    verb = models.CharField(max_length=20, choices=Verb.choices)
    module_key = models.UUIDField(null=True, blank=True)
    activity_key = models.UUIDField(null=True, blank=True)
    requirement_key = models.UUIDField(null=True, blank=True)
    """What was recognised: it keeps its key in every version."""
    module_version = models.ForeignKey(
        ModuleVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    module_text = models.ForeignKey(
        ModuleText, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    result = models.JSONField(default=dict)
    """Numbers and codes only: ``{"score": 4, "of": 5, "passed": true}``, ``{"credits": 250}``"""
    effective_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    source = models.CharField(max_length=40)
    source_key = models.CharField(max_length=100)
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )

    access_rules = {
        ViewerKind.SELF: lambda viewer: Q(person_id__in=viewer.ids),
        # A trust sees what its own seats paid for.
        ViewerKind.TRUST: lambda viewer: member_now(
            viewer, person="enrolment__person", organisation="enrolment__organisation"
        ),
    }
    pii = tags(
        none="id uid module_key activity_key requirement_key module_version module_text source",
        key="person enrolment recorded_by source_key supersedes",
        behaviour="verb result effective_at recorded_at",
    )

    class Meta(GuardedModel.Meta):
        verbose_name = _("learning fact")
        verbose_name_plural = _("learning facts")
        ordering = ["id"]
        indexes = [models.Index(fields=["person", "module_key", "activity_key"], name="fact_person_activity")]
        constraints = [
            models.UniqueConstraint(fields=["source", "source_key"], name="fact_source_key"),
            models.CheckConstraint(
                name="fact_revocation_names_a_fact",
                condition=~Q(verb=Verb.REVOKED) | Q(supersedes__isnull=False),
            ),
            models.CheckConstraint(
                name="fact_says_what_it_is_about",
                condition=Q(Q(verb__in=[Verb.COMPLETED, Verb.SCORED]), _ABOUT_ACTIVITY)
                | Q(Q(verb=Verb.CREDITED, requirement_key__isnull=True), _ABOUT_ENROLMENT)
                | Q(Q(verb=Verb.RECOGNISED, requirement_key__isnull=False), _ABOUT_ENROLMENT)
                | Q(Q(verb=Verb.REVOKED), Q(_ABOUT_ACTIVITY | _ABOUT_ENROLMENT)),
            ),
            models.CheckConstraint(
                name="fact_counts_quarter_credits",
                condition=~Q(verb=Verb.CREDITED)
                | Q(
                    Exact(Mod(Cast(KT("result__credits"), IntegerField()), CREDIT_STEP), 0),
                    result__has_key="credits",
                    result__credits__gte=FEWEST_CREDITS,
                    result__credits__lte=MOST_CREDITS,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.verb} {self.activity_key or self.requirement_key or ''}".strip()


class FactWords(GuardedModel):
    """What somebody wrote beside a fact: what the credits are for; why learning was recognised.

    A trigger keeps it as it was written; only erasure may empty it.
    """

    fact = models.OneToOneField(LearningFact, on_delete=models.PROTECT, related_name="words")
    text = models.CharField(max_length=300, blank=True)
    evidence = models.TextField(max_length=2000, blank=True, default="")

    access_rules = {
        ViewerKind.SELF: lambda viewer: Q(fact__person_id__in=viewer.ids),
        # What a doctor's own credits were for is the doctor's; why something was recognised, both read.
        ViewerKind.TRUST: lambda viewer: (
            Q(fact__verb__in=[Verb.RECOGNISED, Verb.REVOKED])
            & member_now(
                viewer, person="fact__enrolment__person", organisation="fact__enrolment__organisation"
            )
        ),
    }
    pii = tags(none="id", key="fact", free_text="text evidence")

    class Meta(GuardedModel.Meta):
        verbose_name = _("words beside a fact")
        verbose_name_plural = _("words beside facts")

    def __str__(self) -> str:
        return f"words beside fact {self.fact_id}"


class QuestionOutcome(GuardedModel):
    """What became of one question in one quiz that was handed in: which answers, by id, never typed words.

    For the analysis of questions, which counts and names nobody.
    """

    append_only = True

    fact = models.ForeignKey(LearningFact, on_delete=models.PROTECT, related_name="questions")
    question_key = models.UUIDField()
    position = models.PositiveSmallIntegerField()
    correct = models.BooleanField()
    chosen = ArrayField(models.CharField(max_length=80), default=list)

    access_rules = {ViewerKind.SELF: lambda viewer: Q(fact__person_id__in=viewer.ids)}
    pii = tags(none="id question_key position", key="fact", behaviour="correct chosen")

    class Meta(GuardedModel.Meta):
        verbose_name = _("outcome of a question")
        verbose_name_plural = _("outcomes of questions")
        indexes = [models.Index(fields=["question_key"], name="outcome_of_question")]
        constraints = [
            models.UniqueConstraint(fields=["fact", "question_key"], name="question_outcome_once"),
            models.CheckConstraint(name="question_outcome_from_one", condition=Q(position__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.fact_id} {self.question_key}"


class ExtraTime(GuardedModel):
    """More time in quizzes that have a limit. No reason is asked.

    What doctors set for themselves, only they see; what a lead set, the doctor and that organisation.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="extra_times")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    percent = models.PositiveSmallIntegerField(choices=ExtraPercent.choices)
    set_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    access_rules = {
        ViewerKind.SELF: lambda viewer: Q(person_id__in=viewer.ids),
        ViewerKind.TRUST: lambda viewer: member_now(viewer, person="person", organisation="organisation"),
    }
    pii = tags(none="id uid", key="person organisation", sensitive="percent", behaviour="set_at ended_at")

    class Meta(GuardedModel.Meta):
        verbose_name = _("extra time")
        verbose_name_plural = _("extra times")
        constraints = [
            models.CheckConstraint(name="extra_time_percent", condition=Q(percent__in=ExtraPercent.values)),
            models.CheckConstraint(
                name="extra_time_ends_after",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("set_at")),
            ),
            models.UniqueConstraint(
                fields=["person", "organisation"],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="one_extra_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.percent} %"


class SelfRating(GuardedModel):
    """How a doctor rated themselves against one competence on one day. Theirs alone (invariant 5).

    The node names the edition of the framework that they answered. Later ratings stand beside earlier ones.
    """

    append_only = True

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="self_ratings")
    fact = models.ForeignKey(LearningFact, on_delete=models.PROTECT, related_name="self_ratings")
    """The handing in that it was part of."""
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="+")
    """Whose words the scale is in."""
    step = models.PositiveSmallIntegerField(null=True, blank=True)
    """From 1, the lowest. Empty: not assessed, which is no low rating."""
    steps = models.PositiveSmallIntegerField()
    rated_at = models.DateTimeField()

    access_rules = {ViewerKind.SELF: lambda viewer: Q(person_id__in=viewer.ids)}
    pii = tags(none="id uid node activity", key="person fact", sensitive="step steps", behaviour="rated_at")

    class Meta(GuardedModel.Meta):
        verbose_name = _("self-rating")
        verbose_name_plural = _("self-ratings")
        ordering = ["id"]
        indexes = [models.Index(fields=["person", "node", "rated_at"], name="self_rating_person_node")]
        constraints = [
            models.UniqueConstraint(fields=["fact", "node"], name="self_rating_once"),
            models.CheckConstraint(
                name="self_rating_on_the_scale",
                condition=Q(step__isnull=True) | Q(step__gte=1, step__lte=F("steps")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.node_id} {self.step}/{self.steps}"


class EvaluationAnswer(KernelModel):
    """One answer to one question of an evaluation form. Nothing ties it to a person or to other answers.

    Its id is random and its date is a month, so that neither says who answered when.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="+")
    programme_version = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, related_name="+")
    question = models.UUIDField()
    level = models.CharField(max_length=10)
    rating = models.PositiveSmallIntegerField(null=True, blank=True)
    before = models.PositiveSmallIntegerField(null=True, blank=True)
    """The rating for before, looking back."""
    option = models.UUIDField(null=True, blank=True)
    month = models.DateField()

    pii = tags(none="id activity programme_version question level rating before option month")

    class Meta:
        verbose_name = _("evaluation answer")
        verbose_name_plural = _("evaluation answers")
        indexes = [models.Index(fields=["activity", "question"], name="evaluation_activity_question")]
        constraints = [
            models.CheckConstraint(
                name="evaluation_answer_says_something",
                condition=Q(rating__isnull=False, option__isnull=True)
                | Q(rating__isnull=True, before__isnull=True, option__isnull=False),
            ),
            models.CheckConstraint(name="evaluation_answer_month", condition=Q(month__day=1)),
            days_in_bounds("evaluation_answer_days", "month"),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.level}"


class EvaluationComment(KernelModel):
    """What somebody wrote into an evaluation form, without their name. It may hold anything: it can go."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="+")
    programme_version = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, related_name="+")
    question = models.UUIDField()
    level = models.CharField(max_length=10)
    text = models.TextField()
    month = models.DateField()

    pii = tags(none="id activity programme_version question level month", free_text="text")

    class Meta:
        verbose_name = _("evaluation comment")
        verbose_name_plural = _("evaluation comments")
        indexes = [models.Index(fields=["activity", "question"], name="comment_activity_question")]
        constraints = [days_in_bounds("evaluation_comment_days", "month")]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.level}"
