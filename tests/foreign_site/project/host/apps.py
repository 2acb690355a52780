"""The host brings an activity type of its own to the plugin, where that is installed."""

from django.apps import AppConfig, apps


class HostConfig(AppConfig):
    name = "host"

    def ready(self):
        if apps.is_installed("lms.players"):
            from host.ward_round import WardRound, WardRoundPlayer  # noqa: PLC0415 -- only with the plugin
            from lms.players import registry  # noqa: PLC0415 -- as above
            from programmes import activity_types  # noqa: PLC0415 -- as above

            activity_types.register(WardRound())
            registry.register(WardRoundPlayer())
