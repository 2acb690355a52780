"""Deleting a draft: nobody was asked with it, and nothing refers to it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.instruments.content import said
from engagement.instruments.errors import InstrumentError, VersionIsPublished
from engagement.instruments.models import Instrument, InstrumentVersion
from engagement.instruments.selectors import content_of
from engagement.instruments.services.rows import delete_rows
from kernel import audit
from kernel.access import checking_references


@transaction.atomic
def delete_draft(
    version: InstrumentVersion, *, checksum: str | None = None, actor: audit.Actor, now: datetime
) -> None:
    """With its questionnaire where that has no other version. ``checksum`` is that of what was looked at."""
    instrument = Instrument.objects.select_for_update().get(pk=version.instrument_id)
    row = InstrumentVersion.objects.select_for_update().filter(pk=version.pk).first()
    if row is None:
        return
    if row.is_published:
        raise VersionIsPublished(
            _("Version %(number)s is published, and what is published stays.") % {"number": row.number}
        )
    if checksum is not None and checksum != row.checksum:
        raise InstrumentError(
            _("The draft has changed since you looked at it. Look at it again before you delete it.")
        )
    codes = {"version": str(row), "checksum": row.checksum}
    audit.record("instrument.draft_deleted", audit.Change(row, codes=codes), actor=actor, now=now)
    delete_rows(row)
    with checking_references():
        row.delete()
    _keep_or_delete(instrument)


def _keep_or_delete(instrument: Instrument) -> None:
    """Its title is that of the newest version, for lists."""
    newest = instrument.versions.select_related("instrument").order_by("-number").first()
    if newest is None:
        instrument.delete()
        return
    content = content_of(newest)
    title = said(content.title, content.source)
    if instrument.title != title:
        instrument.title = title
        instrument.save(update_fields=["title"])
