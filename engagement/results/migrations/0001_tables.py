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
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('leadership_waves', '0002_rules'),
    ]

    operations = [
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('number', models.PositiveSmallIntegerField()),
                ('fewest', models.PositiveSmallIntegerField(verbose_name='smallest group')),
                ('made_at', models.DateTimeField()),
                ('note', models.CharField(blank=True, default='', max_length=200)),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('wave', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='publications', to='leadership_waves.surveywave')),
            ],
            options={
                'verbose_name': 'publication of results',
                'verbose_name_plural': 'publications of results',
                'ordering': ['wave', 'number'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('wave', 'number'), name='publication_number'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='publication_counts'), models.CheckConstraint(condition=models.Q(('fewest__gte', 5)), name='publication_floor')],
            },
        ),
        migrations.CreateModel(
            name='Atom',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('respondents', models.CharField(choices=[('doctors', 'doctors'), ('managers', 'managers')], max_length=10)),
                ('number', models.PositiveSmallIntegerField()),
                ('publication', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='atoms', to='leadership_results.publication')),
            ],
            options={
                'verbose_name': 'indivisible group',
                'verbose_name_plural': 'indivisible groups',
                'ordering': ['publication', 'number'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('publication', 'respondents', 'number'), name='atom_number')],
            },
        ),
        migrations.CreateModel(
            name='AtomStratum',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('atom', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='strata', to='leadership_results.atom')),
                ('stratum', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='atom', to='leadership_waves.stratum')),
            ],
            options={
                'verbose_name': 'stratum of an indivisible group',
                'verbose_name_plural': 'strata of indivisible groups',
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='PublishedGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('respondents', models.CharField(choices=[('doctors', 'doctors'), ('managers', 'managers')], max_length=10)),
                ('dimension', models.CharField(blank=True, default='', max_length=140)),
                ('category', models.CharField(blank=True, default='', max_length=260)),
                ('is_whole', models.BooleanField(default=True)),
                ('invited', models.PositiveIntegerField()),
                ('answered', models.PositiveIntegerField()),
                ('atoms', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), size=None)),
                ('publication', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='groups', to='leadership_results.publication')),
            ],
            options={
                'verbose_name': 'published group',
                'verbose_name_plural': 'published groups',
                'ordering': ['publication', 'id'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('publication', 'respondents', 'dimension', 'category'), name='published_group_once'), models.CheckConstraint(condition=models.Q(('answered__gte', 5), ('invited__gte', models.F('answered'))), name='published_group_counts'), models.CheckConstraint(condition=models.Q(models.Q(('category', ''), ('dimension', '')), models.Q(models.Q(('dimension', ''), _negated=True), models.Q(('category', ''), _negated=True)), _connector='OR'), name='published_group_named'), models.CheckConstraint(condition=models.Q(('atoms__len__gte', 1)), name='published_group_of_some')],
            },
        ),
        migrations.CreateModel(
            name='PublishedScore',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('n', models.PositiveIntegerField(blank=True, null=True)),
                ('held_back', models.CharField(blank=True, choices=[('protects', 'Held back: it would speak of too few people, or of people who all answered alike.')], default='', max_length=10)),
                ('kind', models.CharField(choices=[('index', 'index'), ('meta', 'theme'), ('sub', 'side of a theme')], max_length=10)),
                ('measure', models.CharField(max_length=60)),
                ('mean', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True)),
                ('sd', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True)),
                ('low', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True)),
                ('high', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True)),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scores', to='leadership_results.publishedgroup')),
            ],
            options={
                'verbose_name': 'published score',
                'verbose_name_plural': 'published scores',
                'ordering': ['group', 'id'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('group', 'kind', 'measure'), name='published_score_once'), models.CheckConstraint(condition=models.Q(models.Q(('held_back', ''), ('high__isnull', False), ('low__isnull', False), ('mean__isnull', False), ('n__isnull', False), ('sd__isnull', False), ('mean__range', (0, 100)), ('n__gte', 5), ('sd__gt', 0), ('high__gte', models.F('mean')), ('low__lte', models.F('mean'))), models.Q(models.Q(('held_back', ''), _negated=True), ('high', None), ('low', None), ('mean', None), ('n', None), ('sd', None)), _connector='OR'), name='published_score_whole')],
            },
        ),
        migrations.CreateModel(
            name='PublishedItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('n', models.PositiveIntegerField(blank=True, null=True)),
                ('held_back', models.CharField(blank=True, choices=[('protects', 'Held back: it would speak of too few people, or of people who all answered alike.')], default='', max_length=10)),
                ('item', models.CharField(max_length=60)),
                ('mean', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True)),
                ('sd', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True)),
                ('counts', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveIntegerField(), blank=True, null=True, size=None)),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='leadership_results.publishedgroup')),
            ],
            options={
                'verbose_name': 'published statement',
                'verbose_name_plural': 'published statements',
                'ordering': ['group', 'id'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('group', 'item'), name='published_item_once'), models.CheckConstraint(condition=models.Q(models.Q(('held_back', ''), ('counts__isnull', False), ('mean__isnull', False), ('n__isnull', False), ('sd__isnull', False), ('counts__len__gte', 2), ('mean__gte', 1), ('n__gte', 5), ('sd__gt', 0)), models.Q(models.Q(('held_back', ''), _negated=True), ('counts', None), ('mean', None), ('n', None), ('sd', None)), _connector='OR'), name='published_item_whole')],
            },
        ),
        migrations.CreateModel(
            name='PublishedAlpha',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('n', models.PositiveIntegerField(blank=True, null=True)),
                ('held_back', models.CharField(blank=True, choices=[('protects', 'Held back: it would speak of too few people, or of people who all answered alike.')], default='', max_length=10)),
                ('kind', models.CharField(choices=[('index', 'index'), ('meta', 'theme'), ('sub', 'side of a theme')], max_length=10)),
                ('measure', models.CharField(max_length=60)),
                ('items', models.PositiveSmallIntegerField()),
                ('alpha', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True)),
                ('low', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True)),
                ('high', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True)),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='alphas', to='leadership_results.publishedgroup')),
            ],
            options={
                'verbose_name': 'published reliability',
                'verbose_name_plural': 'published reliabilities',
                'ordering': ['group', 'id'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('group', 'kind', 'measure'), name='published_alpha_once'), models.CheckConstraint(condition=models.Q(models.Q(('held_back', ''), ('alpha__isnull', False), ('high__isnull', False), ('low__isnull', False), ('n__isnull', False), ('alpha__lte', 1), ('n__gte', 5), ('high__gte', models.F('alpha')), ('low__lte', models.F('alpha'))), models.Q(models.Q(('held_back', ''), _negated=True), ('alpha', None), ('high', None), ('low', None), ('n', None)), _connector='OR'), name='published_alpha_whole')],
            },
        ),
    ]
