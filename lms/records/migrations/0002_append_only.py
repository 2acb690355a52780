"""The learning record is append-only: the database says so."""

from django.db import migrations

from kernel.database import append_only


class Migration(migrations.Migration):
    dependencies = [("leadership_records", "0001_initial"), ("leadership_kernel", "0002_append_only")]

    operations = [append_only("leadership_records_learningfact")]
