"""Agreements, norms, analysts and outcomes."""

from engagement.comparing.models.agreements import Agreement
from engagement.comparing.models.analysts import AnalystGrant, AnalystUse
from engagement.comparing.models.norms import NormMeasure, NormMember, NormSet, NormSetEnd
from engagement.comparing.models.outcomes import OutcomeFile, OutcomeMeasure, OutcomeValue

__all__ = [
    "Agreement",
    "AnalystGrant",
    "AnalystUse",
    "NormMeasure",
    "NormMember",
    "NormSet",
    "NormSetEnd",
    "OutcomeFile",
    "OutcomeMeasure",
    "OutcomeValue",
]
