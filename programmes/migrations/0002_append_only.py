"""A published version never changes: the database says so."""

from django.db import migrations

from kernel.database import append_only


class Migration(migrations.Migration):
    dependencies = [("leadership_programmes", "0001_initial"), ("leadership_kernel", "0002_append_only")]

    operations = [
        append_only(f"leadership_programmes_{name}")
        for name in (
            "moduleversion",
            "moduletext",
            "activity",
            "activityclaim",
            "modulefile",
            "programmeversion",
            "programmetext",
            "requirement",
            "reminderrule",
        )
    ]
