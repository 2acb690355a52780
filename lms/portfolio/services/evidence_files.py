"""Files of evidence: looked into as assignments do it, limited in number and size, each content kept once."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db.models import Sum
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from kernel import files
from kernel.conf import setting
from kernel.models import StoredFile
from lms.assignments.services.work import MEGABYTE, content_type_of, name_of
from lms.portfolio.models import EvidenceFile, EvidenceItem
from lms.portfolio.rules.words import MOST_FILES
from lms.portfolio.services.evidence import OWN, latest, writable
from programmes.rules import work_files

GROUPS = [group.code for group in work_files.FILE_GROUPS]


def most_bytes_of_all() -> int:
    return setting("LEADERSHIP_PORTFOLIO_MAX_MB", 500) * MEGABYTE


def add(item: EvidenceItem, file: File[bytes], *, now: datetime) -> tuple[EvidenceFile, bool]:
    """Keep one more; False where the same content is there already."""
    content_type = content_type_of(file, groups=GROUPS)
    rows = EvidenceFile.objects.unscoped(reason=OWN).filter(version=latest(item))
    _refuse_too_much(item, file)
    stored = files.store(file, content_type=content_type, now=now)
    there = rows.filter(file=stored).first()
    if there is not None:
        return there, False
    if rows.count() >= MOST_FILES:
        message = _("There are %(most)s files already, which is all that one entry takes. Remove one first.")
        raise ValidationError(message % {"most": MOST_FILES}, code="too_many")
    row = EvidenceFile.objects.create(
        version=writable(item, now=now),
        file=stored,
        name=name_of(file, content_type),
        content_type=content_type,
        added_at=now,
    )
    return row, True


def copy(item: EvidenceItem, stored: StoredFile, *, name: str, content_type: str, now: datetime) -> None:
    """A file that was looked into when it was handed in elsewhere."""
    EvidenceFile.objects.create(
        version=latest(item), file=stored, name=name, content_type=content_type, added_at=now
    )


def used_by(person_id: int) -> int:
    """Bytes of all that the person keeps: the same content in many versions is there once."""
    rows = EvidenceFile.objects.unscoped(reason=OWN).filter(version__item__person_id=person_id)
    total = StoredFile.objects.filter(pk__in=list(rows.values_list("file_id", flat=True).distinct()))
    return total.aggregate(bytes=Sum("size"))["bytes"] or 0


def _refuse_too_much(item: EvidenceItem, file: File[bytes]) -> None:
    if used_by(item.person_id) + file.size <= most_bytes_of_all():
        return
    message = _(
        "“%(name)s” was not kept: your portfolio holds %(most)s at most. Remove what you no longer need."
    )
    raise ValidationError(
        message % {"name": file.name or "", "most": filesizeformat(most_bytes_of_all())}, code="full"
    )


def remove(item: EvidenceItem, file_uid: uuid.UUID, *, now: datetime) -> bool:
    """From the latest version; the ones before keep it."""
    rows = EvidenceFile.objects.unscoped(reason=OWN)
    found = rows.filter(version=latest(item), uid=file_uid).first()
    if found is None:
        return False
    version = writable(item, now=now)
    rows.filter(version=version, file_id=found.file_id).delete()
    return True
