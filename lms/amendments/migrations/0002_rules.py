"""What became of whom stays as it was recorded: the database says so."""

from django.db import migrations

from kernel.database import append_only


class Migration(migrations.Migration):
    dependencies = [("leadership_amendments", "0001_tables"), ("leadership_kernel", "0002_rules")]

    operations = [append_only("leadership_amendments_move"), append_only("leadership_amendments_takenback")]
