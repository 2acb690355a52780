"""Answers of a closed wave stay as they were written: the database says so."""

from django.db import migrations

from kernel.database import append_only


class Migration(migrations.Migration):
    dependencies = [("leadership_waves", "0001_tables"), ("leadership_kernel", "0002_rules")]

    operations = [append_only("leadership_waves_response")]
