"""What must hold of survey waves beyond what the database's constraints say."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Q

from engagement.results.models import Publication
from engagement.results.services import publishing
from engagement.waves import keys
from engagement.waves.enums import EnvelopeKind, WaveState
from engagement.waves.models import Envelope, Invitation, Pool, SurveyWave, Ticket
from lms.actions.integrity import Problem, check_also

REASON = "checking survey waves"


def connect() -> None:
    check_also(
        open_waves_have_their_key, marks_equal_envelopes, closed_waves_kept_nothing, published_equals_answers
    )


def open_waves_have_their_key() -> Iterator[Problem]:
    """Without it the answers of a wave can never be read."""
    for wave in SurveyWave.objects.unscoped(reason=REASON).filter(state=WaveState.OPEN):
        if not keys.is_there(wave.uid, wave.seal):
            yield Problem("survey_key", f"the key of open wave {wave.uid} is not in the folder of keys")


def marks_equal_envelopes() -> Iterator[Problem]:
    tickets = Ticket.objects.unscoped(reason=REASON).filter(spent=True)
    spent = dict(tickets.values_list("pool__wave").annotate(Count("pk")))
    envelopes = Envelope.objects.unscoped(reason=REASON).filter(kind=EnvelopeKind.ANSWERS)
    sealed = dict(envelopes.values_list("wave").annotate(Count("pk")))
    for wave in sorted(spent.keys() | sealed.keys()):
        marks, answers = spent.get(wave, 0), sealed.get(wave, 0)
        if marks != answers:
            yield Problem("survey_marks", f"wave {wave} has {marks} used codes and {answers} sealed answers")


def closed_waves_kept_nothing() -> Iterator[Problem]:
    over = Q(wave__state__in=[WaveState.CLOSED, WaveState.CANCELLED])
    for model in (Invitation, Pool, Envelope):
        rows = model.objects.unscoped(reason=REASON).filter(over)
        for wave in rows.order_by("wave").values_list("wave", flat=True).distinct():
            yield Problem("survey_left", f"wave {wave} is over and still has rows of {model._meta.db_table}")


def published_equals_answers() -> Iterator[Problem]:
    """Every figure that was told, worked out anew."""
    rows = Publication.objects.unscoped(reason=REASON).select_related("wave__version__instrument")
    for publication in rows.order_by("pk"):
        for difference in publishing.differences(publication):
            yield Problem("survey_results", f"publication {publication.uid}: {difference}")
