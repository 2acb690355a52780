"""What a trust lead does with survey waves, and what the clock does in their place."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from functools import partial

from django.db import transaction
from django.utils.formats import date_format

from engagement.actions.base import Act, action
from engagement.actions.refusals import in_words
from engagement.instruments.enums import VersionState
from engagement.instruments.models import InstrumentVersion
from engagement.waves import keys
from engagement.waves.enums import WaveState
from engagement.waves.errors import WaveRefused
from engagement.waves.models import Campaign, Invitation, Mailing, SurveyWave
from engagement.waves.selectors import asked_for, lock_wave, wave_for
from engagement.waves.services import closing, drafting, mailing, opening
from engagement.waves.services.closing import Closed
from engagement.waves.services.drafting import Asked, Plan
from kernel.audit import Change
from lms.actions.errors import NotAllowed
from lms.organisations import locks


@action("survey.make")
def make_wave(act: Act, *, organisation_id: int, version_id: int, plan: Plan) -> SurveyWave:
    if organisation_id not in act.viewer.ids:
        raise NotAllowed
    version = _published(version_id)
    organisation = locks.lock_organisation(organisation_id)
    wave = drafting.make(organisation, version, plan, user_id=act.user_id, now=act.now)
    act.audit(_changed(wave, after=drafting.values_of(wave)))
    return wave


@action("survey.make_campaign")
def make_campaign(act: Act, *, organisation_ids: Sequence[int], version_id: int, plan: Plan) -> Campaign:
    """One wave for each of these organisations, with the same questionnaire, days, words and aim (ADR 51)."""
    if not organisation_ids or not set(organisation_ids) <= act.viewer.ids:
        raise NotAllowed
    version = _published(version_id)
    campaign = drafting.begin_campaign(plan.title, user_id=act.user_id, now=act.now)
    made = [
        drafting.make(
            locks.lock_organisation(each), version, plan, user_id=act.user_id, now=act.now, campaign=campaign
        )
        for each in sorted(set(organisation_ids))
    ]
    changes = [_changed(wave, after=drafting.values_of(wave)) for wave in made]
    act.audit_bulk(changes, counts={"waves": len(made)})
    return campaign


@action("survey.change")
def change_wave(act: Act, *, wave_uid: uuid.UUID, plan: Plan) -> SurveyWave:
    wave = _locked(act, wave_uid)
    with in_words():
        changed = drafting.change(wave, plan)
    if not changed.after:
        act.changed_nothing()
        return wave
    act.audit(_changed(wave, before=changed.before, after=changed.after))
    return wave


@action("survey.ask")
def ask(act: Act, *, wave_uid: uuid.UUID, asked: Sequence[Asked]) -> int:
    """Take a list of people as the population of a wave that is not open yet."""
    wave = _locked(act, wave_uid)
    with in_words():
        count = drafting.ask(wave, asked)
    act.audit(_changed(wave, after={"asked": count}))
    return count


@action("survey.add_person")
def add_person(act: Act, *, wave_uid: uuid.UUID, asked: Asked) -> Invitation:
    """One more on the list of a wave that is not open yet."""
    wave = _locked(act, wave_uid)
    with in_words():
        line = drafting.add(wave, asked)
    act.audit(_changed(wave, after={"added": 1}))
    return line


@action("survey.mend_person")
def mend_person(act: Act, *, wave_uid: uuid.UUID, asked_uid: uuid.UUID, asked: Asked) -> Invitation:
    """The audit says what kind of thing changed of a line, and not whose line it is."""
    wave = _locked(act, wave_uid)
    line = _line(act, wave, asked_uid)
    with in_words():
        changed = drafting.mend(wave, line, asked)
    if not changed:
        act.changed_nothing()
        return line
    act.audit(_changed(wave, after={"mended": changed}))
    return line


@action("survey.leave_out_person")
def leave_out_person(act: Act, *, wave_uid: uuid.UUID, asked_uid: uuid.UUID) -> None:
    wave = _locked(act, wave_uid)
    line = _line(act, wave, asked_uid)
    with in_words():
        drafting.leave_out(wave, line)
    act.audit(_changed(wave, after={"left_out": 1}))


@action("survey.open")
def open_wave(act: Act, *, wave_uid: uuid.UUID) -> SurveyWave:
    seen = wave_for(act.viewer, wave_uid)
    if seen is None:
        raise NotAllowed
    # The organisation first, so that no two of its waves open at once.
    locks.lock_organisation(seen.organisation_id)
    wave = _locked(act, wave_uid)
    with in_words():
        _refuse_opening(act, wave)
        opening.open_wave(wave, now=act.now)
        mailing.begin(wave, now=act.now)
    act.audit(_changed(wave, before={"state": WaveState.DRAFT}, after={"state": WaveState.OPEN}))
    return wave


@action("survey.remind")
def remind(act: Act, *, wave_uid: uuid.UUID) -> Mailing:
    """Write to those who have not answered; nobody learns who they are."""
    wave = _locked(act, wave_uid)
    with in_words():
        if act.today > wave.closes_on:
            raise WaveRefused("over")
        begun = mailing.begin(wave, now=act.now)
    act.audit(_changed(wave, after={"round": begun.number}))
    return begun


@action("survey.cancel")
def cancel_wave(act: Act, *, wave_uid: uuid.UUID) -> SurveyWave:
    wave = _locked(act, wave_uid)
    with in_words():
        drafting.cancel(wave)
    act.audit(_changed(wave, before={"state": WaveState.DRAFT}, after={"state": WaveState.CANCELLED}))
    return wave


@action("survey.close")
def close_wave(act: Act, *, wave_uid: uuid.UUID) -> Closed:
    """Open the envelopes, keep bare answers in random order, and delete everything else (ADR 42).

    The key goes once this is committed; where that fails, ``opening.sweep_keys`` comes after it.
    """
    wave = _locked(act, wave_uid)
    with in_words():
        if wave.state != WaveState.OPEN:
            raise WaveRefused("not_open")
        closed = closing.close_wave(wave, now=act.now)
    counts = {"answered": closed.answered, "deleted_unread": closed.deleted_unread}
    act.audit(_changed(wave, before={"state": WaveState.OPEN}, after={"state": WaveState.CLOSED, **counts}))
    transaction.on_commit(partial(keys.destroy, wave.uid))
    return closed


def _refuse_opening(act: Act, wave: SurveyWave) -> None:
    if wave.state != WaveState.DRAFT:
        raise WaveRefused("not_a_draft")
    if act.today < wave.opens_on:
        raise WaveRefused("not_yet", opens_on=date_format(wave.opens_on, "j F Y"))
    if act.today > wave.closes_on:
        raise WaveRefused("over")
    rows = SurveyWave.objects.unscoped(reason="whether another wave is open")
    if rows.filter(organisation=wave.organisation, version=wave.version, state=WaveState.OPEN).exists():
        raise WaveRefused("one_is_open")


def _published(version_id: int) -> InstrumentVersion:
    version = InstrumentVersion.objects.filter(pk=version_id, state=VersionState.PUBLISHED).first()
    if version is None:
        raise NotAllowed
    return version


def _line(act: Act, wave: SurveyWave, uid: uuid.UUID) -> Invitation:
    line = asked_for(act.viewer, wave, uid)
    if line is None:
        raise NotAllowed
    return line


def _locked(act: Act, uid: uuid.UUID) -> SurveyWave:
    wave = lock_wave(act.viewer, uid)
    if wave is None:
        raise NotAllowed
    return wave


def _changed(
    wave: SurveyWave, *, after: dict[str, object], before: dict[str, object] | None = None
) -> Change:
    return Change(wave, before=before or {}, after=after, organisation_key=wave.organisation_id)
