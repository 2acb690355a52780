"""Bringing a version in the tables to what a file says: a draft in place, a published one never."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.instruments.content import Content, checksum, said
from engagement.instruments.enums import Licence
from engagement.instruments.errors import InstrumentError, VersionIsPublished
from engagement.instruments.models import Instrument, InstrumentVersion
from engagement.instruments.rules.differences import Difference, differences
from engagement.instruments.rules.parity import LanguageState, aged, states
from engagement.instruments.selectors import content_of
from engagement.instruments.services.rows import write_rows
from engagement.instruments.validators.instrument_file import InstrumentFile
from kernel import audit


class Change(StrEnum):
    NEW = "new"
    """A questionnaire that is not here yet."""
    NEXT = "next"
    """Another version of one that is here."""
    CHANGED = "changed"
    """A draft that would be rewritten."""
    SAME = "same"


@dataclass(frozen=True)
class Plan:
    """What loading a file does; ``content`` is as it is stored."""

    content: Content
    change: Change
    compared_with: int | None
    differences: tuple[Difference, ...]
    languages: tuple[LanguageState, ...]


def plan_load(file: InstrumentFile) -> Plan:
    """What would happen, without writing; ``InstrumentError`` where loading would be refused."""
    instrument = Instrument.objects.filter(code=file.content.code).first()
    return _plan(file, instrument)


@transaction.atomic
def load_instrument(
    file: InstrumentFile, *, actor: audit.Actor, now: datetime
) -> tuple[InstrumentVersion, Plan]:
    """Write the draft of a version. The same file twice writes nothing the second time."""
    instrument = Instrument.objects.select_for_update().filter(code=file.content.code).first()
    plan = _plan(file, instrument)
    version = _held(instrument, plan.content.number) if instrument else None
    if plan.change is Change.SAME and version is not None:
        return version, plan
    version = _write(plan.content, instrument, version)
    counts = {"items": len(plan.content.items), "differences": len(plan.differences)}
    change = audit.Change(version, codes={"version": str(version), "change": plan.change.value, **counts})
    audit.record("instrument.loaded", change, actor=actor, now=now)
    return version, plan


def _plan(file: InstrumentFile, instrument: Instrument | None) -> Plan:
    content = file.content
    if instrument is None:
        return _planned(content, Change.NEW, None, None)
    _refuse_other_licence(instrument, content)
    held = _held(instrument, content.number)
    basis = held or instrument.versions.filter(number__lt=content.number).order_by("-number").first()
    earlier = content_of(basis) if basis else None
    if held is None:
        _refuse_going_back(instrument, content)
        return _planned(aged(content, earlier, checked=file.checked), Change.NEXT, basis, earlier)
    if held.is_published:
        _refuse_rewriting(held, content)
    content = aged(content, earlier, checked=file.checked)
    change = Change.SAME if held.checksum == checksum(content) else Change.CHANGED
    return _planned(content, change, held, earlier)


def _planned(
    content: Content, change: Change, basis: InstrumentVersion | None, earlier: Content | None
) -> Plan:
    number = basis.number if basis else None
    return Plan(content, change, number, differences(earlier, content), states(content))


def _held(instrument: Instrument, number: int) -> InstrumentVersion | None:
    return instrument.versions.select_related("instrument").filter(number=number).first()


def _refuse_other_licence(instrument: Instrument, content: Content) -> None:
    if instrument.licence != content.licence:
        message = _(
            "“%(code)s” is held as “%(held)s”, and the file says “%(given)s”. Keep the licence, or load it "
            "under another code."
        )
        given = {"code": content.code, "held": instrument.licence, "given": content.licence}
        raise InstrumentError(message % given)


def _refuse_going_back(instrument: Instrument, content: Content) -> None:
    newest = instrument.versions.order_by("-number").first()
    if newest and newest.number > content.number:
        message = _("Version %(newest)s is here already. Give the file the number %(next)s.")
        raise InstrumentError(message % {"newest": newest.number, "next": newest.number + 1})


def _refuse_rewriting(held: InstrumentVersion, content: Content) -> None:
    if checksum(content) != held.checksum:
        message = _(
            "Version %(number)s is published and is never rewritten, and this file differs from it. Give the "
            "file the next number and load it as a new version."
        )
        raise VersionIsPublished(message % {"number": held.number})


def _write(
    content: Content, instrument: Instrument | None, version: InstrumentVersion | None
) -> InstrumentVersion:
    title = said(content.title, content.source)
    if instrument is None:
        instrument = Instrument.objects.create(
            code=content.code, title=title, licence=Licence(content.licence)
        )
    elif instrument.title != title:
        instrument.title = title
        instrument.save(update_fields=["title"])
    version = version or InstrumentVersion(instrument=instrument, number=content.number)
    version.languages = list(content.languages)
    version.owner = content.owner
    version.licence_note = content.licence_note
    version.source_url = content.source_url
    version.scale_is_symmetric = content.scale.is_symmetric
    version.checksum = checksum(content)
    version.save()
    write_rows(version, content)
    return version
