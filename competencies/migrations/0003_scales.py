"""The tables of scales."""

import django.db.models.deletion
import uuid
from django.db import migrations, models

from kernel.migrating import TablesAtOnce


class Migration(TablesAtOnce):

    dependencies = [
        ('leadership_competencies', '0002_rules'),
    ]

    operations = [
        migrations.CreateModel(
            name='Scale',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('code', models.CharField(max_length=40, verbose_name='code')),
                ('edition', models.CharField(max_length=20, verbose_name='edition')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('owner', models.CharField(max_length=300, verbose_name='owner')),
                ('note', models.TextField(verbose_name='note')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='valid to')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published')], default='draft', max_length=10, verbose_name='state')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published at')),
                ('changed_at', models.DateTimeField(verbose_name='changed at')),
                ('checksum', models.CharField(max_length=64, verbose_name='checksum of the content')),
            ],
            options={
                'verbose_name': 'scale',
                'verbose_name_plural': 'scales',
                'ordering': ['code', '-valid_from', 'id'],
                'constraints': [models.UniqueConstraint(fields=('code', 'edition'), name='scale_code_edition'), models.CheckConstraint(condition=models.Q(('code__regex', '^[a-z][a-z0-9]*(-[a-z0-9]+)*$')), name='scale_code_format'), models.CheckConstraint(condition=models.Q(('edition__regex', '^[a-z0-9]+(\\.[a-z0-9]+)*$')), name='scale_edition_format'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'published'])), name='scale_state_known'), models.CheckConstraint(condition=models.Q(('title__regex', '\\S'), ('note__regex', '\\S')), name='scale_has_words'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='scale_dates_in_order'), models.CheckConstraint(condition=models.Q(models.Q(('published_at__isnull', False), ('state', 'published')), models.Q(models.Q(('state', 'published'), _negated=True), ('published_at__isnull', True)), _connector='OR'), name='scale_published_at'), models.CheckConstraint(condition=models.Q(('checksum__regex', '^[0-9a-f]{64}$')), name='scale_checksum_sha256')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='ScaleLevel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('order', models.PositiveSmallIntegerField(verbose_name='order')),
                ('code', models.CharField(max_length=40, verbose_name='code')),
                ('title', models.CharField(max_length=60, verbose_name='title')),
                ('descriptor', models.TextField(verbose_name='descriptor')),
                ('scale', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='levels', to='leadership_competencies.scale', verbose_name='scale')),
            ],
            options={
                'verbose_name': 'level',
                'verbose_name_plural': 'levels',
                'ordering': ['scale_id', 'order'],
                'constraints': [models.UniqueConstraint(fields=('scale', 'order'), name='scale_level_order'), models.UniqueConstraint(fields=('scale', 'code'), name='scale_level_code'), models.UniqueConstraint(fields=('id', 'scale'), name='scale_level_of_scale'), models.CheckConstraint(condition=models.Q(('order__gte', 1)), name='scale_level_from_one'), models.CheckConstraint(condition=models.Q(('code__regex', '^[a-z][a-z0-9]*(-[a-z0-9]+)*$')), name='scale_level_code_format'), models.CheckConstraint(condition=models.Q(('title__regex', '\\S'), ('descriptor__regex', '\\S')), name='scale_level_has_words')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='ScaleText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=12, verbose_name='language')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('descriptor', models.TextField(verbose_name='descriptor')),
                ('level', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='texts', to='leadership_competencies.scalelevel')),
                ('scale', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='texts', to='leadership_competencies.scale')),
            ],
            options={
                'verbose_name': 'translation of a scale',
                'verbose_name_plural': 'translations of scales',
                'ordering': ['scale_id', 'id'],
                'constraints': [models.UniqueConstraint(fields=('scale', 'level', 'language'), name='scale_text_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('language__regex', '^[a-z]{2,3}(-[a-z0-9]{2,8})*$')), name='scale_text_language_format'), models.CheckConstraint(condition=models.Q(('title__regex', '\\S'), ('descriptor__regex', '\\S')), name='scale_text_has_words')],
                'indexes': [],
            },
        ),
    ]
