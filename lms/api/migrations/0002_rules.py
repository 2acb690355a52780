"""A used key is never changed or forgotten: the database says so."""

from django.db import migrations

from kernel.database import append_only


class Migration(migrations.Migration):
    dependencies = [("leadership_api", "0001_tables"), ("leadership_kernel", "0002_rules")]

    operations = [append_only("leadership_api_usedkey")]
