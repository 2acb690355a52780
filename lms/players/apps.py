"""The players app. When it is ready, the shipped players are registered and show the editor's previews."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlayersConfig(AppConfig):
    name = "lms.players"
    label = "leadership_players"
    verbose_name = _("Players")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lms.players import previews, registry  # noqa: PLC0415 -- needs the app registry
        from programmes import presenters  # noqa: PLC0415 -- needs the app registry

        registry.register_shipped()
        presenters.use_renderer(previews.render_preview)
