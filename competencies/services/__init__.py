"""Writing frameworks: loading an edition from a file, and publishing it."""

from competencies.services.loading import LoadResult, load_framework
from competencies.services.publishing import publish_demonstration, publish_framework

__all__ = ["LoadResult", "load_framework", "publish_demonstration", "publish_framework"]
