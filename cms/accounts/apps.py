"""The accounts app, and Wagtail's users app with the screens of ours."""

from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    name = "cms.accounts"
    label = "leadership_accounts"
    verbose_name = "Accounts"
    default_auto_field = "django.db.models.BigAutoField"
    default = True

    def ready(self) -> None:
        from cms.accounts import language, sessions, tasks, trail  # noqa: F401, PLC0415 -- tasks: the outbox handler

        trail.connect()
        sessions.connect()
        language.connect()


class SiteUsersConfig(WagtailUsersAppConfig):
    user_viewset = "cms.accounts.viewsets.UserViewSet"
