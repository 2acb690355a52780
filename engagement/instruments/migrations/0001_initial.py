"""The tables of this app."""

import django.contrib.postgres.fields
import django.db.models.deletion
import uuid
from django.db import migrations, models

from kernel.migrating import TablesAtOnce


class Migration(TablesAtOnce):

    initial = True

    dependencies = [
        ('leadership_kernel', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Instrument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('code', models.CharField(max_length=40, unique=True, verbose_name='code')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('licence', models.CharField(choices=[('open', 'Open: anybody may read its words'), ('licensed', 'Licensed: its words are not public')], max_length=10, verbose_name='licence')),
            ],
            options={
                'verbose_name': 'questionnaire',
                'verbose_name_plural': 'questionnaires',
                'ordering': ['title', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('code__regex', '^[a-z][a-z0-9]*(-[a-z0-9]+)*$')), name='instrument_code_format'), models.CheckConstraint(condition=models.Q(('title__regex', '\\S')), name='instrument_has_title'), models.CheckConstraint(condition=models.Q(('licence__in', ['open', 'licensed'])), name='instrument_licence_known')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='InstrumentVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('instrument', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='leadership_instruments.instrument', verbose_name='questionnaire')),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published')], default='draft', max_length=10, verbose_name='state')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published at')),
                ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), size=None, verbose_name='languages')),
                ('owner', models.CharField(max_length=300, verbose_name='owner')),
                ('licence_note', models.TextField(verbose_name='note on the licence')),
                ('source_url', models.URLField(blank=True, default='', max_length=300, verbose_name='source')),
                ('scale_is_symmetric', models.BooleanField(verbose_name='answers mirror each other')),
                ('decided_by_name', models.CharField(blank=True, default='', help_text='Name and role.', max_length=200, verbose_name='licence decision by')),
                ('decision_note', models.TextField(blank=True, default='', verbose_name='note on the decision')),
                ('checksum', models.CharField(max_length=64, verbose_name='checksum of the content')),
            ],
            options={
                'verbose_name': 'version of a questionnaire',
                'verbose_name_plural': 'versions of questionnaires',
                'ordering': ['instrument_id', 'number'],
                'constraints': [models.UniqueConstraint(fields=('instrument', 'number'), name='instrument_version_number'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='instrument_version_from_one'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'published'])), name='instrument_version_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('published_at__isnull', False), ('state', 'published')), models.Q(models.Q(('state', 'published'), _negated=True), ('published_at__isnull', True)), _connector='OR'), name='instrument_version_published_at'), models.CheckConstraint(condition=models.Q(('languages__len__gte', 1)), name='instrument_version_has_language'), models.CheckConstraint(condition=models.Q(('owner__regex', '\\S'), ('licence_note__regex', '\\S')), name='instrument_version_owner_said'), models.CheckConstraint(condition=models.Q(('checksum__regex', '^[0-9a-f]{64}$')), name='instrument_version_sha256')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='ScalePoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='points', to='leadership_instruments.instrumentversion')),
                ('value', models.PositiveSmallIntegerField(verbose_name='value')),
            ],
            options={
                'verbose_name': 'answer',
                'verbose_name_plural': 'answers',
                'ordering': ['version_id', 'value'],
                'constraints': [models.UniqueConstraint(fields=('version', 'value'), name='scale_point_value'), models.UniqueConstraint(fields=('id', 'version'), name='scale_point_of_version'), models.CheckConstraint(condition=models.Q(('value__range', (1, 11))), name='scale_point_in_bounds')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Band',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bands', to='leadership_instruments.instrumentversion')),
                ('place', models.PositiveSmallIntegerField(verbose_name='place')),
            ],
            options={
                'verbose_name': 'band',
                'verbose_name_plural': 'bands',
                'ordering': ['version_id', 'place'],
                'constraints': [models.UniqueConstraint(fields=('version', 'place'), name='band_place'), models.UniqueConstraint(fields=('id', 'version'), name='band_of_version'), models.CheckConstraint(condition=models.Q(('place__range', (1, 5))), name='band_is_one_of_five')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='MetaScale',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meta_scales', to='leadership_instruments.instrumentversion')),
                ('code', models.CharField(max_length=40, verbose_name='code')),
                ('order', models.PositiveSmallIntegerField(verbose_name='order')),
                ('lacks', models.CharField(blank=True, choices=[('organisation', 'Organisation'), ('individual', 'Individual')], default='', max_length=12, verbose_name='lacks')),
            ],
            options={
                'verbose_name': 'theme',
                'verbose_name_plural': 'themes',
                'ordering': ['version_id', 'order'],
                'constraints': [models.UniqueConstraint(fields=('version', 'code'), name='meta_scale_code'), models.UniqueConstraint(fields=('version', 'order'), name='meta_scale_order'), models.UniqueConstraint(fields=('id', 'version'), name='meta_scale_of_version'), models.CheckConstraint(condition=models.Q(('code__regex', '^[a-z][a-z0-9]*(-[a-z0-9]+)*$')), name='meta_scale_code_format'), models.CheckConstraint(condition=models.Q(('lacks__in', ['', 'organisation', 'individual'])), name='meta_scale_lacks_known')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='SubScale',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sub_scales', to='leadership_instruments.instrumentversion')),
                ('meta_scale', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sub_scales', to='leadership_instruments.metascale')),
                ('code', models.CharField(max_length=40, verbose_name='code')),
                ('kind', models.CharField(choices=[('organisation', 'Organisation'), ('individual', 'Individual')], max_length=12, verbose_name='kind')),
                ('minimum', models.PositiveSmallIntegerField(verbose_name='answers needed')),
            ],
            options={
                'verbose_name': 'side of a theme',
                'verbose_name_plural': 'sides of themes',
                'ordering': ['version_id', 'meta_scale_id', '-kind'],
                'constraints': [models.UniqueConstraint(fields=('version', 'code'), name='sub_scale_code'), models.UniqueConstraint(fields=('meta_scale', 'kind'), name='sub_scale_one_of_a_kind'), models.UniqueConstraint(fields=('id', 'version'), name='sub_scale_of_version'), models.CheckConstraint(condition=models.Q(('code__regex', '^[a-z][a-z0-9]*(-[a-z0-9]+)*$')), name='sub_scale_code_format'), models.CheckConstraint(condition=models.Q(('kind__in', ['organisation', 'individual'])), name='sub_scale_kind_known'), models.CheckConstraint(condition=models.Q(('minimum__gte', 1)), name='sub_scale_needs_an_answer')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Item',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='leadership_instruments.instrumentversion')),
                ('sub_scale', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='leadership_instruments.subscale')),
                ('code', models.CharField(max_length=40, verbose_name='code')),
                ('order', models.PositiveSmallIntegerField(verbose_name='order')),
                ('is_reversed', models.BooleanField(verbose_name='reverse-keyed')),
            ],
            options={
                'verbose_name': 'item',
                'verbose_name_plural': 'items',
                'ordering': ['version_id', 'order'],
                'constraints': [models.UniqueConstraint(fields=('version', 'code'), name='instrument_item_code'), models.UniqueConstraint(fields=('version', 'order'), name='instrument_item_order'), models.UniqueConstraint(fields=('id', 'version'), name='instrument_item_of_version'), models.CheckConstraint(condition=models.Q(('code__regex', '^[a-z][a-z0-9]*(-[a-z0-9]+)*$')), name='instrument_item_code_format'), models.CheckConstraint(condition=models.Q(('order__gte', 1)), name='instrument_item_from_one')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Wording',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='wordings', to='leadership_instruments.instrumentversion')),
                ('part', models.CharField(choices=[('title', 'Title'), ('introduction', 'Introduction'), ('index', 'Name of the index'), ('band', 'Name of a band'), ('point', 'Answer'), ('cannot_say', 'Answer that is none'), ('meta_scale', 'Theme'), ('sub_scale', 'Side of a theme'), ('item', 'Statement'), ('managers', 'Statement for managers')], max_length=12, verbose_name='part')),
                ('point', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='wordings', to='leadership_instruments.scalepoint')),
                ('band', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='wordings', to='leadership_instruments.band')),
                ('meta_scale', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='wordings', to='leadership_instruments.metascale')),
                ('sub_scale', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='wordings', to='leadership_instruments.subscale')),
                ('item', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='wordings', to='leadership_instruments.item')),
                ('language', models.CharField(max_length=12, verbose_name='language')),
                ('words', models.TextField(verbose_name='words')),
                ('is_behind', models.BooleanField(default=False, verbose_name='behind its source')),
            ],
            options={
                'verbose_name': 'wording',
                'verbose_name_plural': 'wordings',
                'ordering': ['version_id', 'id'],
                'constraints': [models.UniqueConstraint(fields=('version', 'part', 'language', 'point', 'band', 'meta_scale', 'sub_scale', 'item'), name='wording_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('words__regex', '\\S')), name='wording_has_words'), models.CheckConstraint(condition=models.Q(('language__regex', '^[a-z]{2,3}(-[a-z0-9]{2,8})*$')), name='wording_language_format'), models.CheckConstraint(condition=models.Q(models.Q(('band__isnull', True), ('item__isnull', True), ('meta_scale__isnull', True), ('part__in', ['title', 'introduction', 'index', 'cannot_say']), ('point__isnull', True), ('sub_scale__isnull', True)), models.Q(('band__isnull', True), ('item__isnull', True), ('meta_scale__isnull', True), ('part__in', ['point']), ('point__isnull', False), ('sub_scale__isnull', True)), models.Q(('band__isnull', False), ('item__isnull', True), ('meta_scale__isnull', True), ('part__in', ['band']), ('point__isnull', True), ('sub_scale__isnull', True)), models.Q(('band__isnull', True), ('item__isnull', True), ('meta_scale__isnull', False), ('part__in', ['meta_scale']), ('point__isnull', True), ('sub_scale__isnull', True)), models.Q(('band__isnull', True), ('item__isnull', True), ('meta_scale__isnull', True), ('part__in', ['sub_scale']), ('point__isnull', True), ('sub_scale__isnull', False)), models.Q(('band__isnull', True), ('item__isnull', False), ('meta_scale__isnull', True), ('part__in', ['item', 'managers']), ('point__isnull', True), ('sub_scale__isnull', True)), _connector='OR'), name='wording_stands_at_its_part')],
                'indexes': [],
            },
        ),
    ]
