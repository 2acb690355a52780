"""The tables of this app."""

import django.contrib.postgres.fields
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
        ('leadership_programmes', '0001_tables'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Equivalence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_programmes.programmeversion')),
                ('old_module_key', models.UUIDField()),
                ('old_activity_key', models.UUIDField()),
                ('new_module_key', models.UUIDField()),
                ('new_activity_key', models.UUIDField()),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'equivalence',
                'verbose_name_plural': 'equivalences',
                'constraints': [models.UniqueConstraint(fields=('version', 'old_module_key', 'old_activity_key', 'new_module_key', 'new_activity_key'), name='equivalence_once'), models.CheckConstraint(condition=models.Q(('old_activity_key', models.F('new_activity_key')), ('old_module_key', models.F('new_module_key')), _negated=True), name='equivalence_of_two')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Run',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_programmes.programmeversion')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_organisations.organisation')),
                ('cohort', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_enrolment.cohort')),
                ('retirement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_programmes.retirement')),
                ('operation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_kernel.operation')),
                ('state', models.CharField(choices=[('moving', 'moving'), ('moved', 'moved'), ('going_back', 'going back'), ('taken_back', 'taken back')], default='moving', max_length=20)),
                ('reached', models.BigIntegerField(default=0)),
                ('total', models.PositiveIntegerField()),
                ('moved', models.PositiveIntegerField(default=0)),
                ('doubtful', models.PositiveIntegerField(default=0)),
                ('taken_back', models.PositiveIntegerField(default=0)),
                ('started_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('started_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'move',
                'verbose_name_plural': 'moves',
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['moving', 'moved', 'going_back', 'taken_back'])), name='run_state'), models.CheckConstraint(condition=models.Q(('cohort__isnull', True), ('organisation__isnull', False), _connector='OR'), name='run_cohort_has_organisation'), models.CheckConstraint(condition=models.Q(('retirement__isnull', True), ('state__in', ['moving', 'moved']), _connector='OR'), name='run_to_successor_stays')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Move',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='leadership_amendments.run')),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='leadership_enrolment.enrolment')),
                ('from_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_programmes.programmeversion')),
                ('to_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_programmes.programmeversion')),
                ('percent_before', models.PositiveSmallIntegerField()),
                ('percent_after', models.PositiveSmallIntegerField()),
                ('fact_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, size=None)),
                ('moved_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'moved place',
                'verbose_name_plural': 'moved places',
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('run', 'enrolment'), name='moved_once_a_run'), models.CheckConstraint(condition=models.Q(('from_version', models.F('to_version')), _negated=True), name='move_between_two_versions'), models.CheckConstraint(condition=models.Q(('percent_after__lte', 100), ('percent_before__lte', 100)), name='move_percents')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='TakenBack',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('move', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='taken_back', to='leadership_amendments.move')),
                ('at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'move taken back',
                'verbose_name_plural': 'moves taken back',
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='leadership_amendments.run')),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_enrolment.enrolment')),
                ('doubt', models.CharField(choices=[('begun', 'has begun something that the new version does not hold'), ('draft', 'has unfinished work in an activity that the new version does not hold')], max_length=20)),
                ('requirement_keys', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, size=None)),
                ('suggestion', models.CharField(choices=[('recognise', 'move, and let what was begun count as done'), ('move', 'move, and begin it anew'), ('stay', 'stay on the present version')], max_length=20)),
                ('state', models.CharField(choices=[('open', 'to be decided'), ('moved', 'moved'), ('stayed', 'stayed')], default='open', max_length=20)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'case to decide',
                'verbose_name_plural': 'cases to decide',
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('run', 'enrolment'), name='one_case_a_run'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='case_decided')],
                'indexes': [],
            },
        ),
    ]
