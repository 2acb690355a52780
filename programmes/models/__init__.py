"""Drafts (Module, Programme), recordings, questions, and what publishing makes: versions, texts, rows."""

from programmes.models.banks import Question, QuestionBank
from programmes.models.drafts import Module, Programme
from programmes.models.links import LinkCheck
from programmes.models.media import Media
from programmes.models.retirement import Retirement, RetirementCorrection
from programmes.models.review import SignOffTask
from programmes.models.suggestions import DismissedClaim
from programmes.models.versions import (
    Activity,
    ActivityClaim,
    ModuleFile,
    ModuleText,
    ModuleVersion,
    ProgrammeText,
    ProgrammeVersion,
    ReminderRule,
    Requirement,
    RequirementNeed,
    RequirementStage,
)

__all__ = [
    "Activity",
    "ActivityClaim",
    "DismissedClaim",
    "LinkCheck",
    "Media",
    "Module",
    "ModuleFile",
    "ModuleText",
    "ModuleVersion",
    "Programme",
    "ProgrammeText",
    "ProgrammeVersion",
    "Question",
    "QuestionBank",
    "ReminderRule",
    "Requirement",
    "RequirementNeed",
    "RequirementStage",
    "Retirement",
    "RetirementCorrection",
    "SignOffTask",
]
