"""The tables of this app."""

import datetime
import django.contrib.postgres.fields
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from kernel.migrating import TablesAtOnce


class Migration(TablesAtOnce):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('leadership_instruments', '0002_published_versions_stay'),
        ('leadership_organisations', '0001_tables'),
        ('leadership_results', '0002_rules'),
    ]

    operations = [
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='leadership_organisations.organisation')),
                ('kind', models.CharField(choices=[('norms', 'Our published results count towards norms'), ('named', 'Our trust may be named in comparisons')], max_length=10)),
                ('is_given', models.BooleanField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'agreement of a trust',
                'verbose_name_plural': 'agreements of trusts',
                'ordering': ['organisation', 'id'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['norms', 'named'])), name='agreement_kind_known')],
            },
        ),
        migrations.CreateModel(
            name='AnalystGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='analyst')),
                ('purpose', models.CharField(max_length=500, verbose_name='purpose')),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(verbose_name='until')),
                ('granted_at', models.DateTimeField()),
                ('granted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'grant to an analyst',
                'verbose_name_plural': 'grants to analysts',
                'ordering': ['-granted_at', '-id'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('starts_on__isnull', True), ('starts_on__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR'), models.Q(('ends_on__isnull', True), ('ends_on__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR')), name='analyst_grant_days', violation_error_message='Give a day between 1900 and 2100.'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='analyst_grant_dates'), models.CheckConstraint(condition=models.Q(('revoked_at__isnull', False), ('revoked_by__isnull', True), _connector='OR'), name='analyst_grant_revoked'), models.CheckConstraint(condition=models.Q(('purpose__regex', '\\S')), name='analyst_grant_purpose')],
            },
        ),
        migrations.CreateModel(
            name='AnalystUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('grant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='leadership_comparing.analystgrant')),
                ('kind', models.CharField(choices=[('opened', 'opened the results database'), ('downloaded', 'downloaded figures')], max_length=10)),
                ('asked', models.CharField(blank=True, default='', max_length=300)),
                ('rows', models.PositiveIntegerField(default=0)),
                ('at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'use by an analyst',
                'verbose_name_plural': 'uses by analysts',
                'ordering': ['-at', '-id'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['opened', 'downloaded'])), name='analyst_use_kind_known')],
            },
        ),
        migrations.CreateModel(
            name='NormSet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='norm_sets', to='leadership_instruments.instrumentversion')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('dated_on', models.DateField(verbose_name='date')),
                ('source', models.CharField(choices=[('made', 'made here'), ('imported', 'imported')], max_length=10, verbose_name='source')),
                ('origin', models.CharField(max_length=500, verbose_name='where it comes from')),
                ('trusts', models.PositiveIntegerField(verbose_name='trusts')),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'norm set',
                'verbose_name_plural': 'norm sets',
                'ordering': ['-dated_on', '-id'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('version', 'name'), name='norm_set_name'), models.CheckConstraint(condition=models.Q(('name__regex', '\\S'), ('origin__regex', '\\S')), name='norm_set_has_words'), models.CheckConstraint(condition=models.Q(('source__in', ['made', 'imported'])), name='norm_set_source_known'), models.CheckConstraint(condition=models.Q(('trusts__gte', 10)), name='norm_set_of_enough'), models.CheckConstraint(condition=models.Q(('dated_on__isnull', True), ('dated_on__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR'), name='norm_set_day', violation_error_message='Give a day between 1900 and 2100.')],
            },
        ),
        migrations.CreateModel(
            name='NormMeasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('norm_set', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='leadership_comparing.normset')),
                ('measure', models.CharField(max_length=60)),
                ('trusts', models.PositiveIntegerField()),
                ('cuts', django.contrib.postgres.fields.ArrayField(base_field=models.DecimalField(decimal_places=6, max_digits=9), size=None)),
                ('deciles', django.contrib.postgres.fields.ArrayField(base_field=models.DecimalField(decimal_places=6, max_digits=9), blank=True, default=list, size=None)),
            ],
            options={
                'verbose_name': 'norm',
                'verbose_name_plural': 'norms',
                'ordering': ['norm_set', 'id'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('norm_set', 'measure'), name='norm_measure_once'), models.CheckConstraint(condition=models.Q(('trusts__gte', 10)), name='norm_measure_of_enough'), models.CheckConstraint(condition=models.Q(('cuts__0__gte', 0), ('cuts__3__lte', 100), ('cuts__len', 4), ('cuts__1__gte', models.F('cuts__0')), ('cuts__2__gte', models.F('cuts__1')), ('cuts__3__gte', models.F('cuts__2'))), name='norm_measure_cuts'), models.CheckConstraint(condition=models.Q(('deciles__len', 0), models.Q(('deciles__0__gte', 0), ('deciles__8__lte', 100), ('deciles__len', 9), ('deciles__1__gte', models.F('deciles__0')), ('deciles__2__gte', models.F('deciles__1')), ('deciles__3__gte', models.F('deciles__2')), ('deciles__4__gte', models.F('deciles__3')), ('deciles__5__gte', models.F('deciles__4')), ('deciles__6__gte', models.F('deciles__5')), ('deciles__7__gte', models.F('deciles__6')), ('deciles__8__gte', models.F('deciles__7'))), _connector='OR'), name='norm_measure_deciles')],
            },
        ),
        migrations.CreateModel(
            name='NormMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('norm_set', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='leadership_comparing.normset')),
                ('publication', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='norm_sets', to='leadership_results.publication')),
            ],
            options={
                'verbose_name': 'results in a norm set',
                'verbose_name_plural': 'results in norm sets',
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('norm_set', 'publication'), name='norm_member_once')],
            },
        ),
        migrations.CreateModel(
            name='NormSetEnd',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('norm_set', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='end', to='leadership_comparing.normset')),
                ('reason', models.CharField(max_length=300, verbose_name='reason')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'end of a norm set',
                'verbose_name_plural': 'ends of norm sets',
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('reason__regex', '\\S')), name='norm_set_end_says_why')],
            },
        ),
        migrations.CreateModel(
            name='OutcomeFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=200, verbose_name='file')),
                ('rows', models.PositiveIntegerField(verbose_name='lines')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'file of outcomes',
                'verbose_name_plural': 'files of outcomes',
                'ordering': ['-at', '-id'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='OutcomeMeasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=120, unique=True, verbose_name='measure')),
            ],
            options={
                'verbose_name': 'outcome measure',
                'verbose_name_plural': 'outcome measures',
                'ordering': ['name'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('name__regex', '\\S')), name='outcome_measure_named')],
            },
        ),
        migrations.CreateModel(
            name='OutcomeValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='values', to='leadership_comparing.outcomefile')),
                ('measure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='values', to='leadership_comparing.outcomemeasure')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_organisations.organisation')),
                ('period', models.CharField(max_length=7, verbose_name='period')),
                ('value', models.DecimalField(decimal_places=4, max_digits=14, verbose_name='value')),
            ],
            options={
                'verbose_name': 'outcome',
                'verbose_name_plural': 'outcomes',
                'ordering': ['file', 'id'],
                'abstract': False,
                'indexes': [models.Index(fields=['measure', 'period'], name='outcome_of_period')],
                'constraints': [models.UniqueConstraint(fields=('file', 'measure', 'organisation', 'period'), name='outcome_once_a_file'), models.CheckConstraint(condition=models.Q(('period__regex', '^[0-9]{4}(/[0-9]{2}|-Q[1-4]|-[0-9]{2})?$')), name='outcome_period')],
            },
        ),
    ]
