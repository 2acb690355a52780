"""The kernel's app: after every migration it grants the site's database role what it may do."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class KernelConfig(AppConfig):
    name = "kernel"
    label = "leadership_kernel"
    verbose_name = "Kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kernel.database import grant_app_role  # noqa: PLC0415 -- needs the app registry

        post_migrate.connect(grant_app_role, sender=self)
