"""Organisations, a public register, and how each looks to its own people."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.access import GuardedModel, KernelModel, ViewerKind
from kernel.days import days_in_bounds
from kernel.models import StoredFile
from kernel.pii import tags
from lms.organisations.validators import check_colour


class OrganisationKind(models.TextChoices):
    TRUST = "trust", _("NHS trust")
    HEALTH_BOARD = "health_board", _("health board")
    SCHOOL = "school", _("medical school")
    DEANERY = "deanery", _("deanery")
    COLLEGE = "college", _("college")
    OTHER = "other", _("other")


class Organisation(KernelModel):
    """``ods_code`` comes from the NHS register where there is one; invented ones are for the demo only."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind.choices)
    name = models.CharField(_("name"), max_length=200)
    ods_code = models.CharField(_("ODS code"), max_length=6, blank=True, default="")
    national_grouping = models.CharField(_("national grouping"), max_length=3, blank=True, default="")
    town = models.CharField(_("town"), max_length=100, blank=True, default="")
    postcode = models.CharField(_("postcode"), max_length=8, blank=True, default="")
    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="predecessors",
        verbose_name=_("successor"),
    )
    invented = models.BooleanField(_("invented"), default=False)

    pii = tags(
        none="id uid kind name ods_code national_grouping town postcode"
        " opened_on closed_on successor invented"
    )

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["ods_code"], condition=~Q(ods_code=""), name="organisation_ods_code"
            ),
            models.CheckConstraint(
                name="organisation_ods_code_form",
                condition=Q(ods_code="") | Q(ods_code__regex=r"^[A-Z0-9]{3,6}$"),
            ),
            models.CheckConstraint(
                name="organisation_closes_after_opening",
                condition=Q(closed_on__isnull=True)
                | Q(opened_on__isnull=True)
                | Q(closed_on__gte=F("opened_on")),
            ),
            days_in_bounds("organisation_days", "opened_on", "closed_on"),
            models.CheckConstraint(
                name="organisation_not_its_own_successor",
                condition=Q(successor__isnull=True) | ~Q(successor=F("id")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Brand(GuardedModel):
    """How an organisation looks to its own people: name, two colours, a logo that it has the right to show.

    Only its own leads read and change it. Those on its seats see what it makes of the pages.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    organisation = models.OneToOneField(
        Organisation, on_delete=models.PROTECT, related_name="brand", verbose_name=_("organisation")
    )
    display_name = models.CharField(_("name shown"), max_length=100)
    main_colour = models.CharField(_("main colour"), max_length=7, validators=[check_colour])
    link_colour = models.CharField(_("colour of links"), max_length=7, validators=[check_colour])
    logo = models.ForeignKey(
        StoredFile,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("logo"),
    )
    logo_alt = models.CharField(_("logo in words"), max_length=120, blank=True, default="")
    logo_width = models.PositiveSmallIntegerField(default=0)
    logo_height = models.PositiveSmallIntegerField(default=0)
    right_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("right to the logo confirmed by"),
    )
    right_confirmed_at = models.DateTimeField(_("right to the logo confirmed at"), null=True, blank=True)
    shown = models.BooleanField(_("shown"), default=False)
    version = models.PositiveIntegerField(_("version"), default=1)
    """Counts the changes: the addresses of style sheet and logo hold it, so that browsers may keep both."""
    changed_at = models.DateTimeField(_("changed at"))

    access_rules = {ViewerKind.TRUST: lambda viewer: Q(organisation_id__in=viewer.ids)}
    pii = tags(
        none="id uid organisation display_name main_colour link_colour logo logo_alt logo_width logo_height"
        " right_confirmed_at shown version changed_at",
        key="right_confirmed_by",
    )

    class Meta(GuardedModel.Meta):
        verbose_name = _("look of a trust")
        verbose_name_plural = _("looks of trusts")
        constraints = [
            models.CheckConstraint(
                name="brand_colours",
                condition=Q(main_colour__regex="^#[0-9a-f]{6}$", link_colour__regex="^#[0-9a-f]{6}$"),
            ),
            models.CheckConstraint(name="brand_has_a_name", condition=~Q(display_name="")),
            models.CheckConstraint(
                name="brand_logo_with_right_and_words",
                condition=Q(
                    logo__isnull=True,
                    logo_alt="",
                    logo_width=0,
                    logo_height=0,
                    right_confirmed_by__isnull=True,
                    right_confirmed_at__isnull=True,
                )
                | (
                    Q(
                        logo__isnull=False,
                        logo_width__gt=0,
                        logo_height__gt=0,
                        right_confirmed_by__isnull=False,
                        right_confirmed_at__isnull=False,
                    )
                    & ~Q(logo_alt="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.display_name
