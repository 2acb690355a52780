"""The calendar app."""

from django.apps import AppConfig


class CalendarConfig(AppConfig):
    name = "lms.calendar"
    label = "leadership_calendar"
    verbose_name = "Calendar"
    default_auto_field = "django.db.models.BigAutoField"
