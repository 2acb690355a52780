"""Survey waves for tests: a small questionnaire, and as many people as wanted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.apps import apps

from engagement.actions import waves
from engagement.instruments.enums import Kind, Licence, Part, VersionState
from engagement.instruments.models import (
    Band,
    Instrument,
    InstrumentVersion,
    Item,
    MetaScale,
    ScalePoint,
    SubScale,
    Wording,
)
from engagement.instruments.services.loading import load_instrument
from engagement.instruments.services.publishing import publish_version
from engagement.instruments.validators.instrument_file import read_bytes
from engagement.waves import codes
from engagement.waves.enums import Respondents, WaveState
from engagement.waves.models import Invitation, SurveyWave
from engagement.waves.services.answering import Door, door
from engagement.waves.services.drafting import Asked, Plan
from kernel.audit import Actor
from kernel.clock import local_date
from lms.actions.base import Context
from lms.actions.context import for_lead
from lms.organisations.models import Organisation
from tests.factories.trusts import NOW, TODAY, make_lead, make_trust, trust_of

REASON = "a test's own rows"


def make_version(code: str = "small", *, title: str = "A small questionnaire") -> InstrumentVersion:
    """Published: one theme of two sides with two items each; the second item of each is reverse-keyed."""
    instrument = Instrument.objects.create(code=code, title=title, licence=Licence.OPEN)
    version = InstrumentVersion.objects.create(
        instrument=instrument,
        number=1,
        languages=["en"],
        owner="Nobody (invented)",
        licence_note="For tests.",
        scale_is_symmetric=True,
        checksum="0" * 64,
    )
    points = ScalePoint.objects.bulk_create(ScalePoint(version=version, value=value) for value in range(1, 6))
    bands = Band.objects.bulk_create(Band(version=version, place=place) for place in range(1, 6))
    theme = MetaScale.objects.create(version=version, code="theme", order=1)
    sides = SubScale.objects.bulk_create(
        SubScale(version=version, meta_scale=theme, code=str(kind), kind=kind, minimum=1) for kind in Kind
    )
    items = Item.objects.bulk_create(
        Item(version=version, sub_scale=sides[n // 2], code=f"i{n}", order=n + 1, is_reversed=n % 2 == 1)
        for n in range(4)
    )
    places = [{"part": part} for part in (Part.TITLE, Part.INTRODUCTION, Part.INDEX, Part.CANNOT_SAY)]
    places += [{"part": Part.POINT, "point": each} for each in points]
    places += [{"part": Part.BAND, "band": each} for each in bands]
    places += [{"part": Part.META_SCALE, "meta_scale": theme}]
    places += [{"part": Part.SUB_SCALE, "sub_scale": each} for each in sides]
    places += [{"part": Part.ITEM, "item": each} for each in items]
    Wording.objects.bulk_create(
        Wording(version=version, language="en", words=f"{place['part']} {number}", **place)
        for number, place in enumerate(places)
    )
    version.state, version.published_at = VersionState.PUBLISHED, NOW
    version.save()
    return version


def a_plan(*, today: date = TODAY, **given: Any) -> Plan:
    values = {"title": "Autumn wave", "opens_on": today, "closes_on": today + timedelta(days=21)}
    return Plan(**(values | given))


def doctors(count: int, *categories: str, first: int = 1) -> list[Asked]:
    return [
        Asked(f"Dr Imagined {number}", f"doctor{number}@trust.example", categories=categories)
        for number in range(first, first + count)
    ]


def managers(count: int) -> list[Asked]:
    return [
        Asked(f"Manager {number}", f"manager{number}@trust.example", Respondents.MANAGERS)
        for number in range(1, count + 1)
    ]


def lead_context(lead: Any, *, later: timedelta = timedelta(), now: datetime = NOW) -> Context:
    context = for_lead(lead, now=now + later)
    assert context is not None
    return context


def make_wave(
    lead: Any = None,
    *,
    asked: Sequence[Asked] = (),
    version: InstrumentVersion | None = None,
    trust: Organisation | None = None,
    now: datetime = NOW,
    **plan: Any,
) -> SurveyWave:
    """A draft of the lead's own trust, with its list of people."""
    lead = lead or make_lead(trust or make_trust())
    context = lead_context(lead, now=now)
    wave = waves.make_wave(
        context,
        organisation_id=trust_of(lead).pk,
        version_id=(version or make_version()).pk,
        plan=a_plan(today=local_date(now), **plan),
    )
    if asked:
        waves.ask(context, wave_uid=wave.uid, asked=asked)
    return wave


def make_open_wave(lead: Any, *, asked: Sequence[Asked], now: datetime = NOW, **given: Any) -> SurveyWave:
    wave = make_wave(lead, asked=asked, now=now, **given)
    return waves.open_wave(lead_context(lead, now=now), wave_uid=wave.uid)


def invitations_of(wave: SurveyWave) -> list[Invitation]:
    """In the order of the list."""
    rows = Invitation.objects.unscoped(reason=REASON).filter(wave=wave).select_related("ticket")
    return list(rows.order_by("pk"))


def code_of(invitation: Invitation) -> str:
    return codes.code_of(invitation.ticket.uid, invitation.ticket.code_hash)


def door_of(invitation: Invitation) -> Door:
    found = door(code_of(invitation))
    assert found is not None
    return found


def shipped_version() -> InstrumentVersion:
    """Our own questionnaire as it ships, published."""
    path = Path(apps.get_app_config("leadership_instruments").path) / "data" / "omeq.yaml"
    version, _ = load_instrument(read_bytes(path.read_bytes()), actor=Actor.system(), now=NOW)
    return publish_version(version, actor=Actor.system(), now=NOW)


def as_if_closed(wave: SurveyWave, *, on: date) -> SurveyWave:
    """A draft as closing leaves it, where what was answered does not matter."""
    at = datetime.combine(on, NOW.timetz())
    given = {"opens_on": on, "closes_on": on, "opened_at": at, "closed_at": at}
    rows = SurveyWave.objects.unscoped(reason=REASON).filter(pk=wave.pk)
    rows.update(state=WaveState.CLOSED, **given)
    return rows.select_related("organisation", "version__instrument").get()


def make_closed_wave(lead: Any, *, now: datetime = NOW, **given: Any) -> SurveyWave:
    """Opened and closed, with nobody's answer in it."""
    wave = make_open_wave(lead, asked=doctors(10), now=now, **given)
    waves.close_wave(lead_context(lead, now=now), wave_uid=wave.uid)
    return SurveyWave.objects.unscoped(reason=REASON).select_related("organisation").get(pk=wave.pk)
