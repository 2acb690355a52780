"""The extension and trigger function that others build on, and the audit trail's trigger."""

from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations

from kernel.database import append_only, refuse_change_function


class Migration(migrations.Migration):
    dependencies = [("leadership_kernel", "0001_tables")]

    operations = [
        BtreeGistExtension(),
        refuse_change_function(),
        append_only("leadership_kernel_auditentry"),
    ]
