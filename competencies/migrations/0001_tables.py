"""The tables of this app."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from kernel.migrating import TablesAtOnce


class Migration(TablesAtOnce):

    initial = True

    dependencies = [
        ('leadership_kernel', '0001_tables'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Framework',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('code', models.CharField(max_length=40, verbose_name='code')),
                ('edition', models.CharField(max_length=20, verbose_name='edition')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('owner', models.CharField(max_length=300, verbose_name='owner')),
                ('notice', models.TextField(help_text='Shown on every page of this framework.', verbose_name='notice')),
                ('numbering_note', models.TextField(blank=True, default='', help_text='Which part of a code is not official.', verbose_name='note on numbering')),
                ('licence_note', models.TextField(verbose_name='note on the licence')),
                ('source_url', models.URLField(blank=True, default='', verbose_name='source')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='valid to')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published')], default='draft', max_length=10, verbose_name='state')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
                ('decided_by_name', models.CharField(blank=True, default='', help_text='Name and role.', max_length=200, verbose_name='licence decision by')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided at')),
                ('decision_note', models.TextField(blank=True, default='', verbose_name='note on the decision')),
                ('checksum', models.CharField(max_length=64, verbose_name='checksum of the content')),
            ],
            options={
                'verbose_name': 'framework',
                'verbose_name_plural': 'frameworks',
                'ordering': ['code', '-valid_from', 'id'],
                'constraints': [models.UniqueConstraint(fields=('code', 'edition'), name='framework_code_edition'), models.CheckConstraint(condition=models.Q(('code__regex', '^[a-z][a-z0-9]*(-[a-z0-9]+)*$')), name='framework_code_format'), models.CheckConstraint(condition=models.Q(('edition__regex', '^[a-z0-9]+(\\.[a-z0-9]+)*$')), name='framework_edition_format'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'published'])), name='framework_state_known'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='framework_dates_in_order'), models.CheckConstraint(condition=models.Q(('checksum__regex', '^[0-9a-f]{64}$')), name='framework_checksum_sha256'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), models.Q(('decided_at__isnull', False), ('decided_by_name__regex', '\\S')), _connector='OR'), name='framework_published_is_decided')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Node',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('framework', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='nodes', to='leadership_competencies.framework', verbose_name='framework')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='leadership_competencies.node', verbose_name='part of')),
                ('kind', models.CharField(choices=[('domain', 'Domain'), ('element', 'Element'), ('competence', 'Competence')], max_length=10, verbose_name='kind')),
                ('code', models.CharField(max_length=30, verbose_name='code')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('descriptor', models.TextField(verbose_name='descriptor')),
                ('source_text', models.TextField(blank=True, default='', verbose_name='licensed wording')),
                ('order', models.PositiveIntegerField(verbose_name='order')),
            ],
            options={
                'verbose_name': 'competence',
                'verbose_name_plural': 'competences',
                'ordering': ['framework_id', 'order'],
                'indexes': [models.Index(fields=['framework', 'order'], name='framework_node_order')],
                'constraints': [models.UniqueConstraint(fields=('framework', 'code'), name='framework_node_code'), models.CheckConstraint(condition=models.Q(('kind__in', ['domain', 'element', 'competence'])), name='framework_node_kind_known'), models.CheckConstraint(condition=models.Q(('code__regex', '^[A-Za-z0-9]+(\\.[A-Za-z0-9]+)*$')), name='framework_node_code_format'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'domain'), ('parent__isnull', True)), models.Q(models.Q(('kind', 'domain'), _negated=True), ('parent__isnull', False)), _connector='OR'), name='framework_node_only_domains_are_roots'), models.CheckConstraint(condition=models.Q(('title__regex', '\\S'), ('descriptor__regex', '\\S')), name='framework_node_has_words')],
            },
        ),
        migrations.CreateModel(
            name='StageText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('node', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stage_texts', to='leadership_competencies.node')),
                ('stage', models.CharField(choices=[('undergraduate', 'Undergraduate'), ('postgraduate', 'Postgraduate'), ('continuing', 'Continuing practice')], max_length=20, verbose_name='stage')),
                ('kind', models.CharField(choices=[('descriptor', 'Descriptor'), ('knowledge', 'Knowledge'), ('skill', 'Skill'), ('attitude', 'Attitude'), ('learning_opportunity', 'Learning opportunity'), ('example', 'Example'), ('scenario', 'Scenario'), ('contra_indicator', 'Sign that it is not yet shown')], max_length=20, verbose_name='kind')),
                ('text', models.TextField(verbose_name='text')),
                ('order', models.PositiveIntegerField(default=1, verbose_name='order')),
            ],
            options={
                'verbose_name': 'stage text',
                'verbose_name_plural': 'stage texts',
                'ordering': ['node_id', 'stage', 'kind', 'order'],
                'constraints': [models.UniqueConstraint(fields=('node', 'stage', 'kind', 'order'), name='stage_text_place'), models.CheckConstraint(condition=models.Q(('stage__in', ['undergraduate', 'postgraduate', 'continuing'])), name='stage_text_stage_known'), models.CheckConstraint(condition=models.Q(('kind__in', ['descriptor', 'knowledge', 'skill', 'attitude', 'learning_opportunity', 'example', 'scenario', 'contra_indicator'])), name='stage_text_kind_known'), models.CheckConstraint(condition=models.Q(('text__regex', '\\S')), name='stage_text_has_words')],
                'indexes': [],
            },
        ),
    ]
