"""Writing questionnaires: loading a version from a file, and publishing it."""

from engagement.instruments.services.loading import Change, Plan, load_instrument, plan_load
from engagement.instruments.services.publishing import publish_version

__all__ = ["Change", "Plan", "load_instrument", "plan_load", "publish_version"]
