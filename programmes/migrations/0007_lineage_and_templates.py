"""Modules and programmes say what they were copied from, and whether they are templates."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("leadership_programmes", "0006_question_banks"),
    ]

    operations = [
        migrations.AddField(
            model_name="module",
            name="copied_from",
            field=models.UUIDField(editable=False, null=True, verbose_name="copied from"),
        ),
        migrations.AddField(
            model_name="module",
            name="copied_version",
            field=models.PositiveIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="module",
            name="is_template",
            field=models.BooleanField(default=False, editable=False, verbose_name="template"),
        ),
        migrations.AddField(
            model_name="programme",
            name="copied_from",
            field=models.UUIDField(editable=False, null=True, verbose_name="copied from"),
        ),
        migrations.AddField(
            model_name="programme",
            name="copied_version",
            field=models.PositiveIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="programme",
            name="is_template",
            field=models.BooleanField(default=False, editable=False, verbose_name="template"),
        ),
    ]
