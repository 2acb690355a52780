"""The tables of this app."""

import datetime
import django.contrib.postgres.constraints
import django.db.models.deletion
import uuid
from django.db import migrations, models

from kernel.migrating import TablesAtOnce


class Migration(TablesAtOnce):

    initial = True

    dependencies = [
        ('leadership_enrolment', '0001_tables'),
        ('leadership_kernel', '0002_rules'),
        ('leadership_people', '0001_tables'),
        ('leadership_programmes', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='absences', to='leadership_people.person')),
                ('starts_on', models.DateField(verbose_name='first day')),
                ('ends_on', models.DateField(verbose_name='last day')),
                ('reason', models.CharField(choices=[('parental', 'parental leave'), ('sickness', 'sickness'), ('out_of_programme', 'out of programme'), ('other', 'another reason')], max_length=20, verbose_name='reason')),
                ('created_at', models.DateTimeField()),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'absence',
                'verbose_name_plural': 'absences',
                'ordering': ['starts_on'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='absence_dates'), models.CheckConstraint(condition=models.Q(models.Q(('starts_on__isnull', True), ('starts_on__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR'), models.Q(('ends_on__isnull', True), ('ends_on__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR')), name='absence_days', violation_error_message='Give a day between 1900 and 2100.'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('cancelled_at__isnull', True)), expressions=[('person', '='), (models.Func(models.F('starts_on'), models.F('ends_on'), models.Value('[]'), function='daterange'), '&&')], name='absence_no_overlap')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='DueDate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='due_dates', to='leadership_enrolment.enrolment')),
                ('requirement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_programmes.requirement')),
                ('due_on', models.DateField()),
                ('derivation', models.JSONField()),
                ('derived_at', models.DateTimeField()),
                ('met_at', models.DateTimeField(blank=True, null=True)),
                ('dropped_at', models.DateTimeField(blank=True, null=True)),
                ('waiting_since', models.DateTimeField(blank=True, null=True)),
                ('came_back_on', models.DateField(blank=True, null=True)),
                ('waited', models.JSONField(default=list)),
            ],
            options={
                'ordering': ['due_on'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'indexes': [models.Index(condition=models.Q(('met_at__isnull', True)), fields=['due_on'], name='due_date_open'), models.Index(condition=models.Q(('met_at__isnull', True)), fields=['enrolment', 'due_on'], name='due_date_next')],
                'constraints': [models.CheckConstraint(condition=models.Q(('met_at__isnull', True), ('dropped_at__isnull', True), _connector='OR'), name='due_date_met_or_dropped'), models.CheckConstraint(condition=models.Q(('waiting_since__isnull', True), models.Q(('dropped_at__isnull', True), ('met_at__isnull', True)), _connector='OR'), name='due_date_waits_while_open'), models.UniqueConstraint(fields=('enrolment', 'requirement'), name='one_due_date'), models.CheckConstraint(condition=models.Q(('due_on__isnull', True), ('due_on__range', (datetime.date(1900, 1, 1), datetime.date(2999, 12, 31))), _connector='OR'), name='due_date_days', violation_error_message='Give a day between 1900 and 2100.'), models.CheckConstraint(condition=models.Q(('came_back_on__isnull', True), ('came_back_on__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR'), name='due_date_came_back', violation_error_message='Give a day between 1900 and 2100.')],
            },
        ),
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_people.person')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'calendar feed',
                'verbose_name_plural': 'calendar feeds',
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'indexes': [],
                'constraints': [],
            },
        ),
    ]
