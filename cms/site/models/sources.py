"""What a page cites: where it was read and when, or that it is only remembered."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from kernel.days import days_in_bounds
from kernel.pii import PiiTags, tags

OF_THE_WEB = _("An address begins with https:// or http://.")


def of_the_web(name: str, field: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(**{field: ""}) | Q(**{f"{field}__regex": r"^https?://"}),
        violation_error_message=OF_THE_WEB,
    )


class Cited(Orderable):
    """Either somebody read it at an address on a day, or it says that nobody has checked it."""

    figure = models.CharField(
        _("figure"), max_length=60, blank=True, default="", help_text=_("A number as the source gives it.")
    )
    says = models.CharField(_("what it says"), max_length=400)
    source = models.CharField(_("source"), max_length=300, help_text=_("Who wrote it, its title, the year."))
    link = models.URLField(_("address"), max_length=500, blank=True, default="")
    checked_on = models.DateField(_("read there on"), null=True, blank=True)
    is_recalled = models.BooleanField(
        _("from memory"), default=False, help_text=_("Nobody has found it again yet. The page says so.")
    )

    panels = [
        FieldRowPanel([FieldPanel("figure"), FieldPanel("says")]),
        FieldPanel("source"),
        FieldRowPanel([FieldPanel("link"), FieldPanel("checked_on")]),
        FieldPanel("is_recalled"),
    ]

    class Meta(Orderable.Meta):
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_read_or_recalled",
                condition=Q(is_recalled=True, link="", checked_on__isnull=True)
                | (Q(is_recalled=False, checked_on__isnull=False) & ~Q(link="")),
                violation_error_message=_(
                    "Give the address and the day on which it was read there, or tick “from memory”."
                ),
            ),
            of_the_web("%(class)s_link_is_of_the_web", "link"),
            days_in_bounds("%(class)s_days", "checked_on"),
        ]


CITED_TAGS = "id sort_order page figure says source link checked_on is_recalled"


def cited_tags() -> PiiTags:
    return tags(none=CITED_TAGS)
