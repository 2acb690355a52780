"""Which page saved a draft last, so that two pages do not write over one another."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leadership_records", "0002_append_only")]

    operations = [
        migrations.AddField(
            model_name="attempt",
            name="page_mark",
            field=models.CharField(blank=True, db_default="", default="", max_length=36),
        ),
    ]
