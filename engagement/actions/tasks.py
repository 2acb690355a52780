"""The clock's part: waves close after their last day, those who have not answered are reminded, keys go."""

from __future__ import annotations

import logging

from celery import shared_task

from engagement.actions import waves
from engagement.waves.selectors import waves_that_are_over
from engagement.waves.services import mailing, opening
from kernel import clock
from lms.actions.base import Context
from lms.actions.errors import Refused

logger = logging.getLogger(__name__)
WHY = "the clock closes waves and reminds"


@shared_task(name="leadership.keep_waves", ignore_result=True)
def keep_waves() -> None:
    """Each wave by itself: one that cannot be closed does not hold up the others."""
    now = clock.now()
    context = Context.system(WHY, now=now)
    for wave in waves_that_are_over(on=context.today):
        try:
            waves.close_wave(context, wave_uid=wave.uid)
        except Refused as refusal:
            logger.error("wave %s was not closed: %s", wave.uid, refusal)
    for wave in mailing.due_rounds(on=context.today):
        waves.remind(context, wave_uid=wave.uid)
    opening.sweep_keys()
