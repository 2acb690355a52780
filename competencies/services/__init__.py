"""Writing frameworks and scales: loading an edition from a file, and publishing it."""

from competencies.services.following import follow_also
from competencies.services.loading import LoadResult, load_framework
from competencies.services.publishing import publish_demonstration, publish_framework
from competencies.services.scales import ScaleResult, load_scale, publish_scale

__all__ = [
    "LoadResult",
    "ScaleResult",
    "follow_also",
    "load_framework",
    "load_scale",
    "publish_demonstration",
    "publish_framework",
    "publish_scale",
]
