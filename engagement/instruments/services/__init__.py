"""Writing questionnaires: loading a version from a file, publishing it, deleting a draft."""

from engagement.instruments.services.deleting import delete_draft
from engagement.instruments.services.loading import Change, Plan, load_instrument, plan_load
from engagement.instruments.services.publishing import publish_version

__all__ = ["Change", "Plan", "delete_draft", "load_instrument", "plan_load", "publish_version"]
