"""The players app."""

from django.apps import AppConfig


class PlayersConfig(AppConfig):
    name = "lms.players"
    label = "leadership_players"
    verbose_name = "Players"
    default_auto_field = "django.db.models.BigAutoField"
