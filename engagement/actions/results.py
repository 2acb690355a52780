"""What a trust lead does with the answers of a closed wave: publish them, once, and more of them later."""

from __future__ import annotations

import uuid

from engagement.actions.base import Act, action
from engagement.actions.refusals import in_words
from engagement.results.models import Publication
from engagement.results.services import publishing
from engagement.waves.models import SurveyWave
from engagement.waves.selectors import lock_wave
from kernel.audit import Change
from lms.actions.errors import NotAllowed


@action("survey.publish")
def publish(act: Act, *, wave_uid: uuid.UUID) -> Publication:
    """The lock of the wave lets nobody else publish it meanwhile."""
    wave = _locked(act, wave_uid)
    with in_words():
        made = publishing.publish(wave, by=act.user_id, now=act.now)
    act.audit(_told(wave, made))
    return made


@action("survey.publish_more")
def publish_more(act: Act, *, wave_uid: uuid.UUID, combination: str) -> Publication:
    wave = _locked(act, wave_uid)
    with in_words():
        made = publishing.publish_more(wave, combination=combination, by=act.user_id, now=act.now)
    act.audit(_told(wave, made))
    return made


def _told(wave: SurveyWave, made: Publication) -> Change:
    after = {"publication": made.number, "fewest": made.fewest, "combination": made.note}
    return Change(wave, before={}, after=after, organisation_key=wave.organisation_id)


def _locked(act: Act, uid: uuid.UUID) -> SurveyWave:
    wave = lock_wave(act.viewer, uid)
    if wave is None:
        raise NotAllowed
    return wave
