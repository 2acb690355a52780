"""Drafts (Module, Programme), recordings, and what publishing makes of them (versions, texts, rows)."""

from programmes.models.drafts import Module, Programme
from programmes.models.media import Media
from programmes.models.review import SignOffTask
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
    "Media",
    "Module",
    "ModuleFile",
    "ModuleText",
    "ModuleVersion",
    "Programme",
    "ProgrammeText",
    "ProgrammeVersion",
    "ReminderRule",
    "Requirement",
    "RequirementNeed",
    "RequirementStage",
    "SignOffTask",
]
