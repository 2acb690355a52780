"""What a trust lead says was done because of a survey."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext_lazy as _

from engagement.actions.base import Act, action
from engagement.improving.errors import ImprovementRefused
from engagement.improving.models import Improvement
from engagement.improving.selectors import lock_improvement
from engagement.improving.services import keeping
from engagement.improving.services.keeping import Promise
from engagement.waves.selectors import wave_for
from kernel.audit import Change
from lms.actions.errors import NotAllowed, Refused

WORDS: Mapping[str, tuple[Any, Any]] = {
    "nothing_said": (
        _("This wave is not closed, so that nobody has said anything yet."),
        _("Close it first, or answer an earlier wave."),
    ),
    "no_such_measure": (
        _("This questionnaire has no such theme."),
        _("Choose one of its themes, or none."),
    ),
    "dropped_without_why": (
        _("What is dropped says why, and nothing else does."),
        _("Give the reason, or choose another state."),
    ),
}


@action("improvement.make")
def make_improvement(act: Act, *, wave_uid: uuid.UUID, promise: Promise) -> Improvement:
    wave = wave_for(act.viewer, wave_uid)
    if wave is None:
        raise NotAllowed
    with _in_words():
        made = keeping.make(wave, promise, user_id=act.user_id, now=act.now)
    after = {**keeping.values_of(promise), "wave": str(wave.uid)}
    act.audit(Change(made, after=after, organisation_key=wave.organisation_id))
    return made


@action("improvement.change")
def change_improvement(act: Act, *, improvement_uid: uuid.UUID, promise: Promise) -> Improvement:
    row = lock_improvement(act.viewer, improvement_uid)
    if row is None:
        raise NotAllowed
    with _in_words():
        changed = keeping.change(row, promise, now=act.now)
    if not changed:
        act.changed_nothing()
        return row
    before = {name: pair[0] for name, pair in changed.items()}
    after = {name: pair[1] for name, pair in changed.items()}
    act.audit(Change(row, before=before, after=after, organisation_key=row.wave.organisation_id))
    return row


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except ImprovementRefused as refusal:
        message, mend = WORDS[refusal.code]
        raise Refused(refusal.code, message, mend) from refusal
