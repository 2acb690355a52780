"""Publishing a version: from then on it can be asked, and never changes."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.instruments import content as contents
from engagement.instruments.enums import VersionState
from engagement.instruments.errors import InstrumentError, LicenceDecisionMissing, VersionIsPublished
from engagement.instruments.models import Instrument, InstrumentVersion
from engagement.instruments.rules import structure
from engagement.instruments.selectors import content_of
from kernel import audit


@transaction.atomic
def publish_version(
    version: InstrumentVersion,
    *,
    decided_by_name: str = "",
    decision_note: str = "",
    checksum: str | None = None,
    actor: audit.Actor,
    now: datetime,
) -> InstrumentVersion:
    """A licensed one only after a named person has said under which licence its words are used here.

    ``checksum`` is that of the draft which somebody has looked at: another is not published in its stead.
    """
    # As loading does, so that a file and a publication at the same moment wait for each other.
    instrument = Instrument.objects.select_for_update().get(pk=version.instrument_id)
    row = InstrumentVersion.objects.select_for_update().get(pk=version.pk)
    row.instrument = instrument
    if row.is_published:
        raise VersionIsPublished(_("Version %(number)s is published already.") % {"number": row.number})
    if checksum is not None and checksum != row.checksum:
        raise InstrumentError(
            _("The draft has changed since you looked at it. Look at it again before you publish it.")
        )
    name, note = decided_by_name.strip(), decision_note.strip()
    if not row.instrument.is_open and not name:
        raise LicenceDecisionMissing(
            _("Say who answers for the licence under which these words are used: a person's name and role.")
        )
    content = content_of(row)
    if faults := structure.problems(content):
        raise InstrumentError("\n".join(str(fault.message) for fault in faults))
    row.state = VersionState.PUBLISHED
    row.published_at = now
    row.checksum = contents.checksum(content)
    row.decided_by_name, row.decision_note = name, note
    row.save()
    codes = {"version": str(row), "checksum": row.checksum}
    said = {"decided_by_name": name, "decision_note": note} if name or note else {}
    audit.record("instrument.published", audit.Change(row, codes=codes, after=said), actor=actor, now=now)
    return row
