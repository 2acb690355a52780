"""The tables of this app."""

import datetime
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from kernel.migrating import TablesAtOnce


class Migration(TablesAtOnce):

    initial = True

    dependencies = [
        ('leadership_competencies', '0002_rules'),
        ('leadership_finding', '0001_words'),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Word',
            fields=[
                ('word', models.CharField(max_length=40, primary_key=True, serialize=False)),
            ],
            options={
                'verbose_name': 'word of the search',
                'verbose_name_plural': 'words of the search',
                'abstract': False,
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['word'], name='finding_word_alike', opclasses=['gin_trgm_ops'])],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=10)),
                ('kind', models.CharField(choices=[('deliverable', 'Deliverables'), ('good_practice', 'Good practice'), ('behaviour', 'Behaviours'), ('programme', 'Programmes'), ('competence', 'Competences'), ('study', 'Studies'), ('news', 'News'), ('event', 'Events'), ('person', 'People'), ('faq', 'Questions and answers'), ('page', 'Other pages')], max_length=20)),
                ('title', models.CharField(max_length=255)),
                ('summary', models.TextField(default='')),
                ('body', models.TextField(default='')),
                ('topics', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, size=None)),
                ('stages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, size=None)),
                ('domains', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, size=None)),
                ('day', models.DateField(null=True)),
                ('shelf', models.BigIntegerField()),
                ('node', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='leadership_competencies.node')),
                ('page', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.WAGTAIL_PAGE_MODEL)),
            ],
            options={
                'verbose_name': 'entry of the search',
                'verbose_name_plural': 'entries of the search',
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('page', 'language'), name='finding_page_once'), models.UniqueConstraint(fields=('node', 'language'), name='finding_node_once'), models.CheckConstraint(condition=models.Q(models.Q(('node__isnull', True), ('page__isnull', False)), models.Q(('node__isnull', False), ('page__isnull', True)), _connector='OR'), name='finding_page_or_node'), models.CheckConstraint(condition=models.Q(('kind__in', ['deliverable', 'good_practice', 'behaviour', 'programme', 'competence', 'study', 'news', 'event', 'person', 'faq', 'page'])), name='finding_kind'), models.CheckConstraint(condition=models.Q(('language', ''), _negated=True), name='finding_language'), models.CheckConstraint(condition=models.Q(('day__isnull', True), ('day__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR'), name='finding_day', violation_error_message='Give a day between 1900 and 2100.')],
            },
        ),
    ]
