"""The kernel's app: it looks at a database before migrating, and then grants the site's role its rights."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class KernelConfig(AppConfig):
    name = "kernel"
    label = "leadership_kernel"
    verbose_name = "Kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kernel.database import grant_app_role, refuse_other_migrations  # noqa: PLC0415 -- needs the apps

        pre_migrate.connect(refuse_other_migrations, sender=self)
        post_migrate.connect(grant_app_role, sender=self)
