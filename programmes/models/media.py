"""Videos and sound: what designers keep beside modules, and put into them.

A published text has its own copy of everything but the file itself, which the version keeps.
"""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField

from kernel.access import KernelModel
from kernel.models import StoredFile
from kernel.pii import tags
from programmes.activity_types.reading import RICH_TEXT
from programmes.enums import MediaKind, Provider
from programmes.rules import recordings
from programmes.rules.recordings import Recording


class Media(KernelModel):
    snippet_viewset: ClassVar[Any]
    """Set when it is registered as a snippet."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    title = models.CharField(_("title"), max_length=120)
    kind = models.CharField(_("kind"), max_length=10, choices=MediaKind.choices, default=MediaKind.VIDEO)
    language = models.CharField(_("language"), max_length=10)
    seconds = models.PositiveIntegerField(
        _("length in seconds"), validators=[MinValueValidator(1), MaxValueValidator(6 * 3600)]
    )
    transcript = RichTextField(_("transcript"), features=RICH_TEXT)
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    content_type = models.CharField(max_length=100, blank=True)
    captions = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    provider = models.CharField(max_length=20, choices=Provider.choices, blank=True)
    address = models.CharField(max_length=60, blank=True)

    pii = tags(
        none="id uid title kind language seconds transcript file content_type captions provider address"
    )

    class Meta:
        verbose_name = _("video or audio")
        verbose_name_plural = _("video and audio")
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                name="media_file_or_provider",
                condition=Q(file__isnull=False, provider="", address="") & ~Q(content_type="")
                | Q(file__isnull=True, captions__isnull=True, content_type="")
                & ~Q(provider="")
                & ~Q(address=""),
            ),
            models.CheckConstraint(
                name="media_provider_has_videos", condition=Q(provider="") | Q(kind=MediaKind.VIDEO)
            ),
            models.CheckConstraint(name="media_length", condition=Q(seconds__range=(1, 6 * 3600))),
        ]

    def __str__(self) -> str:
        return self.title

    def recording(self) -> Recording:
        """All that is needed to play it, as it is today."""
        return Recording(
            uid=str(self.uid),
            title=self.title,
            kind=self.kind,
            language=self.language,
            seconds=self.seconds,
            transcript=self.transcript,
            file=recordings.name_of(self.file.sha256, self.content_type) if self.file else "",
            captions=recordings.name_of(self.captions.sha256, recordings.CAPTIONS) if self.captions else "",
            provider=self.provider,
            address=self.address,
        )
