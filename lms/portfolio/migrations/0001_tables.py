"""The tables of this app."""

import datetime
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import uuid
from django.db import migrations, models

from kernel.migrating import TablesAtOnce


class Migration(TablesAtOnce):

    initial = True

    dependencies = [
        ('leadership_assignments', '0001_tables'),
        ('leadership_competencies', '0001_tables'),
        ('leadership_enrolment', '0001_tables'),
        ('leadership_kernel', '0001_tables'),
        ('leadership_people', '0001_tables'),
        ('leadership_programmes', '0001_tables'),
        ('leadership_records', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='EvidenceItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='leadership_people.person')),
                ('kind', models.CharField(choices=[('document', 'document'), ('link', 'link'), ('reflection', 'reflection'), ('certificate', 'certificate'), ('project', 'project')], max_length=20, verbose_name='kind')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('kept', 'kept'), ('archived', 'in the archive'), ('removed', 'being removed')], default='draft', max_length=10)),
                ('latest', models.PositiveSmallIntegerField(default=1)),
                ('happened_on', models.DateField(blank=True, null=True, verbose_name='day')),
                ('fact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='leadership_records.learningfact')),
                ('submission', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='leadership_assignments.submission')),
                ('enrolment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='leadership_enrolment.enrolment')),
                ('module_version', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_programmes.moduleversion')),
                ('module_key', models.UUIDField(blank=True, null=True)),
                ('created_at', models.DateTimeField()),
                ('archived_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'evidence',
                'verbose_name_plural': 'evidence',
                'ordering': ['-id'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'indexes': [models.Index(fields=['person', 'state'], name='evidence_person_state')],
                'constraints': [models.CheckConstraint(condition=models.Q(('happened_on__isnull', True), ('happened_on__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR'), name='evidence_days', violation_error_message='Give a day between 1900 and 2100.'), models.CheckConstraint(condition=models.Q(('kind__in', ['document', 'link', 'reflection', 'certificate', 'project'])), name='evidence_kind_known'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'kept', 'archived', 'removed'])), name='evidence_state_known'), models.CheckConstraint(condition=models.Q(('latest__gte', 1)), name='evidence_from_one'), models.CheckConstraint(condition=models.Q(models.Q(('archived_at__isnull', False), ('state', 'archived')), models.Q(models.Q(('state', 'archived'), _negated=True), ('archived_at__isnull', True)), _connector='OR'), name='evidence_archived_has_moment'), models.CheckConstraint(condition=models.Q(models.Q(('module_key__isnull', True), ('module_version__isnull', True)), models.Q(('kind', 'reflection'), ('module_key__isnull', False), ('module_version__isnull', False)), _connector='OR'), name='evidence_drafted_names_its_module'), models.CheckConstraint(condition=models.Q(models.Q(('enrolment__isnull', True), ('submission__isnull', True)), models.Q(('enrolment__isnull', True), ('fact__isnull', True)), models.Q(('fact__isnull', True), ('submission__isnull', True)), _connector='OR'), name='evidence_from_one_source'), models.UniqueConstraint(condition=models.Q(('module_key__isnull', False)), fields=('person', 'module_key'), name='evidence_drafted_once'), models.UniqueConstraint(condition=models.Q(('fact__isnull', False), ('module_key__isnull', True)), fields=('person', 'fact'), name='evidence_once_per_fact'), models.UniqueConstraint(condition=models.Q(('submission__isnull', False)), fields=('person', 'submission'), name='evidence_once_per_submission'), models.UniqueConstraint(condition=models.Q(('enrolment__isnull', False)), fields=('person', 'enrolment'), name='evidence_once_per_programme')],
            },
        ),
        migrations.CreateModel(
            name='EvidenceVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='leadership_portfolio.evidenceitem')),
                ('number', models.PositiveSmallIntegerField(default=1)),
                ('title', models.CharField(blank=True, default='', max_length=200, verbose_name='title')),
                ('words', models.TextField(blank=True, default='', max_length=20000, verbose_name='description')),
                ('parts', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, size=3)),
                ('url', models.CharField(blank=True, default='', max_length=1000, verbose_name='address')),
                ('saved_at', models.DateTimeField()),
                ('page_mark', models.CharField(blank=True, default='', max_length=36)),
                ('pinned_at', models.DateTimeField(blank=True, null=True)),
                ('nobody_in_it', models.BooleanField(default=False)),
            ],
            options={
                'verbose_name': 'version of evidence',
                'verbose_name_plural': 'versions of evidence',
                'ordering': ['-number'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('item', 'number'), name='evidence_version_number'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='evidence_version_from_one'), models.CheckConstraint(condition=models.Q(('url', ''), ('url__regex', '^https?://[^\\s]+$'), _connector='OR'), name='evidence_version_address'), models.CheckConstraint(condition=models.Q(('parts__len__lte', 3)), name='evidence_version_parts')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='EvidenceFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='leadership_portfolio.evidenceversion')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_kernel.storedfile')),
                ('name', models.CharField(max_length=200)),
                ('content_type', models.CharField(max_length=100)),
                ('added_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'file of evidence',
                'verbose_name_plural': 'files of evidence',
                'ordering': ['id'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('version', 'file'), name='evidence_file_once')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='EvidenceTag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tags', to='leadership_portfolio.evidenceitem')),
                ('node', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_competencies.node')),
            ],
            options={
                'verbose_name': 'tag of evidence',
                'verbose_name_plural': 'tags of evidence',
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('item', 'node'), name='evidence_tag_once')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='EvidenceShare',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shares', to='leadership_portfolio.evidenceversion')),
                ('name', models.CharField(max_length=150, verbose_name='name')),
                ('address', models.EmailField(max_length=254, verbose_name='email address')),
                ('language', models.CharField(max_length=10)),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('mailed_at', models.DateTimeField(blank=True, null=True)),
                ('refused_at', models.DateTimeField(blank=True, null=True)),
                ('opened_days', models.PositiveSmallIntegerField(default=0)),
                ('opened_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'evidence shared',
                'verbose_name_plural': 'evidence shared',
                'ordering': ['-id'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.CheckConstraint(condition=models.Q(('opened_on__isnull', True), ('opened_on__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR'), name='evidence_share_days', violation_error_message='Give a day between 1900 and 2100.'), models.CheckConstraint(condition=models.Q(('token_hash__regex', '^[0-9a-f]{64}$')), name='evidence_share_token_hashed'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at')), ('ends_at__lte', django.db.models.expressions.CombinedExpression(models.F('starts_at'), '+', models.Value(datetime.timedelta(days=91))))), name='evidence_share_ends'), models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('starts_at')), _connector='OR'), name='evidence_share_ended_later'), models.CheckConstraint(condition=models.Q(models.Q(('opened_days', 0), ('opened_on__isnull', True)), models.Q(('opened_days__gte', 1), ('opened_on__isnull', False)), _connector='OR'), name='evidence_share_opened'), models.CheckConstraint(condition=models.Q(('name__regex', '\\S'), ('ended_at__isnull', False), _connector='OR'), name='evidence_share_names_somebody')],
                'indexes': [],
            },
        ),
    ]

