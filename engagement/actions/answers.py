"""What whoever holds a code does: answer once. No trace but the sealed answer (ADR 42)."""

from __future__ import annotations

from collections.abc import Sequence

from engagement.actions.base import Act, action
from engagement.actions.refusals import in_words
from engagement.waves.errors import WaveRefused
from engagement.waves.services import answering
from engagement.waves.services.answering import Door
from lms.actions.errors import NotAllowed


@action("survey.answer")
def answer(act: Act, *, door: Door, answers: Sequence[int | None], words: str = "") -> None:
    if act.viewer.ids != {door.ticket}:
        raise NotAllowed
    with in_words():
        if act.today > door.wave.closes_on:
            raise WaveRefused("closed")
        answering.answer(door, answers=answers, words=words)
    act.unaudited("An entry would say when somebody answered.")
