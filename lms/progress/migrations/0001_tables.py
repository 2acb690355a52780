"""The tables of this app."""

import django.db.models.deletion
from django.db import migrations, models

from kernel.migrating import TablesAtOnce


class Migration(TablesAtOnce):

    initial = True

    dependencies = [
        ('leadership_enrolment', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Progress',
            fields=[
                ('enrolment', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='progress', serialize=False, to='leadership_enrolment.enrolment')),
                ('done', models.PositiveIntegerField()),
                ('total', models.PositiveIntegerField()),
                ('percent', models.PositiveSmallIntegerField()),
                ('satisfied', models.BooleanField()),
            ],
            options={
                'verbose_name_plural': 'progress',
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.CheckConstraint(condition=models.Q(('done__lte', models.F('total'))), name='progress_done_of_total'), models.CheckConstraint(condition=models.Q(('percent__lte', 100)), name='progress_percent'), models.CheckConstraint(condition=models.Q(models.Q(('percent', 100), ('satisfied', True)), models.Q(('percent__lt', 100), ('satisfied', False)), _connector='OR'), name='progress_hundred_is_satisfied')],
                'indexes': [],
            },
        ),
    ]
