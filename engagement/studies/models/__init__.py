"""Studies, who is asked and who took part, what was said, and what was released."""

from engagement.studies.models.findings import (
    Finding,
    Recommendation,
    ReleasedFigure,
    StudyRelease,
)
from engagement.studies.models.people import (
    Attended,
    FrameEntry,
    FrameEvent,
    Participant,
    Post,
)
from engagement.studies.models.studies import Study, StudyMember
from engagement.studies.models.talk import Excerpt, GuideVersion, Theme

__all__ = [
    "Attended",
    "Excerpt",
    "Finding",
    "FrameEntry",
    "FrameEvent",
    "GuideVersion",
    "Participant",
    "Post",
    "Recommendation",
    "ReleasedFigure",
    "Study",
    "StudyMember",
    "StudyRelease",
    "Theme",
]
