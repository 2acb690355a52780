"""What good leadership is, as versioned data. A published edition of anything here never changes."""

from competencies.models.frameworks import DEMONSTRATION, Framework, Node, StageText
from competencies.models.scales import Scale, ScaleLevel, ScaleText

__all__ = [
    "DEMONSTRATION",
    "Framework",
    "Node",
    "Scale",
    "ScaleLevel",
    "ScaleText",
    "StageText",
]
