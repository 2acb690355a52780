"""Publications of a wave, and all that they tell. Rows are added and never changed (ADR 44).

A trust reads those of its own waves. Nothing but publishing reads answers; all else reads these tables.
"""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from engagement.results.enums import HeldBack, MeasureKind
from engagement.waves.enums import Respondents
from engagement.waves.models import Stratum, SurveyWave
from engagement.waves.models.waves import FLOOR
from kernel.access import GuardedModel, ViewerKind
from kernel.pii import tags

TOLD = Q(held_back="")


def figure() -> models.DecimalField[Decimal | None, Decimal | None]:
    return models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)


def present(*fields: str) -> Q:
    """What a check says of nothing is neither yes nor no, and passes: so this is asked first."""
    return Q(**{f"{field}__isnull": False for field in fields})


class Publication(GuardedModel):
    """One act of telling. The first of a wave fixes out of which groups everything is made, for ever."""

    append_only = True

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    wave = models.ForeignKey(SurveyWave, on_delete=models.PROTECT, related_name="publications")
    number = models.PositiveSmallIntegerField()
    fewest = models.PositiveSmallIntegerField(_("smallest group"))
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.CharField(max_length=200, blank=True, default="")

    access_rules = {ViewerKind.TRUST: lambda viewer: Q(wave__organisation_id__in=viewer.ids)}
    pii = tags(none="id uid wave number fewest made_at note", key="made_by")

    class Meta(GuardedModel.Meta):
        verbose_name = _("publication of results")
        verbose_name_plural = _("publications of results")
        ordering = ["wave", "number"]
        constraints = [
            models.UniqueConstraint(fields=["wave", "number"], name="publication_number"),
            models.CheckConstraint(name="publication_counts", condition=Q(number__gte=1)),
            models.CheckConstraint(name="publication_floor", condition=Q(fewest__gte=FLOOR)),
        ]

    def __str__(self) -> str:
        return f"{self.wave_id} {self.number}"


class Atom(GuardedModel):
    """A group that is never divided: whatever is told of this wave is told of some of them together."""

    append_only = True

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="atoms")
    respondents = models.CharField(max_length=10, choices=Respondents.choices)
    number = models.PositiveSmallIntegerField()

    access_rules = {ViewerKind.TRUST: lambda viewer: Q(publication__wave__organisation_id__in=viewer.ids)}
    pii = tags(none="id publication respondents number")

    class Meta(GuardedModel.Meta):
        verbose_name = _("indivisible group")
        verbose_name_plural = _("indivisible groups")
        ordering = ["publication", "number"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "respondents", "number"], name="atom_number"),
        ]

    def __str__(self) -> str:
        return f"{self.publication_id} {self.number}"


class AtomStratum(GuardedModel):
    """A stratum lies in one such group, whatever is published later."""

    append_only = True

    atom = models.ForeignKey(Atom, on_delete=models.PROTECT, related_name="strata")
    stratum = models.OneToOneField(Stratum, on_delete=models.PROTECT, related_name="atom")

    pii = tags(none="id atom stratum")

    class Meta(GuardedModel.Meta):
        verbose_name = _("stratum of an indivisible group")
        verbose_name_plural = _("strata of indivisible groups")

    def __str__(self) -> str:
        return f"{self.atom_id} {self.stratum_id}"


class PublishedGroup(GuardedModel):
    """People of whom figures are told together: all of them, or those of one category.

    ``dimension`` is empty for all. Its scores are all of the same people: those of ``answered`` who did not
    leave out too much. Not ``is_whole``: others of this category were put together with another, and are told
    of only among all.
    """

    append_only = True

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="groups")
    respondents = models.CharField(max_length=10, choices=Respondents.choices)
    dimension = models.CharField(max_length=140, blank=True, default="")
    category = models.CharField(max_length=260, blank=True, default="")
    is_whole = models.BooleanField(default=True)
    invited = models.PositiveIntegerField()
    answered = models.PositiveIntegerField()
    atoms = ArrayField(models.PositiveSmallIntegerField())

    access_rules = {ViewerKind.TRUST: lambda viewer: Q(publication__wave__organisation_id__in=viewer.ids)}
    pii = tags(none="id publication respondents dimension category is_whole invited answered atoms")

    class Meta(GuardedModel.Meta):
        verbose_name = _("published group")
        verbose_name_plural = _("published groups")
        ordering = ["publication", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "respondents", "dimension", "category"], name="published_group_once"
            ),
            models.CheckConstraint(
                name="published_group_counts",
                condition=Q(answered__gte=FLOOR) & Q(invited__gte=F("answered")),
            ),
            models.CheckConstraint(
                name="published_group_named",
                condition=Q(dimension="", category="") | (~Q(dimension="") & ~Q(category="")),
            ),
            models.CheckConstraint(name="published_group_of_some", condition=Q(atoms__len__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.respondents} {self.category}".strip()


class Told(GuardedModel):
    """A figure of a group: told whole, or held back whole."""

    append_only = True

    n = models.PositiveIntegerField(null=True, blank=True)
    held_back = models.CharField(max_length=10, choices=HeldBack.choices, blank=True, default="")

    access_rules = {
        ViewerKind.TRUST: lambda viewer: Q(group__publication__wave__organisation_id__in=viewer.ids)
    }

    class Meta(GuardedModel.Meta):
        abstract = True


class ToldOfMeasure(Told):
    """A figure of a score, with its 95 % interval."""

    kind = models.CharField(max_length=10, choices=MeasureKind.choices)
    measure = models.CharField(max_length=60)
    low = figure()
    high = figure()

    class Meta(Told.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"{self.kind} {self.measure}"


class PublishedScore(ToldOfMeasure):
    """Between 0 and 100; the interval is that of the mean."""

    group = models.ForeignKey(PublishedGroup, on_delete=models.PROTECT, related_name="scores")
    mean = figure()
    sd = figure()

    pii = tags(none="id group kind measure n mean sd low high held_back")

    class Meta(Told.Meta):
        verbose_name = _("published score")
        verbose_name_plural = _("published scores")
        ordering = ["group", "id"]
        constraints = [
            models.UniqueConstraint(fields=["group", "kind", "measure"], name="published_score_once"),
            models.CheckConstraint(
                name="published_score_whole",
                condition=(
                    TOLD
                    & present("n", "mean", "sd", "low", "high")
                    & Q(n__gte=FLOOR, mean__range=(0, 100), sd__gt=0)
                    & Q(low__lte=F("mean"), high__gte=F("mean"))
                )
                | (~TOLD & Q(n=None, mean=None, sd=None, low=None, high=None)),
            ),
        ]


class PublishedItem(Told):
    """How a statement was answered, by all of one kind of respondents: ``counts`` has one entry a point.

    As it was answered, whichever way the statement is keyed.
    """

    group = models.ForeignKey(PublishedGroup, on_delete=models.PROTECT, related_name="items")
    item = models.CharField(max_length=60)
    mean = figure()
    sd = figure()
    counts = ArrayField(models.PositiveIntegerField(), null=True, blank=True)

    pii = tags(none="id group item n mean sd counts held_back")

    class Meta(Told.Meta):
        verbose_name = _("published statement")
        verbose_name_plural = _("published statements")
        ordering = ["group", "id"]
        constraints = [
            models.UniqueConstraint(fields=["group", "item"], name="published_item_once"),
            models.CheckConstraint(
                name="published_item_whole",
                condition=(
                    TOLD
                    & present("n", "mean", "sd", "counts")
                    & Q(n__gte=FLOOR, mean__gte=1, sd__gt=0, counts__len__gte=2)
                )
                | (~TOLD & Q(n=None, mean=None, sd=None, counts=None)),
            ),
        ]

    def __str__(self) -> str:
        return self.item


class PublishedAlpha(ToldOfMeasure):
    """Cronbach's alpha of all of one kind who answered each of the ``items``, with its 95 % interval."""

    group = models.ForeignKey(PublishedGroup, on_delete=models.PROTECT, related_name="alphas")
    items = models.PositiveSmallIntegerField()
    alpha = figure()

    pii = tags(none="id group kind measure items n alpha low high held_back")

    class Meta(Told.Meta):
        verbose_name = _("published reliability")
        verbose_name_plural = _("published reliabilities")
        ordering = ["group", "id"]
        constraints = [
            models.UniqueConstraint(fields=["group", "kind", "measure"], name="published_alpha_once"),
            models.CheckConstraint(
                name="published_alpha_whole",
                condition=(
                    TOLD
                    & present("n", "alpha", "low", "high")
                    & Q(n__gte=FLOOR, alpha__lte=1)
                    & Q(low__lte=F("alpha"), high__gte=F("alpha"))
                )
                | (~TOLD & Q(n=None, alpha=None, low=None, high=None)),
            ),
        ]
