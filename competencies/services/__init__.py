"""Writing frameworks: loading an edition from a file, and publishing it."""

from competencies.services.following import follow_also
from competencies.services.loading import LoadResult, load_framework
from competencies.services.publishing import publish_demonstration, publish_framework

__all__ = ["LoadResult", "follow_also", "load_framework", "publish_demonstration", "publish_framework"]
