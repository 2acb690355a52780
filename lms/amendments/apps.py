"""The amendments app: it teaches the outbox to move people, and adds its screen to a programme's editor."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AmendmentsConfig(AppConfig):
    name = "lms.amendments"
    label = "leadership_amendments"
    verbose_name = _("Amendments")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lms.amendments import work  # noqa: F401, PLC0415 -- registers the outbox's handlers
        from lms.amendments.retiring import work as retiring  # noqa: F401, PLC0415 -- the same
