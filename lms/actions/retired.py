"""Nobody new comes on to a programme that is retired. The database refuses it too; this says so politely."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from lms.actions.errors import Refused, Text
from lms.calendar.presenters import in_words
from programmes.models import ProgrammeVersion
from programmes.retiring import Notice, notice_for_key, notice_of


def refuse_retired(version: ProgrammeVersion, *, on: date) -> None:
    """Of a version as it is on offer: no query."""
    _refuse(notice_of(version, on=on), version.title)


def refuse_retired_anew(version: ProgrammeVersion, *, on: date) -> None:
    """Of the version that somebody has been invited to: one query."""
    _refuse(notice_for_key(version.programme_key, on=on), version.title)


def _refuse(notice: Notice | None, title: str) -> None:
    if notice is None or not notice.takes_nobody_new:
        return
    mend: Text = _("Whoever is on it can finish it.")
    if notice.successor_title:
        mend = _("“%(successor)s” takes its place.") % {"successor": notice.successor_title}
    raise Refused(
        "retired",
        _("“%(programme)s” is retired: since %(day)s it takes nobody new.")
        % {"programme": title, "day": in_words(notice.cut_off)},
        mend,
    )
