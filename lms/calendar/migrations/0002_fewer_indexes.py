"""Two indexes fewer to write when people are moved: due dates are found by enrolment and requirement together."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("leadership_calendar", "0001_tables"),
        ("leadership_enrolment", "0001_tables"),
        ("leadership_programmes", "0001_tables"),
    ]

    operations = [
        migrations.AlterField(
            model_name="duedate",
            name="enrolment",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="due_dates",
                to="leadership_enrolment.enrolment",
            ),
        ),
        migrations.AlterField(
            model_name="duedate",
            name="requirement",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="leadership_programmes.requirement",
            ),
        ),
    ]
