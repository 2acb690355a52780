"""The tables of this app."""

import datetime
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from kernel.migrating import TablesAtOnce


class Migration(TablesAtOnce):

    initial = True

    dependencies = [
        ('leadership_enrolment', '0001_tables'),
        ('leadership_kernel', '0001_tables'),
        ('leadership_organisations', '0001_tables'),
        ('leadership_people', '0001_tables'),
        ('leadership_programmes', '0001_tables'),
        ('leadership_records', '0001_tables'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Marker',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='markerships', to='leadership_people.person', verbose_name='person')),
                ('programme_key', models.UUIDField(verbose_name='programme')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='markers', to='leadership_organisations.organisation', verbose_name='organisation')),
                ('starts_on', models.DateField(verbose_name='first day')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='last day')),
                ('appointed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'marker',
                'verbose_name_plural': 'markers',
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('starts_on__isnull', True), ('starts_on__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR'), models.Q(('ends_on__isnull', True), ('ends_on__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR')), name='marker_days', violation_error_message='Give a day between 1900 and 2100.'), models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True)), fields=('person', 'programme_key', 'organisation'), name='marker_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='marker_dates')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='leadership_people.person')),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='leadership_enrolment.enrolment')),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='leadership_programmes.activity')),
                ('module_key', models.UUIDField()),
                ('activity_key', models.UUIDField()),
                ('attempt', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='submission', to='leadership_records.attempt')),
                ('number', models.PositiveSmallIntegerField()),
                ('state', models.CharField(choices=[('submitted', 'handed in'), ('marking', 'being marked'), ('to_agree', 'marks to be agreed'), ('returned', 'returned for changes'), ('passed', 'passed'), ('failed', 'not passed')], default='submitted', max_length=20)),
                ('words', models.PositiveIntegerField(default=0)),
                ('submitted_at', models.DateTimeField()),
                ('marked_at', models.DateTimeField(blank=True, null=True)),
                ('points', models.PositiveIntegerField(blank=True, null=True)),
                ('of', models.PositiveIntegerField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'submission',
                'verbose_name_plural': 'submissions',
                'ordering': ['id'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'indexes': [models.Index(condition=models.Q(('state__in', ['submitted', 'marking', 'to_agree'])), fields=['submitted_at'], name='submission_waiting')],
                'constraints': [models.UniqueConstraint(fields=('person', 'module_key', 'activity_key', 'number'), name='submission_number'), models.UniqueConstraint(condition=models.Q(('state__in', ['submitted', 'marking', 'to_agree'])), fields=('person', 'module_key', 'activity_key'), name='submission_one_waiting'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='submission_from_one'), models.CheckConstraint(condition=models.Q(models.Q(('marked_at__isnull', False), ('of__isnull', False), ('points__isnull', False), ('state__in', ['returned', 'passed', 'failed'])), models.Q(models.Q(('state__in', ['returned', 'passed', 'failed']), _negated=True), ('marked_at__isnull', True), ('points__isnull', True)), _connector='OR'), name='submission_marked_has_points')],
            },
        ),
        migrations.CreateModel(
            name='SubmissionStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='leadership_assignments.submission')),
                ('from_state', models.CharField(blank=True, choices=[('submitted', 'handed in'), ('marking', 'being marked'), ('to_agree', 'marks to be agreed'), ('returned', 'returned for changes'), ('passed', 'passed'), ('failed', 'not passed')], default='', max_length=20)),
                ('to_state', models.CharField(choices=[('submitted', 'handed in'), ('marking', 'being marked'), ('to_agree', 'marks to be agreed'), ('returned', 'returned for changes'), ('passed', 'passed'), ('failed', 'not passed')], max_length=20)),
                ('at', models.DateTimeField()),
                ('by_user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'step of a submission',
                'verbose_name_plural': 'steps of submissions',
                'ordering': ['id'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.CheckConstraint(condition=models.Q(('from_state', models.F('to_state')), _negated=True), name='submission_step_moves')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='WorkFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='work_files', to='leadership_people.person')),
                ('module_key', models.UUIDField()),
                ('activity_key', models.UUIDField()),
                ('submission', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='files', to='leadership_assignments.submission')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_kernel.storedfile')),
                ('name', models.CharField(max_length=200)),
                ('content_type', models.CharField(max_length=100)),
                ('added_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'file handed in',
                'verbose_name_plural': 'files handed in',
                'ordering': ['id'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('person', 'module_key', 'activity_key', 'submission', 'file'), name='work_file_once', nulls_distinct=False)],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Marking',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='markings', to='leadership_assignments.submission')),
                ('marker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='markings', to='leadership_people.person')),
                ('place', models.PositiveSmallIntegerField(choices=[(1, 'first marker'), (2, 'second marker'), (3, 'agreed mark')])),
                ('levels', models.JSONField(default=dict)),
                ('points', models.PositiveIntegerField(blank=True, null=True)),
                ('feedback', models.TextField(blank=True, default='')),
                ('started_at', models.DateTimeField()),
                ('saved_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'marking',
                'verbose_name_plural': 'markings',
                'ordering': ['place'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('submission', 'place'), name='marking_place'), models.UniqueConstraint(condition=models.Q(('place', 3), _negated=True), fields=('submission', 'marker'), name='marking_by_another'), models.CheckConstraint(condition=models.Q(('finished_at__isnull', True), ('points__isnull', False), _connector='OR'), name='marking_finished_has_points')],
                'indexes': [],
            },
        ),
    ]
