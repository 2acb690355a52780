"""Questionnaires for tests: a small licensed one with every feature of a file, and the shipped one."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

from engagement.instruments.management.commands.load_instrument import read_file
from engagement.instruments.models import InstrumentVersion
from engagement.instruments.selectors import version_by_uid
from engagement.instruments.services import load_instrument, publish_version
from engagement.instruments.validators.instrument_file import InstrumentFile, read_bytes, read_instrument
from kernel.audit import Actor

NOW = datetime(2026, 8, 5, 9, 30, tzinfo=UTC)
CANARY = "Licensed wording"

SMALL = f"""\
format: leadership-instrument
version: 1
instrument:
  code: small
  number: 1
  licence: licensed
  owner: Nobody in particular
  licence_note: |-
    Held under a licence of ours.
    It ends in 2030.
  source_url: https://instrument.example/small
  languages:
    - en
    - cy
  title:
    en: Small questionnaire
    cy: Holiadur bach
  introduction:
    en: Say how far you agree.
    cy: Dywedwch i ba raddau rydych chi'n cytuno.
  index:
    en: Small index
    cy: Mynegai bach
scale:
  symmetric: true
  points:
    - en: Disagree
      cy: Anghytuno
    - en: Neither
      cy: Y naill na'r llall
    - en: Agree
      cy: Cytuno
  cannot_say:
    en: Cannot say
    cy: Methu dweud
bands:
  - en: First
    cy: Cyntaf
  - en: Second
    cy: Ail
  - en: Third
    cy: Trydydd
  - en: Fourth
    cy: Pedwerydd
  - en: Fifth
    cy: Pumed
themes:
  - code: work
    title:
      en: Work
      cy: Gwaith
    organisation:
      code: work-o
      title:
        en: What the place does
        cy: Beth mae'r lle'n ei wneud
      minimum: 2
    individual:
      code: work-i
      title:
        en: What people do
        cy: Beth mae pobl yn ei wneud
      minimum: 1
  - code: rest
    title:
      en: Rest
      cy: Gorffwys
    individual:
      code: rest-i
      title:
        en: How people rest
        cy: Sut mae pobl yn gorffwys
      minimum: 1
    lacks: organisation
items:
  - code: o1
    measures: work-o
    text:
      en: {CANARY} one.
      cy: Geiriad trwyddedig un.
  - code: i1
    measures: work-i
    text:
      en: {CANARY} two.
      cy: Geiriad trwyddedig dau.
    managers:
      en: {CANARY} two of doctors here.
      cy: Geiriad trwyddedig dau am feddygon yma.
  - code: o2
    measures: work-o
    reverse: true
    text:
      en: {CANARY} three.
      cy: Geiriad trwyddedig tri.
      behind:
        - cy
  - code: r1
    measures: rest-i
    text:
      en: {CANARY} four.
"""


def changed(text: str, changes: dict[str, str]) -> str:
    for old, new in changes.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def small_file(changes: dict[str, str] | None = None) -> InstrumentFile:
    """The small file, each old text replaced by its new one."""
    return read_instrument(changed(SMALL, changes or {}))


def load(file: InstrumentFile) -> InstrumentVersion:
    return load_instrument(file, actor=Actor.system(), now=NOW)[0]


def publish(version: InstrumentVersion, name: str = "Dr A. Example, medical director") -> InstrumentVersion:
    return publish_version(
        version, decided_by_name=name, decision_note="Licence of 2026.", actor=Actor.system(), now=NOW
    )


def again(version: InstrumentVersion) -> InstrumentVersion:
    """As it is in the database now."""
    found = version_by_uid(version.uid)
    assert found is not None
    return found


@cache
def omeq_file() -> InstrumentFile:
    return read_bytes(read_file("omeq"))


def an_instrument() -> InstrumentVersion:
    """The one that is shipped, published."""
    return publish(load(omeq_file()), name="")
