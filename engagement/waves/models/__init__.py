"""Waves, who is asked, sealed answers while a wave is open, and bare answers once it is closed."""

from engagement.waves.models.answers import Response, ResponseWords
from engagement.waves.models.asking import Invitation, Mailing, MailingLine
from engagement.waves.models.sealed import Envelope, Pool, Ticket
from engagement.waves.models.waves import Campaign, Stratum, StratumCell, SurveyWave

__all__ = [
    "Campaign",
    "Envelope",
    "Invitation",
    "Mailing",
    "MailingLine",
    "Pool",
    "Response",
    "ResponseWords",
    "Stratum",
    "StratumCell",
    "SurveyWave",
    "Ticket",
]
