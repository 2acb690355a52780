"""The reminders app: it teaches the outbox to queue and deliver sends."""

from django.apps import AppConfig


class RemindersConfig(AppConfig):
    name = "lms.reminders"
    label = "leadership_reminders"
    verbose_name = "Reminders"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lms.reminders.services import sending  # noqa: F401, PLC0415 -- registers the outbox's handlers
