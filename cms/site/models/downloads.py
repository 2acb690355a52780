"""How often something was taken away: a number for each day, and nothing about who took it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.site.models.deliverables import DeliverablePage
from kernel.access import KernelModel
from kernel.days import days_in_bounds
from kernel.pii import tags


class Taken(models.TextChoices):
    FILE = "file", _("file")
    PDF = "pdf", _("our summary as PDF")
    ALL = "all", _("everything as ZIP")


class DownloadCount(KernelModel):
    """A file has its own; what is made of a page is counted with the page."""

    what = models.CharField(max_length=4, choices=Taken.choices)
    document = models.ForeignKey(
        "wagtaildocs.Document", null=True, on_delete=models.CASCADE, related_name="+"
    )
    page = models.ForeignKey(DeliverablePage, null=True, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    pii = tags(none="id what document page day count")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="download_count_once_a_day",
                fields=["day", "what", "document", "page"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="download_count_of_one_thing",
                condition=Q(what=Taken.FILE, document__isnull=False, page__isnull=True)
                | Q(what__in=[Taken.PDF, Taken.ALL], document__isnull=True, page__isnull=False),
            ),
            days_in_bounds("download_count_days", "day"),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.count} × {self.what}"


class DeliverablePdf(KernelModel):
    """Our own words on a deliverable as an accessible PDF, made anew when they change."""

    page = models.OneToOneField(DeliverablePage, on_delete=models.CASCADE, related_name="+")
    words = models.CharField(max_length=64)
    """The digest of what it was made from: the same words are not set twice."""
    file = models.ForeignKey("leadership_kernel.StoredFile", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    pii = tags(none="id page words file made_at")

    class Meta:
        constraints = [
            models.CheckConstraint(name="deliverable_pdf_words", condition=Q(words__regex="^[0-9a-f]{64}$"))
        ]

    def __str__(self) -> str:
        return f"{self.page_id}: {self.words[:12]}"
