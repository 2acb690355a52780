"""Questionnaires as versioned data: scale, themes, items and words. A published version never changes."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from engagement.instruments import rules
from engagement.instruments.enums import Kind, Licence, Part, VersionState
from kernel.access import KernelModel
from kernel.pii import tags


class Instrument(KernelModel):
    """A questionnaire through all its versions. ``title`` is that of the newest one, in its own language."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    code = models.CharField(_("code"), max_length=rules.CODE_LENGTH, unique=True)
    title = models.CharField(_("title"), max_length=rules.TITLE_LENGTH)
    licence = models.CharField(_("licence"), max_length=10, choices=Licence.choices)

    pii = tags(none="id uid code title licence")

    class Meta:
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")
        ordering = ["title", "id"]
        constraints = [
            models.CheckConstraint(name="instrument_code_format", condition=Q(code__regex=rules.CODE)),
            models.CheckConstraint(name="instrument_has_title", condition=Q(title__regex=r"\S")),
            models.CheckConstraint(name="instrument_licence_known", condition=Q(licence__in=Licence.values)),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether anybody may read its words; those of any other are shown to nobody but who is asked."""
        return self.licence == Licence.OPEN


class InstrumentVersion(KernelModel):
    """One version. The first of ``languages`` is the one in which it was written."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    instrument = models.ForeignKey(
        Instrument, verbose_name=_("questionnaire"), on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveIntegerField(_("number"))
    state = models.CharField(
        _("state"), max_length=10, choices=VersionState.choices, default=VersionState.DRAFT
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    languages = ArrayField(models.CharField(max_length=rules.LANGUAGE_LENGTH), verbose_name=_("languages"))
    owner = models.CharField(_("owner"), max_length=rules.OWNER_LENGTH)
    licence_note = models.TextField(_("note on the licence"))
    source_url = models.URLField(_("source"), max_length=rules.URL_LENGTH, blank=True, default="")
    scale_is_symmetric = models.BooleanField(_("answers mirror each other"))
    decided_by_name = models.CharField(
        _("licence decision by"), max_length=200, blank=True, default="", help_text=_("Name and role.")
    )
    decision_note = models.TextField(_("note on the decision"), blank=True, default="")
    checksum = models.CharField(_("checksum of the content"), max_length=64)

    pii = tags(
        none="id uid instrument number state published_at languages owner licence_note source_url"
        " scale_is_symmetric checksum",
        name="decided_by_name",
        free_text="decision_note",
    )

    class Meta:
        verbose_name = _("version of a questionnaire")
        verbose_name_plural = _("versions of questionnaires")
        ordering = ["instrument_id", "number"]
        constraints = [
            models.UniqueConstraint(name="instrument_version_number", fields=["instrument", "number"]),
            models.CheckConstraint(name="instrument_version_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="instrument_version_state_known", condition=Q(state__in=VersionState.values)
            ),
            models.CheckConstraint(
                name="instrument_version_published_at",
                condition=Q(state=VersionState.PUBLISHED, published_at__isnull=False)
                | (~Q(state=VersionState.PUBLISHED) & Q(published_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="instrument_version_has_language", condition=Q(languages__len__gte=1)
            ),
            models.CheckConstraint(
                name="instrument_version_owner_said",
                condition=Q(owner__regex=r"\S") & Q(licence_note__regex=r"\S"),
            ),
            models.CheckConstraint(
                name="instrument_version_sha256", condition=Q(checksum__regex="^[0-9a-f]{64}$")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instrument.code} {self.number}"

    @property
    def is_published(self) -> bool:
        return self.state == VersionState.PUBLISHED

    @property
    def source(self) -> str:
        return str(self.languages[0])


class ScalePoint(KernelModel):
    """An answer of the scale; the values of a version are 1, 2, 3 and so on."""

    version = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="points")
    value = models.PositiveSmallIntegerField(_("value"))

    pii = tags(none="id version value")

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["version_id", "value"]
        constraints = [
            models.UniqueConstraint(name="scale_point_value", fields=["version", "value"]),
            models.UniqueConstraint(name="scale_point_of_version", fields=["id", "version"]),
            models.CheckConstraint(name="scale_point_in_bounds", condition=Q(value__range=(1, 11))),
        ]

    def __str__(self) -> str:
        return str(self.value)


class Band(KernelModel):
    """One of five, lowest first. Where a band begins is said by a set of norms, never here."""

    version = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="bands")
    place = models.PositiveSmallIntegerField(_("place"))

    pii = tags(none="id version place")

    class Meta:
        verbose_name = _("band")
        verbose_name_plural = _("bands")
        ordering = ["version_id", "place"]
        constraints = [
            models.UniqueConstraint(name="band_place", fields=["version", "place"]),
            models.UniqueConstraint(name="band_of_version", fields=["id", "version"]),
            models.CheckConstraint(name="band_is_one_of_five", condition=Q(place__range=(1, 5))),
        ]

    def __str__(self) -> str:
        return str(self.place)


class MetaScale(KernelModel):
    """A theme: the organisation's side and the individual's. ``lacks`` declares that it has only one."""

    version = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="meta_scales")
    code = models.CharField(_("code"), max_length=rules.CODE_LENGTH)
    order = models.PositiveSmallIntegerField(_("order"))
    lacks = models.CharField(_("lacks"), max_length=12, choices=Kind.choices, blank=True, default="")

    pii = tags(none="id version code order lacks")

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["version_id", "order"]
        constraints = [
            models.UniqueConstraint(name="meta_scale_code", fields=["version", "code"]),
            models.UniqueConstraint(name="meta_scale_order", fields=["version", "order"]),
            models.UniqueConstraint(name="meta_scale_of_version", fields=["id", "version"]),
            models.CheckConstraint(name="meta_scale_code_format", condition=Q(code__regex=rules.CODE)),
            models.CheckConstraint(name="meta_scale_lacks_known", condition=Q(lacks__in=["", *Kind.values])),
        ]

    def __str__(self) -> str:
        return self.code


class SubScale(KernelModel):
    version = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="sub_scales")
    meta_scale = models.ForeignKey(MetaScale, on_delete=models.PROTECT, related_name="sub_scales")
    code = models.CharField(_("code"), max_length=rules.CODE_LENGTH)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    minimum = models.PositiveSmallIntegerField(_("answers needed"))

    pii = tags(none="id version meta_scale code kind minimum")

    class Meta:
        verbose_name = _("side of a theme")
        verbose_name_plural = _("sides of themes")
        ordering = ["version_id", "meta_scale_id", "-kind"]
        constraints = [
            models.UniqueConstraint(name="sub_scale_code", fields=["version", "code"]),
            models.UniqueConstraint(name="sub_scale_one_of_a_kind", fields=["meta_scale", "kind"]),
            models.UniqueConstraint(name="sub_scale_of_version", fields=["id", "version"]),
            models.CheckConstraint(name="sub_scale_code_format", condition=Q(code__regex=rules.CODE)),
            models.CheckConstraint(name="sub_scale_kind_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(name="sub_scale_needs_an_answer", condition=Q(minimum__gte=1)),
        ]

    def __str__(self) -> str:
        return self.code


class Item(KernelModel):
    """A statement to agree with. ``order`` is its place when asked."""

    version = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="items")
    sub_scale = models.ForeignKey(SubScale, on_delete=models.PROTECT, related_name="items")
    code = models.CharField(_("code"), max_length=rules.CODE_LENGTH)
    order = models.PositiveSmallIntegerField(_("order"))
    is_reversed = models.BooleanField(_("reverse-keyed"))

    pii = tags(none="id version sub_scale code order is_reversed")

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        ordering = ["version_id", "order"]
        constraints = [
            models.UniqueConstraint(name="instrument_item_code", fields=["version", "code"]),
            models.UniqueConstraint(name="instrument_item_order", fields=["version", "order"]),
            models.UniqueConstraint(name="instrument_item_of_version", fields=["id", "version"]),
            models.CheckConstraint(name="instrument_item_code_format", condition=Q(code__regex=rules.CODE)),
            models.CheckConstraint(name="instrument_item_from_one", condition=Q(order__gte=1)),
        ]

    def __str__(self) -> str:
        return self.code


STANDS_AT = {
    "point": (Part.POINT,),
    "band": (Part.BAND,),
    "meta_scale": (Part.META_SCALE,),
    "sub_scale": (Part.SUB_SCALE,),
    "item": (Part.ITEM, Part.MANAGERS),
}
"""Which parts belong to a row, and to a row of which kind; the others belong to the version itself."""


def _standing() -> Q:
    """Each part has the row that it belongs to, and no other."""
    alone = [part for part in Part if not any(part in parts for parts in STANDS_AT.values())]
    condition = Q(part__in=alone, **{f"{name}__isnull": True for name in STANDS_AT})
    for here, parts in STANDS_AT.items():
        condition |= Q(part__in=list(parts), **{f"{name}__isnull": name != here for name in STANDS_AT})
    return condition


class Wording(KernelModel):
    """What stands at one place of a version in one language."""

    version = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="wordings")
    part = models.CharField(_("part"), max_length=12, choices=Part.choices)
    point = models.ForeignKey(ScalePoint, null=True, on_delete=models.PROTECT, related_name="wordings")
    band = models.ForeignKey(Band, null=True, on_delete=models.PROTECT, related_name="wordings")
    meta_scale = models.ForeignKey(MetaScale, null=True, on_delete=models.PROTECT, related_name="wordings")
    sub_scale = models.ForeignKey(SubScale, null=True, on_delete=models.PROTECT, related_name="wordings")
    item = models.ForeignKey(Item, null=True, on_delete=models.PROTECT, related_name="wordings")
    language = models.CharField(_("language"), max_length=rules.LANGUAGE_LENGTH)
    words = models.TextField(_("words"))
    is_behind = models.BooleanField(_("behind its source"), default=False)

    pii = tags(none="id version part point band meta_scale sub_scale item language words is_behind")

    class Meta:
        verbose_name = _("wording")
        verbose_name_plural = _("wordings")
        ordering = ["version_id", "id"]
        constraints = [
            models.UniqueConstraint(
                name="wording_once",
                fields=["version", "part", "language", "point", "band", "meta_scale", "sub_scale", "item"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="wording_has_words", condition=Q(words__regex=r"\S")),
            models.CheckConstraint(
                name="wording_language_format", condition=Q(language__regex=rules.LANGUAGE)
            ),
            models.CheckConstraint(
                name="wording_stands_at_its_part",
                condition=_standing(),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_part_display()} ({self.language})"
